import { MOST_PARTIES_COUNTED } from '#federation/statements.ts';
import type { ReferenceRow } from '#federation/tables.ts';
import { federationTables } from '#federation/tables.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Connection } from '#store/connection.ts';

/** A statement that calls another back: a recall, a withdrawal or a correction. */
export type Calling = Pick<ReferenceRow, 'digest' | 'target' | 'issuer' | 'case_id' | 'type'>;

/** The callings among these digests, or all, whoever may have said them. */
export async function callings(connection: Connection, digests?: readonly string[]): Promise<readonly Calling[]> {
  if (digests?.length === 0) return [];
  let query = federationTables(connection)
    .selectFrom('federation_reference')
    .selectAll()
    .where('kind', '=', 'recall');
  if (digests !== undefined) query = query.where('digest', 'in', [...digests, '']);
  return query.orderBy('arrival').execute();
}

/**
 * Does this calling bind this party of ours? It is its own, it comes from whoever said the target, or from whom the
 * party had the target first. Whoever was given it by the party, or gave it a second time, calls nothing back there.
 */
export async function binds(connection: Connection, party: string, calling: Calling): Promise<boolean> {
  if (calling.issuer === party) return true;
  const target = await ledgerTables(connection)
    .selectFrom('statement')
    .select('issuer')
    .where('digest', '=', calling.target)
    .executeTakeFirst();
  if (target === undefined || target.issuer === calling.issuer) return target !== undefined;
  if (target.issuer === party) return false;
  const [first] = await giversOf(connection, party, calling.target);
  return first === calling.issuer;
}

/** Those of these that bind a party of ours. */
export async function callingsFor(
  connection: Connection,
  party: string,
  digests: readonly string[],
): Promise<readonly Calling[]> {
  const found: Calling[] = [];
  for (const calling of await callings(connection, digests)) {
    if (await binds(connection, party, calling)) found.push(calling);
  }
  return found;
}

/** One of our parties gave this statement to somebody, on these terms. */
export type Given = {
  readonly to: string;
  readonly target: string;
  readonly claims: 'all' | readonly string[];
  readonly channel: string;
  readonly case: string | null;
  readonly received: boolean;
};

export async function givenBy(connection: Connection, party: string, target: string): Promise<readonly Given[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .selectAll()
    .where('target', '=', target)
    .where('issuer', '=', party)
    .orderBy('arrival')
    .execute();
  return rows.map((row) => ({
    to: row.recipient,
    target: row.target,
    claims: JSON.parse(row.claims),
    channel: row.channel,
    case: row.case_id,
    received: row.receipt !== null,
  }));
}

/** From whom, in order of arrival, a party was given a statement, and has received it. */
export async function giversOf(connection: Connection, party: string, target: string): Promise<readonly string[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .select('issuer')
    .where('target', '=', target)
    .where('recipient', '=', party)
    .where('receipt', 'is not', null)
    .orderBy('arrival')
    .execute();
  return [...new Set(rows.map((row) => row.issuer))];
}

/** How far a calling has come below one party. */
export type Reach = {
  readonly confirmed: number;
  readonly unconfirmed: number;
  /** Each party that this one gave the target to, or a statement of its own that rests on it. */
  readonly holders: readonly {
    readonly party: string;
    readonly confirmed: number;
    readonly unconfirmed: number;
  }[];
};

/**
 * Counts the holders below a party: who has a receipt for the calling counts as confirmed, with all that it reported
 * of its own holders; who has none, as unconfirmed. Statements of the party's own that rest on the target count too:
 * their holders are confirmed once the party has called those back and they have received that.
 */
export async function reachBelow(connection: Connection, party: string, calling: Calling): Promise<Reach> {
  const holders = new Map<string, { confirmed: number; unconfirmed: number }>();
  for (const given of await givenBy(connection, party, calling.target)) {
    if (given.to === calling.issuer) continue;
    holders.set(given.to, await answerOf(connection, party, given.to, calling));
  }
  for (const derived of await restingOn(connection, party, calling.target)) {
    const own = await callingOf(connection, party, derived);
    for (const given of await givenBy(connection, party, derived)) {
      const answer = own === undefined ? UNCONFIRMED : await answerOf(connection, party, given.to, own);
      const known = holders.get(given.to);
      if (known === undefined || answer.unconfirmed > known.unconfirmed) holders.set(given.to, answer);
    }
  }
  const list = [...holders].map(([holder, counts]) => ({ party: holder, ...counts }));
  return {
    confirmed: counted(list.map((one) => one.confirmed)),
    unconfirmed: counted(list.map((one) => one.unconfirmed)),
    holders: list,
  };
}

/** What one holder reports cannot carry a sum beyond what may be reported on. */
export function counted(counts: readonly number[]): number {
  return counts.reduce((sum, one) => Math.min(sum + one, MOST_PARTIES_COUNTED), 0);
}

const UNCONFIRMED = { confirmed: 0, unconfirmed: 1 };
const CONFIRMED = { confirmed: 1, unconfirmed: 0 };

async function answerOf(connection: Connection, party: string, holder: string, calling: Calling) {
  const passed = await givenBy(connection, party, calling.digest);
  if (!passed.some((given) => given.to === holder && given.received)) return UNCONFIRMED;
  const report = await lastReport(connection, holder, party, calling);
  return report ?? CONFIRMED;
}

/** What a party last reported to another of this calling. */
export async function lastReport(connection: Connection, from: string, to: string, calling: Calling) {
  return federationTables(connection)
    .selectFrom('federation_recall_report')
    .select(['confirmed', 'unconfirmed'])
    .where('recall', '=', calling.digest)
    .where('target', '=', calling.target)
    .where('issuer', '=', from)
    .where('recipient', '=', to)
    .orderBy('arrival', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Statements of this party that rest on the target: a relay says what others said in its own words. */
async function restingOn(connection: Connection, party: string, target: string): Promise<readonly string[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_reference')
    .select('digest')
    .distinct()
    .where('target', '=', target)
    .where('kind', '=', 'basis')
    .where('issuer', '=', party)
    .execute();
  return rows.map((row) => row.digest);
}

async function callingOf(connection: Connection, party: string, target: string): Promise<Calling | undefined> {
  return federationTables(connection)
    .selectFrom('federation_reference')
    .selectAll()
    .where('target', '=', target)
    .where('kind', '=', 'recall')
    .where('issuer', '=', party)
    .orderBy('arrival')
    .limit(1)
    .executeTakeFirst();
}

/** What calls these statements back, whoever may have said it. */
export async function callingsBack(
  connection: Connection,
  targets: readonly string[],
): Promise<readonly string[]> {
  if (targets.length === 0) return [];
  const rows = await federationTables(connection)
    .selectFrom('federation_reference')
    .select('digest')
    .distinct()
    .where('target', 'in', targets)
    .where('kind', '=', 'recall')
    .execute();
  return rows.map((row) => row.digest);
}

/** Callings of statements that these rest on: what is called back below changes what was counted above. */
export async function callingsAbove(
  connection: Connection,
  targets: readonly string[],
): Promise<readonly string[]> {
  if (targets.length === 0) return [];
  const rows = await federationTables(connection)
    .selectFrom('federation_reference as basis')
    .innerJoin('federation_reference as calling', 'calling.target', 'basis.target')
    .where('basis.digest', 'in', [...targets, ''])
    .where('basis.kind', '=', 'basis')
    .where('calling.kind', '=', 'recall')
    .select('calling.digest')
    .distinct()
    .execute();
  return rows.map((row) => row.digest);
}
