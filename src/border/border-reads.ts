/** Every incident that touches or may touch another state, as one authority sees it: proposed, decided, told, silent. */
import { deliveries } from '#federation/delivery/deliveries.ts';
import type { SignedIn } from '#http/contract.ts';
import { changesIn, withdrawnBy } from '#incidents/case/standing.ts';
import { type CaseStatus, summarise } from '#incidents/case/summary.ts';
import { AffectedStates, Sectors } from '#incidents/statements/incident-claims.ts';
import { THREAD_TYPES } from '#incidents/statements.ts';
import type { Reader, Shown } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { MANDATED_KINDS } from '#parties/statements.ts';
import { mandatedAuthority, type Party, partiesKnown } from '#parties/view.ts';
import { PartyId, type StatementType } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import type { Connection } from '#store/connection.ts';
import { borderDecision, type DECISIONS, type Reason, sectorLink, serviceFootprint } from './statements.ts';
import { type Told, toldIn } from './told.ts';
import {
  type Footprint,
  MAX_DEPENDENCY_STEPS,
  type ProposedState,
  proposeStates,
  type Reported,
  type SectorLink,
} from './trigger.ts';
import { footprintsTouching, linksKnown } from './view.ts';

export type BorderServices = { readonly connection: Connection; readonly reader: Reader };

export type Decided = {
  readonly digest: string;
  readonly decision: (typeof DECISIONS)[number];
  readonly at: Temporal.Instant;
  readonly by: string;
  readonly reason: string | null;
};

export type BorderState = {
  readonly state: string;
  /** Null where nobody is known here who speaks for it: it is reached by other channels. */
  readonly authority: string | null;
  readonly reasons: readonly Reason[];
  readonly customers: number | null;
  readonly decided: Decided | null;
  readonly told: Told | null;
};

export type BorderCase = {
  readonly case: string;
  readonly shown: readonly Shown[];
  readonly status: CaseStatus['state'];
  /** Withdrawn, or closed by the last report: what is not decided here is asked of nobody any more. */
  readonly ended: boolean;
  readonly states: readonly BorderState[];
};

export type BorderPage = { readonly cases: readonly BorderCase[]; readonly next?: string };

const CASES_A_PAGE = 30;
/** Pages of cases looked through for one page of this list, most of whose cases stay at home. */
const PAGES_LOOKED_AT = 10;

type Seat = { readonly signedIn: SignedIn; readonly party: string; readonly home: string };

/** The seat from which other states are told; refused for everybody else. */
async function seatAtTheBorder(known: Known, signedIn: SignedIn): Promise<Outcome<Seat>> {
  const { party } = signedIn.actor;
  const profile = known.parties.get(party);
  if (profile === undefined) return refuse('party-not-known', 'Your party has published no profile yet.');
  if (!MANDATED_KINDS.includes(profile.kind)) {
    return refuse('not-mandated-authority', 'Only a mandated authority tells other states: report to yours.');
  }
  return accept({ signedIn, party, home: profile.territory });
}

type Known = { readonly parties: ReadonlyMap<string, Party>; readonly links: readonly SectorLink[] };

async function knownTo(services: BorderServices, signedIn: SignedIn): Promise<Known> {
  const parties = new Map((await partiesKnown(services.connection)).map((party) => [party.party, party]));
  return { parties, links: await linksFor(services, signedIn) };
}

export async function borderCase(
  services: BorderServices,
  signedIn: SignedIn,
  caseId: string,
): Promise<Outcome<BorderCase>> {
  const known = await knownTo(services, signedIn);
  const seat = await seatAtTheBorder(known, signedIn);
  if (!seat.ok) return seat;
  const found = await caseAt(services, seat.value, known, caseId);
  if (found !== undefined) return accept(found);
  return refuse('case-not-found', 'This node holds no such case, or nothing of it is released to you.');
}

/** Cases that touch another state, the one that changed last first. */
export async function borderCases(
  services: BorderServices,
  signedIn: SignedIn,
  after?: string,
): Promise<Outcome<BorderPage>> {
  const known = await knownTo(services, signedIn);
  const seat = await seatAtTheBorder(known, signedIn);
  if (!seat.ok) return seat;
  const cases: BorderCase[] = [];
  let next = after;
  for (let looked = 0; looked < PAGES_LOOKED_AT; looked += 1) {
    const page = await services.reader.casesOf(signedIn.viewer, {
      limit: CASES_A_PAGE,
      ...(next === undefined ? {} : { after: next }),
    });
    for (const { case: caseId } of page.cases) {
      const found = await caseAt(services, seat.value, known, caseId);
      if (found !== undefined && found.states.length > 0) cases.push(found);
    }
    next = page.next;
    if (next === undefined || cases.length >= CASES_A_PAGE) break;
  }
  return accept({ cases, ...(next === undefined ? {} : { next }) });
}

async function caseAt(
  services: BorderServices,
  seat: Seat,
  { parties, links }: Known,
  caseId: string,
): Promise<BorderCase | undefined> {
  const shown = await services.reader.case(caseId, seat.signedIn.viewer);
  if (shown.length === 0) return undefined;
  const reported = reportedIn(shown, parties);
  const footprints = await footprintsFor(services, seat.signedIn, reported.hit, parties);
  const proposed = proposeStates(reported, footprints, links, seat.home);
  const decided = decisionsIn(shown, seat.party);
  const told = toldIn(await deliveries(services.connection, { case: caseId }), seat, parties);
  const states = new Set([...proposed.map(({ state }) => state), ...decided.keys(), ...told.keys()]);
  const rows = await Promise.all(
    [...states].map(async (state): Promise<BorderState> => {
      const one: ProposedState = proposed.find((row) => row.state === state) ?? {
        state,
        reasons: [],
        customers: null,
      };
      const authority = (await mandatedAuthority(services.connection, state))?.party ?? null;
      return { ...one, authority, decided: decided.get(state) ?? null, told: told.get(state) ?? null };
    }),
  );
  const status = summarise(shown, { party: seat.party }).status.state;
  return { case: caseId, shown, status, ended: status === 'closed' || status === 'withdrawn', states: rows };
}

