import { type Checked, checkLogged, checkSigned, type Logged } from '#federation/arrival-check.ts';
import type { ArrivalCode } from '#federation/codes.ts';
import type { Proven } from '#federation/envelope.ts';
import { arrivalContext, keyFinder, type Office, type Standing } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { federationTables } from '#federation/tables.ts';
import { withReading } from '#ledger/arrived.ts';
import type { Foreign } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Outcome, Refusal } from '#outcome.ts';
import { primitives } from '#primitives';
import { importKey, type VerifyingKey } from '#statement/jwk.ts';
import { readKeyStatement } from '#statement/key-statement.ts';
import { open } from '#statement/open.ts';
import { parse, type Verified, verify } from '#statement/parse.ts';
import { maySay } from '#statement/who-may-say.ts';
import type { Connection } from '#store/connection.ts';
import { SUPPORT_TYPES } from './support.ts';

/** One exchange with a peer: what is being taken in, from whom, for which of our parties. */
export type Arriving = {
  readonly office: Office;
  readonly standing: Standing;
  readonly peer: Peer;
  readonly recipient: string;
  readonly keyOf: ReturnType<typeof keyFinder>;
  /** Receipts that releases of this exchange have already, by release. */
  readonly answered: ReadonlyMap<string, string>;
  /** The newest checkpoint of our log, as a receipt states it. */
  readonly ownHead: string | undefined;
};

/** What checking a statement rests on. */
export type Checking = Pick<Arriving, 'office' | 'standing' | 'keyOf'>;

/** Everything that can be checked of one statement from another log. */
export async function checkArrival(
  { office, standing, keyOf }: Checking,
  proven: Proven,
): Promise<Outcome<Checked, ArrivalCode>> {
  const context = arrivalContext(office, standing);
  const logged = checkLogged(proven, context);
  if (!logged.ok) return logged;
  return checkSigned(logged.value, await keyOf(logged.value.parsed), context);
}

const PROFILE = 'party-profile';
/** A profile that a confirmed authority wrote may vouch for the root of a party whose own profile comes with it. */
const VOUCHING_DEPTH = 2;

/**
 * Stores what explains who signs, before what it explains is checked; nothing answers it. Keys come first, and whether
 * they count is decided whenever they are read; a profile counts by its speaker's name, so it is stored only where a
 * key of that speaker's chain signed it.
 */
export async function storeSupport(
  { office, standing }: Pick<Checking, 'office' | 'standing'>,
  support: readonly Proven[],
): Promise<void> {
  const checked = await checkSupport({ office, standing, keyOf: keyFinder(office) }, support);
  await store(
    office,
    checked.filter(({ type }) => type !== PROFILE),
  );
  let waiting = checked.filter(({ type }) => type === PROFILE);
  for (let depth = 0; depth < VOUCHING_DEPTH && waiting.length > 0; depth++) {
    const checking = { office, standing, keyOf: keyFinder(office) };
    const arrived = await Promise.all(waiting.map(({ proven }) => checkArrival(checking, proven)));
    await store(
      office,
      arrived.flatMap((one) => (one.ok ? [one.value] : [])),
    );
    waiting = waiting.filter((_one, at) => arrived[at]?.ok === false);
  }
}

async function store({ ledger, trouble }: Office, checked: readonly Checked[]): Promise<void> {
  if (checked.length === 0) return;
  const foreign = checked.map(foreignOf);
  const refusal = await arrive(ledger, foreign).catch((error: unknown) => error);
  if (refusal === undefined || foreign.length === 1) return;
  // One of them is at fault: the others are what a peer's word rests on.
  for (const one of checked) {
    await arrive(ledger, [foreignOf(one)]).catch((cause: unknown) => {
      trouble(new Error(`keep ${one.parsed.digest} of ${one.parsed.issuer}: set aside`, { cause }));
    });
  }
}

/** Stores foreign statements that nothing answers; tells why, where they are refused. */
export async function arrive(ledger: Office['ledger'], foreign: readonly Foreign[]): Promise<Refusal | undefined> {
  const stored = await ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign, receipt: null });
  return stored.ok ? undefined : stored.refusal;
}

