import type { Act } from '#ledger/contract.ts';

/** Who decides for a bearer that a law applies, when it became aware, and that it has filed. */
const DECIDERS = ['reporter', 'duty-officer', 'legal'];
const AUTHORITY = ['duty-officer', 'legal', 'approver'];
const PROMISERS = [...DECIDERS, 'approver'];

export const OBLIGATION_ACTS: readonly Act[] = [
  { name: 'author:regime-applies', roles: DECIDERS },
  { name: 'author:clock-event', roles: DECIDERS },
  { name: 'author:duty-filing', roles: DECIDERS },
  { name: 'author:duty-change', roles: AUTHORITY },
  { name: 'author:report-request', roles: AUTHORITY },
  { name: 'author:promise', roles: PROMISERS },
  { name: 'author:promise-kept', roles: PROMISERS },
];
