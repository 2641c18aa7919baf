import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { eventually } from '#testing/eventually.ts';
import { startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { testRulebook } from '#testing/reckoning.ts';
import { release, say } from '#testing/releases.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';

let federation: TestFederation;
let veldmark: TestNode;
before(async () => {
  federation = await startFederation(
    [
      {
        name: 'veldmark',
        parties: [
          { party: VELDMARK, name: 'CSIRT', kind: 'csirt', territory: 'XV' },
          { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
        ],
      },
    ],
    { cadenceMs: 200, trouble: (error, doing) => console.error(doing, error) },
  );
  veldmark = federation.node('veldmark');
});
after(() => federation?.[Symbol.asyncDispose]());

test('the authority that was given a report is told by itself that it was taken back, and nobody is told of another', async () => {
  const caseId = randomUUID();
  const { regimes } = testRulebook();
  const version = regimes.current('eu-nis2')!.version;
  const state = (type: string, claims: Record<string, unknown>) =>
    say(veldmark, { type, issuer: HOSPITAL, case: caseId, claims } as Parameters<typeof say>[1]);
  const person = veldmark.person(HOSPITAL, 'duty-officer').person;
  await state('regime-applies', {
    regime: 'eu-nis2',
    version,
    regime_hash: regimes.hash('eu-nis2', version),
    applies: true,
    decided_by: person,
    addressees: [{ role: 'csirt', party: VELDMARK }],
  });
  const frame = { regime: 'eu-nis2', version, stage: 'early-warning' };
  const facts = {
    victim_name: 'Hospital',
    contact: { phone: '+999 1' },
    malicious: 'yes',
    cross_border: 'no',
    aware_at: '2026-03-01T03:00:00Z',
  };
  const addressees = [{ role: 'csirt', name: 'The CSIRT', party: VELDMARK }];
  const [given, kept] = [
    await state('regulatory-report', { ...frame, addressees, ...facts }),
    await state('regulatory-report', { ...frame, addressees, ...facts }),
  ];
  const all = { claims: 'all' as const, more: { hides_victim: false } };
  await release(veldmark, { from: HOSPITAL, to: VELDMARK, target: given.digest, case: caseId, ...all });
  const reached = async (target: string) =>
    (await deliveries(veldmark.store.connection, { targets: [target] }))
      .filter(({ state: how }) => how === 'received')
      .map(({ to }) => to)
      .sort();
  await eventually('the report', async () => (await reached(given.digest)).length === 1);
  const [first, second] = [
    await state('report-withdrawal', { withdraws: [given.digest], reason: 'sent-in-error' }),
    await state('report-withdrawal', { withdraws: [kept.digest], reason: 'duplicate' }),
  ];
  await eventually('the withdrawal', async () => (await reached(first.digest)).length === 1);
  assert.deepEqual(await reached(first.digest), [VELDMARK]);
  assert.deepEqual(await deliveries(veldmark.store.connection, { targets: [second.digest] }), []);
});
