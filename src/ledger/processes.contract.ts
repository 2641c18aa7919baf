import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { checkLedger } from '#testing/check-ledger.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, claimsIn, refusedWith } from '#testing/submit.ts';
import { draftOf, newCase, POISON, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { ledgerTables } from './tables.ts';

const PATIENCE_MS = 10_000;

function note(text = 'a', key?: string) {
  return submissionOf(draftOf('note', newCase(), { text }), key);
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await wait(20)) if (await what()) return;
  assert.fail('it did not come about in time');
}

async function size(node: TinyNode): Promise<number> {
  const rows = await ledgerTables(node.store.connection).selectFrom('statement').select('digest').execute();
  return rows.length;
}

export function processesContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: several processes`, () => {
    async function two() {
      const stack = new AsyncDisposableStack();
      const place = stack.use(await makePlace());
      const first = await tinyNode(place.target);
      const second = stack.use(await tinyNode(place.target));
      return { place, first, second, [Symbol.asyncDispose]: () => stack.disposeAsync() };
    }

    test('what is submitted to a process that does not append is handed over, and answered with a proof', async () => {
      await using both = await two();
      await using first = both.first;
      const { second } = both;
      assert.ok(first.ledger.appends && !second.ledger.appends);
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, (_, at) => appended(second.ledger, note(`handed ${at}`))),
        ...Array.from({ length: 5 }, (_, at) => appended(first.ledger, note(`own ${at}`))),
      ]);
      const numbers = answers.map((answer) => claimsIn(answer.presentation).get('number')?.value as number);
      assert.deepEqual(
        numbers.toSorted((one, other) => one - other),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      );
      assert.equal(await refusedWith(second.ledger, note('FORBIDDEN')), 'note-forbidden');
      assert.equal((await checkLedger(first.ledger)).size, 10);
    });

    test('the same key is answered the same whichever process is asked, also at once', async () => {
      await using both = await two();
      await using first = both.first;
      const submission = note('once', 'key-1');
      const answers = await Promise.all([
        appended(both.second.ledger, submission),
        appended(first.ledger, submission),
      ]);
      assert.equal(answers[0]?.digest, answers[1]?.digest);
      assert.equal(await size(first), 1);
    });

    test('handed-over claims do not stay behind in the table they passed through', async () => {
      await using both = await two();
      await using _first = both.first;
      await appended(both.second.ledger, note('passing through'));
      const rows = await ledgerTables(both.second.store.connection).selectFrom('hand_off').selectAll().execute();
      assert.deepEqual(rows, []);
    });

    test('a process that does not append still tells its listeners what was recorded', async () => {
      await using both = await two();
      await using first = both.first;
      const heard: number[] = [];
      both.second.ledger.onRecorded((records) => heard.push(...records.map((record) => record.arrival)));
      for (let at = 0; at < 3; at++) await appended(first.ledger, note());
      await until(() => heard.length >= 3);
      assert.deepEqual(heard, [1, 2, 3]);
    });

    test('any process takes over when the one that appends ends, and answers what was handed over', async () => {
      await using both = await two();
      const { first, second } = both;
      await appended(first.ledger, note());
      await first[Symbol.asyncDispose]();
      const answer = await appended(second.ledger, note());
      assert.equal(answer.logIndex, 1);
      await until(() => second.ledger.appends);
      assert.equal((await checkLedger(second.ledger)).size, 2);
    });

    test('whoever takes over has told its listeners all that the one before recorded last', async () => {
      await using both = await two();
      const { first, second } = both;
      const heard: number[] = [];
      second.ledger.onRecorded((records) => heard.push(...records.map((record) => record.arrival)));
      await appended(first.ledger, note());
      await first[Symbol.asyncDispose]();
      await until(() => second.ledger.appends);
      await appended(second.ledger, note());
      assert.deepEqual(heard, [1, 2]);
    });

    test('a submission that always fails is tried once where it was handed to, and fails where it was made', async () => {
      const failures: unknown[] = [];
      await using place = await makePlace();
      await using first = await tinyNode(place.target, { report: (failure) => failures.push(failure) });
      await using second = await tinyNode(place.target);
      await assert.rejects(second.ledger.submit(note(POISON)));
      await appended(second.ledger, note());
      const rows = await ledgerTables(first.store.connection).selectFrom('hand_off').selectAll().execute();
      assert.deepEqual(rows, []);
      assert.equal(failures.length, 1);
    });

    test('views cannot be rebuilt from a process that does not append', async () => {
      await using both = await two();
      await using _first = both.first;
      const rebuilt = await both.second.ledger.rebuildViews();
      assert.ok(!rebuilt.ok && rebuilt.refusal.code === 'not-appending');
    });

    test('an appender that was overtaken can no longer commit, and hands over what it was given', async () => {
      await using place = await makePlace();
      await using node = await tinyNode(place.target);
      await appended(node.ledger, note());
      const appender = ledgerTables(node.store.connection);
      await appender
        .updateTable('appender')
        .set(({ eb }) => ({ epoch: eb('epoch', '+', 5) }))
        .execute();
      const answer = await appended(node.ledger, note());
      assert.equal(answer.logIndex, 1);
      assert.equal(claimsIn(answer.presentation).get('number')?.value, 2);
      assert.equal((await checkLedger(node.ledger)).size, 2);
    });
  });
}
