import type { Selectable } from 'kysely';
import { descriptionsOf, pins } from '#parties/confirmed.ts';
import type { PartyTables } from '#parties/tables.ts';
import { partyTables } from '#parties/tables.ts';
import type { PublicJwk } from '#statement/jwk.ts';
import { importKey, type VerifyingKey } from '#statement/jwk.ts';
import type { KeyStatement, KeyUse } from '#statement/key-statement.ts';
import { type ChainKey, type KeyChain, verifyKeyChain } from '#statement/keychain.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';

/** Chains already walked, by the digests they rest on: a signature a second must not cost a walk each. */
const CHAINS_KEPT = 500;
const walked = new Map<string, KeyChain | null>();

/**
 * The root that is pinned for a party: its own, when this node hosts it; else the one our latest peer confirmation
 * names; else the one that a host vouches for in a profile of the party, one of ours before others.
 */
export async function pinnedRoot(connection: Connection, party: string): Promise<string | undefined> {
  const tables = partyTables(connection);
  const own = await tables
    .selectFrom('party_key')
    .select('kid')
    .where('party', '=', party)
    .where('issuer', '=', party)
    .where('use', '=', 'root')
    .where('own', '=', 1)
    .whereRef('signer', '=', 'kid')
    .orderBy('arrival')
    .executeTakeFirst();
  if (own?.kid) return own.kid;
  const confirmed = await pins(connection)
    .select('pin.root')
    .where('pin.party', '=', party)
    .orderBy('pin.arrival', 'desc')
    .executeTakeFirst();
  if (confirmed?.root) return confirmed.root;
  const [vouched] = await descriptionsOf(connection, [party], 'with-root');
  return vouched?.root ?? undefined;
}

/** The keys of a party by its key statements here; undefined when no root is pinned or the chain is refused. */
export async function keyChainOf(connection: Connection, party: string): Promise<KeyChain | undefined> {
  const tables = partyTables(connection);
  const keys = await tables
    .selectFrom('party_key')
    .selectAll()
    .where('party', '=', party)
    .orderBy('arrival')
    .execute();
  const own = keys.find(isOwnRoot);
  const root = own?.kid ?? (await pinnedRoot(connection, party));
  if (root === undefined) return undefined;
  const ends = await tables
    .selectFrom('party_key_revocation')
    .selectAll()
    .where('party', '=', party)
    .orderBy('arrival')
    .execute();
  // What withholds or has lost its claims is not among these: shown later, or erased, it makes another stamp.
  const told = [...keys.flatMap(introduction), ...ends.flatMap(revocation)];
  const stamp = [root, ...told.map(({ digest, provenAt }) => `${digest}@${provenAt?.epochNanoseconds}`)].join(' ');
  const known = walked.get(stamp);
  if (known !== undefined) return known ?? undefined;
  const chain = verifyKeyChain(party, root, told);
  if (walked.size >= CHAINS_KEPT) walked.clear();
  walked.set(stamp, chain.ok ? chain.value : null);
  return chain.ok ? chain.value : undefined;
}

/** As {@link pinnedRoot} asks for it, of rows at hand. */
function isOwnRoot({ party, issuer, use, own, signer, kid }: Selectable<PartyTables['party_key']>): boolean {
  return issuer === party && use === 'root' && own === 1 && kid !== null && signer === kid;
}

/** Rows with a kid were read whole; what a foreign statement withholds or garbles introduces nothing. */
function introduction(row: PartyTables['party_key']): KeyStatement[] {
  const { party: subject, key, use, valid_from: validFrom } = row;
  if (row.kid === null || subject === null || key === null || use === null || validFrom === null) return [];
  return [
    {
      ...spoken(row),
      type: 'party-key',
      subject,
      key: JSON.parse(key) as PublicJwk | string,
      use: use as KeyUse,
      validFrom: fromMicroseconds(validFrom),
    },
  ];
}

function revocation(row: PartyTables['party_key_revocation']): KeyStatement[] {
  const { party: subject, kid, invalid_after: invalidAfter } = row;
  if (subject === null || kid === null || invalidAfter === null) return [];
  return [
    { ...spoken(row), type: 'party-key-revocation', subject, kid, invalidAfter: fromMicroseconds(invalidAfter) },
  ];
}

function spoken(row: { digest: string; issuer: string; signer: string; proven_at: number }) {
  return { digest: row.digest, issuer: row.issuer, signer: row.signer, provenAt: fromMicroseconds(row.proven_at) };
}

/** The key a party signs with at `at`: of those introduced for signing and not revoked, the one valid most lately. */
export async function signingKid(
  connection: Connection,
  party: string,
  at: Temporal.Instant,
): Promise<string | undefined> {
  return newestKey(await keyChainOf(connection, party), 'sign', at)?.kid;
}

/** The age recipient that bundles for a party are sealed to at `at`. */
export async function sealRecipient(
  connection: Connection,
  party: string,
  at: Temporal.Instant,
): Promise<string | undefined> {
  const key = newestKey(await keyChainOf(connection, party), 'seal', at)?.key;
  return typeof key === 'string' ? key : undefined;
}

/** Of the keys introduced for a use and not revoked, the one valid most lately at `at`. */
export function newestKey(chain: KeyChain | undefined, use: KeyUse, at: Temporal.Instant): ChainKey | undefined {
  let found: ChainKey | undefined;
  for (const key of chain?.keys.values() ?? []) {
    if (key.use !== use || key.invalidAfter !== null || Temporal.Instant.compare(key.validFrom, at) > 0) continue;
    if (found === undefined || Temporal.Instant.compare(key.validFrom, found.validFrom) >= 0) found = key;
  }
  return found;
}

/** A key by its name, as the chain of its party has it, ready to check signatures. */
export type KnownKey = ChainKey & { readonly verifying: VerifyingKey };

/**
 * Undefined for a key that no pinned chain introduces, and for sealing keys; `maySign` tells whether a time fits. A key
 * is `speaker`'s where its chain has it: anybody can introduce a copy of a key that others have shown.
 */
export async function keyOf(connection: Connection, kid: string, speaker?: string): Promise<KnownKey | undefined> {
  const introduced = await partyTables(connection)
    .selectFrom('party_key')
    .select('party')
    .distinct()
    .where('kid', '=', kid)
    .execute();
  introduced.sort((one, other) => Number(other.party === speaker) - Number(one.party === speaker));
  for (const { party } of introduced) {
    const key = party === null ? undefined : (await keyChainOf(connection, party))?.keys.get(kid);
    const verifying = key === undefined || typeof key.key === 'string' ? undefined : importKey(key.key);
    if (key !== undefined && verifying?.ok) return { ...key, verifying: verifying.value };
  }
  return undefined;
}
