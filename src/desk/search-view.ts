import type { Recorded, View } from '#ledger/contract.ts';
import type { Claim } from '#statement/draft.ts';
import { NO_TRAITS } from '#statement/traits.ts';
import type { InTransaction } from '#store/connection.ts';
import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';
import { fullText, insertRows } from '#store/dialect.ts';
import { dropTables } from '#store/table-set.ts';

/**
 * How freely the words of an entry are marked: `clear` holds the claims that are for anybody, `green` those and the
 * ones for a community, `all` every claim. Whoever may be shown no more than clear claims is answered from clear
 * entries, so that what is withheld costs them no time.
 */
export type Tier = 'clear' | 'green' | 'all';

const TABLES = declareTables({
  search_entry: {
    columns: { key: 'text', digest: 'text', case_id: 'text?', arrival: 'bigint', tier: text<Tier>() },
    indexes: [['case_id'], ['digest']],
  },
});
export type SearchTables = RowsIn<typeof TABLES>;
export type SearchEntry = SearchTables['search_entry'];
export const searchTables = TABLES.in;

export const SEARCH_INDEX = 'search_words';
const KEYS_A_STATEMENT = 500;
const MAX_BODY_CHARACTERS = 200_000;

/** Commitments and names of persons that every statement carries. */
const NOT_SEARCHED: ReadonlySet<string> = new Set(['iat', 'case', 'number', 'case_number', 'author', 'approvals']);
/** References and instants: found by the page of the statement they point to, or not at all. */
const NO_WORDS = /^(?:[A-Za-z0-9_-]{43}|\d{4}-\d\d-\d\dT[\d:.]*Z?)$/;

/**
 * Words of every statement held here, whoever may see them: so nothing of this view leaves but through the search,
 * which shows each hit to the viewer first. One entry for each arrival, so a late disclosure adds and replaces nothing.
 */
export const statementSearch: View = {
  name: 'statement-search',
  version: 1,
  shapes: TABLES.asView.shapes,
  tables: [...fullText.tables(SEARCH_INDEX), ...TABLES.names],
  follows: 'cursor',

  async create(connection) {
    // What came before this view kept words of incidents; no erasure reaches them there any more.
    await dropTables(connection, [...fullText.tables('incident_search'), 'incident_search_entry']);
    await fullText.create(connection, SEARCH_INDEX);
    await TABLES.create(connection);
  },

  async fold(transaction, records, traits = NO_TRAITS) {
    const entries = records.flatMap((record) => (traits.type(record.type).wordless ? [] : entriesOf(record)));
    await fullText.put(
      transaction,
      SEARCH_INDEX,
      entries.map(({ key, body }) => ({ key, body })),
    );
    const rows = entries.map(({ body: _body, ...row }) => row);
    await insertRows(transaction, 'search_entry', rows, { keys: ['key'], do: 'nothing' });
  },

  async drop(transaction, caseId) {
    const keys = await keysOf(transaction, caseId);
    for (let from = 0; from < keys.length; from += KEYS_A_STATEMENT) {
      await fullText.remove(transaction, SEARCH_INDEX, keys.slice(from, from + KEYS_A_STATEMENT));
    }
    await TABLES.dropCase(transaction, caseId);
  },
};

async function keysOf(transaction: InTransaction, caseId: string): Promise<readonly string[]> {
  const rows = await searchTables(transaction)
    .selectFrom('search_entry')
    .where('case_id', '=', caseId)
    .select('key')
    .execute();
  return rows.map((row) => row.key);
}

function entriesOf(record: Recorded): readonly (SearchEntry & { readonly body: string })[] {
  const claims = [...record.claims.values()].filter(isSearched);
  const tiers: readonly (readonly [Tier, readonly Claim[]])[] = [
    ['clear', claims.filter(({ marking }) => marking.tlp === 'clear')],
    ['green', claims.filter(({ marking }) => marking.tlp === 'clear' || marking.tlp === 'green')],
    ['all', claims],
  ];
  let before = 0;
  return tiers.flatMap(([tier, within]) => {
    // A wider tier that holds nothing more would only be found twice.
    if (within.length === before) return [];
    before = within.length;
    const body = within.flatMap(textsOf).join('\n').slice(0, MAX_BODY_CHARACTERS);
    const { digest, arrival, case: caseId } = record;
    return body === ''
      ? []
      : [{ key: `${digest}.${arrival}.${tier}`, digest, case_id: caseId, arrival, tier, body }];
  });
}

export function isSearched({ name }: Claim): boolean {
  return !NOT_SEARCHED.has(name);
}

/** Every text inside a claim's value that has words; claims are at most sixteen levels deep. */
export function textsOf({ value }: Claim): readonly string[] {
  const texts: string[] = [];
  collect(value, texts);
  return texts;
}

function collect(value: unknown, into: string[]): void {
  if (typeof value === 'string') {
    if (!NO_WORDS.test(value)) into.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collect(item, into);
  }
}
