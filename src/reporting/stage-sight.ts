import type { Ledger, Reader, Shown } from '#ledger/contract.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { StateGroups } from '#obligations/regimes/groups.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { authorityOf, type Party, partyOf } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import type { RuleCode } from './codes.ts';
import {
  type DeclaredRegime,
  declaredIn,
  type Filing,
  filingsIn,
  reportable,
  reportsIn,
  takenBackIn,
} from './declared.ts';
import { type Facts, factsOfCase } from './facts-of-case.ts';
import { type Additions, type Projection, project } from './projection.ts';
import { type RegimeBook, stageIn } from './regime-book.ts';
import { type RuledOutBy, ruledOutBy } from './ruled-out.ts';
import { partyFor } from './rules.ts';
import type { ReportAddressee } from './statements.ts';

/** What report-once stands on. */
export type ReportingServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly book: RegimeBook;
  readonly reckoning: Pick<Reckoning, 'groups'>;
};

/** Who reports: the party, with its own eyes on its own case. */
export type Reporter = { readonly party: string; readonly viewer: Viewer };

/** A stage of a declared regime in a case, as its bearer has it before it: what is asked, known, missing and done. */
export type StageSight = {
  readonly case: string;
  readonly declared: DeclaredRegime;
  readonly stage: Stage;
  /** Why the law does not ask for this stage, by the facts declared; null where it does. */
  readonly ruledOut: readonly RuledOutBy[] | null;
  readonly addressees: readonly ReportAddressee[];
  readonly facts: Facts;
  readonly profile: NonNullable<Additions['profile']>;
  readonly projection: Projection;
  /** What was filed and signed, but for what was taken back. */
  readonly filings: readonly Filing[];
  readonly reports: readonly Shown[];
};

/** Every stage that this party can file in this case, regime by regime in the order they were declared. */
export async function seeStages(
  services: ReportingServices,
  caseId: string,
  reporter: Reporter,
): Promise<Outcome<readonly StageSight[]>> {
  const shown = await services.reader.case(caseId, reporter.viewer);
  if (shown.length === 0) {
    return refuse('case-not-found', 'There is no such case, or nothing of it is released to you.');
  }
  const around = await surroundings(services, reporter.party);
  const declared = declaredIn(shown, reporter.party, services.book);
  return accept(
    declared.flatMap((one) =>
      reportable(one.regime).map((stage) => sightOf(shown, caseId, reporter, one, stage, around)),
    ),
  );
}

/** One stage of them. `additions` are what a draft adds to the case's own facts. */
export async function seeStage(
  services: ReportingServices,
  caseId: string,
  reporter: Reporter,
  of: { readonly regime: string; readonly stage: string },
): Promise<Outcome<StageSight>> {
  const shown = await services.reader.case(caseId, reporter.viewer);
  if (shown.length === 0) {
    return refuse('case-not-found', 'There is no such case, or nothing of it is released to you.');
  }
  const declared = declaredIn(shown, reporter.party, services.book).find(({ regime }) => regime.id === of.regime);
  if (declared === undefined) {
    return refuse<RuleCode>(
      'regime-not-declared',
      phrase`Say first that ${of.regime} applies to you in this case, and which facts that rests on.`,
      'regime',
    );
  }
  const stage = stageIn(declared.regime, of.stage);
  if (stage === undefined || !reportable(declared.regime).includes(stage)) {
    const known = reportable(declared.regime).map(({ id }) => id);
    return refuse<RuleCode>(
      'stage-not-known',
      phrase`${declared.regime.title} has no stage "${of.stage}" that is met by a report; it has ${known.join(', ')}.`,
      'stage',
    );
  }
  const around = await surroundings(services, reporter.party);
  return accept(sightOf(shown, caseId, reporter, declared, stage, around));
}

/** The same stage with what a draft adds to it. */
export function withAdditions(sight: StageSight, additions: Omit<Additions, 'profile'>): Projection {
  return project(sight.facts, sight.projection.of, { ...additions, profile: sight.profile });
}

type Surroundings = {
  readonly own: Party | undefined;
  readonly authority: Party | undefined;
  readonly groups: StateGroups;
};

async function surroundings({ connection, reckoning }: ReportingServices, party: string): Promise<Surroundings> {
  const [own, authority] = [await partyOf(connection, party), await authorityOf(connection, party)];
  return { own, authority, groups: reckoning.groups };
}

function sightOf(
  shown: readonly Shown[],
  caseId: string,
  { party }: Reporter,
  declared: DeclaredRegime,
  stage: Stage,
  { own, authority, groups }: Surroundings,
): StageSight {
  const of = { regime: declared.regime.id, stage: stage.id };
  const facts = factsOfCase(shown, { bearer: party, regime: of.regime, nameOf: (did) => nameIn(did, authority) });
  const profile = profileFacts(own);
  const taken = takenBackIn(shown, party);
  return {
    case: caseId,
    declared,
    stage,
    ruledOut: ruledOutBy(stage, declared.facts, groups),
    addressees: stage.addressees.map(({ role, name }) => {
      const to = partyFor({ declaration: declared.declaration, ownAuthority: authority }, stage, role);
      return { role, name, ...(to === undefined ? {} : { party: to }) };
    }),
    facts,
    profile,
    projection: project(facts, { regime: declared.regime, stage }, { profile }),
    filings: filingsIn(shown, party, of).filter(
      ({ digest, report }) => !taken.has(digest) && !taken.has(report ?? ''),
    ),
    reports: (reportsIn(shown, party, of) as readonly Shown[]).filter(({ digest }) => !taken.has(digest)),
  };
}

function nameIn(did: string, authority: Party | undefined): string {
  return authority?.party === did ? authority.name : did;
}

/** The party's own profile answers who reports. */
function profileFacts(own: Party | undefined): Readonly<Partial<Record<StageFact, JsonValue>>> {
  return own === undefined ? {} : { victim_name: own.name };
}
