import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { REMINDER_TABLE_SETS } from '#reminders/reminders.ts';
import { reminderTables } from '#reminders/tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { createTables } from '#store/table-set.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { countNews, isSinceLastVisit, newsOf } from './pages/news-reads.ts';
import { looked, mark, marked, personSettingsOf, setShortcuts, unmark } from './person-settings.ts';
import {
  chooseDefault,
  deleteView,
  renameView,
  saveView,
  undoView,
  type ViewChange,
  viewsOf,
} from './saved-views.ts';
import { openDeskNode } from './testing/desk-node.ts';
import { changeOf, forget } from './undo.ts';

async function world(place: StorePlace) {
  const node = await openDeskNode(place);
  await createTables(node.store, REMINDER_TABLE_SETS);
  return {
    ...node,
    /** Something of the hospital's that arrived at the CSIRT; answers the release. */
    async arrival(): Promise<string> {
      const caseId = randomUUID();
      const target = await node.say(node.ilse, alertDraft(HOSPITAL, caseId));
      const release = await node.give(target, caseId, 'all');
      const received = { release, target, received_at: node.clock.now.toString(), claims: ['danger_to_life'] };
      await node.say({ kind: 'node' }, { type: 'receipt', issuer: CSIRT, case: caseId, claims: received });
      return release;
    },
  };
}

type World = Awaited<ReturnType<typeof world>>;

/** One suite for each engine. */
export function keepingContract(engine: string, placeFor: () => Promise<StorePlace>): void {
  function inWorld(title: string, work: (here: World) => Promise<void>): void {
    test(title, async () => {
      await using place = await placeFor();
      await using here = await world(place);
      await work(here);
    });
  }

  suite(engine, () => {
    inWorld('each change of a view is taken back exactly, and what it left behind is gone', async (here) => {
      const { connection, clock } = here;
      const { person } = here.tomas;
      const names = async () =>
        (await viewsOf(connection, person)).map(({ name, isDefault }) => `${name}${isDefault ? ' *' : ''}`);
      async function undo(changed: Awaited<ReturnType<typeof saveView>>): Promise<void> {
        assert.ok(changed.ok);
        const change = await changeOf(connection, person, changed.value, clock.now);
        assert.ok(change !== undefined);
        await undoView(connection, person, change as ViewChange);
        await forget(connection, person, changed.value);
        assert.equal(await changeOf(connection, person, changed.value, clock.now), undefined);
      }
      assert.ok((await saveView(connection, person, { name: 'B', query: 'danger=yes' }, clock.now)).ok);
      const second = await saveView(connection, person, { name: 'A', query: '' }, clock.now);
      const [a, b] = await viewsOf(connection, person);
      assert.deepEqual(await names(), ['A', 'B']);
      assert.ok((await chooseDefault(connection, person, b!.id, clock.now)).ok);
      const other = await chooseDefault(connection, person, a!.id, clock.now);
      assert.deepEqual(await names(), ['A *', 'B']);
      await undo(other);
      assert.deepEqual(await names(), ['A', 'B *']);
      const renamed = await renameView(connection, person, { id: b!.id, name: 'C' }, clock.now);
      assert.deepEqual(await names(), ['A', 'C *']);
      await undo(renamed);
      const gone = await deleteView(connection, person, b!.id, clock.now);
      assert.deepEqual(await names(), ['A']);
      await undo(gone);
      assert.deepEqual(await names(), ['A', 'B *']);
      await undo(second);
      assert.deepEqual(await names(), ['B *']);
      assert.deepEqual(await viewsOf(connection, here.mira.person), []);
    });

    inWorld('a deleted view is forgotten for good once it can no longer be taken back', async (here) => {
      const { connection, clock } = here;
      const { person } = here.tomas;
      assert.ok((await saveView(connection, person, { name: 'Old', query: '' }, clock.now)).ok);
      const [view] = await viewsOf(connection, person);
      assert.ok((await deleteView(connection, person, view!.id, clock.now)).ok);
      clock.now = clock.now.add({ hours: 25 });
      assert.ok((await saveView(connection, person, { name: 'New', query: '' }, clock.now)).ok);
      await undoView(connection, person, { type: 'view-deleted', id: view!.id });
      assert.deepEqual(
        (await viewsOf(connection, person)).map(({ name }) => name),
        ['New'],
      );
    });

    inWorld(
      'an arrival is new for each person of the party until they mark it, or somebody acknowledges it',
      async (here) => {
        const { connection, clock, tomas, mira, ilse } = here;
        const first = await here.arrival();
        clock.now = clock.now.add({ minutes: 1 });
        const second = await here.arrival();
        assert.deepEqual(
          (await newsOf(connection, tomas)).map(({ key }) => key),
          [second, first],
        );
        assert.deepEqual([await countNews(connection, tomas), await countNews(connection, ilse)], [2, 0]);
        await mark(connection, tomas.person, [first], clock.now);
        await mark(connection, tomas.person, [first], clock.now.add({ minutes: 1 }));
        assert.deepEqual([await countNews(connection, tomas), await countNews(connection, mira)], [1, 2]);
        assert.deepEqual(await marked(connection, tomas.person, [first, second]), new Set([first]));
        await unmark(connection, tomas.person, toMicroseconds(clock.now));
        assert.equal(await countNews(connection, tomas), 2);
        assert.equal((await newsOf(connection, tomas)).length, 2);
      },
    );

    inWorld('reminders count for their person alone, without those that were passed over', async (here) => {
      const { connection, clock, tomas, mira } = here;
      const now = toMicroseconds(clock.now);
      const row = { party: CSIRT, item: 'x', case_id: 'y', what: 'z', due_at: now, step: 'at', level: 'person' };
      const rest = { ...row, late: 0, danger: 0, told_at: now, read_at: null };
      for (const [key, person, shown] of [
        ['one', tomas.person, 1],
        ['two', tomas.person, 0],
        ['three', mira.person, 1],
      ] as const) {
        await reminderTables(connection)
          .insertInto('reminder_notice')
          .values({ key, person, shown, ...rest })
          .execute();
      }
      assert.equal(await countNews(connection, tomas), 1);
      assert.equal((await newsOf(connection, tomas))[0]?.key, 'one');
    });

    inWorld(
      'what came since the last visit is told from what was there, within one visit and the next',
      async (here) => {
        const { connection, clock, tomas } = here;
        const at = (minutes: number) =>
          ({ at: clock.now.add({ minutes }) }) as Parameters<typeof isSinceLastVisit>[0];
        assert.ok(
          isSinceLastVisit(at(0), await personSettingsOf(connection, tomas.person)),
          'everything, at the first',
        );
        await looked(connection, tomas.person, clock.now);
        await looked(connection, tomas.person, clock.now.add({ minutes: 60 }));
        await looked(connection, tomas.person, clock.now.add({ minutes: 65 }));
        const personSettings = await personSettingsOf(connection, tomas.person);
        assert.deepEqual(
          [-1, 0, 1, 61].map((minutes) => isSinceLastVisit(at(minutes), personSettings)),
          [false, false, true, true],
        );
        await setShortcuts(connection, tomas.person, false);
        assert.equal((await personSettingsOf(connection, tomas.person)).shortcuts, false);
        await looked(connection, tomas.person, clock.now.add({ minutes: 66 }));
        assert.equal(
          (await personSettingsOf(connection, tomas.person)).shortcuts,
          false,
          'looking changes no setting',
        );
      },
    );
  });
}
