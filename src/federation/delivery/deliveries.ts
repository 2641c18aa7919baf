import type { FederationTables } from '#federation/tables.ts';
import { federationTables } from '#federation/tables.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';

/** How far a statement got with one party it was given to. Not to be shown before the reader was asked what of it may be. */
export type Delivery = {
  readonly release: string;
  readonly target: string;
  readonly from: string;
  readonly to: string;
  readonly claims: 'all' | readonly string[];
  readonly channel: string;
  readonly hidesVictim: boolean;
  readonly case: string | null;
  readonly releasedAt: Temporal.Instant;
  /** `silent`: no receipt yet; `received`: at the node; `acknowledged`: read by a person. */
  readonly state: 'silent' | 'received' | 'acknowledged';
  /** Since when nothing more came: the release, or the receipt that no person has acknowledged. Null once read. */
  readonly silentSince: Temporal.Instant | null;
  readonly receipt: Answer | null;
  readonly acknowledgements: readonly Answer[];
};

export type Answer = {
  readonly digest: string;
  readonly issuer: string;
  readonly by: string;
  /** As the answering side asserts it; `recordedAt` is when it stood in our log or arrived here. */
  readonly at: Temporal.Instant;
  readonly recordedAt: Temporal.Instant;
  readonly assurance: string;
  readonly via: string;
};

type Selection =
  | { readonly case: string }
  | { readonly targets: readonly string[] }
  | { readonly releases: readonly string[] };

/** Every release that the selection names, with what came back, in order of arrival. */
export async function deliveries(connection: Connection, selection: Selection): Promise<readonly Delivery[]> {
  const tables = federationTables(connection);
  const all = tables.selectFrom('federation_release as release').selectAll('release').orderBy('release.arrival');
  const rows =
    'case' in selection
      ? await all.where('release.case_id', '=', selection.case).execute()
      : 'targets' in selection
        ? await all.where('release.target', 'in', [...selection.targets, '']).execute()
        : await all.where('release.digest', 'in', [...selection.releases, '']).execute();
  const answers = await answersTo(
    connection,
    rows.flatMap((row) => (row.receipt === null ? [] : [row.receipt])),
  );
  return rows.map((row): Delivery => {
    const receipt = row.receipt === null ? null : (answers.receipts.get(row.receipt) ?? null);
    const acknowledgements = receipt === null ? [] : (answers.acknowledgements.get(receipt.digest) ?? []);
    const releasedAt = fromMicroseconds(row.recorded_at);
    const state = receipt === null ? 'silent' : acknowledgements.length === 0 ? 'received' : 'acknowledged';
    return {
      release: row.digest,
      target: row.target,
      from: row.issuer,
      to: row.recipient,
      claims: JSON.parse(row.claims),
      channel: row.channel,
      hidesVictim: row.hides_victim === 1,
      case: row.case_id,
      releasedAt,
      state,
      silentSince: state === 'acknowledged' ? null : (receipt?.recordedAt ?? releasedAt),
      receipt,
      acknowledgements,
    };
  });
}

type Acknowledgements = Delivery['acknowledgements'];

async function answersTo(connection: Connection, receipts: readonly string[]) {
  const tables = federationTables(connection);
  const named = [...receipts, ''];
  const found = await tables.selectFrom('federation_receipt').where('digest', 'in', named).selectAll().execute();
  const read = await tables
    .selectFrom('federation_acknowledgement')
    .where('receipt', 'in', named)
    .where('by_addressee', '=', 1)
    .selectAll()
    .orderBy('arrival')
    .execute();
  const acknowledgements = new Map<string, Acknowledgements>();
  for (const row of read) {
    const before = acknowledgements.get(row.receipt) ?? [];
    acknowledgements.set(row.receipt, [...before, answerOf(row, row.read_at)]);
  }
  return { receipts: new Map(found.map((row) => [row.digest, answerOf(row, row.received_at)])), acknowledgements };
}

type AnswerColumns = Pick<
  FederationTables['federation_receipt'],
  'digest' | 'issuer' | 'on_behalf_of' | 'recorded_at' | 'assurance' | 'via'
>;

function answerOf(row: AnswerColumns, assertedAt: number): Answer {
  return {
    digest: row.digest,
    issuer: row.issuer,
    by: row.on_behalf_of ?? row.issuer,
    at: fromMicroseconds(assertedAt),
    recordedAt: fromMicroseconds(row.recorded_at),
    assurance: row.assurance,
    via: row.via,
  };
}

/** Releases to this party that no person has acknowledged yet, oldest first: the desk's inbox. */
export async function unacknowledged(
  connection: Connection,
  party: string,
  limit: number,
): Promise<readonly Delivery[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release as release')
    .innerJoin('federation_receipt as receipt', 'receipt.digest', 'release.receipt')
    .leftJoin('federation_acknowledgement as read', (join) =>
      join.onRef('read.receipt', '=', 'receipt.digest').on('read.by_addressee', '=', 1),
    )
    .where('release.recipient', '=', party)
    .where('read.digest', 'is', null)
    .select('release.digest')
    .orderBy('release.arrival')
    .limit(limit)
    .execute();
  return deliveries(connection, { releases: rows.map((row) => row.digest) });
}

/** Our releases without a receipt, oldest first: silence is a state the sender can see. */
export async function silent(connection: Connection, issuer: string, limit: number): Promise<readonly Delivery[]> {
  const rows = await federationTables(connection)
    .selectFrom('federation_release')
    .where('issuer', '=', issuer)
    .where('origin', '=', 'own')
    .where('receipt', 'is', null)
    .select('digest')
    .orderBy('arrival')
    .limit(limit)
    .execute();
  return deliveries(connection, { releases: rows.map((row) => row.digest) });
}
