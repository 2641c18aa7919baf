/** What the mail door says to mail servers, in English. */
export const SMTP_TEXTS = {
  banner: 'Comity mail door: reports for duty desks of this node only',
  tooMany: 'Too many mails in a short time; send it again later',
  tooLong: 'This session has lasted too long; send what is left in another',
  full: 'Too many sessions, from your address or in all; come again in a moment',
  givesWay: 'Others wait, and this session is slow; send what is left in another',
  recipients: 'At most {most} recipients in one mail',
  taken: 'Kept for the duty desk; a person reads it',
  failed: 'It could not be kept just now; send it again later',
} as const;
