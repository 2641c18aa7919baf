import { Digests } from '#incidents/statements/provenance-claims.ts';
import type { Recorded, View } from '#ledger/contract.ts';
import { fits } from '#statement/validator.ts';
import type { Connection } from '#store/connection.ts';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { regulatoryReport, reportWithdrawal } from './statements.ts';

/** What the rule of a report reads: which regime a party declared last in a case, and which reports it made. */
const TABLES = declareTables({
  reporting_declaration: {
    columns: {
      digest: 'text',
      case_id: 'text',
      issuer: 'text',
      regime: 'text',
      version: 'bigint',
      applies: 'bigint',
      addressees: 'text',
      arrival: 'bigint',
    },
    indexes: [{ on: ['case_id', 'issuer', 'regime'], name: 'reporting_declaration_by_case' }],
  },
  reporting_report: {
    columns: { digest: 'text', case_id: 'text', issuer: 'text', regime: 'text', stage: 'text' },
    indexes: [{ on: ['case_id'], name: 'reporting_report_by_case' }],
  },
  /** What somebody took back; it counts where the report is that party's own. */
  reporting_withdrawal: {
    columns: { target: 'text', issuer: 'text', case_id: 'text' },
    key: ['target', 'issuer', 'case_id'],
  },
});

export type ReportingTables = RowsIn<typeof TABLES>;
const reportingTables = TABLES.in;

const DECLARATION = 'regime-applies';

export const reportingView: View = {
  name: 'reporting',
  version: 2,
  follows: 'transaction',
  ...TABLES.asView,

  async fold(transaction, records) {
    const declarations = records.flatMap(declarationRows);
    const reports = records.flatMap(reportRows);
    const once = { keys: ['digest'], do: 'nothing' } as const;
    if (declarations.length > 0) await insertRows(transaction, 'reporting_declaration', declarations, once);
    if (reports.length > 0) await insertRows(transaction, 'reporting_report', reports, once);
    const taken = { keys: ['target', 'issuer', 'case_id'], do: 'nothing' } as const;
    await insertRows(transaction, 'reporting_withdrawal', records.flatMap(withdrawalRows), taken);
  },
};

/** A foreign declaration may carry anything, or nothing where it was withheld; then there is nothing to rest on. */
function declarationRows(record: Recorded): readonly ReportingTables['reporting_declaration'][] {
  if (record.type !== DECLARATION || record.case === null) return [];
  const value = (name: string) => record.claims.get(name)?.value;
  const [regime, version, applies] = [value('regime'), value('version'), value('applies')];
  if (typeof regime !== 'string' || typeof version !== 'number' || typeof applies !== 'boolean') return [];
  const addressees = JSON.stringify(value('addressees') ?? []);
  const { digest, case: case_id, issuer, arrival } = record;
  return [{ digest, case_id, issuer, regime, version, applies: applies ? 1 : 0, addressees, arrival }];
}

function reportRows(record: Recorded): readonly ReportingTables['reporting_report'][] {
  if (record.type !== regulatoryReport.name || record.case === null) return [];
  const [regime, stage] = ['regime', 'stage'].map((name) => record.claims.get(name)?.value);
  if (typeof regime !== 'string' || typeof stage !== 'string') return [];
  return [{ digest: record.digest, case_id: record.case, issuer: record.issuer, regime, stage }];
}

function withdrawalRows(record: Recorded): readonly ReportingTables['reporting_withdrawal'][] {
  const { type, case: case_id, issuer, claims } = record;
  if (type !== reportWithdrawal.name || case_id === null) return [];
  return withdrawnIn(claims.get('withdraws')?.value).map((target) => ({ target, issuer, case_id }));
}

/** The digests that a withdrawal names; a foreign one may carry anything there. */
export function withdrawnIn(value: unknown): readonly string[] {
  return fits(Digests, value) ? (value as string[]) : [];
}

/** What a party said last about a regime in a case. */
export type Declaration = {
  readonly version: number;
  readonly applies: boolean;
  /** The parties that it said stand for roles. */
  readonly addressees: ReadonlyMap<string, string>;
};

/** One for each party, case and regime that has any, by `<case> <party> <regime>`. */
export async function declarationsIn(
  connection: Connection,
  cases: readonly string[],
): Promise<ReadonlyMap<string, Declaration>> {
  if (cases.length === 0) return new Map();
  const rows = await reportingTables(connection)
    .selectFrom('reporting_declaration')
    .where('case_id', 'in', [...cases])
    .selectAll()
    .orderBy('arrival')
    .execute();
  return new Map(
    rows.map((row) => [
      `${row.case_id} ${row.issuer} ${row.regime}`,
      {
        version: Number(row.version),
        applies: Number(row.applies) === 1,
        addressees: addresseesIn(JSON.parse(row.addressees)),
      },
    ]),
  );
}

export function addresseesIn(value: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(value)) return new Map();
  return new Map(
    value.flatMap((one: { role?: unknown; party?: unknown } | null): [string, string][] =>
      typeof one?.role === 'string' && typeof one.party === 'string' ? [[one.role, one.party]] : [],
    ),
  );
}

/** Reports among these digests, with the case, regime and stage they were made for, and whether they were taken back. */
export async function reportsAmong(connection: Connection, digests: readonly string[]) {
  if (digests.length === 0) return [];
  const tables = reportingTables(connection);
  const asked = [...digests];
  const rows = await tables.selectFrom('reporting_report').where('digest', 'in', asked).selectAll().execute();
  const taken = await tables
    .selectFrom('reporting_withdrawal')
    .where('target', 'in', asked)
    .select(['target', 'issuer', 'case_id'])
    .execute();
  const withdrawn = new Set(taken.map((row) => `${row.case_id} ${row.issuer} ${row.target}`));
  return rows.map((row) => ({ ...row, withdrawn: withdrawn.has(`${row.case_id} ${row.issuer} ${row.digest}`) }));
}
