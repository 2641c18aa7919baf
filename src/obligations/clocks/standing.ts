/** Who is competent for whom, as far as profiles and confirmed peers tell: what the engine may not guess. */
import type { Recorded } from '#ledger/contract.ts';
import { KEYS, obligationTables, type StandingRow } from '#obligations/tables.ts';
import { MANDATED_KINDS, type PartyKind } from '#parties/statements.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { Standing } from './reckoning.ts';

/** Below SQLite's limit of parameters. */
export const ASKED_AT_ONCE = 500;

const RELATIONS: Readonly<Record<string, readonly [StandingRow['relation'], string]>> = {
  'party-profile': ['profile', 'subject'],
  'peer-confirmation': ['confirmed', 'peer'],
  'peer-removal': ['removed', 'peer'],
};

/** Keeps what these records say of parties; answers with the parties whose standing they may have changed. */
export async function keepStanding(
  transaction: InTransaction,
  records: readonly Recorded[],
): Promise<readonly string[]> {
  const rows = records.flatMap(standingRow);
  await insertRows(transaction, 'obligation_standing', rows, { keys: KEYS.obligation_standing, do: 'replace' });
  return [...new Set(rows.map(({ party }) => party))];
}

function standingRow(record: Recorded): StandingRow[] {
  const [relation, claim] = RELATIONS[record.type] ?? [];
  if (relation === undefined || claim === undefined) return [];
  const read = (name: string) => {
    const value = record.claims.get(name)?.value;
    return typeof value === 'string' ? value : null;
  };
  const party = read(claim);
  const own = record.origin === 'own';
  // Others confirm peers for themselves, and describe none but themselves to us.
  if (party === null || (!own && (relation !== 'profile' || party !== record.issuer))) return [];
  return [
    {
      digest: record.digest,
      case_id: record.case,
      arrival: record.arrival,
      issuer: record.issuer,
      own: own ? 1 : 0,
      relation,
      party,
      kind: relation === 'profile' ? read('kind') : null,
      territory: relation === 'profile' ? read('territory') : null,
      parent: relation === 'profile' ? read('parent') : null,
    },
  ];
}

type Known = { readonly kind: string | null; readonly territory: string | null; readonly parent: string | null };

/** The standing of these parties towards one another; anybody else has none. */
export async function standingOf(connection: Connection, parties: Iterable<string>): Promise<Standing> {
  const asked = [...new Set(parties)];
  const rows: StandingRow[] = [];
  for (let at = 0; at < asked.length; at += ASKED_AT_ONCE) {
    const some = asked.slice(at, at + ASKED_AT_ONCE);
    const found = obligationTables(connection).selectFrom('obligation_standing').selectAll();
    rows.push(...(await found.where('party', 'in', some).execute()));
  }
  rows.sort((one, other) => one.arrival - other.arrival || (one.digest < other.digest ? -1 : 1));
  const profiles = new Map<string, StandingRow>();
  const trusted = new Set<string>();
  for (const row of rows) {
    if (row.relation === 'profile') {
      const known = profiles.get(row.party);
      // A party's own word about itself stands before what its host says.
      if (known === undefined || row.issuer === row.party || known.issuer !== known.party)
        profiles.set(row.party, row);
      if (row.own === 1) trusted.add(row.party);
    } else if (row.relation === 'confirmed') trusted.add(row.party);
    else trusted.delete(row.party);
  }
  return standing(profiles, trusted);
}

function standing(profiles: ReadonlyMap<string, Known>, trusted: ReadonlySet<string>): Standing {
  return {
    territoryOf: (party) => profiles.get(party)?.territory ?? null,
    competent(by, bearer) {
      const [authority, over] = [profiles.get(by), profiles.get(bearer)];
      if (over === undefined) return false;
      if (over.parent === by) return true;
      if (authority === undefined || !trusted.has(by) || authority.territory !== over.territory) return false;
      return MANDATED_KINDS.includes(authority.kind as PartyKind);
    },
  };
}
