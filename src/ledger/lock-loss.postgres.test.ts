import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { openStore, type Store } from '#store/open.ts';
import { checkLedger } from '#testing/check-ledger.ts';
import { type Contract, onPostgres } from '#testing/engines.ts';
import { eventually } from '#testing/eventually.ts';
import { appended, claimsIn } from '#testing/submit.ts';
import { draftOf, newCase, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';

function note(text: string) {
  return submissionOf(draftOf('note', newCase(), { text }), crypto.randomUUID());
}

/** As when the server or the network drops the one connection that holds the lock. */
async function cutLock({ store }: TinyNode, schema: string): Promise<number> {
  const { rows } = await sql<{ cut: boolean }>`
    select pg_terminate_backend(l.pid) as cut from pg_locks l,
      (select hashtextextended(${`comity appender of ${schema}`}, 0) as key) k
    where l.locktype = 'advisory' and l.granted
      and ((l.classid::bigint << 32) | l.objid::bigint) = k.key`.execute(store.connection);
  return rows.filter((row) => row.cut).length;
}

/** Every connection of these processes at once, whatever each is doing. */
async function cutAll(store: Store, schema: string): Promise<void> {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = ${`comity ${schema}`} and pid <> pg_backend_pid()`.execute(store.connection);
}

function isAnswer(answer: unknown): answer is { ok: boolean; value?: { digest: string } | null } {
  return typeof answer === 'object' && answer !== null && 'ok' in answer;
}

const contract: Contract = (name, makePlace) => {
  suite(`${name}: lost connections`, () => {
    test('connections cut at any moment, also in a commit, fail some submissions; repeated, none is lost or doubled', async () => {
      await using place = await makePlace();
      assert.ok('schema' in place.target);
      await using node = await tinyNode(place.target);
      await using watcher = await openStore(place.target);
      const { schema } = place.target;
      const submissions = Array.from({ length: 120 }, (_, at) => note(`note ${at}`));
      let cutting = true;
      const cuts = (async () => {
        for (let cut = 0; cut < 8 && cutting; cut++) {
          await wait(20 + Math.random() * 60);
          await cutAll(watcher, schema);
        }
      })();
      const digests = await Promise.all(
        submissions.map(async (submission, at) => {
          await wait(at * 5);
          for (let attempt = 0; ; attempt++) {
            const answer = await node.ledger.submit(submission).catch((failure: unknown) => failure);
            if (isAnswer(answer) && answer.ok) return answer.value?.digest;
            assert.ok(attempt < 40, `still failing: ${JSON.stringify(answer)}`);
            await wait(100);
          }
        }),
      );
      cutting = false;
      await cuts;
      assert.equal(new Set(digests).size, submissions.length);
      await eventually('the lock', async () => node.ledger.appends);
      assert.equal((await checkLedger(node.ledger)).size, submissions.length);
    });

    test('an appender whose lock is cut off stops, and it or another takes over without loss or doubling', async () => {
      await using place = await makePlace();
      assert.ok('schema' in place.target);
      await using node = await tinyNode(place.target);
      await using other = await tinyNode(place.target);
      await appended(node.ledger, note('before'));
      for (let round = 1; round <= 3; round++) {
        const submitted = [node, other].flatMap(({ ledger }) =>
          Array.from({ length: 6 }, (_, at) => appended(ledger, note(`round ${round} ${at}`))),
        );
        assert.equal(await cutLock(node, place.target.schema), 1);
        await Promise.all(submitted);
        await eventually('who takes over', async () => node.ledger.appends || other.ledger.appends);
        const appenders = [node, other].filter(({ ledger }) => ledger.appends);
        assert.equal(appenders.length, 1);
        assert.equal((await checkLedger((appenders[0] as TinyNode).ledger)).size, 1 + 12 * round);
      }
      const last = await appended(node.ledger, note('after'));
      assert.equal(claimsIn(last.presentation).get('number')?.value, 38);
    });
  });
};

await onPostgres('a ledger', contract);
