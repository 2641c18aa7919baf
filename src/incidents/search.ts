import type { Reader, Recorded, Shown, View } from '#ledger/contract.ts';
import type { Claim } from '#statement/draft.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { fullText, insertRows } from '#store/dialect.ts';
import { TYPE_BY_NAME } from './statements.ts';

type SearchTables = { incident_search_entry: { key: string; case_id: string } };

const INDEX = 'incident_search';
const MAX_QUERY_CHARACTERS = 200;
/** How many hits are looked at for one answer; a viewer who may see few of them is told that there may be more. */
const MAX_CANDIDATES = 400;
const MAX_HITS = 50;
const KEYS_A_STATEMENT = 500;

/** Claims with words worth finding. Identifiers of ours are found by the log explorer, not here. */
const SEARCHED: readonly string[] = [
  ...['description', 'danger_detail', 'summary', 'headline', 'advice', 'root_cause', 'mitigation', 'lessons'],
  ...['service', 'victim_name', 'addressees', 'vendor', 'product', 'versions', 'reason', 'basis', 'scope'],
  ...[
    'incident_type',
    'sectors',
    'affected_states',
    'techniques',
    'cves',
    'indicators',
    'source_reference',
    'sources',
  ],
];

/**
 * Words of every statement held here, whoever may see them: so nothing of this view leaves but through {@link search},
 * which shows each hit to the viewer first. One entry for each arrival, so a late disclosure adds and replaces nothing.
 */
export const incidentSearch: View = {
  name: 'incident-search',
  version: 1,
  tables: [...fullText.tables(INDEX), 'incident_search_entry'],
  follows: 'cursor',

  async create(connection) {
    await fullText.create(connection, INDEX);
    await connection.schema
      .createTable('incident_search_entry')
      .ifNotExists()
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .execute();
    await connection.schema
      .createIndex('incident_search_entry_by_case_id')
      .ifNotExists()
      .on('incident_search_entry')
      .column('case_id')
      .execute();
  },

  async fold(transaction, records) {
    const entries = records.flatMap((record) => {
      const body = record.case !== null && TYPE_BY_NAME.has(record.type) ? wordsOf(record.claims.values()) : '';
      return body === '' ? [] : [{ key: keyOf(record), case_id: record.case as string, body }];
    });
    const words = entries.map(({ key, body }) => ({ key, body }));
    const keys = entries.map(({ key, case_id }) => ({ key, case_id }));
    await fullText.put(transaction, INDEX, words);
    await insertRows(transaction, 'incident_search_entry', keys, { keys: ['key'], do: 'nothing' });
  },

  async drop(transaction, caseId) {
    const keys = await keysOf(transaction, caseId);
    for (let from = 0; from < keys.length; from += KEYS_A_STATEMENT) {
      await fullText.remove(transaction, INDEX, keys.slice(from, from + KEYS_A_STATEMENT));
    }
    await transaction
      .$extendTables<SearchTables>()
      .deleteFrom('incident_search_entry')
      .where('case_id', '=', caseId)
      .execute();
  },
};

function keyOf(record: Recorded): string {
  return `${record.digest}.${record.arrival}`;
}

async function keysOf(transaction: InTransaction, caseId: string): Promise<readonly string[]> {
  const rows = await transaction
    .$extendTables<SearchTables>()
    .selectFrom('incident_search_entry')
    .where('case_id', '=', caseId)
    .select('key')
    .execute();
  return rows.map((row) => row.key);
}

export type SearchAnswer = {
  readonly hits: readonly Shown[];
  /** More statements hold these words than were looked at. */
  readonly partial: boolean;
};

/** Statements in which this viewer may read every word asked for. Words in claims withheld from them do not count. */
export async function search(
  connection: Connection,
  reader: Reader,
  viewer: Viewer,
  words: string,
): Promise<SearchAnswer> {
  const query = words.slice(0, MAX_QUERY_CHARACTERS);
  const keys = await fullText.search(connection, INDEX, query, MAX_CANDIDATES);
  const digests = [...new Set(keys.map((key) => key.slice(0, key.lastIndexOf('.'))))];
  const hits: Shown[] = [];
  for (const digest of digests) {
    if (hits.length === MAX_HITS) return { hits, partial: true };
    const shown = await reader.statement(digest, viewer);
    if (shown !== null && holdsEveryWord(shown.claims.values(), query)) hits.push(shown);
  }
  return { hits, partial: keys.length === MAX_CANDIDATES };
}

function holdsEveryWord(claims: Iterable<Claim>, query: string): boolean {
  const body = new Set(split(wordsOf(claims)));
  return split(query).every((word) => body.has(word));
}

/** As the index splits them: letters and digits, without case and accents. */
function split(text: string): readonly string[] {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

function wordsOf(claims: Iterable<Claim>): string {
  const words: string[] = [];
  for (const claim of claims) if (SEARCHED.includes(claim.name)) collect(claim.value, words);
  return words.join('\n');
}

/** Every text inside a value; claims are at most sixteen levels deep. */
function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) collect(item, into);
}
