import type { Act } from '#ledger/contract.ts';

/** No statement is made here: a mail is only ever a draft, and a webhook repeats what was recorded. */
export const GATEWAY_ACTS: readonly Act[] = [
  { name: 'take-mail', roles: ['duty-officer'], scope: 'draft' },
  { name: 'plan-webhooks', roles: ['administrator'], scope: 'administer' },
];
