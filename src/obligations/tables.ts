/** The tables of the view `obligation`. Times are microseconds since 1970, UTC; yes and no are 1 and 0. */

import type { Connection } from '#store/connection.ts';
import { addIndex } from '#store/table-index.ts';

/** What clocks look at of a case, statement by statement: the first times it was heard, and the newest claims. */
export type WordRow = {
  digest: string;
  case_id: string;
  issuer: string;
  type: string;
  own: number;
  recorded_at: number;
  received_at: number;
  /** JSON of the claims that events are read from. */
  claims: string;
};

/** Who speaks or is spoken to in a case: their cases are reckoned again when their standing changes. */
export type CasePartyRow = { case_id: string; party: string };

/**
 * Statements that say somebody is in danger. Only the desk asks, to look at those cases first; whether a viewer may know,
 * and whether it still holds, is asked of what the reader shows.
 */
export type DangerRow = { digest: string; case_id: string };

/** What a party said of a case's severity: hundredths of its NCISS score, null where not all inputs are known. */
export type GravityRow = {
  digest: string;
  case_id: string;
  issuer: string;
  arrival: number;
  score: number | null;
};

/** What is known of parties: their kind, state and authority, and which of them this node confirmed. */
export type StandingRow = {
  digest: string;
  case_id: string | null;
  arrival: number;
  issuer: string;
  own: number;
  relation: 'profile' | 'confirmed' | 'removed';
  party: string;
  kind: string | null;
  territory: string | null;
  parent: string | null;
};

export type ObligationRow = {
  case_id: string;
  id: string;
  /** Empty, or the party that sees this row in place of the one with an empty face: a hold is hidden from it. */
  face: string;
  regime: string;
  stage: string;
  kind: string;
  bearer: string;
  addressee: string | null;
  /** Null once nothing is left to do; `NO_DUE` where no due time counts down. */
  open_at: number | null;
  /** Place among those due at one instant, on the bearer's list and on the addressee's (`gravity.ts`). */
  severity: number;
  owed_severity: number;
  /** When it counts in a score: its due time, else when it was met or closed. */
  counted_at: number | null;
  triggered_at: number | null;
  met_at: number | null;
  held_until: number | null;
  hidden_from: string;
  /** JSON of the whole `Obligation`, history included; instants as text. */
  body: string;
};

export type ObligationTables = {
  obligation: ObligationRow;
  obligation_word: WordRow;
  obligation_party: CasePartyRow;
  obligation_danger: DangerRow;
  obligation_gravity: GravityRow;
  obligation_standing: StandingRow;
};

export const OBLIGATION_TABLES = [
  'obligation',
  'obligation_word',
  'obligation_party',
  'obligation_danger',
  'obligation_gravity',
  'obligation_standing',
] as const;

/** After every instant that can be due. */
export const NO_DUE = Number.MAX_SAFE_INTEGER;

export function obligationTables(connection: Connection) {
  return connection.$extendTables<ObligationTables>();
}

type ColumnType = 'text' | 'bigint' | 'text?' | 'bigint?';

const COLUMNS: { readonly [Table in keyof ObligationTables]: Readonly<Record<string, ColumnType>> } = {
  obligation: {
    case_id: 'text',
    id: 'text',
    face: 'text',
    regime: 'text',
    stage: 'text',
    kind: 'text',
    bearer: 'text',
    addressee: 'text?',
    open_at: 'bigint?',
    severity: 'bigint',
    owed_severity: 'bigint',
    counted_at: 'bigint?',
    triggered_at: 'bigint?',
    met_at: 'bigint?',
    held_until: 'bigint?',
    hidden_from: 'text',
    body: 'text',
  },
  obligation_word: {
    digest: 'text',
    case_id: 'text',
    issuer: 'text',
    type: 'text',
    own: 'bigint',
    recorded_at: 'bigint',
    received_at: 'bigint',
    claims: 'text',
  },
  obligation_party: { case_id: 'text', party: 'text' },
  obligation_danger: { digest: 'text', case_id: 'text' },
  obligation_gravity: { digest: 'text', case_id: 'text', issuer: 'text', arrival: 'bigint', score: 'bigint?' },
  obligation_standing: {
    digest: 'text',
    case_id: 'text?',
    arrival: 'bigint',
    issuer: 'text',
    own: 'bigint',
    relation: 'text',
    party: 'text',
    kind: 'text?',
    territory: 'text?',
    parent: 'text?',
  },
};

export const KEYS: { readonly [Table in keyof ObligationTables]: readonly string[] } = {
  obligation: ['case_id', 'id', 'face'],
  obligation_word: ['digest'],
  obligation_party: ['case_id', 'party'],
  obligation_danger: ['digest'],
  obligation_gravity: ['digest'],
  obligation_standing: ['digest'],
};

/**
 * Among a million open clocks, those due soon are one stretch of an index: of all, of a bearer, of an addressee. The
 * latter two hold the case as well, so that clocks in cases of danger are found without reading the others.
 */
const INDEXES: readonly (readonly [keyof ObligationTables, readonly string[]])[] = [
  ['obligation', ['open_at']],
  ['obligation', ['bearer', 'open_at', 'severity', 'case_id']],
  ['obligation', ['addressee', 'open_at', 'owed_severity', 'case_id']],
  ['obligation', ['counted_at']],
  ['obligation', ['bearer', 'counted_at']],
  ['obligation_word', ['case_id']],
  ['obligation_party', ['party']],
  ['obligation_danger', ['case_id']],
  ['obligation_gravity', ['case_id']],
  ['obligation_standing', ['party']],
  ['obligation_standing', ['case_id']],
];

export async function createObligationTables(connection: Connection): Promise<void> {
  for (const table of OBLIGATION_TABLES) {
    let builder = connection.schema.createTable(table).ifNotExists();
    for (const [name, type] of Object.entries(COLUMNS[table])) {
      const isNullable = type.endsWith('?');
      builder = builder.addColumn(name, type.replace('?', '') as 'text' | 'bigint', (column) =>
        isNullable ? column : column.notNull(),
      );
    }
    await builder.addPrimaryKeyConstraint(`${table}_key`, KEYS[table] as never).execute();
  }
  for (const [table, columns] of INDEXES) await addIndex(connection, table, columns);
}