/** Claims by their schemas: foreign statements may carry anything under a name we know. */
function claimOf<Value>(shown: Shown, type: StatementType, name: string): Value | undefined {
  const value = shown.claims.get(name)?.value;
  const spec = type.claims[name];
  return spec !== undefined && value !== undefined && fits(spec.schema, value) ? (value as Value) : undefined;
}

function reportedIn(shown: readonly Shown[], parties: ReadonlyMap<string, Party>): Reported {
  const withdrawn = withdrawnBy(changesIn(shown));
  const standing = shown.filter(({ type, digest }) => THREAD_TYPES.includes(type) && !withdrawn.has(digest));
  const hit = new Set<string>();
  const sectors = new Set<string>();
  const states = new Map<string, string>();
  for (const { issuer, claims, digest } of standing) {
    if (parties.get(issuer)?.kind === 'operator') hit.add(issuer);
    const victim = claims.get('victim_party')?.value;
    if (fits(PartyId, victim)) hit.add(victim as string);
    for (const sector of listOf(Sectors, claims.get('sectors')?.value)) sectors.add(sector);
    for (const state of listOf(AffectedStates, claims.get('affected_states')?.value)) {
      if (!states.has(state)) states.set(state, digest);
    }
  }
  return { hit: [...hit], sectors: [...sectors], states: [...states].map(([state, from]) => ({ state, from })) };
}

function listOf(schema: typeof Sectors | typeof AffectedStates, value: unknown): readonly string[] {
  return Array.isArray(value) && fits(schema, value as never) ? (value as string[]) : [];
}

/** What the viewer may see of reach and dependence; of one service the subject's own newest word counts, else another's. */
async function footprintsFor(
  { connection, reader }: BorderServices,
  { viewer }: SignedIn,
  hit: readonly string[],
  parties: ReadonlyMap<string, Party>,
): Promise<readonly Footprint[]> {
  if (hit.length === 0) return [];
  const digests = await footprintsTouching(connection, hit, MAX_DEPENDENCY_STEPS);
  const current = new Map<string, Footprint & { readonly own: boolean }>();
  for (const digest of digests) {
    const shown = await reader.statement(digest, viewer);
    const footprint = shown === null ? undefined : footprintIn(shown, parties);
    if (footprint === undefined || shown === null) continue;
    const key = `${footprint.subject} ${footprint.service}`;
    const own = shown.issuer === footprint.subject;
    const known = current.get(key);
    if (known === undefined || (own && !known.own)) current.set(key, { ...footprint, own });
  }
  return [...current.values()];
}

function footprintIn(shown: Shown, parties: ReadonlyMap<string, Party>): Footprint | undefined {
  const read = <Value>(name: string) => claimOf<Value>(shown, serviceFootprint, name);
  const subject = read<string>('subject');
  const service = read<string>('service');
  if (subject === undefined || service === undefined) return undefined;
  return {
    digest: shown.digest,
    subject,
    service,
    sector: read<string>('sector') ?? '',
    home: parties.get(subject)?.territory ?? null,
    reach: read<Footprint['reach']>('reach') ?? [],
    dependsOn: read<Footprint['dependsOn']>('depends_on') ?? [],
  };
}

/** The newest word about each pair of states and sector; one that says "no longer" takes it away. */
async function linksFor(
  { connection, reader }: BorderServices,
  { viewer }: SignedIn,
): Promise<readonly SectorLink[]> {
  const found = new Map<string, SectorLink | null>();
  for (const digest of await linksKnown(connection)) {
    const shown = await reader.statement(digest, viewer);
    if (shown === null) continue;
    const read = <Value>(name: string) => claimOf<Value>(shown, sectorLink, name);
    const [sector, state, other, how] = [
      read('sector'),
      read('state'),
      read('other_state'),
      read('how'),
    ] as string[];
    if (sector === undefined || state === undefined || other === undefined || how === undefined) continue;
    const key = [shown.issuer, sector, state, other].join(' ');
    if (found.has(key)) continue;
    const ended = read<boolean>('ended') === true;
    found.set(key, ended ? null : { digest, sector, states: [state, other], how });
  }
  return [...found.values()].filter((link) => link !== null);
}

/** The latest decision of this party about each state. */
function decisionsIn(shown: readonly Shown[], party: string): ReadonlyMap<string, Decided> {
  const found = new Map<string, Decided>();
  for (const one of shown) {
    if (one.type !== 'border-decision' || one.issuer !== party) continue;
    const read = <Value>(name: string) => claimOf<Value>(one, borderDecision, name);
    const state = read<string>('state');
    const decision = read<Decided['decision']>('decision');
    if (state === undefined || decision === undefined) continue;
    const by = read<string>('decided_by') ?? party;
    found.set(state, {
      digest: one.digest,
      decision,
      at: one.recordedAt,
      by,
      reason: read<string>('reason') ?? null,
    });
  }
  return found;
}
