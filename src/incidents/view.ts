import type { Recorded, View } from '#ledger/contract.ts';
import type { Tlp } from '#statement/marking.ts';
import type { ClaimSpec } from '#statement/statement-type.ts';
import { texts } from '#statement/traits.ts';
import { declareTables, optionalText, type RowsIn, text } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { toMicroseconds } from '#store/instant.ts';
import { TYPE_BY_NAME } from './statements.ts';

const TABLES = declareTables({
  /** One row a statement of ours, whatever number of times it arrived. */
  incident_statement: {
    columns: {
      digest: 'text',
      case_id: 'text',
      issuer: 'text',
      type: 'text',
      arrival: 'bigint',
      recorded_at: 'bigint',
      /** The label under which it names its case; null where that was withheld from this node. */
      case_tlp: optionalText<Tlp>(),
    },
    indexes: [['case_id', 'issuer', 'type']],
  },
  /** What a statement points at: statements it changes or rests on, parties it addresses. */
  incident_reference: {
    columns: { source: 'text', relation: text<Relation>(), target: 'text', case_id: 'text', issuer: 'text' },
    key: ['source', 'relation', 'target'],
    indexes: [['target', 'relation'], ['case_id']],
  },
  /** Who spoke first in a case, as this node came to hold it. */
  incident_case: { columns: { case_id: 'text', opened_by: 'text', first_arrival: 'bigint' } },
});

const RELATIONS = ['withdraws', 'corrects', 'based-on', 'duplicate-of', 'addresses'] as const;
export type Relation = (typeof RELATIONS)[number];

/** What a claim of a type points at; undefined where it points at nothing, or at what this view does not follow. */
function relationOf(spec: ClaimSpec | undefined, claim: string): Relation | undefined {
  const { refers, addresses } = spec?.traits ?? {};
  if (addresses !== undefined) return 'addresses';
  return refers && RELATIONS.find((relation) => relation === claim.replaceAll('_', '-'));
}

export type ThreadTables = RowsIn<typeof TABLES>;
export const threadTables = TABLES.in;

/**
 * Who said what kind of thing in which case, and what points at what. Foreign statements are folded like own ones;
 * whether a withdrawal counts is decided where it is read, since it may arrive before what it withdraws.
 */
export const incidentThread: View = {
  name: 'incident-thread',
  version: 3,
  follows: 'transaction',
  ...TABLES.asView,

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
