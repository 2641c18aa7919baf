import type { Recorded, View } from '#ledger/contract.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { ANSWER_CLAIMS, LINKS } from './links.ts';
import { TYPE_BY_NAME } from './statements.ts';

/** One row a statement. Claims that were withheld from us are null. */
const TABLES = declareTables({
  cooperation_statement: {
    columns: {
      digest: 'text',
      case_id: 'text',
      issuer: 'text',
      type: 'text',
      origin: text<'own' | 'foreign'>(),
      arrival: 'bigint',
      recorded_at: 'bigint',
      channel: 'text?',
      recipient: 'text?',
      /** The statement it answers. */
      about: 'text?',
      answer: 'text?',
      until: 'bigint?',
      /** JSON: members of a joint team; host and sender of a match. */
      parties: 'text?',
      /** The offer of a match, the consent of a deployment, the agreement of a joint team. */
      other: 'text?',
    },
    indexes: [['case_id'], ['about'], ['issuer'], ['recipient']],
  },
});

export type CooperationRow = RowsIn<typeof TABLES>['cooperation_statement'];
export const cooperationTables = TABLES.in;

/** A hold on giving something out delays a notice like a counterpart's answer does. */
export const HOLD = 'hold';

/**
 * What was asked and answered between states, in which room. Foreign statements are folded like own ones and may come
 * before what they answer; whether an answer counts is decided where it is read.
 */
export const cooperationView: View = {
  name: 'cooperation',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,

  async fold(transaction, records) {
    const rows = records.flatMap((record) => {
      const ours = TYPE_BY_NAME.has(record.type) || record.type === HOLD;
      return ours && record.case !== null ? [rowOf(record, record.case)] : [];
    });
    if (rows.length === 0) return;
    const merged = await withKnown(transaction, rows);
    await insertRows(transaction, 'cooperation_statement', merged, { keys: ['digest'], do: 'replace' });
  },
};

/** A statement may arrive again with more disclosed; it keeps its first place, and what was known of it. */
async function withKnown(connection: Connection, rows: readonly CooperationRow[]): Promise<CooperationRow[]> {
  const known = await cooperationTables(connection)
    .selectFrom('cooperation_statement')
    .selectAll()
    .where('digest', 'in', [...new Set(rows.map(({ digest }) => digest))])
    .execute();
  const merged = new Map(known.map((row) => [row.digest, row]));
  for (const row of rows) {
    const before = merged.get(row.digest);
    merged.set(row.digest, before === undefined ? row : mergedRow(row, before));
  }
  return rows.flatMap(({ digest }, at) =>
    rows.findIndex((one) => one.digest === digest) === at ? [merged.get(digest)!] : [],
  );
}

function mergedRow(row: CooperationRow, before: CooperationRow): CooperationRow {
  return {
    ...row,
    arrival: Math.min(row.arrival, Number(before.arrival)),
    recorded_at: Math.min(row.recorded_at, Number(before.recorded_at)),
    channel: row.channel ?? before.channel,
    recipient: row.recipient ?? before.recipient,
    about: row.about ?? before.about,
    answer: row.answer ?? before.answer,
    until: row.until ?? (before.until === null ? null : Number(before.until)),
    parties: row.parties ?? before.parties,
    other: row.other ?? before.other,
  };
}

function rowOf(record: Recorded, caseId: string): CooperationRow {
  const link = LINKS[record.type];
  return {
    digest: record.digest,
    case_id: caseId,
    issuer: record.issuer,
    type: record.type,
    origin: record.origin,
    arrival: record.arrival,
    recorded_at: toMicroseconds(record.recordedAt),
    channel: claimText(record, 'channel') ?? null,
    recipient: claimText(record, 'to') ?? claimText(record, 'with_party') ?? null,
    about: (link === undefined ? claimText(record, 'target') : claimText(record, link.claim)) ?? null,
    answer: record.type === HOLD ? (claimText(record, 'holds') ?? null) : answerIn(record),
    until: momentOf(claimText(record, 'until')),
    parties: partiesOf(record),
    other: claimText(record, 'offer') ?? claimText(record, 'governed_by') ?? digestIn(record, 'consent') ?? null,
  };
}

function answerIn(record: Recorded): string | null {
  for (const name of ANSWER_CLAIMS) {
    const found = value(record, name);
    if (typeof found === 'string') return found;
    if (typeof found === 'boolean') return found ? 'true' : 'false';
  }
  return null;
}

function partiesOf(record: Recorded): string | null {
  const members = value(record, 'members');
  if (Array.isArray(members)) return JSON.stringify(members.filter((one) => typeof one === 'string'));
  const [host, sender] = [claimText(record, 'host'), claimText(record, 'sender')];
  return host === undefined || sender === undefined ? null : JSON.stringify([host, sender]);
}

/** `consent` names a statement in a deployment, and says yes or no in a host's word. */
function digestIn(record: Recorded, name: string): string | undefined {
  return record.type === 'team-deployment' ? claimText(record, name) : undefined;
}

function value(record: Recorded, name: string): unknown {
  return record.claims.get(name)?.value;
}

/** A foreign statement may carry anything under a name we know. */
function claimText(record: Recorded, name: string): string | undefined {
  const found = value(record, name);
  return typeof found === 'string' ? found : undefined;
}

/** An instant, or the end of a day where a hold names only that. */
function momentOf(written: string | undefined): number | null {
  if (written === undefined) return null;
  try {
    if (written.includes('T')) return toMicroseconds(Temporal.Instant.from(written));
    const next = Temporal.PlainDate.from(written).add({ days: 1 });
    return toMicroseconds(next.toZonedDateTime('UTC').toInstant());
  } catch {
    return null;
  }
}
