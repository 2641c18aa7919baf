import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { sql } from 'kysely';
import { failureOf } from '#cli/failure.ts';
import { startWorker } from '#testing/kill.ts';
import { COUNT_UP, leaveThings, NAME_ANEW, thingsIn, thingsWith } from '#testing/numbered-things.ts';
import { refuseWrites } from '#testing/refuse-writes.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { moveForward, stepsAhead } from './move-forward.ts';
import { openStore, type Store, type StoreTarget } from './open.ts';
import { createTables } from './table-set.ts';
import { VERSION_TABLE, WrongVersion } from './versions.ts';

const BEFORE = [
  { id: 'one', many: 1, word: 'first' },
  { id: 'two', many: 20, word: null },
];
const AFTER = [
  { id: 'one', many: 2, name: 'first' },
  { id: 'two', many: 21, name: null },
];
const TODAY = [thingsWith(COUNT_UP, NAME_ANEW)];

async function versions({ connection }: Store): Promise<unknown> {
  return (await sql`select name, version from ${sql.table(VERSION_TABLE)} order by name`.execute(connection)).rows;
}

function codeOf(outcome: Awaited<ReturnType<typeof moveForward>>): string {
  return outcome.ok ? `took ${outcome.value.length}` : outcome.refusal.code;
}

/** A place as a program from before there were versions has left it. */
async function left(place: StorePlace): Promise<void> {
  await using store = await openStore(place.target);
  await leaveThings(store);
}

/** The same store on a disk, or a server, that only reads. */
function readOnly(target: StoreTarget): StoreTarget {
  if ('folder' in target) return target;
  const url = new URL(target.databaseUrl);
  const options = `${url.searchParams.get('options') ?? ''} -c default_transaction_read_only=on`;
  url.searchParams.set('options', options.trim());
  return { ...target, databaseUrl: url.href };
}

