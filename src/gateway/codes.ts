/** Every refusal this room utters. */
export type MailCode =
  | 'mail-too-large'
  | 'mail-malformed'
  | 'mail-too-many-parts'
  | 'mail-desk-full'
  | 'mail-desk-unknown'
  | 'mail-not-found'
  | 'mail-decided'
  | 'mail-reason-missing';

export type HookCode =
  | 'webhook-not-found'
  | 'webhook-address-malformed'
  | 'webhook-events-missing'
  | 'too-many-webhooks';
