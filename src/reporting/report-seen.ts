import type { Shown } from '#ledger/contract.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { secretsIn } from '#statement/traits.ts';
import type { FlowCode } from './codes.ts';
import { type Need, type Standing, standingOf } from './projection.ts';
import { type RegimeBook, type StageOf, stageIn } from './regime-book.ts';
import { addresseesOf, claimOfFact, type ReportAddressee, regulatoryReport } from './statements.ts';

/** A fact of a signed report, as one viewer was shown it. */
export type SeenFact = {
  readonly fact: StageFact;
  readonly need: Need;
  /** Absent where it was not given, or not shown to this viewer. */
  readonly claim?: Claim;
  readonly standing?: Standing;
  /** The reporter said that it is a trade secret: this law gets it, and no other projection of the report. */
  readonly secret: boolean;
};

/** A signed report read back in the words of its law, as far as the viewer may see it. */
export type ReportSeen = {
  readonly shown: Shown;
  readonly of: StageOf;
  readonly case: string | null;
  readonly addressees: readonly ReportAddressee[];
  readonly preliminary: boolean;
  readonly corrects: string | null;
  readonly facts: readonly SeenFact[];
};

/** Reads a report that the reader showed. Refused where it is none, or its law's version is not held here. */
export function readReport(shown: Shown | null, book: RegimeBook): Outcome<ReportSeen, FlowCode> {
  if (shown === null || shown.type !== regulatoryReport.name) {
    return refuse('report-not-known', 'There is no such report, or nothing of it is shown to you.', 'report');
  }
  const value = (name: string): JsonValue | undefined => shown.claims.get(name)?.value;
  const text = (name: string) => {
    const found = value(name);
    return typeof found === 'string' ? found : null;
  };
  const version = value('version');
  const regime = typeof version === 'number' ? book.version(text('regime') ?? '', version) : undefined;
  const stage = regime === undefined ? undefined : stageIn(regime, text('stage') ?? '');
  if (regime === undefined || stage === undefined) {
    return refuse(
      'report-not-known',
      'This node does not hold the text of the law that this report was made under; read the statement itself.',
      'regime',
    );
  }
  const secret = secretsIn(
    regulatoryReport,
    Object.fromEntries(shown.claims.entries().map(([name, claim]) => [name, claim.value])),
  );
  return accept({
    shown,
    of: { regime, stage },
    case: text('case'),
    addressees: addresseesOf(value('addressees')),
    preliminary: value('preliminary') === true,
    corrects: text('corrects'),
    facts: stage.needs.map(({ fact, need }) => {
      const claim = shown.claims.get(claimOfFact(fact));
      const seen = { fact: fact as StageFact, need, secret: secret.has(claimOfFact(fact)) };
      return claim === undefined ? seen : { ...seen, claim, standing: standingOf(claim.value) };
    }),
  });
}
