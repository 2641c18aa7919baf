import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { declareTables, type RowsIn } from '#store/declared-tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { openStore, type Store } from '#store/open.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { OUTGOING, OutgoingQueue, type Patience } from './queue.ts';

const TABLES = declareTables({ letter: { columns: { id: 'text', house: 'text', ...OUTGOING } } });
type Letter = RowsIn<typeof TABLES>['letter'];

const NOW = Temporal.Instant.from('2026-03-01T08:00:00Z');
const MOST = 10;

/** Letters to two houses, made in this order a second apart, and a clock that is moved by hand. */
async function letters(store: Store, patience: Patience, ...ids: readonly string[]) {
  await TABLES.create(store.connection);
  const rows = ids.map((id, at): Letter => {
    const made = toMicroseconds(NOW.add({ seconds: at - ids.length }));
    return { id, house: id[0]!, state: 'waiting', failures: 0, next_at: made, made_at: made, sentence: null };
  });
  await TABLES.in(store.connection).insertInto('letter').values(rows).execute();
  const clock = { now: NOW };
  const sent: string[] = [];
  const queue = new OutgoingQueue<Letter>('letter', patience);
  return {
    queue,
    clock,
    sent,
    sending: { connection: store.connection, wall: () => clock.now, random: () => 0 },
    /** Takes all but what contains an x. */
    async send({ id }: Letter) {
      sent.push(id);
      return id.includes('x') ? 'The house was shut.' : undefined;
    },
    async standing() {
      const all = await TABLES.in(store.connection).selectFrom('letter').selectAll().orderBy('id').execute();
      return all.map(({ id, state, failures, sentence }) => [id, state, failures, sentence]);
    },
  };
}

export function outgoingContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await work(store);
    }

    test('one that is not taken says why and holds up none of the others', () =>
      withStore(async (store) => {
        const { queue, sending, send, sent, standing } = await letters(store, { tries: 3 }, 'a1', 'ax', 'a2');
        await queue.sendDue(sending, MOST, send);
        assert.deepEqual(sent, ['a1', 'ax', 'a2']);
        assert.deepEqual(await standing(), [
          ['a1', 'sent', 0, null],
          ['a2', 'sent', 0, null],
          ['ax', 'waiting', 1, 'The house was shut.'],
        ]);
      }));

    test('tries are spaced, longer each time, and none comes before its turn', () =>
      withStore(async (store) => {
        const { queue, sending, send, sent, clock } = await letters(store, 'until-taken', 'ax');
        const waits: number[] = [];
        for (let tries = 1; tries <= 4; tries++) {
          await queue.sendDue(sending, MOST, send);
          assert.equal(sent.length, tries);
          await queue.sendDue(sending, MOST, send);
          assert.equal(sent.length, tries, 'not before its turn');
          const [row] = await TABLES.in(store.connection).selectFrom('letter').selectAll().execute();
          waits.push(row!.next_at - toMicroseconds(clock.now));
          clock.now = clock.now.add({ microseconds: waits.at(-1)! });
        }
        assert.deepEqual(
          waits,
          waits.toSorted((one, other) => one - other),
        );
        assert.equal(new Set(waits).size, 4);
      }));

    test('what has to wait for another time stays as it is, and has not failed', () =>
      withStore(async (store) => {
        const { queue, sending, standing } = await letters(store, { tries: 1 }, 'a1');
        await queue.sendDue(sending, MOST, async () => null);
        assert.equal(await queue.sendInOrder(sending, { house: 'a' }, MOST, async () => null), false);
        assert.deepEqual(await standing(), [['a1', 'waiting', 0, null]]);
      }));

    test('it is stopped after so many tries, or so many days, or never; by hand it is tried anew, never what was sent', () =>
      withStore(async (store) => {
        const patiences: readonly Patience[] = [{ tries: 2 }, { days: 2 }, 'until-taken'];
        for (const patience of patiences) {
          await TABLES.create(store.connection);
          await TABLES.in(store.connection).deleteFrom('letter').execute();
          const { queue, sending, send, clock, standing } = await letters(store, patience, 'a1', 'ax', 'bx');
          for (const hours of [0, 24, 48]) {
            clock.now = NOW.add({ hours });
            await queue.sendDue(sending, MOST, send);
          }
          const failures = patience === 'until-taken' ? 3 : 'tries' in patience ? 2 : 3;
          const state = patience === 'until-taken' ? 'waiting' : 'stopped';
          const stuck = (id: string, as: string) => [id, as, failures, 'The house was shut.'];
          assert.deepEqual(await standing(), [['a1', 'sent', 0, null], stuck('ax', state), stuck('bx', state)]);
          await queue.tryAgain(store.connection, { house: 'a' }, clock.now);
          assert.deepEqual(await standing(), [
            ['a1', 'sent', 0, null],
            stuck('ax', 'waiting'),
            stuck('bx', state),
          ]);
          assert.deepEqual(
            (await queue.due(store.connection, clock.now, MOST)).map(({ id }) => id),
            ['ax'],
          );
        }
      }));

    test('in order, one that is not taken keeps those behind it back, of its own receiver alone', () =>
      withStore(async (store) => {
        const here = await letters(store, 'until-taken', 'a1', 'b1', 'ax', 'a2', 'b2');
        const { queue, sending, send, sent, clock } = here;
        assert.equal(await queue.sendInOrder(sending, { house: 'a' }, MOST, send), true);
        assert.deepEqual(sent, ['a1', 'ax']);
        assert.equal(await queue.sendInOrder(sending, { house: 'a' }, MOST, send), false, 'its turn has not come');
        assert.equal(await queue.sendInOrder(sending, { house: 'b' }, 1, send), false);
        assert.deepEqual(sent, ['a1', 'ax', 'b1'], 'no more at once than asked for');
        await queue.tryAgain(store.connection, { house: 'a' }, clock.now.add({ hours: 1 }));
        clock.now = clock.now.add({ hours: 1 });
        await queue.sendInOrder(sending, { house: 'a' }, MOST, async ({ id }) => void sent.push(id));
        assert.deepEqual(sent.slice(3), ['ax', 'a2'], 'tried again it keeps its place');
      }));
  });
}