/**
 * Key statements and profiles that explain who signs. What is held already is passed over, what is not proven to
 * stand in a pinned log is dropped. A key may introduce itself here: whether it counts, the chain from the pinned root
 * decides whenever it is read.
 */
async function checkSupport(checking: Checking, support: readonly Proven[]): Promise<readonly Checked[]> {
  return checkKeyStatements(checking, await notHeld(checking.office.store.connection, support));
}

/** The same, whether they are held already or not. */
export async function checkKeyStatements(
  { office, standing, keyOf }: Checking,
  support: readonly Proven[],
): Promise<readonly Checked[]> {
  const context = arrivalContext(office, standing);
  const logged = support.flatMap((proven): Logged[] => {
    const one = checkLogged(proven, context);
    return one.ok && SUPPORT_TYPES.includes(one.value.type) ? [one.value] : [];
  });
  const introduced = new Map(logged.flatMap((one) => keyIn(one)));
  const checked: Checked[] = [];
  for (const one of logged) {
    const key = introduced.get(one.parsed.kid) ?? (await keyOf(one.parsed))?.verifying;
    const verified = key === undefined ? undefined : verify(one.parsed, key);
    const opened = verified?.ok ? open(verified.value, undefined) : undefined;
    const type = office.ledger.types.get(one.type);
    if (!opened?.ok || type === undefined) continue;
    // What a party may not say of another explains nothing, and takes no room of what explains.
    if (maySay(type, one.parsed.issuer, opened.value.claims).ok)
      checked.push({ ...one, claims: opened.value.claims });
  }
  return checked;
}

async function notHeld(connection: Connection, support: readonly Proven[]): Promise<readonly Proven[]> {
  const digests = new Map<Proven, string>();
  for (const proven of support) {
    const parsed = parse(proven.presentation);
    if (parsed.ok) digests.set(proven, parsed.value.digest);
  }
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select('digest')
    .where('digest', 'in', [...digests.values(), ''])
    .execute();
  const held = new Set(rows.map((row) => row.digest));
  return [...digests].filter(([, digest]) => !held.has(digest)).map(([proven]) => proven);
}

/** The key that a `party-key` statement introduces, by its name; read before its own signature can be checked. */
function keyIn({ parsed, type }: Logged): readonly (readonly [string, VerifyingKey])[] {
  const opened = open(parsed as Verified, undefined);
  if (!opened.ok) return [];
  const { digest, issuer, kid: signer } = parsed;
  const read = readKeyStatement({ digest, issuer, signer, type, claims: opened.value.claims, provenAt: null });
  if (!read.ok || read.value.type !== 'party-key' || typeof read.value.key === 'string') return [];
  const key = importKey(read.value.key);
  return key.ok ? [[key.value.kid, key.value]] : [];
}

export function foreignOf({ proven, provenAt, parsed, proof, claims }: Checked): Foreign {
  const foreign = { ...proven, ...(provenAt === undefined ? {} : { provenAt }) };
  return withReading(foreign, { parsed, proof, claims });
}

/** The digest of a presentation's statement; nothing else of it is read. */
export function digestIn({ presentation }: Proven): string {
  return primitives.sha256Base64url(presentation.slice(0, presentation.indexOf('~')));
}

/**
 * Which of these releases have their receipt already, made by this party to that one: as the view answers them, and,
 * after a restore, where our own receipt is back and the release is not.
 */
export async function receiptsOf(
  connection: Connection,
  releases: readonly string[],
  from: string,
  to: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .select(['digest', 'receipt', 'issuer', 'recipient'])
    .where('digest', 'in', [...releases, ''])
    .execute();
  const own = await federationTables(connection)
    .selectFrom('federation_receipt')
    .select(['release', 'digest'])
    .where('release', 'in', [...releases, ''])
    .where('issuer', '=', to)
    .where('origin', '=', 'own')
    .orderBy('arrival', 'desc')
    .execute();
  const found = new Map(own.map((row) => [row.release, row.digest]));
  // Asked of the database, the parties would lead it through all that one ever gave the other.
  for (const { digest, receipt, issuer, recipient } of rows) {
    if (receipt !== null && issuer === from && recipient === to) found.set(digest, receipt);
  }
  return found;
}
