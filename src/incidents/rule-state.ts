import { sql } from 'kysely';
import type { PartyKind } from '#parties/statements.ts';
import type { Draft } from '#statement/draft.ts';
import { stricterTlp, type Tlp } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { type Hold, holdsOn } from './notices/hold-view.ts';
import { type CaseFacts, SILENT, type SpokenCount, type Target, type Thread, threadOf } from './thread.ts';
import { threadTables } from './view.ts';

/** What the rules need to know about a party; the parties room answers. */
export type PartyFacts = {
  readonly kind: PartyKind;
  /** ISO 3166-1 alpha-2. */
  readonly territory: string;
  /** The competent authority an operator reports to. */
  readonly authority: string | null;
};

/** Parties nobody has described are left out. */
export type PartyFactsSource = (
  reads: Connection,
  parties: readonly string[],
) => Promise<ReadonlyMap<string, PartyFacts>>;

/** Everything a rule of this room decides upon. */
export type RuleState = {
  readonly issuer: PartyFacts | undefined;
  /** Undefined for a case nobody here has spoken in. */
  readonly case: CaseFacts | undefined;
  readonly thread: Thread;
  readonly targets: ReadonlyMap<string, Target>;
  /** The parties that made those targets. */
  readonly targetIssuers: ReadonlyMap<string, PartyFacts>;
  /** Holds in this case that bind the issuer; read where something of that kind can be held. */
  readonly holds: readonly Hold[];
  /** The freest label under which the case that a link names is named to its speaker or to everybody; null where it is not. */
  readonly linkedTlp: Tlp | null;
};

const TARGET_CLAIMS = ['withdraws', 'corrects', 'based_on', 'duplicate_of', 'follows', 'ends'] as const;
/** Types that a hold can delay, and the hold that ends another. */
const UNDER_HOLDS: readonly string[] = ['victim-notice', 'affected-party-notice', 'public-warning', 'hold'];

/** The digests a draft points at, in the order they stand there. */
export function targetsOf(draft: Draft): readonly string[] {
  return TARGET_CLAIMS.flatMap((name) => {
    const value = draft.claims[name];
    if (typeof value === 'string') return [value];
    return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
  });
}

/** A handful of queries, however many drafts wait. */
export async function loadStates(
  reads: Connection,
  drafts: readonly Draft[],
  factsOf: PartyFactsSource,
): Promise<readonly RuleState[]> {
  const cases = [...new Set(drafts.map((draft) => draft.case))];
  const issuers = [...new Set(drafts.map((draft) => draft.issuer))];
  const targets = await loadTargets(reads, [...new Set(drafts.flatMap(targetsOf))]);
  const parties = await factsOf(reads, [
    ...new Set([...issuers, ...[...targets.values()].map((target) => target.issuer)]),
  ]);
  const openers = await loadOpeners(reads, cases);
  const threads = await loadThreads(reads, cases, issuers);
  const addressed = await loadAddressed(reads, cases, issuers);
  const holds = await loadHolds(reads, drafts);
  const linked = await loadLinked(reads, drafts);
  return drafts.map((draft, at) => {
    // Nobody learns from a refusal that a digest of the log is somebody else's hold.
    const own = targetsOf(draft)
      .flatMap((digest) => targets.get(digest) ?? [])
      .filter((target) => target.type !== 'hold' || target.issuer === draft.issuer);
    const openedBy = openers.get(draft.case);
    return {
      issuer: parties.get(draft.issuer),
      case:
        openedBy === undefined ? undefined : { openedBy, addressed: addressed.has(key(draft.case, draft.issuer)) },
      thread: threads.get(key(draft.case, draft.issuer)) ?? SILENT,
      targets: new Map(own.map((target) => [target.digest, target])),
      targetIssuers: new Map(own.flatMap(({ issuer }) => pair(issuer, parties.get(issuer)))),
      holds: holds[at] ?? [],
      linkedTlp: linked[at] ?? null,
    };
  });
}

