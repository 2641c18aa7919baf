import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CSIRT, CSIRT_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { submitDraft } from './approval.ts';
import { type Call, openSteps, writeDownCall } from './telephone.ts';
import { createDraft } from './workspace.ts';

const OFFICER = `${CSIRT}#01900000-0000-7000-8000-000000000001`;
const SECOND = `${CSIRT}#01900000-0000-7000-8000-000000000002`;
const call: Call = {
  caller: { name: 'Ilse Brandt', organisation: 'Hospital', phone: '+999 10 555 0140' },
  callBack: 'done',
  readBack: true,
  takenAt: Temporal.Instant.from('2026-03-01T03:00:00Z'),
};

test('a call is written down with who called in red, for the duty officer and the persons named only', () => {
  const written = writeDownCall(OFFICER, { ...call, alsoFor: [SECOND, OFFICER] }, { claims: { danger: true } });
  assert.ok(written.ok);
  assert.deepEqual(written.value.markings, { caller: { tlp: 'red', audience: [OFFICER, SECOND] } });
  assert.deepEqual(written.value.claims, {
    danger: true,
    via: 'telephone',
    caller: call.caller,
    call_back: 'done',
    read_back: true,
    taken_at: '2026-03-01T03:00:00Z',
  });
});

test('a call without a name, with an impossible number or too many confidants is refused', () => {
  const wrong: Partial<Call>[] = [
    { caller: { name: ' ' } },
    { caller: { name: 'x'.repeat(201) } },
    { caller: { name: 'A', phone: 'tel:<script>' } },
    { alsoFor: Array.from({ length: 9 }, (_, at) => `${CSIRT}#${at}`) },
  ];
  for (const changes of wrong) {
    const written = writeDownCall(OFFICER, { ...call, ...changes }, { claims: {} });
    assert.equal(written.ok ? '' : written.refusal.code, 'call-malformed');
  }
});

test('a call not yet called back or read back is taken, and says what is still to be done', () => {
  assert.deepEqual(openSteps({ callBack: 'no-answer', readBack: false }), ['call-back', 'read-back']);
  assert.deepEqual(openSteps(call), []);
  assert.ok(writeDownCall(OFFICER, { ...call, callBack: 'not-done', readBack: false }, { claims: {} }).ok);
});

test('the caller of a logged report is shown to the duty officer and withheld from the rest of the party', async () => {
  await using node = await openPartyNode();
  const founded = await node.found(CSIRT_FOUNDING);
  const tomas = node.person(founded, 'Tomas');
  const example = JSON.parse(
    readFileSync(new URL('../../../examples/alert-hospital.json', import.meta.url), 'utf8'),
  );
  const { victim_name: _, reported_to: _to, ...claims } = example.claims;
  const written = writeDownCall(tomas.person, call, { claims });
  assert.ok(written.ok);
  const workspace = { connection: node.connection, ...tomas };
  const draft = await createDraft(workspace, { ...written.value, type: 'incident-alert' }, node.clock.now);
  assert.ok(draft.ok);
  const said = await submitDraft(workspace, node.ledger, tomas, { id: draft.value.id, version: 1 });
  assert.ok(said.ok, said.ok ? '' : `${said.refusal.code} ${said.refusal.sentence} ${said.refusal.place}`);
  const look = async (person: string | null) => {
    const viewer = { party: CSIRT, person, servedBy: [], communities: [] };
    return (await node.reader.statement(said.value.digest, viewer))?.claims.has('caller');
  };
  assert.equal(await look(tomas.person), true);
  assert.equal(await look(node.person(founded, 'Mira').person), false);
  assert.equal(await look(null), false);
});
