/** The only way by which claims leave the ledger. Each of them has passed the one disclosure function. */
import type { Disclosure } from '#statement/disclosure.ts';
import type { Claim } from '#statement/draft.ts';
import { type Marking, stricterTlp } from '#statement/marking.ts';
import { present } from '#statement/present.ts';
import { type ReleaseGrant, show, type Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { Store } from '#store/open.ts';
import { pageOfCases } from './case-list.ts';
import type { CasePart, Reader, Shown } from './contract.ts';
import { type Copy, type ErasedNames, erasedNames, isErasedFor, NOTHING_ERASED } from './erased-copies.ts';
import { typeOfVct } from './held.ts';
import { HeldCache, type HeldStatement } from './held-cache.ts';
import { MAX_CASE_STATEMENTS, RECORDS_PER_STEP } from './limits.ts';
import { type RemarkingRow, remarkingsOf } from './remarking.ts';

export type ReaderOptions = {
  readonly store: Store;
  /** To whom these statements were released: the federation's answer. */
  readonly grants: (
    reads: Connection,
    digests: readonly string[],
  ) => Promise<ReadonlyMap<string, readonly ReleaseGrant[]>>;
  /** Communities that a party belongs to now: the parties room's answer. */
  readonly communitiesOf: (reads: Connection, party: string, at: Temporal.Instant) => Promise<readonly string[]>;
  readonly now: () => Temporal.Instant;
  /** Statements of one case given at once. */
  readonly mostOfCase?: number;
};

/** Cases that one question to the database names. */
const CASES_AT_ONCE = 50;

export function createReader(options: ReaderOptions): Reader {
  const { connection } = options.store;
  const most = options.mostOfCase ?? MAX_CASE_STATEMENTS;
  const step = Math.min(most, RECORDS_PER_STEP);
  const cache = new HeldCache(connection, most);
  const shownTo = (held: readonly HeldStatement[], viewer: Viewer) => showAll(options, held, viewer);
  const inCaseTo = async (held: readonly HeldStatement[], viewer: Viewer) =>
    (await shownTo(held, viewer)).filter(saysItsCase);
  async function cases(
    caseIds: readonly string[],
    viewer: Viewer,
  ): Promise<ReadonlyMap<string, readonly Shown[]>> {
    const found = new Map<string, readonly Shown[]>();
    for (let at = 0; at < caseIds.length; at += CASES_AT_ONCE) {
      const held = await cache.cases(caseIds.slice(at, at + CASES_AT_ONCE));
      const seen = await showCases(held, (some) => inCaseTo(some, viewer));
      for (const [caseId, shown] of seen) found.set(caseId, shown);
    }
    return found;
  }
  return {
    async statement(digest, viewer) {
      const [shown] = await shownTo(await cache.statements([digest]), viewer);
      return shown ?? null;
    },
    case: async (caseId, viewer) => inCaseTo(await cache.case(caseId), viewer),
    async leftOut(caseId, viewer) {
      const { held, isAll } = await cache.leftOut(caseId);
      return { count: (await inCaseTo(held, viewer)).length, isAll };
    },
    async partOfCase(caseId, viewer, { after, limit }) {
      const following = async (arrival: number) => {
        const held = await cache.following(caseId, arrival, step);
        const isLast = held.length < step;
        return { shown: await inCaseTo(held, viewer), last: isLast ? undefined : held.at(-1)!.row.arrival };
      };
      return partOf(following, { after, limit, steps: Math.ceil(most / step) });
    },
    cases,
    casesOf: (viewer, page) =>
      pageOfCases(connection, viewer, page, async (caseIds) => {
        const latest = new Map<string, number>();
        for (const [caseId, shown] of await cases(caseIds, viewer)) latest.set(caseId, shown.at(-1)?.arrival ?? 0);
        return latest;
      }),
  };
}

/** In which case something was said is a claim as any other: where it is withheld, no case has the statement. */
function saysItsCase({ claims }: Shown): boolean {
  return claims.has('case');
}

/** Whether a viewer is shown in which case a statement stands: to nobody else may its case be named. */
export function seesCaseOf(
  reader: Pick<Reader, 'statement'>,
): (digest: string, viewer: Viewer) => Promise<boolean> {
  return async (digest, viewer) => {
    const shown = await reader.statement(digest, viewer);
    return shown !== null && saysItsCase(shown);
  };
}

/**
 * The next `limit` statements that are shown, with one looked for beyond them. Where a viewer is shown little of a long
 * stretch, a part ends early, and `next` goes on behind the last one looked at.
 */
async function partOf(
  following: (arrival: number) => Promise<{ readonly shown: readonly Shown[]; readonly last: number | undefined }>,
  { after, limit, steps }: { readonly after: number; readonly limit: number; readonly steps: number },
): Promise<CasePart> {
  const statements: Shown[] = [];
  let behind = after;
  for (let looked = 0; looked < steps; looked++) {
    const { shown, last } = await following(behind);
    statements.push(...shown);
    if (statements.length > limit) {
      const part = statements.slice(0, limit);
      return { statements: part, next: part.at(-1)!.arrival };
    }
    if (last === undefined) return { statements };
    behind = last;
  }
  return { statements, next: behind };
}

/** As many statements at once as a single case may have. */
async function showCases(
  held: ReadonlyMap<string, readonly HeldStatement[]>,
  shownTo: (held: readonly HeldStatement[]) => Promise<readonly Shown[]>,
): Promise<ReadonlyMap<string, readonly Shown[]>> {
  const all = [...held].flatMap(([caseId, statements]) => statements.map((one) => ({ caseId, one })));
  const cases = new Map(all.map(({ caseId, one }) => [one.row.digest, caseId]));
  const found = new Map<string, Shown[]>();
  for (let at = 0; at < all.length; at += MAX_CASE_STATEMENTS) {
    for (const shown of await shownTo(all.slice(at, at + MAX_CASE_STATEMENTS).map(({ one }) => one))) {
      const caseId = cases.get(shown.digest) ?? '';
      const known = found.get(caseId);
      if (known === undefined) found.set(caseId, [shown]);
      else known.push(shown);
    }
  }
  return found;
}

async function showAll(
  options: ReaderOptions,
  held: readonly HeldStatement[],
  viewer: Viewer,
): Promise<readonly Shown[]> {
  if (held.length === 0) return [];
  const reads = options.store.connection;
  const digests = held.map(({ row }) => row.digest);
  // A public viewer is named in no release, and belongs to no community.
  const isPublic = viewer.party === null;
  const [releases, remarkings, erased, communities] = await Promise.all([
    isPublic ? new Map<string, readonly ReleaseGrant[]>() : options.grants(reads, digests),
    remarkingsOf(reads, digests),
    erasedNames(reads, digests),
    isPublic ? new Map<string, readonly string[]>() : communitiesOfIssuers(options, held, viewer),
  ]);
  const wider = Map.groupBy(remarkings, (remarking) => remarking.target);
  return held.flatMap(({ row, disclosures }) => {
    const copy = { issuer: row.issuer, releases: releases.get(row.digest) ?? [] };
    const left = leftFor(viewer.party, disclosures, copy, erased.get(row.digest));
    const standing = {
      ...copy,
      issuerCommunities: communities.get(row.issuer) ?? [],
      disclosures: remarked(left.disclosures, row.issuer, wider.get(row.digest)),
    };
    const shown = show(standing, viewer);
    if (shown.disclosures.length === 0) return [];
    const encoded = shown.disclosures.map((disclosure) => disclosure.encoded);
    return [
      {
        digest: row.digest,
        issuer: row.issuer,
        type: typeOfVct(row.vct),
        vct: row.vct,
        realm: row.realm,
        origin: row.origin,
        log: row.log,
        logIndex: row.log_index,
        arrival: row.arrival,
        recordedAt: fromMicroseconds(row.recorded_at),
        ...(row.proven_at === null ? {} : { provenAt: fromMicroseconds(row.proven_at) }),
        claims: new Map<string, Claim>(shown.disclosures.map(({ claim }) => [claim.name, claim])),
        withheld: shown.withheld > 0,
        erased: left.erased,
        presentation: present(row.jwt, encoded),
      },
    ];
  });
}

/** What is left of a statement for this party, and how many claims were erased for it. */
export function leftFor(
  party: string | null,
  disclosures: readonly Disclosure[],
  copy: Copy,
  erased: ErasedNames = NOTHING_ERASED,
): { readonly disclosures: readonly Disclosure[]; readonly erased: number } {
  if (erased.size === 0) return { disclosures, erased: 0 };
  const left = disclosures.filter(({ claim }) => !isErasedFor(party, claim.name, copy, erased));
  const names = new Set(left.map(({ claim }) => claim.name));
  return { disclosures: left, erased: [...erased.keys()].filter((name) => !names.has(name)).length };
}

/** Claims with the labels they have by now, for whoever else asks the disclosure function: a late disclosure widens. */
export function remarked(
  disclosures: readonly Disclosure[],
  issuer: string,
  remarkings: readonly RemarkingRow[] | undefined,
): readonly Disclosure[] {
  const own = remarkings?.filter((remarking) => remarking.issuer === issuer) ?? [];
  if (own.length === 0) return disclosures;
  return disclosures.map((disclosure) => {
    const last = widest(own, disclosure.claim);
    if (last === undefined) return disclosure;
    const audience = JSON.parse(last.audience) as string[];
    const marking: Marking = { ...disclosure.claim.marking, tlp: last.tlp, audience };
    return { ...disclosure, claim: { ...disclosure.claim, marking } };
  });
}

/** The last of those with the freest label; one that is stricter than what was signed counts for nothing. */
function widest(remarkings: readonly RemarkingRow[], { name, marking }: Claim): RemarkingRow | undefined {
  let found: RemarkingRow | undefined;
  for (const remarking of remarkings) {
    const stands = found?.tlp ?? marking.tlp;
    if (remarking.name === name && stricterTlp(stands, remarking.tlp) === stands) found = remarking;
  }
  return found;
}

/** Asked only where it can matter: green claims without an audience are for the issuer's own communities. */
async function communitiesOfIssuers(
  { store, communitiesOf, now }: ReaderOptions,
  held: readonly HeldStatement[],
  viewer: Viewer,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (viewer.communities.length === 0) return new Map();
  const issuers = [...new Set(held.map(({ row }) => row.issuer))];
  const at = now();
  return new Map(
    await Promise.all(
      issuers.map(async (issuer) => [issuer, await communitiesOf(store.connection, issuer, at)] as const),
    ),
  );
}
