/** The one search: over statements and so over cases, over parties and help, as one viewer may see them. */
import { setTimeout as wait } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import { readReference } from '#cases/reference.ts';
import type { References } from '#cases/references.ts';
import type { HelpEntry, HelpSource } from '#help/help-source.ts';
import type { Reader, Shown } from '#ledger/contract.ts';
import type { Claim } from '#statement/draft.ts';
import type { Tlp } from '#statement/marking.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { fullText } from '#store/dialect.ts';
import { answers, excerpt, type Piece, type Query, queryOf } from './query.ts';
import { isSearched, SEARCH_INDEX, searchTables, textsOf } from './search-view.ts';

export const HITS_IN_A_PAGE = 20;
/** Entries that hold the words and are shown to the viewer's eyes for one answer; then older ones are not looked at. */
export const MAX_LOOKED_AT = 400;
const LOOKED_AT_ONCE = 40;
const PARTIES_SHOWN = 20;
const HELP_SHOWN = 10;
const FOUND_IN_A_STATEMENT = 2;
/**
 * An answer leaves at the next full step of its own time, so that what was looked at and then withheld cannot be told
 * from what was never there.
 */
const ANSWER_STEP_MS = 20;

const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const CASE = /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export type KnownParty = { readonly party: string; readonly name: string };

export type SearchServices = {
  readonly connection: Connection;
  readonly reader: Pick<Reader, 'statement' | 'case'>;
  readonly references: References;
  parties(): Promise<Iterable<KnownParty>>;
  /** What can be explained. */
  readonly help: HelpSource;
};

/** Where in a statement the words stand, in a claim that the viewer was shown. */
export type Found = { readonly claim: string; readonly tlp: Tlp; readonly pieces: readonly Piece[] };
export type Hit = { readonly shown: Shown; readonly found: readonly Found[] };

export type SearchAnswer = {
  readonly query: Query;
  /** What has exactly this name: a statement by its digest, a case by its number or its reference. */
  readonly statement: Shown | null;
  readonly case: string | null;
  /** A reference that was typed and leads nowhere: one of its characters is wrong, or no case shown here has it. */
  readonly reference: 'mistyped' | 'not-found' | null;
  /** The newest first. */
  readonly hits: readonly Hit[];
  readonly parties: readonly KnownParty[];
  readonly help: readonly HelpEntry[];
  /** Hand this back as `before` for older ones; absent on the last page. */
  readonly next?: number;
};

export type Asked = { readonly typed: string; readonly before?: number | undefined };

export async function search(services: SearchServices, viewer: Viewer, asked: Asked): Promise<SearchAnswer> {
  const began = performance.now();
  const query = queryOf(asked.typed);
  const isFirst = asked.before === undefined;
  const [statement, named, { hits, next }, parties] = await Promise.all([
    isFirst && DIGEST.test(query.text) ? services.reader.statement(query.text, viewer) : null,
    isFirst ? caseNamed(services, viewer, query.text) : NO_CASE,
    hitsOf(services, viewer, query, asked.before),
    isFirst ? partiesOf(services, query) : [],
  ]);
  const help = isFirst ? helpOf(services.help, query) : [];
  const took = performance.now() - began;
  await wait(Math.ceil(took / ANSWER_STEP_MS) * ANSWER_STEP_MS - took);
  return { query, statement, ...named, hits, parties, help, ...(next === undefined ? {} : { next }) };
}

type Named = Pick<SearchAnswer, 'case' | 'reference'>;
const NO_CASE: Named = { case: null, reference: null };

async function caseNamed({ reader, references }: SearchServices, viewer: Viewer, text: string): Promise<Named> {
  const typed = text.toLowerCase();
  const isShown = async (caseId: string) => (await reader.case(caseId, viewer)).length > 0;
  if (CASE.test(typed)) return { case: (await isShown(typed)) ? typed : null, reference: null };
  // References are told to persons of parties here alone: nobody else finds anything by one.
  const read = viewer.person === null ? undefined : readReference(text);
  if (read === undefined) return NO_CASE;
  if (read.kind === 'mistyped') return { case: null, reference: 'mistyped' };
  const caseId = await references.caseOf(read.reference);
  if (caseId !== undefined && (await isShown(caseId))) return { case: caseId, reference: null };
  return { case: null, reference: 'not-found' };
}

