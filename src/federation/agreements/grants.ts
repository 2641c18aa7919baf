import { FEDERATION_TYPES } from '#federation/statements.ts';
import { federationTables } from '#federation/tables.ts';
import type { Holders } from '#ledger/contract.ts';
import { erasedNames } from '#ledger/erased-copies.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { partiesHosted } from '#parties/view.ts';
import type { ReleaseGrant } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';

const DIGESTS_AT_ONCE = 500;

/** Who wrote and approved it is the speaker's own affair; everything else goes to the party that is addressed. */
const ADDRESSED_CLAIMS: readonly string[] = [
  ...new Set(FEDERATION_TYPES.flatMap((type) => Object.keys(type.claims))),
].filter((name) => name !== 'author' && name !== 'approvals');

/** That something was given, arrived or was read is between the two parties: those whom one of them serves are not told. */
const BETWEEN_THE_TWO = { claims: ADDRESSED_CLAIMS, notServed: true } as const;

/**
 * To whom these statements were given, as the one disclosure function wants it: by releases alone, which everything
 * else can only narrow. One of ours gives the claims it lists, which its author saw when it was recorded. A foreign one
 * counts from the receipt of its addressee on, and only for those of its claims that the receipt says arrived: a peer
 * cannot open to one of our parties what another peer gave to another of them. Releases, receipts, acknowledgements
 * and recall reports are open to the party they are addressed to.
 */
