import { type ErasedNames, erasedNames } from '#ledger/erased-copies.ts';
import { forgetfulMap } from '#ledger/forgetful.ts';
import { additionsOf, encodedOf, type HeldPart, typeOfVct } from '#ledger/held.ts';
import { leftFor, remarked } from '#ledger/reader.ts';
import { remarkingsOf } from '#ledger/remarking.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { viewerFor } from '#parties/view.ts';
import { type Disclosure, readDisclosures } from '#statement/disclosure.ts';
import type { Claim } from '#statement/draft.ts';
import { PUBLIC_VIEWER, type ReleaseGrant, show, type Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { grants } from './grants.ts';

const DIGESTS_AT_ONCE = 500;

/** A statement as this node holds it, with every disclosure it has. */
export type HeldStatement = {
  readonly digest: string;
  readonly origin: 'own' | 'foreign';
  readonly issuer: string;
  readonly vct: string;
  readonly type: string;
  readonly log: string;
  readonly logIndex: number;
  /** Of a foreign statement: the tlog-proof it came with. */
  readonly proof: string | null;
  readonly case: string | null;
  readonly jwt: string;
  readonly disclosures: readonly Disclosure[];
};

/** Whatever this node holds of these statements. Not to be shown to anybody before {@link partyViewOf}. */
export async function heldStatements(
  connection: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, HeldStatement>> {
  const found = new Map<string, HeldStatement>();
  const wanted = [...new Set(digests)];
  for (let at = 0; at < wanted.length; at += DIGESTS_AT_ONCE) {
    const part = wanted.slice(at, at + DIGESTS_AT_ONCE);
    const rows = await ledgerTables(connection)
      .selectFrom('statement')
      .selectAll()
      .where('digest', 'in', part)
      .execute();
    const additions = await additionsOf(connection, part);
    const wider = Map.groupBy(await remarkingsOf(connection, part), (remarking) => remarking.target);
    for (const row of rows) {
      const disclosures = disclosuresIn(row.digest, [row, ...(additions.get(row.digest) ?? [])]);
      const { digest, origin, issuer, vct, log, log_index: logIndex, proof, jwt, case_id } = row;
      const type = typeOfVct(vct);
      const marked = remarked(disclosures, issuer, wider.get(digest));
      const place = { log, logIndex, proof, case: case_id };
      found.set(digest, { digest, origin, issuer, vct, type, ...place, jwt, disclosures: marked });
    }
  }
  return found;
}

const HELD_REMEMBERED = 1_000;
/** What was read of statements lately, with the text it was read from: the same one is released to many parties. */
const recent = forgetfulMap<{ readonly stored: string; readonly disclosures: readonly Disclosure[] }>();

function disclosuresIn(digest: string, parts: readonly HeldPart[]): readonly Disclosure[] {
  const stored = parts.map((part) => part.disclosures).join('~');
  const known = recent.get(digest);
  if (known?.stored === stored) return known.disclosures;
  const read = readDisclosures(encodedOf(parts));
  if (!read.ok) throw new Error(`read what is held of ${digest}: ${read.refusal.sentence}`);
  if (recent.size >= HELD_REMEMBERED) recent.clear();
  recent.set(digest, { stored, disclosures: read.value });
  return read.value;
}

/** Who signed these statements, each once. */
export async function issuersOf(connection: Connection, digests: readonly string[]): Promise<readonly string[]> {
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select('issuer')
    .distinct()
    .where('digest', 'in', [...digests, ''])
    .execute();
  return rows.map((row) => row.issuer);
}

/** With whose eyes a party as a whole looks; null is anybody. */
export type PartyEyes = { readonly viewer: Viewer; readonly issuerCommunities: readonly string[] };

async function partyEyes(
  connection: Connection,
  party: string | null,
  issuer: string,
  at: Temporal.Instant,
): Promise<PartyEyes> {
  const viewer = party === null ? PUBLIC_VIEWER : await viewerFor(connection, { kind: 'key', party }, at);
  return { viewer, issuerCommunities: await communitiesOf(connection, issuer, at) };
}

/** An issuer sees its own as its issuer: no release and no community adds to it, so that neither need be read. */
export function issuerEyes(party: string): PartyEyes {
  return { viewer: { ...PUBLIC_VIEWER, party }, issuerCommunities: [] };
}

/**
 * What a party as a whole has in hand of a statement: what the one disclosure function shows to it, and what it shows
 * to each of its persons whom a red claim names. For releases and rules; a page shows a person's own sight.
 */
export function partyViewOf(
  holding: HeldStatement,
  releases: readonly ReleaseGrant[],
  { viewer, issuerCommunities }: PartyEyes,
): readonly Disclosure[] {
  const held = { issuer: holding.issuer, issuerCommunities, disclosures: holding.disclosures, releases };
  const persons = new Set<string | null>([null]);
  for (const { claim } of holding.disclosures) {
    for (const name of claim.marking.audience) if (name.startsWith(`${viewer.party}#`)) persons.add(name);
  }
  const seen = new Set<Disclosure>();
  for (const person of persons) {
    for (const disclosure of show(held, { ...viewer, person }).disclosures) seen.add(disclosure);
  }
  return holding.disclosures.filter((disclosure) => seen.has(disclosure));
}

/** What each of these parties may see of each of these statements now, in the order asked; undefined when unknown. */
export async function partyViews(
  connection: Connection,
  asked: readonly { readonly digest: string; readonly party: string | null }[],
  at: Temporal.Instant,
): Promise<readonly (PartyView | undefined)[]> {
  const held = await heldStatements(
    connection,
    asked.map((one) => one.digest),
  );
  const given = asked.filter(({ digest, party }) => held.get(digest)?.issuer !== party);
  const released = await grants(
    connection,
    given.map((one) => one.digest),
  );
  const eyes = new Map<string, PartyEyes>();
  const found: (PartyView | undefined)[] = [];
  const erased = await erasedNames(connection, [...held.keys()]);
  for (const { digest, party } of asked) {
    const whole = held.get(digest);
    if (whole === undefined) {
      found.push(undefined);
      continue;
    }
    const holding = copyOf(party, whole, released.get(digest) ?? [], erased.get(digest));
    const key = `${party} ${holding.issuer}`;
    const isOwn = party === holding.issuer;
    const own =
      eyes.get(key) ?? (isOwn ? issuerEyes(party) : await partyEyes(connection, party, holding.issuer, at));
    eyes.set(key, own);
    const disclosures = partyViewOf(holding, released.get(digest) ?? [], own);
    const claims = new Map(disclosures.map(({ claim }) => [claim.name, claim]));
    found.push({ holding, disclosures, claims });
  }
  return found;
}

/** Without what this party, or for all but those who were given it the issuer, has erased. */
function copyOf(
  party: string | null,
  holding: HeldStatement,
  releases: readonly ReleaseGrant[],
  erased: ErasedNames | undefined,
): HeldStatement {
  if (erased === undefined) return holding;
  const copy = { issuer: holding.issuer, releases };
  return { ...holding, disclosures: leftFor(party, holding.disclosures, copy, erased).disclosures };
}

export type PartyView = {
  readonly holding: HeldStatement;
  readonly disclosures: readonly Disclosure[];
  readonly claims: ReadonlyMap<string, Claim>;
};
