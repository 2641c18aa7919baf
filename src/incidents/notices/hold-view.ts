import { grants } from '#federation/agreements/grants.ts';
import { type HeldStatement, heldStatements, partyViewOf } from '#federation/agreements/held-statements.ts';
import { threadTables } from '#incidents/view.ts';
import type { PartyKind } from '#parties/statements.ts';
import { mandatedAuthorities, type Party, partyOf } from '#parties/view.ts';
import type { Claim } from '#statement/draft.ts';
import { HIDDEN_FROM, type ReleaseGrant } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { readTime } from '#vocabulary/asserted-time.ts';

/** A hold delays, it does not bury: whoever needs longer decides again, in a new statement. */
export const MAX_HOLD_DAYS = 30;
/** The last day counts whole. */
const LAST_INSTANT_HOURS = 24 * (MAX_HOLD_DAYS + 1);
export const HOLDING_KINDS: readonly PartyKind[] = ['state-authority', 'csirt'];

/** A hold as the party that has to keep it was shown it: well formed, competent for that party, and not ended. */
export type Hold = {
  readonly digest: string;
  readonly issuer: string;
  readonly holds: string;
  /** The one statement that it holds; undefined where it holds all of that kind in the case. */
  readonly target: string | undefined;
  readonly until: Temporal.Instant;
  readonly hiddenFrom: readonly string[];
};

/** In which case a party is about to speak. */
export type Bearing = { readonly case: string; readonly party: string };

/** The last instant a hold said at `from` may reach to. */
export function longestHold(from: Temporal.Instant): Temporal.Instant {
  return from.add({ hours: LAST_INSTANT_HOURS });
}

/**
 * The hold that delays this now, the longest of several. `kinds` are the names under which the thing can be held;
 * `target` is the statement it is done with, if it is done with one.
 */
export function holdingBack(
  holds: readonly Hold[],
  kinds: readonly string[],
  target: string | undefined,
  at: Temporal.Instant,
): Hold | undefined {
  return holds
    .filter((hold) => kinds.includes(hold.holds) && (hold.target === undefined || hold.target === target))
    .filter((hold) => Temporal.Instant.compare(at, hold.until) < 0)
    .toSorted((one, other) => Temporal.Instant.compare(other.until, one.until))[0];
}

/** What the refusal of something held says: to somebody who was shown the hold, so it may name it. */
export function heldSentence({ issuer, until }: Hold): string {
  const day = until.toString({ smallestUnit: 'minute' });
  return `A hold by ${issuer} delays this until ${day}: do it after that, or ask ${issuer} to end the hold.`;
}

/**
 * The holds that bind each of these parties in its case, in the order asked. A hold binds only whoever was shown it,
 * so that no refusal tells of one that is hidden; and only if its issuer is competent for them: it is their own, that
 * of the authority they report to, or that of their state. What is malformed or comes from elsewhere binds nobody.
 */
export async function holdsOn(
  reads: Connection,
  bearings: readonly Bearing[],
): Promise<readonly (readonly Hold[])[]> {
  const rows = await heldInCases(reads, [...new Set(bearings.map((bearing) => bearing.case))]);
  if (rows.length === 0) return bearings.map(() => []);
  const digests = rows.map((row) => row.digest);
  const held = await heldStatements(reads, digests);
  const released = await grants(reads, digests);
  const parties = new Map<string, Authorities>();
  for (const { party } of bearings) if (!parties.has(party)) parties.set(party, await authoritiesOf(reads, party));
  const issuers = new Map<string, Party | undefined>();
  for (const { issuer } of rows) if (!issuers.has(issuer)) issuers.set(issuer, await partyOf(reads, issuer));
  return bearings.map((bearing) => {
    const seen = rows
      .filter((row) => row.case_id === bearing.case)
      .map((row) => ({ ...row, claims: seenBy(bearing.party, held.get(row.digest), released.get(row.digest)) }));
    const ended = new Set(seen.flatMap(({ issuer, claims }) => endedBy(issuer, claims)));
    return seen.flatMap((row): Hold[] => {
      const kind = issuers.get(row.issuer)?.kind;
      const competent = kind !== undefined && HOLDING_KINDS.includes(kind);
      if (!competent || parties.get(bearing.party)?.has(row.issuer) !== true) return [];
      if (ended.has(`${row.issuer} ${row.digest}`)) return [];
      const hold = readHold(row.digest, row.issuer, row.claims);
      const latest = longestHold(fromMicroseconds(row.recorded_at));
      return hold === undefined || Temporal.Instant.compare(hold.until, latest) > 0 ? [] : [hold];
    });
  });
}

async function heldInCases(reads: Connection, cases: readonly string[]) {
  return threadTables(reads)
    .selectFrom('incident_statement')
    .where('case_id', 'in', [...cases, ''])
    .where('type', '=', 'hold')
    .select(['digest', 'case_id', 'issuer', 'recorded_at'])
    .orderBy('arrival')
    .execute();
}

type Authorities = ReadonlySet<string>;

async function authoritiesOf(reads: Connection, party: string): Promise<Authorities> {
  const profile = await partyOf(reads, party);
  const ofState = profile === undefined ? [] : await mandatedAuthorities(reads, profile.territory);
  const parent = profile?.parent ?? null;
  return new Set([party, ...(parent === null ? [] : [parent]), ...ofState.map((one) => one.party)]);
}

type Claims = ReadonlyMap<string, Claim>;

/** What the party itself was shown; that somebody serves it, or a community it is in, tells it of no hold. */
function seenBy(
  party: string,
  holding: HeldStatement | undefined,
  releases: readonly ReleaseGrant[] = [],
): Claims {
  if (holding === undefined) return new Map();
  const viewer = { party, person: null, servedBy: [], communities: [] };
  const seen = partyViewOf(holding, releases, { viewer, issuerCommunities: [] });
  return new Map(seen.map(({ claim }) => [claim.name, claim]));
}

/** Only the issuer of a hold ends it. */
function endedBy(issuer: string, claims: Claims): readonly string[] {
  const ends = claims.get('ends')?.value;
  return typeof ends === 'string' ? [`${issuer} ${ends}`] : [];
}

/** A foreign statement may carry anything under these names. */
function readHold(digest: string, issuer: string, claims: Claims): Hold | undefined {
  const [holds, target, hidden] = ['holds', 'target', HIDDEN_FROM].map((name) => claims.get(name)?.value);
  const span = readTime(claims.get('until')?.value);
  if (typeof holds !== 'string' || span === undefined || claims.has('ends')) return undefined;
  if (target !== undefined && typeof target !== 'string') return undefined;
  const hiddenFrom = Array.isArray(hidden) ? hidden.filter((party) => typeof party === 'string') : [];
  return { digest, issuer, holds, target, until: span.until, hiddenFrom };
}
