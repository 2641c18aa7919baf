import type { Rule } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { RuleCode } from './codes.ts';
import { reportWithdrawal } from './statements.ts';
import { reportsAmong, withdrawnIn } from './view.ts';

export type WithdrawalState = {
  /** Own reports of this case among those named. */
  readonly own: ReadonlySet<string>;
  readonly withdrawn: ReadonlySet<string>;
};

/** Whoever signed a report takes it back, once, in its own case. */
export const withdrawalRule: Rule<WithdrawalState> = {
  type: reportWithdrawal.name,
  async load(reads, drafts) {
    const named = drafts.flatMap(({ claims }) => withdrawnIn(claims.withdraws));
    const reports = await reportsAmong(reads, [...new Set(named)]);
    return drafts.map((draft) => {
      const own = reports.filter(
        ({ issuer, case_id: caseId }) => issuer === draft.issuer && caseId === draft.case,
      );
      return {
        own: new Set(own.map(({ digest }) => digest)),
        withdrawn: new Set(own.filter(({ withdrawn }) => withdrawn).map(({ digest }) => digest)),
      };
    });
  },
  decide: decideWithdrawal,
};

/** Pure. That somebody else's report exists is not told: it is refused as one that is not there. */
export function decideWithdrawal({ own, withdrawn }: WithdrawalState, { claims }: Draft): Outcome<null, RuleCode> {
  const named = withdrawnIn(claims.withdraws);
  if (named.some((digest) => !own.has(digest))) {
    return refuse('report-not-own', 'Only your own report, in its own case, can be taken back.', 'withdraws');
  }
  if (!named.some((digest) => withdrawn.has(digest))) return accept(null);
  return refuse('report-withdrawn', 'That report was taken back already.', 'withdraws');
}
