/** Refusals of pings and their answers. */
export const PING_CODES = [
  'ping-to-itself',
  'ping-party-unknown',
  'ping-not-mandated',
  'ping-contact-unknown',
  'ping-answer-time',
  'ping-surprise-by-person',
  'pinged-already',
  'pinged-too-often',
  'ping-unknown',
  'ping-not-for-you',
  'answer-to-wrong-party',
  'challenge-wrong',
  'not-a-person',
  'answered-already',
] as const;
export type PingCode = (typeof PING_CODES)[number];

/** Refusals of lists that somebody wants to take over, each with the line it speaks of. */
export const IMPORT_CODES = [
  'import-too-large',
  'import-not-text',
  'import-empty',
  'import-columns',
  'import-malformed',
  'import-too-many',
  'contact-malformed',
  'contact-repeated',
] as const;
export type ImportCode = (typeof IMPORT_CODES)[number];

/** Every refusal this room utters. */
export const CONTACTS_CODES = [
  'contact-not-found',
  'template-place-empty',
  'proposal-not-found',
  'proposals-too-many',
] as const;
export type ContactsCode = (typeof CONTACTS_CODES)[number] | PingCode | ImportCode | 'template-unknown';
