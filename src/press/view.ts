import type { Recorded, View } from '#ledger/contract.ts';
import { instantFrom } from '#statement/instant-text.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { embargoEnd } from './embargo.ts';
import { PRESS_TYPES, WORDS } from './statements.ts';

/** What the rules ask of earlier statements of this room; people read them through the reader. */
const TABLES = declareTables({
  press_statement: {
    columns: {
      digest: 'text',
      type: 'text',
      issuer: 'text',
      case_id: 'text?',
      /** The line published or withdrawn, the consultation answered. */
      target: 'text?',
      /** The operator named or asked. */
      party: 'text?',
      /** The end of an embargo, or the time an answer is due. */
      until_at: 'bigint?',
      /** The words of a line, as {@link wordsOf} writes them. */
      words: 'text?',
      /** On what a line names somebody: a digest; an operator's answer. */
      answer: 'text?',
      legal_basis: 'text?',
      arrival: 'bigint',
    },
    indexes: [['target'], ['case_id']],
  },
});

export type PressStatement = {
  readonly digest: string;
  readonly type: string;
  readonly issuer: string;
  readonly case: string | null;
  readonly target: string | null;
  readonly party: string | null;
  readonly until: Temporal.Instant | null;
  readonly words: string | null;
  readonly answer: string | null;
  readonly legalBasis: string | null;
};

const TYPES = new Set<string>(PRESS_TYPES.map(({ name }) => name));

type PressRow = RowsIn<typeof TABLES>['press_statement'];
const pressTables = TABLES.in;

export const pressView: View = {
  name: 'press',
  version: 1,
  follows: 'transaction',
  ...TABLES.asView,

  async fold(transaction, records) {
    const rows = records.filter(({ type }) => TYPES.has(type)).map(rowOf);
    await insertRows(transaction, 'press_statement', rows, { keys: ['digest'], do: 'nothing' });
  },
};

function rowOf({ digest, type, issuer, case: case_id, arrival, claims }: Recorded): PressRow {
  const value = (name: string) => claims.get(name)?.value;
  const text = (...names: readonly string[]): string | null => {
    const found = names.map(value).find((one) => typeof one === 'string');
    return typeof found === 'string' ? found : null;
  };
  const until = embargoEnd(value('embargo')) ?? instantFrom(text('answer_by'));
  return {
    digest,
    type,
    issuer,
    case_id,
    target: text('line', 'consultation'),
    party: text('names', 'operator'),
    until_at: until === undefined ? null : toMicroseconds(until),
    words: type === 'public-line' ? wordsOf(value) : null,
    answer: text('named_on', 'answer'),
    legal_basis: text('legal_basis'),
    arrival,
  };
}

/** The words of a line in one text, to be compared with those that are published. */
export function wordsOf(value: (name: string) => unknown): string {
  return JSON.stringify(WORDS.map((name) => value(name) ?? null));
}

/** The statement itself with everything that names it, in order of arrival. */
export async function pressAbout(connection: Connection, digest: string): Promise<readonly PressStatement[]> {
  const rows = await pressTables(connection)
    .selectFrom('press_statement')
    .selectAll()
    .where(({ or, eb }) => or([eb('digest', '=', digest), eb('target', '=', digest)]))
    .orderBy('arrival')
    .execute();
  return rows.map((row) => ({
    digest: row.digest,
    type: row.type,
    issuer: row.issuer,
    case: row.case_id,
    target: row.target,
    party: row.party,
    until: row.until_at === null ? null : fromMicroseconds(Number(row.until_at)),
    words: row.words,
    answer: row.answer,
    legalBasis: row.legal_basis,
  }));
}
