import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkLedger } from '#testing/check-ledger.ts';
import { eventually } from '#testing/eventually.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { appended, refusedWith } from '#testing/submit.ts';
import { draftOf, newCase, submissionOf, type TinyNode, tinyNode } from '#testing/tiny-ledger.ts';
import { ledgerTables } from './tables.ts';

/** Without an idempotency key: whoever says the same again says it a second time. */
function note(text: string) {
  return submissionOf(draftOf('note', newCase(), { text }));
}

/**
 * The connection is lost as the next append commits, before that has taken effect or after; nothing else comes through
 * either until `back` is called.
 */
function cutInCommit({ store }: TinyNode, when: 'before' | 'after') {
  const { connection, transaction } = store;
  let left = 1;
  let asked = 0;
  let isAway = false;
  const terminated = () => {
    isAway = true;
    return new Error('Connection terminated unexpectedly');
  };
  Object.defineProperty(store, 'connection', {
    get() {
      if (isAway) asked += 1;
      if (isAway) throw new Error('connect ECONNREFUSED');
      return connection;
    },
  });
  store.transaction = async (work) => {
    if (isAway) asked += 1;
    if (isAway) throw new Error('connect ECONNREFUSED');
    let isCut = false;
    const value = await transaction(async (inside) => {
      const done = await work(inside);
      const said = await ledgerTables(inside).selectFrom('statement').select('digest').execute();
      isCut = said.length > 0 && left-- > 0;
      if (isCut && when === 'before') throw terminated();
      return done;
    });
    if (isCut) throw terminated();
    return value;
  };
  return {
    /** Resolves once the store was asked in vain so often, after the cut. */
    askedInVain: (times: number) => eventually('questions in vain', async () => asked >= times),
    back: () => {
      isAway = false;
    },
  };
}

/** What becomes of a batch whose commit nobody has heard of; run by a test file for each engine. */
export function unheardCommitContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(`${name}: a commit that was not heard of`, () => {
    for (const when of ['before', 'after'] as const) {
      test(`is asked about until the database answers, whether it was cut ${when} it: said once, answered once`, async () => {
        await using place = await makePlace();
        await using node = await tinyNode(place.target);
        const { askedInVain, back } = cutInCommit(node, when);
        const said = Promise.all(['one', 'two'].map((text) => appended(node.ledger, note(text))));
        await askedInVain(2);
        back();
        await said;
        const next = await appended(node.ledger, note('next'));
        assert.equal(next.logIndex, 2);
        assert.equal((await checkLedger(node.ledger)).size, 3);
      });
    }

    test('whose fate nobody can tell is told as that, and not repeated by the ledger itself', async () => {
      await using place = await makePlace();
      const node = await tinyNode(place.target);
      const { askedInVain, back } = cutInCommit(node, 'after');
      const said = refusedWith(node.ledger, note('once'));
      await askedInVain(1);
      const stopped = node[Symbol.asyncDispose]();
      assert.equal(await said, 'append-unknown');
      back();
      await stopped;
      await using again = await tinyNode(place.target);
      assert.equal((await checkLedger(again.ledger)).size, 1);
    });
  });
}
