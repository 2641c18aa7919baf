import { removeNote } from '#cases/notes.ts';
import { handOver } from '#cases/taken.ts';
import type { UndoKind } from '#site/added.ts';
import type { SiteParts } from '#site/parts.ts';
import { caseDesk } from './case-desk.ts';
import { CASE_DESK_TEXTS } from './texts.ts';

type OfCase = { readonly party: string; readonly case: string };
type Taken = OfCase & { readonly type: 'case-taken'; readonly from: string | null; readonly to: string | null };
type Noted<Type extends string> = OfCase & { readonly type: Type; readonly id: string };
/** What the desk does with a case and can take back. */
export type CaseChange = Taken | Noted<'note-written'> | Noted<'note-removed'>;

const page = (change: OfCase) => `/cases/${change.case}#own-desk`;

const taken: UndoKind<Taken> = {
  type: 'case-taken',
  told: () => CASE_DESK_TEXTS.undo['case-taken'],
  undo: (connection, _person, change, at) =>
    handOver(connection, { ...change, from: change.to, to: change.from }, at),
  page,
};

function noted<Type extends 'note-written' | 'note-removed'>(
  type: Type,
  to: 'removed' | 'kept',
): UndoKind<Noted<Type>> {
  return {
    type,
    told: () => CASE_DESK_TEXTS.undo[type],
    undo: (connection, person, { party, id }, at) => removeNote(connection, { party, person, id }, { to, at }),
    page,
  };
}

export const casesParts: SiteParts = {
  besideCase: caseDesk,
  undo: [taken, noted('note-written', 'removed'), noted('note-removed', 'kept')],
};
