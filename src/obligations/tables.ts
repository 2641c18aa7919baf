import { declareTables, type RowsIn, text } from '#store/declared-tables.ts';

/** The tables of the view `obligation`. Times are microseconds since 1970, UTC; yes and no are 1 and 0. */

/**
 * Among a million open clocks, those due soon are one stretch of an index: of all, of a bearer, of an addressee. The
 * latter two hold the case as well, so that clocks in cases of danger are found without reading the others.
 */
const TABLES = declareTables({
  obligation: {
    columns: {
      case_id: 'text',
      id: 'text',
      /** Empty, or the party that sees this row in place of the one with an empty face: a hold is hidden from it. */
      face: 'text',
      regime: 'text',
      stage: 'text',
      kind: 'text',
      bearer: 'text',
      addressee: 'text?',
      /** Null once nothing is left to do; `NO_DUE` where no due time counts down. */
      open_at: 'bigint?',
      /** Place among those due at one instant, on the bearer's list and on the addressee's (`gravity.ts`). */
      severity: 'bigint',
      owed_severity: 'bigint',
      /** When it counts in a score: its due time, else when it was met or closed. */
      counted_at: 'bigint?',
      triggered_at: 'bigint?',
      met_at: 'bigint?',
      held_until: 'bigint?',
      hidden_from: 'text',
      /** JSON of the whole `Obligation`, history included; instants as text. */
      body: 'text',
    },
    key: ['case_id', 'id', 'face'],
    indexes: [
      ['open_at'],
      ['bearer', 'open_at', 'severity', 'case_id'],
      ['addressee', 'open_at', 'owed_severity', 'case_id'],
      ['counted_at'],
      ['bearer', 'counted_at'],
    ],
  },
  /** What clocks look at of a case, statement by statement: the first times it was heard, and the newest claims. */
  obligation_word: {
    columns: {
      digest: 'text',
      case_id: 'text',
      issuer: 'text',
      type: 'text',
      own: 'bigint',
      recorded_at: 'bigint',
      received_at: 'bigint',
      /** JSON of the claims that events are read from. */
      claims: 'text',
    },
    key: ['digest'],
    indexes: [['case_id']],
  },
  /** Who speaks or is spoken to in a case: their cases are reckoned again when their standing changes. */
  obligation_party: {
    columns: { case_id: 'text', party: 'text' },
    key: ['case_id', 'party'],
    indexes: [['party']],
  },
  /**
   * Statements that say somebody is in danger. Only the desk asks, to look at those cases first; whether a viewer may
   * know, and whether it still holds, is asked of what the reader shows.
   */
  obligation_danger: { columns: { digest: 'text', case_id: 'text' }, key: ['digest'], indexes: [['case_id']] },
  /** What a party said of a case's severity: hundredths of its NCISS score, null where not all inputs are known. */
  obligation_gravity: {
    columns: { digest: 'text', case_id: 'text', issuer: 'text', arrival: 'bigint', score: 'bigint?' },
    key: ['digest'],
    indexes: [['case_id']],
  },
  /** What is known of parties: their kind, state and authority, and which of them this node confirmed. */
  obligation_standing: {
    columns: {
      digest: 'text',
      case_id: 'text?',
      arrival: 'bigint',
      issuer: 'text',
      own: 'bigint',
      relation: text<'profile' | 'confirmed' | 'removed'>(),
      party: 'text',
      kind: 'text?',
      territory: 'text?',
      parent: 'text?',
    },
    key: ['digest'],
    indexes: [['party'], ['case_id']],
  },
});

export type ObligationTables = RowsIn<typeof TABLES>;
export type WordRow = ObligationTables['obligation_word'];
export type CasePartyRow = ObligationTables['obligation_party'];
export type DangerRow = ObligationTables['obligation_danger'];
export type GravityRow = ObligationTables['obligation_gravity'];
export type StandingRow = ObligationTables['obligation_standing'];
export type ObligationRow = ObligationTables['obligation'];

export const KEYS = TABLES.keys;
export const OBLIGATION_TABLES = TABLES.names;
export const obligationViewTables = TABLES.asView;
export const dropObligationRows = TABLES.dropCase;
export const obligationTables = TABLES.in;

/** After every instant that can be due. */
export const NO_DUE = Number.MAX_SAFE_INTEGER;
