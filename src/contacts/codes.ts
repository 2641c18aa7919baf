/** Refusals of pings and their answers. */
export type PingCode =
  | 'ping-to-itself'
  | 'ping-party-unknown'
  | 'ping-not-mandated'
  | 'ping-contact-unknown'
  | 'ping-answer-time'
  | 'ping-surprise-by-person'
  | 'pinged-already'
  | 'pinged-too-often'
  | 'ping-unknown'
  | 'ping-not-for-you'
  | 'answer-to-wrong-party'
  | 'challenge-wrong'
  | 'not-a-person'
  | 'answered-already';

/** Refusals of lists that somebody wants to take over, each with the line it speaks of. */
export type ImportCode =
  | 'import-too-large'
  | 'import-not-text'
  | 'import-empty'
  | 'import-columns'
  | 'import-malformed'
  | 'import-too-many'
  | 'contact-malformed'
  | 'contact-repeated';

/** Every refusal this room utters. */
export type ContactsCode =
  | PingCode
  | ImportCode
  | 'contact-not-found'
  | 'template-unknown'
  | 'template-place-empty'
  | 'proposal-not-found'
  | 'proposals-too-many';
