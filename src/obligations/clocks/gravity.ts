/**
 * How grave each party holds each case to be: the NCISS score of its own newest word on it. Two pages of clocks that are
 * due at one instant, or at none, come in this order. Only a party's own words order its list, since a place in a list
 * would tell of words that were not given to it.
 */

import type { Recorded } from '#ledger/contract.ts';
import { OBLIGATION_KINDS } from '#obligations/regimes/regime.ts';
import { type GravityRow, KEYS, obligationTables } from '#obligations/tables.ts';
import { fits } from '#statement/validator.ts';
import type { InTransaction } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import { Nciss, severity } from '#vocabulary/severity.ts';

const HUNDREDTHS = 100;
const GRAVEST = 100 * HUNDREDTHS;
/** More places than kinds of duty. */
const PLACES_A_SCORE = 10;

/** What a party scored a case at, in hundredths; null where it did not, or not wholly. */
export type Gravity = (caseId: string, party: string | null) => number | null;

export const NO_GRAVITY: Gravity = () => null;

/** Place among what is due at one instant: the graver first, then law before agreement, norm and promise. */
export function placeOf(hundredths: number | null, kind: (typeof OBLIGATION_KINDS)[number]): number {
  const behind = hundredths === null ? GRAVEST + 1 : GRAVEST - hundredths;
  return behind * PLACES_A_SCORE + OBLIGATION_KINDS.indexOf(kind);
}

/** Keeps every word on severity; answers with the cases that have a new one. */
export async function keepGravity(
  transaction: InTransaction,
  records: readonly Recorded[],
): Promise<readonly string[]> {
  const rows = records.flatMap(gravityRows);
  if (rows.length === 0) return [];
  await insertRows(transaction, 'obligation_gravity', rows, { keys: KEYS.obligation_gravity, do: 'nothing' });
  return [...new Set(rows.map(({ case_id: caseId }) => caseId))];
}

function gravityRows({ digest, case: caseId, issuer, arrival, claims }: Recorded): readonly GravityRow[] {
  const inputs = claims.get('nciss')?.value;
  if (caseId === null || !fits(Nciss, inputs)) return [];
  const found = severity(inputs as Nciss);
  const score = found.computable ? Math.round(found.score * HUNDREDTHS) : null;
  return [{ digest, case_id: caseId, issuer, arrival, score }];
}

export async function gravityOf(transaction: InTransaction, cases: readonly string[]): Promise<Gravity> {
  const rows = await obligationTables(transaction)
    .selectFrom('obligation_gravity')
    .select(['case_id', 'issuer', 'score'])
    .where('case_id', 'in', cases)
    .orderBy('arrival')
    .execute();
  const newest = new Map(rows.map(({ case_id: caseId, issuer, score }) => [`${caseId} ${issuer}`, score]));
  return (caseId, party) => newest.get(`${caseId} ${party ?? ''}`) ?? null;
}
