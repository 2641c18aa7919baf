import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { refuseWrites } from '#testing/refuse-writes.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { ailmentOf } from './node-health.ts';

const STATEMENTS_MOST = 50;

export function nodeHealthContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('a node that reads and cannot append is not called well, says since when and what to do, and is well again by itself', async () => {
      await using place = await makePlace();
      await using node = await openPartyNode(place.target);
      const founded = await node.found(CSIRT_FOUNDING);
      const actor = node.person(founded, 'Tomas');
      const profile = {
        name: 'Veldmark CSIRT',
        node: 'https://node.veldmark.example',
        territory: 'XV',
        kind: 'csirt',
      };
      const say = () =>
        node.say(actor, {
          type: 'party-profile',
          issuer: founded.party,
          case: founded.case,
          claims: { ...profile, subject: founded.party },
        });
      await say();
      assert.equal(await ailmentOf(node), null);
      const before = Temporal.Now.instant();
      const allow = await refuseWrites(node.store);
      // SQLite still fills the pages it has.
      await assert.rejects(async () => {
        for (let at = 0; at < STATEMENTS_MOST; at++) await say();
      });
      const ailment = await ailmentOf(node);
      assert.equal(ailment?.code, 'store-refuses-writes');
      assert.match(ailment.sentence, /comity doctor/u);
      assert.ok(ailment.since !== undefined && Temporal.Instant.compare(before, ailment.since) <= 0);
      await allow();
      await eventually('the node to be well again', async () => (await ailmentOf(node)) === null);
      await say();
    });
  });
}
