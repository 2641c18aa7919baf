/** Who at a party's desk has a case: the party's own affair, told to nobody else and never signed. */
import { accept, type Outcome, refuse } from '#outcome.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { CasesCode } from './codes.ts';
import { caseTables } from './tables.ts';

export type Taken = { readonly person: string; readonly since: Temporal.Instant };

/** From whom it goes to whom; null is nobody. Whoever asks says whom they saw having it. */
export type Handover = {
  readonly party: string;
  readonly case: string;
  readonly from: string | null;
  readonly to: string | null;
};

/** Of these cases, those that somebody of this party has: one query. */
export async function takenOf(
  connection: Connection,
  party: string,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, Taken>> {
  if (caseIds.length === 0) return new Map();
  const rows = await caseTables(connection)
    .selectFrom('case_taken')
    .selectAll()
    .where(
      'key',
      'in',
      caseIds.map((caseId) => keyOf(party, caseId)),
    )
    .execute();
  return new Map(
    rows.map(({ case_id, person, since }) => [case_id, { person, since: fromMicroseconds(Number(since)) }]),
  );
}

/** Takes it, hands it over or puts it back, if it is still had by whom the asker saw; of two at once the first. */
export async function handOver(
  connection: Connection,
  { party, case: caseId, from, to }: Handover,
  at: Temporal.Instant,
): Promise<Outcome<null, CasesCode>> {
  if (to !== null && (await mandatesOf(connection, party, at, to)).length === 0) {
    return refuse('taker-not-mandated', 'That person has no mandate of your party now: choose another.', 'to');
  }
  const key = keyOf(party, caseId);
  const tables = caseTables(connection);
  const row = { person: to ?? '', since: toMicroseconds(at) };
  let written: readonly unknown[];
  if (from === null) {
    written =
      to === null
        ? []
        : await tables
            .insertInto('case_taken')
            .values({ key, party, case_id: caseId, ...row })
            .onConflict((conflict) => conflict.doNothing())
            .returning('key')
            .execute();
  } else if (to === null) {
    const gone = tables.deleteFrom('case_taken').where('key', '=', key).where('person', '=', from);
    written = await gone.returning('key').execute();
  } else {
    const given = tables.updateTable('case_taken').set(row).where('key', '=', key).where('person', '=', from);
    written = await given.returning('key').execute();
  }
  if (written.length > 0) return accept(null);
  return refuse('case-taken-meanwhile', 'Somebody took this case or gave it away meanwhile: look who has it now.');
}

function keyOf(party: string, caseId: string): string {
  return `${party} ${caseId}`;
}
