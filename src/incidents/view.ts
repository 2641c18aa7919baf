import type { Kysely } from 'kysely';
import type { Recorded, View } from '#ledger/contract.ts';
import type { Tlp } from '#statement/marking.ts';
import type { ClaimSpec } from '#statement/statement-type.ts';
import { texts } from '#statement/traits.ts';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { addIndex } from '#store/table-index.ts';
import { TYPE_BY_NAME } from './statements.ts';

/** One row a statement of ours, whatever number of times it arrived. Times are microseconds since 1970, UTC. */
export type ThreadTables = {
  incident_statement: {
    digest: string;
    case_id: string;
    issuer: string;
    type: string;
    arrival: number;
    recorded_at: number;
    /** The label under which it names its case; null where that was withheld from this node. */
    case_tlp: Tlp | null;
  };
  /** What a statement points at: statements it changes or rests on, parties it addresses. */
  incident_reference: {
    source: string;
    relation: Relation;
    target: string;
    case_id: string;
    issuer: string;
  };
  /** Who spoke first in a case, as this node came to hold it. */
  incident_case: {
    case_id: string;
    opened_by: string;
    first_arrival: number;
  };
};

const RELATIONS = ['withdraws', 'corrects', 'based-on', 'duplicate-of', 'addresses'] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a claim of a type points at; undefined where it points at nothing, or at what this view does not follow. */
function relationOf(spec: ClaimSpec | undefined, claim: string): Relation | undefined {
  const { refers, addresses } = spec?.traits ?? {};
  if (addresses !== undefined) return 'addresses';
  return refers && RELATIONS.find((relation) => relation === claim.replaceAll('_', '-'));
}

export function threadTables(connection: Connection): Kysely<ThreadTables> {
  return connection.$extendTables<ThreadTables>();
}

/**
 * Who said what kind of thing in which case, and what points at what. Foreign statements are folded like own ones;
 * whether a withdrawal counts is decided where it is read, since it may arrive before what it withdraws.
 */
export const incidentThread: View = {
  name: 'incident-thread',
  version: 3,
  tables: ['incident_statement', 'incident_reference', 'incident_case'],
  follows: 'transaction',

  async create(connection) {
    const { schema } = connection;
    await schema
      .createTable('incident_statement')
      .ifNotExists()
      .addColumn('digest', 'text', (column) => column.primaryKey())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('arrival', 'bigint', (column) => column.notNull())
      .addColumn('recorded_at', 'bigint', (column) => column.notNull())
      .addColumn('case_tlp', 'text')
      .execute();
    await addIndex(connection, 'incident_statement', ['case_id', 'issuer', 'type']);
    await schema
      .createTable('incident_reference')
      .ifNotExists()
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('relation', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('case_id', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('incident_reference_key', ['source', 'relation', 'target'])
      .execute();
    await addIndex(connection, 'incident_reference', ['target', 'relation']);
    await addIndex(connection, 'incident_reference', ['case_id']);
    await schema
      .createTable('incident_case')
      .ifNotExists()
      .addColumn('case_id', 'text', (column) => column.primaryKey())
      .addColumn('opened_by', 'text', (column) => column.notNull())
      .addColumn('first_arrival', 'bigint', (column) => column.notNull())
      .execute();
  },

  async fold(transaction, records) {
    const ours = records.filter((record) => record.case !== null && TYPE_BY_NAME.has(record.type));
    if (ours.length === 0) return;
    await insertRows(transaction, 'incident_statement', ours.map(statementRow), {
      keys: ['digest'],
      do: 'nothing',
    });
    const references = ours.flatMap(referenceRows);
    await insertRows(transaction, 'incident_reference', references, {
      keys: ['source', 'relation', 'target'],
      do: 'nothing',
    });
    // Records come in order of arrival, so the first row of a case is its opening, however they are cut.
    await insertRows(transaction, 'incident_case', ours.map(caseRow), { keys: ['case_id'], do: 'nothing' });
  },

  async drop(transaction, caseId) {
    const tables = threadTables(transaction);
    await tables.deleteFrom('incident_statement').where('case_id', '=', caseId).execute();
    await tables.deleteFrom('incident_reference').where('case_id', '=', caseId).execute();
    await tables.deleteFrom('incident_case').where('case_id', '=', caseId).execute();
  },
};

function statementRow(record: Recorded) {
  return {
    digest: record.digest,
    case_id: record.case as string,
    issuer: record.issuer,
    type: record.type,
    arrival: record.arrival,
    recorded_at: toMicroseconds(record.recordedAt),
    case_tlp: record.claims.get('case')?.marking.tlp ?? null,
  };
}

function caseRow(record: Recorded) {
  return { case_id: record.case as string, opened_by: record.issuer, first_arrival: record.arrival };
}

function referenceRows(record: Recorded) {
  const type = TYPE_BY_NAME.get(record.type);
  return [...record.claims].flatMap(([name, { value }]) => {
    const relation = relationOf(type?.claims[name], name);
    if (relation === undefined) return [];
    return texts(value).map((target) => ({
      source: record.digest,
      relation,
      target,
      case_id: record.case as string,
      issuer: record.issuer,
    }));
  });
}
