import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger, Submission } from '#ledger/contract.ts';
import { authorityOf, mandatesOf, partyOf, rolesOf } from '#parties/view.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { foundParty } from './founding.ts';
import { keyChainOf } from './key-view.ts';

/** A ledger whose power fails at a submission: what came before stays, what comes after never happens. */
function failingAt(ledger: Ledger, wanted: number): Ledger {
  let count = 0;
  return {
    ...ledger,
    async submit(submission: Submission) {
      count += 1;
      if (count === wanted) throw new Error('power cut');
      return ledger.submit(submission);
    },
  };
}

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

test('the recovery key is answered once and kept nowhere on the node', async () => {
  await using node = await openPartyNode();
  const { recovery } = await node.found(CSIRT_FOUNDING);
  assert.equal(recovery.secret.length, 32);
  assert.equal((await node.keyring.list({ owner: CSIRT })).length, 3);
  assert.equal(await node.keyring.entry(recovery.kid), undefined);
});

test('a party is founded once', async () => {
  await using node = await openPartyNode();
  await node.found(CSIRT_FOUNDING);
  const again = await foundParty(node, CSIRT_FOUNDING);
  assert.equal(again.ok ? '' : again.refusal.code, 'party-already-founded');
});

test('a party is founded with an administrator, and with mandates that end', async () => {
  await using node = await openPartyNode();
  const nobody = await foundParty(node, { ...CSIRT_FOUNDING, persons: [{ name: 'A', roles: ['reporter'] }] });
  assert.equal(nobody.ok ? '' : nobody.refusal.code, 'party-not-founded');
  const forever = await foundParty(node, { ...CSIRT_FOUNDING, mandateDays: 10_000 });
  assert.equal(forever.ok ? '' : forever.refusal.code, 'mandate-too-long');
});

test('an operator is founded only under an authority of its state that is known here', async () => {
  await using node = await openPartyNode();
  const orphan = await foundParty(node, HOSPITAL_FOUNDING);
  assert.equal(orphan.ok ? '' : orphan.refusal.code, 'parent-not-authority');
  await node.found(CSIRT_FOUNDING);
  const abroad = await foundParty(node, { ...HOSPITAL_FOUNDING, territory: 'XA' });
  assert.equal(abroad.ok ? '' : abroad.refusal.code, 'parent-not-authority');
  await node.found(HOSPITAL_FOUNDING);
  assert.equal((await authorityOf(node.connection, HOSPITAL))?.party, CSIRT);
});

test('a founding that breaks off at any step is taken up where it stopped', async () => {
  const steps = 4 + CSIRT_FOUNDING.persons.length + 1;
  for (let step = 1; step <= steps; step += 1) {
    await using node = await openPartyNode();
    const broken = { ...node, ledger: failingAt(node.ledger, step) };
    await assert.rejects(foundParty(broken, CSIRT_FOUNDING), /power cut/);
    const founded = await foundParty(node, CSIRT_FOUNDING);
    assert.ok(founded.ok, founded.ok ? '' : `step ${step}: ${founded.refusal.sentence}`);
    const chain = await keyChainOf(node.connection, CSIRT);
    assert.deepEqual([...chain!.keys.values()].map((key) => key.use).sort(), ['recover', 'root', 'seal', 'sign']);
    const mandates = await mandatesOf(node.connection, CSIRT, node.clock.now);
    assert.deepEqual(new Set(mandates.map(({ name }) => name)), new Set(['Henrik', 'Mira', 'Tomas']));
    assert.deepEqual(
      founded.value.persons.map(({ person }) => person).sort(),
      mandates.map(({ person }) => person).sort(),
    );
  }
});

test('views rebuilt from the log are the views that grew with it', async () => {
  await using node = await openPartyNode();
  await node.found(CSIRT_FOUNDING);
  await node.found(HOSPITAL_FOUNDING);
  const look = async () => [
    await keyChainOf(node.connection, CSIRT),
    await mandatesOf(node.connection, HOSPITAL, node.clock.now),
    await partyOf(node.connection, HOSPITAL),
  ];
  const before = await look();
  assert.ok((await node.ledger.rebuildViews()).ok);
  assert.deepEqual(await look(), before);
});
