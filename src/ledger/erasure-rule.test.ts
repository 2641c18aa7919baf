import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CASE } from '#testing/evidence.ts';
import { givenToHospital } from '#testing/given-from-abroad.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';

test('what was given to one party of a node is not erased by another, nor told of to it', async () => {
  await using node = await openPartyNode();
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const { alert } = await givenToHospital(node);
  const erased = async (actor: ReturnType<typeof node.person>, caseId: string) => {
    const about = { target: alert, names: ['summary'], basis: 'Article 17' };
    const draft = { type: 'erasure', issuer: actor.party, case: caseId, claims: about };
    const answer = await node.ledger.submit({ kind: 'draft', actor, draft });
    return answer.ok ? 'erased' : answer.refusal.code;
  };
  const stranger = node.person(csirt, 'Tomas');
  assert.equal(stranger.party, CSIRT);
  assert.equal(await erased(stranger, CASE), 'target-unknown');
  assert.equal(await erased(stranger, randomUUID()), 'target-unknown');
  assert.equal(await erased(node.person(hospital, 'Ilse'), randomUUID()), 'target-in-another-case');
  assert.equal(await erased(node.person(hospital, 'Ilse'), CASE), 'erased');
});
