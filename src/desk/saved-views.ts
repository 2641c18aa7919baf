/** Saved views of the inbox: named filters and an order, each person's own. */
import { randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import type { DeskCode } from './codes.ts';
import { deskTables } from './tables.ts';
import { remember } from './undo.ts';

const MAX_VIEWS = 50;
export const MAX_NAME_CHARACTERS = 60;

export type SavedView = {
  readonly id: string;
  readonly name: string;
  /** The filters as they stand in the address of the desk. */
  readonly query: string;
  readonly isDefault: boolean;
};

/** What a person changes of their views, and can take back. */
export type ViewChange =
  | { readonly type: 'view-saved'; readonly id: string }
  | { readonly type: 'view-renamed'; readonly id: string; readonly name: string }
  | { readonly type: 'view-deleted'; readonly id: string }
  | { readonly type: 'view-default'; readonly was: string | null };

/** What a change answers: under which number it can be taken back. */
type Changed = Outcome<string, DeskCode>;

/** A person's views by name. */
export async function viewsOf(connection: Connection, person: string): Promise<readonly SavedView[]> {
  const rows = await deskTables(connection)
    .selectFrom('desk_view')
    .selectAll()
    .where('person', '=', person)
    .where('deleted_at', 'is', null)
    .limit(MAX_VIEWS)
    .execute();
  return rows
    .map(({ id, name, query, is_default }) => ({ id, name, query, isDefault: Number(is_default) === 1 }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

type Named = { readonly id?: string; readonly name: string };

async function soundName(connection: Connection, person: string, { id, name }: Named): Promise<Changed> {
  const written = name.normalize('NFC').replaceAll(/\s+/gu, ' ').trim().slice(0, MAX_NAME_CHARACTERS);
  if (written === '') return refuse('view-name-missing', 'Give the view a name.', 'name');
  const views = await viewsOf(connection, person);
  if (views.some((view) => view.id !== id && view.name.toLowerCase() === written.toLowerCase())) {
    return refuse('view-name-taken', 'You have a view of this name already: choose another.', 'name');
  }
  if (id === undefined && views.length >= MAX_VIEWS) {
    return refuse('views-too-many', `You have ${MAX_VIEWS} views: delete one you no longer use.`, 'name');
  }
  return accept(written);
}

export async function saveView(
  connection: Connection,
  person: string,
  view: { readonly name: string; readonly query: string },
  at: Temporal.Instant,
): Promise<Changed> {
  const name = await soundName(connection, person, view);
  if (!name.ok) return name;
  const id = randomUUIDv7();
  await deskTables(connection)
    .insertInto('desk_view')
    .values({
      id,
      person,
      name: name.value,
      query: view.query,
      is_default: 0,
      made_at: toMicroseconds(at),
      deleted_at: null,
    })
    .execute();
  return accept(await remember(connection, person, { type: 'view-saved', id }, at));
}

export async function renameView(
  connection: Connection,
  person: string,
  view: { readonly id: string; readonly name: string },
  at: Temporal.Instant,
): Promise<Changed> {
  const was = (await viewsOf(connection, person)).find(({ id }) => id === view.id);
  if (was === undefined) return refuse('view-not-found', 'You have no such view; perhaps it was deleted.');
  const name = await soundName(connection, person, view);
  if (!name.ok) return name;
  await write(connection, person, view.id, { name: name.value });
  return accept(await remember(connection, person, { type: 'view-renamed', id: view.id, name: was.name }, at));
}

export async function deleteView(
  connection: Connection,
  person: string,
  id: string,
  at: Temporal.Instant,
): Promise<Changed> {
  const was = (await viewsOf(connection, person)).find((view) => view.id === id);
  if (was === undefined) return refuse('view-not-found', 'You have no such view; perhaps it was deleted.');
  await write(connection, person, id, { deleted_at: toMicroseconds(at) });
  return accept(await remember(connection, person, { type: 'view-deleted', id }, at));
}

/** The view that the desk opens with; null for all that waits. */
export async function chooseDefault(
  connection: Connection,
  person: string,
  id: string | null,
  at: Temporal.Instant,
): Promise<Changed> {
  const views = await viewsOf(connection, person);
  if (id !== null && !views.some((view) => view.id === id)) {
    return refuse('view-not-found', 'You have no such view; perhaps it was deleted.');
  }
  const was = views.find(({ isDefault }) => isDefault)?.id ?? null;
  await setDefault(connection, person, id);
  return accept(await remember(connection, person, { type: 'view-default', was }, at));
}

/** Takes one of the changes above back. */
export async function undoView(connection: Connection, person: string, change: ViewChange): Promise<void> {
  switch (change.type) {
    case 'view-saved':
      return write(connection, person, change.id, { deleted_at: 0 });
    case 'view-renamed':
      return write(connection, person, change.id, { name: change.name });
    case 'view-deleted':
      return write(connection, person, change.id, { deleted_at: null });
    case 'view-default':
      return setDefault(connection, person, change.was);
  }
}

async function setDefault(connection: Connection, person: string, id: string | null): Promise<void> {
  await connection.transaction().execute(async (transaction) => {
    const views = deskTables(transaction).updateTable('desk_view').where('person', '=', person);
    await views.set({ is_default: 0 }).execute();
    if (id !== null) await views.set({ is_default: 1 }).where('id', '=', id).execute();
  });
}

type Columns = { name?: string; deleted_at?: number | null };

async function write(connection: Connection, person: string, id: string, columns: Columns): Promise<void> {
  await deskTables(connection)
    .updateTable('desk_view')
    .set(columns)
    .where('id', '=', id)
    .where('person', '=', person)
    .execute();
}
