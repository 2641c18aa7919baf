/** Every refusal this room utters. */
export const MAIL_CODES = [
  'mail-too-large',
  'mail-malformed',
  'mail-too-many-parts',
  'mail-desk-full',
  'mail-desk-unknown',
  'mail-not-found',
  'mail-decided',
  'mail-reason-missing',
] as const;
export type MailCode = (typeof MAIL_CODES)[number];

export const HOOK_CODES = [
  'webhook-not-found',
  'webhook-address-malformed',
  'webhook-events-missing',
  'too-many-webhooks',
] as const;
export type HookCode = (typeof HOOK_CODES)[number];