/** What every engine must do with tables of another version; run by a test file for each. */
export function versionsContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('tables from before there were versions take every step once, in their order, and keep their rows', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      const moved = await moveForward(store, TODAY);
      assert.deepEqual(moved.ok && moved.value.map(({ set, number }) => `${set} ${number}`), [
        'things 1',
        'things 2',
      ]);
      assert.deepEqual(await thingsIn(store), AFTER);
      assert.deepEqual(await versions(store), [{ name: 'things', version: 2 }]);
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 0');
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('tables that are new here begin at the newest version, and no step is taken on them', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 0');
      assert.deepEqual(await versions(store), [{ name: 'things', version: 2 }]);
    });

    test('of a store one step behind only that step is taken', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      assert.equal(codeOf(await moveForward(store, [thingsWith(COUNT_UP)])), 'took 1');
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 1');
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('looking ahead tells the steps and changes nothing', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      const ahead = await stepsAhead(store, TODAY);
      assert.deepEqual(ahead.ok && ahead.value.map(({ does }) => does), [COUNT_UP.does, NAME_ANEW.does]);
      assert.deepEqual(await thingsIn(store), BEFORE);
      await assert.rejects(versions(store));
    });

    test('whoever was not to move tables of an earlier version is refused by them, and leaves them', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      await assert.rejects(createTables(store, TODAY), (failure) => {
        return failure instanceof WrongVersion && failureOf(failure).code === 'store-behind';
      });
      assert.deepEqual(await thingsIn(store), BEFORE);
    });

    test('a step that throws takes the steps before it back with it, and is told by its set, number and words', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      const broken = {
        ...NAME_ANEW,
        run: async (transaction: Parameters<typeof NAME_ANEW.run>[0]) => {
          await NAME_ANEW.run(transaction);
          throw new Error('a row that nobody thought of');
        },
      };
      const failure = await moveForward(store, [thingsWith(COUNT_UP, broken)]).catch((thrown: Error) => thrown);
      const { code, sentence } = failureOf(failure);
      assert.equal(code, 'migration-failed');
      assert.match(
        sentence,
        /"things" to version 2 \(what was called a word is called a name\): a row that nobody/u,
      );
      assert.deepEqual(await thingsIn(store), BEFORE);
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 2');
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('two processes that start at once take each step once, and both go on', async () => {
      await using place = await makePlace();
      await left(place);
      await using one = await openStore(place.target);
      await using other = await openStore(place.target);
      const took = await Promise.all([moveForward(one, TODAY), moveForward(other, TODAY)]);
      assert.deepEqual(took.map(codeOf).sort(), ['took 0', 'took 2']);
      assert.deepEqual(await thingsIn(other), AFTER);
    });

    test('while an earlier program serves nothing moves; once it has ended, it does', async () => {
      await using place = await makePlace();
      await left(place);
      await using serving = await openStore(place.target);
      const lock = await serving.tryAppenderLock();
      await using store = await openStore(place.target);
      const refused = await moveForward(store, TODAY, 0);
      assert.equal(codeOf(refused), 'store-in-use');
      assert.deepEqual(await thingsIn(store), BEFORE);
      const waiting = moveForward(store, TODAY);
      await lock?.[Symbol.asyncDispose]();
      assert.equal(codeOf(await waiting), 'took 2');
    });

    test('a process killed in the middle of a step leaves everything as it was, and the next start takes the steps', async () => {
      await using place = await makePlace();
      await left(place);
      const script = join(import.meta.dirname, '../testing/moving-worker.ts');
      const worker = startWorker({ script, args: [JSON.stringify(place.target)] });
      await Promise.race([worker.ready, worker.ended.then((said) => assert.fail(`it ended by itself: ${said}`))]);
      worker.kill();
      await worker.ended;
      await using store = await openStore(place.target);
      assert.deepEqual(await thingsIn(store), BEFORE);
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 2');
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('a store of a later program is refused by the versions of both, and is left as it is', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 2');
      const older = [thingsWith(COUNT_UP)];
      const refused = await moveForward(store, older);
      assert.equal(codeOf(refused), 'store-newer');
      assert.match(refused.ok ? '' : refused.refusal.sentence, /"things".*version 2.*up to version 1/u);
      await assert.rejects(createTables(store, older), /up to version 1/u);
      await sql`insert into ${sql.table(VERSION_TABLE)} values ('of-tomorrow', 3)`.execute(store.connection);
      const unknown = await moveForward(store, TODAY);
      assert.equal(codeOf(unknown), 'store-newer');
      assert.match(unknown.ok ? '' : unknown.refusal.sentence, /"of-tomorrow", of version 3/u);
      assert.deepEqual(await thingsIn(store), AFTER);
    });

    test('a version that no program writes is refused, and nothing is guessed from it', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      const table = sql.table(VERSION_TABLE);
      await sql`create table ${table} (name text, version text)`.execute(store.connection);
      for (const written of [null, '', 'x', '-1', '1.5', '2']) {
        await sql`delete from ${table}`.execute(store.connection);
        await sql`insert into ${table} values ('things', ${written})`.execute(store.connection);
        assert.equal(codeOf(await moveForward(store, TODAY)), 'store-version-malformed', `${written}`);
      }
      assert.deepEqual(await thingsIn(store), BEFORE);
    });

    test('on a disk that only reads nothing is half done, and the answer says what to mend', async () => {
      await using place = await makePlace();
      await left(place);
      {
        await using store = await openStore(readOnly(place.target));
        if (store.engine === 'sqlite') await sql`pragma query_only = 1`.execute(store.connection);
        const failure = await moveForward(store, TODAY).catch((thrown: Error) => thrown);
        assert.equal(failureOf(failure).code, 'not-permitted', `${failureOf(failure).sentence}`);
      }
      await using store = await openStore(place.target);
      assert.deepEqual(await thingsIn(store), BEFORE);
    });

    test('on a full disk likewise, and once there is room the steps are taken', async () => {
      await using place = await makePlace();
      await left(place);
      await using store = await openStore(place.target);
      const allow = await refuseWrites(store);
      const failure = await moveForward(store, TODAY).catch((thrown: Error) => thrown);
      assert.equal(failureOf(failure).code, 'disk-full', `${failureOf(failure).sentence}`);
      assert.deepEqual(await thingsIn(store), BEFORE);
      await allow();
      assert.equal(codeOf(await moveForward(store, TODAY)), 'took 2');
    });

    test('steps that are not counted up, or two sets of one name, are found before anything is opened', async () => {
      await using place = await makePlace();
      await using store = await openStore(place.target);
      await assert.rejects(moveForward(store, [thingsWith(NAME_ANEW)]), /step 1 of things is numbered 2/u);
      await assert.rejects(moveForward(store, [...TODAY, ...TODAY]), /two sets are called things/u);
    });
  });
}
