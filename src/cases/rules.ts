import { inCases } from '#ledger/case-places.ts';
import type { Rule } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { accept, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { caseTitleType } from './statements.ts';

/** Has the party that would name the case said anything in it? */
type Spoken = { readonly spoken: boolean };

/** Whoever has said nothing in a case does not name it: not for themselves either, for they were shown no case. */
const titleRule: Rule<Spoken> = {
  type: caseTitleType.name,
  async load(reads, drafts) {
    const rows = await ledgerTables(reads)
      .selectFrom('statement')
      .select(['case_id', 'issuer'])
      .where(inCases([...new Set(drafts.map((draft) => draft.case))]))
      .where('issuer', 'in', [...new Set(drafts.map(({ issuer }) => issuer))])
      .distinct()
      .execute();
    const spoken = new Set(rows.map(({ case_id, issuer }) => `${case_id} ${issuer}`));
    return drafts.map((draft: Draft) => ({ spoken: spoken.has(`${draft.case} ${draft.issuer}`) }));
  },
  decide({ spoken }) {
    if (spoken) return accept(null);
    return refuse(
      'nothing-said-here',
      'You have said nothing in this case yet: report or acknowledge first.',
      'case',
    );
  },
};

export const CASE_RULES = [titleRule];