/** What everybody is told of a case, and how its speaker named it: the freest of these labels. */
async function loadLinked(reads: Connection, drafts: readonly Draft[]): Promise<readonly (Tlp | null)[]> {
  const otherOf = ({ type, claims: { other_case: other } }: Draft) =>
    type === 'case-link' && typeof other === 'string' ? other : null;
  const cases = [...new Set(drafts.flatMap((draft) => otherOf(draft) ?? []))];
  if (cases.length === 0) return [];
  const rows = await threadTables(reads)
    .selectFrom('incident_statement')
    .where('case_id', 'in', cases)
    .where('case_tlp', 'is not', null)
    .select(['case_id', 'issuer', 'case_tlp'])
    .distinct()
    .execute();
  return drafts.map((draft) => {
    let freest: Tlp | null = null;
    for (const { case_id: id, issuer, case_tlp: tlp } of rows) {
      if (tlp === null || id !== otherOf(draft) || (issuer !== draft.issuer && tlp !== 'clear')) continue;
      if (freest === null || stricterTlp(freest, tlp) === freest) freest = tlp;
    }
    return freest;
  });
}

async function loadHolds(reads: Connection, drafts: readonly Draft[]): Promise<readonly (readonly Hold[])[]> {
  const held = drafts.filter((draft) => UNDER_HOLDS.includes(draft.type));
  if (held.length === 0) return [];
  const found = await holdsOn(
    reads,
    held.map((draft) => ({ case: draft.case, party: draft.issuer })),
  );
  return drafts.map((draft) => found[held.indexOf(draft)] ?? []);
}

function pair(name: string, facts: PartyFacts | undefined): [string, PartyFacts][] {
  return facts === undefined ? [] : [[name, facts]];
}

function key(caseId: string, issuer: string): string {
  return `${caseId} ${issuer}`;
}

async function loadTargets(reads: Connection, digests: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  if (digests.length === 0) return new Map();
  const rows = await threadTables(reads)
    .selectFrom('incident_statement as s')
    .where('digest', 'in', [...digests])
    .select(['digest', 'case_id', 'issuer', 'type'])
    .select(withdrawnByIssuer.as('withdrawn'))
    .execute();
  return new Map(
    rows.map((row) => [
      row.digest,
      {
        digest: row.digest,
        case: row.case_id,
        issuer: row.issuer,
        type: row.type,
        withdrawn: Number(row.withdrawn) > 0,
      },
    ]),
  );
}

/** Only its own issuer's withdrawal counts; anybody else's is a claim about it, shown but without effect. */
const withdrawnByIssuer = sql<number>`(select count(*) from incident_reference r
  where r.target = s.digest and r.relation = 'withdraws' and r.issuer = s.issuer)`;

async function loadOpeners(reads: Connection, cases: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await threadTables(reads)
    .selectFrom('incident_case')
    .where('case_id', 'in', [...cases])
    .select(['case_id', 'opened_by'])
    .execute();
  return new Map(rows.map((row) => [row.case_id, row.opened_by]));
}

async function loadThreads(
  reads: Connection,
  cases: readonly string[],
  issuers: readonly string[],
): Promise<ReadonlyMap<string, Thread>> {
  const { rows } = await sql<{ case_id: string; issuer: string; type: string; said: number; withdrawn: number }>`
    select case_id, issuer, type, count(*) as said, sum(case when taken_back > 0 then 1 else 0 end) as withdrawn
    from (select s.case_id, s.issuer, s.type, ${withdrawnByIssuer} as taken_back from incident_statement s
          where s.case_id in (${sql.join(cases)}) and s.issuer in (${sql.join(issuers)})) spoken
    group by case_id, issuer, type`.execute(reads);
  const counts = new Map<string, SpokenCount[]>();
  for (const row of rows) {
    const count = { type: row.type, said: Number(row.said), withdrawn: Number(row.withdrawn) };
    const name = key(row.case_id, row.issuer);
    counts.set(name, [...(counts.get(name) ?? []), count]);
  }
  return new Map([...counts].map(([name, list]) => [name, threadOf(list)]));
}

async function loadAddressed(
  reads: Connection,
  cases: readonly string[],
  issuers: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await threadTables(reads)
    .selectFrom('incident_reference')
    .where('case_id', 'in', [...cases])
    .where('target', 'in', [...issuers])
    .where('relation', '=', 'addresses')
    .select(['case_id', 'target'])
    .distinct()
    .execute();
  return new Set(rows.map((row) => key(row.case_id, row.target)));
}
