/** Notes of a desk about a case. They stay in the workspace of the party whose persons wrote them. */
import { randomUUIDv7 } from 'node:crypto';
import type { ErasedClaims } from '#ledger/contract.ts';
import { ledgerTables } from '#ledger/tables.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Connection, InTransaction } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { CasesCode } from './codes.ts';
import { caseTables } from './tables.ts';

export const MAX_NOTE_CHARACTERS = 2_000;
const MAX_NOTES_IN_A_CASE = 500;
/** So long a note that was removed can come back; then it is gone. */
const BACK_WITHIN_HOURS = 24;

export type Note = {
  readonly id: string;
  readonly person: string;
  readonly text: string;
  readonly at: Temporal.Instant;
};

/** Whose note it is and what it is about. */
export type NotePlace = { readonly party: string; readonly case: string };

/** The newest first. */
export async function notesOf(
  connection: Connection,
  { party, case: caseId }: NotePlace,
): Promise<readonly Note[]> {
  const rows = await caseTables(connection)
    .selectFrom('case_note')
    .selectAll()
    .where('party', '=', party)
    .where('case_id', '=', caseId)
    .where('removed_at', 'is', null)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc')
    .limit(MAX_NOTES_IN_A_CASE)
    .execute();
  return rows.map(({ id, person, text, written_at }) => ({
    ...{ id, person, text },
    at: fromMicroseconds(Number(written_at)),
  }));
}

export async function writeNote(
  connection: Connection,
  place: NotePlace,
  note: { readonly person: string; readonly text: string },
  at: Temporal.Instant,
): Promise<Outcome<string, CasesCode>> {
  const text = note.text.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if (text === '') return refuse('note-empty', 'Write what your colleagues should know.', 'note');
  if (text.length > MAX_NOTE_CHARACTERS) {
    return refuse(
      'case-note-too-long',
      phrase`A note has ${MAX_NOTE_CHARACTERS} characters at most: write two.`,
      'note',
    );
  }
  if ((await notesOf(connection, place)).length >= MAX_NOTES_IN_A_CASE) {
    return refuse(
      'notes-too-many',
      phrase`A case has ${MAX_NOTES_IN_A_CASE} notes at most: remove old ones.`,
      'note',
    );
  }
  const id = randomUUIDv7();
  const row = { id, party: place.party, case_id: place.case, person: note.person, text };
  await caseTables(connection)
    .insertInto('case_note')
    .values({ ...row, written_at: toMicroseconds(at), removed_at: null })
    .execute();
  return accept(id);
}

/** Whoever wrote a note removes it, and brings it back for a day. */
export async function removeNote(
  connection: Connection,
  { party, person, id }: { readonly party: string; readonly person: string; readonly id: string },
  change: { readonly to: 'removed' | 'kept'; readonly at: Temporal.Instant },
): Promise<Outcome<null, CasesCode>> {
  const notes = caseTables(connection);
  const gone = toMicroseconds(change.at.subtract({ hours: BACK_WITHIN_HOURS }));
  await notes.deleteFrom('case_note').where('party', '=', party).where('removed_at', '<', gone).execute();
  const changed = await notes
    .updateTable('case_note')
    .set({ removed_at: change.to === 'removed' ? toMicroseconds(change.at) : null })
    .where('id', '=', id)
    .where('party', '=', party)
    .where('person', '=', person)
    .returning('id')
    .execute();
  if (changed.length > 0) return accept(null);
  return refuse('note-not-found', 'You wrote no such note; perhaps it was removed.');
}

/**
 * What a party erases from its copy of a statement may stand in its notes in other words: those about that case go with
 * it, of that party alone where it is known whose copy it is.
 */
export async function eraseInNotes(transaction: InTransaction, { digest, holder }: ErasedClaims): Promise<void> {
  const said = await ledgerTables(transaction)
    .selectFrom('statement')
    .select('case_id')
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (said === undefined || said.case_id === null) return;
  const notes = caseTables(transaction).deleteFrom('case_note').where('case_id', '=', said.case_id);
  await (holder === undefined ? notes : notes.where('party', '=', holder)).execute();
}