export async function grants(
  connection: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, readonly ReleaseGrant[]>> {
  const found = new Map<string, ReleaseGrant[]>();
  for (let at = 0; at < digests.length; at += DIGESTS_AT_ONCE) {
    const part = digests.slice(at, at + DIGESTS_AT_ONCE);
    for (const reads of [given, releaseItself, receiptItself, acknowledgementItself, reportItself]) {
      for (const { digest, ...grant } of await reads(connection, part)) {
        const known = found.get(digest);
        if (known === undefined) found.set(digest, [grant]);
        else known.push(grant);
      }
    }
  }
  return found;
}

/** What parties of this node were given of these statements: each has a copy of that. */
export const holders: Holders = async (connection, digests) => {
  const hosted = new Set((await partiesHosted(connection)).map(({ party }) => party));
  const found = new Map<string, Map<string, 'all' | ReadonlySet<string>>>();
  for (const [digest, given] of await grants(connection, digests)) {
    const parties = new Map<string, 'all' | ReadonlySet<string>>();
    for (const { to, claims } of given) {
      if (!hosted.has(to)) continue;
      const known = parties.get(to) ?? new Set<string>();
      parties.set(to, known === 'all' || claims === 'all' ? 'all' : new Set([...known, ...claims]));
    }
    found.set(digest, parties);
  }
  return found;
};

type Grant = ReleaseGrant & { readonly digest: string };
type Reads = (connection: Connection, digests: readonly string[]) => Promise<Grant[]>;

/** What was given, in the order in which it was recorded here. */
const given: Reads = async (connection, digests) => {
  const gifts = [...(await ownReleases(connection, digests)), ...(await received(connection, digests))];
  const inOrder = gifts.toSorted((one, other) => one.arrival - other.arrival);
  const issuers = inOrder.some(({ claims }) => claims === 'all') ? await speakersOf(connection, digests) : NOBODY;
  const counted: Gift[] = [];
  for (const gift of inOrder) {
    const { digest, from, claims } = gift;
    if (claims !== 'all' || issuers.get(digest) === from) counted.push(gift);
    // Recorded before "all" was written out: whoever had a part gave no more than that part.
    else
      for (const had of counted.filter((one) => one.digest === digest && one.to === from)) {
        counted.push({ ...gift, claims: had.claims });
      }
  }
  return withoutErased(connection, counted);
};

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * What its giver has erased since: parties of this node have a copy of their own; a guest, and a party that it has not
 * been sent to yet, have it from the giver's.
 */
async function withoutErased(connection: Connection, gifts: readonly Gift[]): Promise<Grant[]> {
  const erased = await erasedNames(connection, [...new Set(gifts.map(({ digest }) => digest))]);
  const hosted = erased.size === 0 ? [] : await partiesHosted(connection);
  const copies = new Set(hosted.map(({ party }) => party));
  return gifts.map(({ digest, from, to, claims }) => {
    const names = erased.get(digest);
    if (names === undefined || copies.has(to)) return { digest, to, claims };
    const left = claims === 'all' ? [] : claims.filter((name) => names.get(name)?.has(from) !== true);
    return { digest, to, claims: left };
  });
}

type Gift = Grant & { readonly from: string; readonly arrival: number };

async function ownReleases(connection: Connection, digests: readonly string[]): Promise<readonly Gift[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .where('target', 'in', digests)
    .where('origin', '=', 'own')
    .select(['target as digest', 'issuer as from', 'recipient as to', 'claims', 'arrival'])
    .execute();
  return rows.map((row) => ({ ...row, claims: JSON.parse(row.claims) }));
}

/** A receipt opens what its release gave to whoever signed it; in whose name it was written down opens nothing. */
async function received(connection: Connection, digests: readonly string[]): Promise<readonly Gift[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_receipt as receipt')
    .innerJoin('federation_release as release', 'release.digest', 'receipt.release')
    .where('receipt.target', 'in', digests)
    .where('receipt.origin', '=', 'own')
    .where('release.origin', '=', 'foreign')
    .whereRef('release.target', '=', 'receipt.target')
    .whereRef('release.recipient', '=', 'receipt.issuer')
    .select(['receipt.target as digest', 'release.issuer as from', 'receipt.issuer as to', 'receipt.arrival'])
    .select(['receipt.claims', 'release.claims as released'])
    .execute();
  return rows.map(({ claims, released, ...row }) => ({
    ...row,
    claims: both(JSON.parse(claims), JSON.parse(released)),
  }));
}

function both(arrived: readonly string[], released: ReleaseGrant['claims']): readonly string[] {
  return released === 'all' ? arrived : arrived.filter((name) => released.includes(name));
}

async function speakersOf(
  connection: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await ledgerTables(connection)
    .selectFrom('statement')
    .select(['digest', 'issuer'])
    .where('digest', 'in', digests)
    .execute();
  return new Map(rows.map(({ digest, issuer }) => [digest, issuer]));
}

const releaseItself: Reads = async (connection, digests) => {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .where('digest', 'in', digests)
    .select(['digest', 'recipient'])
    .execute();
  return rows.map((row) => ({ digest: row.digest, to: row.recipient, ...BETWEEN_THE_TWO }));
};

const receiptItself: Reads = async (connection, digests) => {
  const rows = await federationTables(connection)
    .selectFrom('federation_receipt as receipt')
    .innerJoin('federation_release as release', 'release.digest', 'receipt.release')
    .where('receipt.digest', 'in', digests)
    .select(['receipt.digest as digest', 'release.issuer as to'])
    .execute();
  return rows.map((row) => ({ ...row, ...BETWEEN_THE_TWO }));
};

const acknowledgementItself: Reads = async (connection, digests) => {
  const rows = await federationTables(connection)
    .selectFrom('federation_acknowledgement as acknowledgement')
    .innerJoin('federation_receipt as receipt', 'receipt.digest', 'acknowledgement.receipt')
    .innerJoin('federation_release as release', 'release.digest', 'receipt.release')
    .where('acknowledgement.digest', 'in', digests)
    .select(['acknowledgement.digest as digest', 'release.issuer as to'])
    .execute();
  return rows.map((row) => ({ ...row, ...BETWEEN_THE_TWO }));
};

const reportItself: Reads = async (connection, digests) => {
  const rows = await federationTables(connection)
    .selectFrom('federation_recall_report')
    .where('digest', 'in', digests)
    .select(['digest', 'recipient as to'])
    .execute();
  return rows.map((row) => ({ ...row, ...BETWEEN_THE_TWO }));
};
