import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { Office } from '#federation/office.ts';
import type { Ledger } from '#ledger/contract.ts';
import type { Draft } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { startNode, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { compose } from './dispatch.ts';
import { type Due, dueOn } from './due.ts';
import { deliverLocally } from './local.ts';
import { Recalls } from './recalls.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const ROUTE = { from: VELDMARK, to: HOSPITAL };

let node: TestNode & AsyncDisposable;
let batch: readonly Due[];
let told: unknown[];

before(async () => {
  node = await startNode({
    name: 'veldmark',
    parties: [
      { party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' },
      { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
    ],
  });
  await node.federation.job[Symbol.asyncDispose]();
});
after(() => node?.[Symbol.asyncDispose]());

beforeEach(async () => {
  told = [];
  for (let at = 0; at < 3; at += 1) {
    const caseId = randomUUID();
    const alert = await say(node, alertDraft(VELDMARK, caseId));
    await release(node, { ...ROUTE, target: alert.digest, case: caseId });
  }
  batch = await dueOn(node.store.connection, ROUTE, 64, node.ledger.now());
});

function office(more: Partial<Office> = {}): Office {
  return { ...node.federation.office, trouble: (error) => told.push(error), ...more };
}

const stillDue = async () =>
  (await dueOn(node.store.connection, ROUTE, 64, node.ledger.now())).map(({ digest }) => digest);

test('one release that this node cannot receive holds up none beside it', async () => {
  const poisoned = batch[1]!.digest;
  const ledger = {
    now: () => node.ledger.now(),
    submit: async (submission: Parameters<Ledger['submit']>[0]) => {
      if (submission.kind === 'draft' && submission.draft.claims.release === poisoned)
        throw new Error('cannot be read');
      return node.ledger.submit(submission);
    },
  } as Office['ledger'];
  const outcome = await deliverLocally(office({ ledger }), batch, ROUTE);
  assert.ok(outcome.reached);
  assert.deepEqual(
    outcome.failed.map(({ due, code }) => [due.digest, code]),
    [[poisoned, 'item-not-taken']],
  );
  assert.deepEqual(await stillDue(), [poisoned]);
  assert.equal(told.length, 1, 'whoever runs the node is told');
  await deliverLocally(office(), batch, ROUTE);
  assert.deepEqual(await stillDue(), []);
});

test('one statement that cannot be read keeps none beside it from leaving', async () => {
  const { store, ...rest } = office();
  const poisoned = batch[1]!;
  const whole = await compose({ ...rest, store }, batch, ROUTE);
  assert.equal(whole.items.length, batch.length);
  // A held disclosure that is none makes reading the statement throw, whoever asks for it.
  await store.connection
    .$extendTables<{ statement: { digest: string; disclosures: string } }>()
    .updateTable('statement')
    .set({ disclosures: '!' })
    .where('digest', '=', poisoned.digest)
    .execute();
  const composed = await compose({ ...rest, store }, batch, ROUTE);
  assert.deepEqual(
    [composed.items.map(({ due }) => due.digest), composed.failed.map(({ due }) => due.digest)],
    [batch.filter((due) => due !== poisoned).map(({ digest }) => digest), [poisoned.digest]],
  );
  assert.ok(told.length > 0);
});

test('a recall that cannot be passed on keeps no later one waiting', async () => {
  const given: Draft[] = [];
  const recalled: string[] = [];
  for (const due of batch.slice(0, 2)) {
    assert.ok(due.kind === 'release' && due.case !== null);
    given.push({
      type: 'recall',
      issuer: VELDMARK,
      case: due.case,
      claims: { target: due.target, reason: 'Sent to the wrong party' },
    });
  }
  await deliverLocally(office(), batch, ROUTE);
  const first = await say(node, given[0]!);
  const ledger = {
    types: node.ledger.types,
    now: () => node.ledger.now(),
    onRecorded: (listener: Parameters<Ledger['onRecorded']>[0]) => node.ledger.onRecorded(listener),
    submit: async (submission: Parameters<Ledger['submit']>[0]) => {
      if (submission.kind === 'draft' && submission.draft.claims.target === first.digest)
        throw new Error('poisoned');
      if (submission.kind === 'draft') recalled.push(submission.draft.claims.target as string);
      return node.ledger.submit(submission);
    },
  } as Office['ledger'];
  // Its pauses never end by themselves: only what is new begins an attempt.
  const timer = { now: () => node.ledger.now(), after: () => () => undefined };
  const trouble = (error: unknown) => told.push(error);
  await using _recalls = new Recalls({ office: office({ ledger }), random: () => 0.5, timer, trouble });
  await eventually('the first to fail', async () => told.length > 0);
  const second = await say(node, given[1]!);
  await eventually('the second to be passed on', async () => recalled.includes(second.digest));
});
