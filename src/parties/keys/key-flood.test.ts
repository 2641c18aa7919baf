import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supportOf } from '#federation/delivery/support.ts';
import { MOST_KEY_STATEMENTS } from '#statement/keychain.ts';
import { type Said, World } from '#testing/evidence.ts';
import { fixedKey } from '#testing/forge.ts';
import { CSIRT, CSIRT_FOUNDING, openPartyNode, type PartyNode, TEST_REALM } from '#testing/party-node.ts';
import { keyChainOf } from './key-view.ts';

const AT_ONCE = 200;

/** A neighbour's log takes what it likes: keys and profiles of somebody else, as many as it likes. */
async function flood(node: PartyNode, subject: string): Promise<void> {
  const world = new World();
  world.realm = TEST_REALM;
  const { kid: _, ...key } = fixedKey('junk').description;
  const about: Said[] = Array.from({ length: MOST_KEY_STATEMENTS + 1 }, (_one, at) => {
    const claims = { subject, key, use: 'sign', valid_from: world.now.toString(), note: `${at}` };
    return world.say(world.neighbour, 'party-key', claims);
  });
  for (let at = 0; at < AT_ONCE; at++) {
    const claims = { subject, name: `Other ${at}`, kind: 'csirt', territory: 'XV' };
    about.push(world.say(world.neighbour, 'party-profile', claims));
  }
  for (let at = 0; at < about.length; at += AT_ONCE) {
    const foreign = about.slice(at, at + AT_ONCE).map((said) => {
      const { presentation, proof } = world.entry(said, []);
      return { presentation, proof: proof ?? '' };
    });
    const taken = await node.ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign, receipt: null });
    assert.ok(taken.ok, taken.ok ? '' : taken.refusal.sentence);
  }
}

test('whatever strangers say of its keys, a party signs as before, and its own word of them travels with what it says', async () => {
  await using node = await openPartyNode();
  const csirt = await node.found(CSIRT_FOUNDING);
  const before = await supportOf(node.connection, [CSIRT]);
  const keys = (await keyChainOf(node.connection, CSIRT))?.keys;
  assert.ok(before.length > 0 && keys !== undefined);
  await flood(node, CSIRT);
  assert.deepEqual((await keyChainOf(node.connection, CSIRT))?.keys, keys);
  const support = new Set(await supportOf(node.connection, [CSIRT]));
  assert.ok(before.every((digest) => support.has(digest)));
  const claims = { target: 'A'.repeat(43), names: ['summary'], basis: 'Article 17' };
  const said = { type: 'erasure', issuer: CSIRT, case: crypto.randomUUID(), claims };
  const refused = await node.ledger.submit({ kind: 'draft', actor: node.person(csirt, 'Tomas'), draft: said });
  assert.equal(!refused.ok && refused.refusal.code, 'target-unknown');
});
