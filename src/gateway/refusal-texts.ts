/** Refusals of this room, in English. */
export const GATEWAY_REFUSALS = {
  'mail-too-large': 'A mail has at most {most} bytes; send large files another way.',
  'mail-malformed': 'This is no mail that can be read: {why}.',
  'mail-too-many-parts': 'A mail has at most {most} attachments.',
  'mail-desk-full':
    'So many mails wait at this desk that no more are taken just now. In danger, call; else send it again later.',
  'mail-desk-unknown': 'No duty desk of this node has this address, and nothing is passed on to others.',
  'mail-not-found': 'Your desk has no such mail.',
  'mail-decided': 'Somebody has already decided about this mail.',
  'mail-reason-missing': 'Write in a few words why this mail is discarded.',
  'webhook-not-found': 'Your party has no such webhook.',
  'webhook-address-malformed': 'Write one https address without a name or password.',
  'webhook-events-missing': 'Choose at least one kind of event.',
  'too-many-webhooks': 'A party has at most {most} webhooks: end one first.',
  why: {
    parts: 'too many parts',
    nesting: 'its parts or headers go too deep or grow too long',
    empty: 'it is empty',
    base64: 'it is not base64',
  },
} as const;
