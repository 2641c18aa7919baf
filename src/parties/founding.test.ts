import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { foundParty } from './founding.ts';
import { keyChainOf, partyOf, rolesOf, signingKid } from './view.ts';

test('a founded party has a profile, a chain of keys from its root, and persons who may act', async () => {
  await using node = await openPartyNode();
  const founded = await node.found(CSIRT_FOUNDING);
  const chain = await keyChainOf(node.connection, CSIRT);
  assert.equal(chain?.root, founded.root);
  assert.deepEqual([...chain!.keys.values()].map((key) => key.use).sort(), ['recover', 'root', 'seal', 'sign']);
  assert.equal((await partyOf(node.connection, CSIRT))?.case, founded.case);
  const tomas = node.person(founded, 'Tomas');
  assert.deepEqual(
    [...(await rolesOf(node.connection, tomas, CSIRT, node.clock.now))],
    ['duty-officer', 'administrator'],
  );
});
