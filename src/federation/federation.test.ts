import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { deliveries } from './deliveries.ts';
import { mirrored } from './mirror-tables.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;

before(async () => {
  federation = await startFederation(
    [
      { name: 'veldmark', parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
    ],
    { cadenceMs: 100, mirrorCadenceMs: 100 },
  );
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

test('a release is answered by a signed receipt that both sides hold', async () => {
  const caseId = randomUUID();
  const alert = must(
    await veldmark.ledger.submit({
      kind: 'draft',
      actor: veldmark.person(VELDMARK, 'duty-officer'),
      draft: {
        type: 'incident-alert',
        issuer: VELDMARK,
        case: caseId,
        claims: {
          danger_to_life: 'no',
          incident_type: { known: 'not-yet' },
          malicious: 'suspected',
          noticed_at: { known: 'not-yet' },
          sectors: { known: 'not-yet' },
          affected_states: ['XV', 'XA'],
          effects: { known: 'not-yet' },
        },
      },
    }),
  );
  assert.ok(alert);
  const release = must(
    await veldmark.ledger.submit({
      kind: 'draft',
      actor: veldmark.person(VELDMARK, 'duty-officer'),
      draft: {
        type: 'release',
        issuer: VELDMARK,
        case: caseId,
        claims: {
          target: alert.digest,
          to: ARVENIA,
          claims: ['iat', 'case', 'affected_states', 'malicious'],
          channel: 'csirt',
          hides_victim: true,
        },
        approvals: [veldmark.person(VELDMARK, 'approver').person],
      },
    }),
  );
  assert.ok(release);
  const [sent] = await eventually('a receipt', async () => {
    const all = await deliveries(veldmark.store.connection, { releases: [release.digest] });
    return all[0]?.state === 'received' ? all : undefined;
  });
  assert.ok(sent?.receipt);
  const [got] = await deliveries(arvenia.store.connection, { releases: [release.digest] });
  assert.equal(got?.receipt?.digest, sent.receipt.digest);
});

test('a published checkpoint comes back with the cosignatures of the peer, in both kinds', async () => {
  const names = await eventually('two cosignatures', async () => {
    const published = await veldmark.ledger.published();
    const lines = published?.note.signatures.filter((line) => line.name !== veldmark.ledger.origin) ?? [];
    return lines.length === 2 ? lines.map((line) => line.name) : undefined;
  });
  assert.deepEqual(names, ['arvenia.example/log/witness', 'arvenia.example/log/witness']);
});

test('each node mirrors the log of its peer up to the published checkpoint', async () => {
  await eventually('a whole mirror', async () => {
    const published = await arvenia.ledger.published();
    const copy = await mirrored(veldmark.store.connection, arvenia.ledger.origin);
    return copy !== undefined && copy.note !== null && copy.size === published?.checkpoint.size;
  });
});