async function hitsOf(
  { connection, reader }: SearchServices,
  viewer: Viewer,
  query: Query,
  before: number | undefined,
): Promise<{ readonly hits: readonly Hit[]; readonly next?: number }> {
  const hits: Hit[] = [];
  if (query.parts.length === 0) return { hits };
  const candidates = await candidatesOf(connection, viewer, query, before);
  for (let at = 0; at < candidates.length; at += LOOKED_AT_ONCE) {
    const some = candidates.slice(at, at + LOOKED_AT_ONCE);
    const seen = await Promise.all(some.map(({ digest }) => reader.statement(digest, viewer)));
    for (const [place, { arrival }] of some.entries()) {
      const hit = hitOf(seen[place] ?? null, query);
      if (hit === undefined) continue;
      // One more than a page holds is known to be there, and to be shown: only then is there a next page.
      if (hits.length === HITS_IN_A_PAGE) return { hits, next: Number(arrival) + 1 };
      hits.push(hit);
    }
  }
  return { hits };
}

/** A statement counts when every word stands in claims that this viewer was shown. */
function hitOf(shown: Shown | null, query: Query): Hit | undefined {
  if (shown === null) return undefined;
  const claims = [...shown.claims.values()].filter(isSearched);
  if (!answers(claims.flatMap(textsOf), query)) return undefined;
  return { shown, found: claims.flatMap((claim) => foundIn(claim, query)).slice(0, FOUND_IN_A_STATEMENT) };
}

function foundIn(claim: Claim, query: Query): readonly Found[] {
  const pieces = excerpt(textsOf(claim).join(' · '), query);
  return pieces.length === 0 ? [] : [{ claim: claim.name, tlp: claim.marking.tlp, pieces }];
}

type Candidate = { readonly digest: string; readonly arrival: number };

/** Statements whose words match, among those of which this viewer may be shown something at all. */
async function candidatesOf(
  connection: Connection,
  viewer: Viewer,
  { parts }: Query,
  before: number | undefined,
): Promise<readonly Candidate[]> {
  const matching = fullText.matching(connection, SEARCH_INDEX, parts.flat());
  const query = searchTables(connection)
    .selectFrom('search_entry as entry')
    .where(sql<boolean>`entry.key in (${matching})`)
    .where(maySee(viewer))
    .groupBy('entry.digest')
    .select(({ fn }) => ['entry.digest as digest', fn.max('entry.arrival').as('arrival')])
    .orderBy('arrival', 'desc')
    .limit(MAX_LOOKED_AT);
  const older = before === undefined ? query : query.having(({ fn }) => fn.max('entry.arrival'), '<', before);
  return older.execute();
}

/**
 * A coarse sieve before the disclosure function, which decides: clear entries for everybody; the others for the
 * issuer, for whom the statement was given to and whom those serve, and for a community's members.
 */
function maySee({ party, servedBy, communities }: Viewer): RawBuilder<boolean> {
  const remarked = sql`exists (select 1 from ledger_remarking m where m.target = entry.digest)`;
  if (party === null) return sql`(entry.tier = 'clear' or ${remarked})`;
  const given = sql.join([party, ...servedBy]);
  const community = communities.length > 0 ? sql`or entry.tier = 'green'` : sql``;
  return sql`(entry.tier = 'clear' or ${remarked} ${community}
    or exists (select 1 from statement s where s.digest = entry.digest and s.issuer = ${party})
    or exists (select 1 from federation_release r where r.target = entry.digest and r.recipient in (${given}))
    or exists (select 1 from federation_receipt c where c.target = entry.digest
      and coalesce(c.on_behalf_of, c.issuer) in (${given})))`;
}

async function partiesOf({ parties }: SearchServices, query: Query): Promise<readonly KnownParty[]> {
  const found: KnownParty[] = [];
  for (const one of await parties()) {
    if (found.length < PARTIES_SHOWN && answers([one.name, one.party], query)) found.push(one);
  }
  return found;
}

function helpOf(source: HelpSource, query: Query): readonly HelpEntry[] {
  const found = source().filter(({ title, text }) => answers([title, text], query));
  // Whatever is called so stands before whatever only mentions it.
  const named = (one: HelpEntry) => Number(answers([one.title], query));
  return found.toSorted((one, other) => named(other) - named(one)).slice(0, HELP_SHOWN);
}
