import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { nodeModels } from '#node-models.ts';
import type { JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { controls } from '#statement/statement-type.ts';
import { CASE } from '#testing/evidence.ts';
import { givenToHospital } from '#testing/given-from-abroad.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode, TEST_ORIGIN } from '#testing/party-node.ts';
import { testReckoning } from '#testing/reckoning.ts';

const CONTROLLING: Readonly<Record<string, readonly string[]>> = {
  'mandate-end': ['mandate', 'ended_at'],
  mandate: ['person', 'roles', 'valid_until'],
  'party-key': ['subject', 'key', 'use', 'valid_from'],
  'party-key-revocation': ['subject', 'kid', 'invalid_after'],
  'party-profile': ['subject', 'kind', 'territory', 'root'],
  'contact-point': ['contact', 'valid_until'],
  agreement: ['members', 'valid_until', 'onward'],
  accession: ['member', 'valid_until'],
  'service-relation': ['serves', 'valid_until'],
  recall: ['target', 'replaces'],
  'incident-withdrawal': ['withdraws'],
  'incident-correction': ['corrects'],
  hold: ['holds', 'until', 'ends', 'hidden_from'],
  release: ['target', 'to', 'claims', 'under', 'delete_by'],
  receipt: ['release', 'target', 'claims', 'on_behalf_of'],
  'peer-removal': ['peer'],
  'joint-team-end': ['team'],
  'exercise-clock': ['run_by', 'act', 'effective_at', 'instant', 'speed', 'number'],
  erasure: ['target', 'names'],
  'late-disclosure': ['target', 'claims', 'tlp', 'audience'],
};
/** Words about persons stay erasable beside them. */
const ERASABLE: Readonly<Record<string, readonly string[]>> = {
  'mandate-end': ['reason'],
  mandate: ['display_name'],
  'contact-point': ['name', 'phone', 'email'],
  recall: ['reason'],
  acknowledgement: ['person_name', 'note'],
  'peer-confirmation': ['via'],
};

test('claims that end, revoke, call back or hide are none that can be erased, and names of persons are', () => {
  const types = nodeModels(TEST_ORIGIN, () => Temporal.Now.instant(), testReckoning()).flatMap(
    (model) => model.types,
  );
  const typeOf = (name: string) => types.find((type) => type.name === name);
  const wrong = (expected: boolean, lists: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(lists).flatMap(([type, names]) =>
      names
        .filter((name) => typeOf(type)?.claims[name]?.controls !== (expected || undefined))
        .map((name) => `${type}.${name}`),
    );
  assert.deepEqual(wrong(true, CONTROLLING), []);
  assert.deepEqual(wrong(false, ERASABLE), []);
});

test('of a type that is not known here nothing is erased that looks as if it controlled', () => {
  const claim = (name: string, value: JsonValue) => ({ name, value, marking: marking('amber') });
  const digest = 'D'.repeat(43);
  assert.equal(controls(undefined, claim('ends', digest)), true);
  assert.equal(controls(undefined, claim('withdraws', [digest, digest])), true);
  assert.equal(controls(undefined, claim('hidden_from', ['did:web:a.example'])), true);
  assert.equal(controls(undefined, claim('number', 7)), true);
  assert.equal(controls(undefined, claim('summary', 'a person fell ill')), false);
  assert.equal(controls(undefined, claim('names', [])), false);
});

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
