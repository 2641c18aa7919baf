import type { Model } from '#ledger/contract.ts';
import { eraseInNotes } from './notes.ts';
import { CASE_RULES } from './rules.ts';
import { CASE_TYPES } from './statements.ts';

/** What every desk needs of a case: what it is called, who has it, what colleagues should know. */
export const casesModel: Model = {
  name: 'cases',
  types: CASE_TYPES,
  rules: CASE_RULES,
  views: [],
  acts: [{ name: 'author:case-title', roles: ['reporter', 'duty-officer'] }],
  erase: eraseInNotes,
};
