import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { MOST_PARTIES_COUNTED } from '#federation/statements.ts';
import { federationTables } from '#federation/tables.ts';
import { eventually } from '#testing/eventually.ts';
import { startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, release, say } from '#testing/releases.ts';
import { deliveries } from './deliveries.ts';
import { binds, callings, lastReport, reachBelow } from './recall-count.ts';
import { GATHERED_MS } from './recalls.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
let sorrel: TestNode;

before(async () => {
  federation = await startFederation(
    [
      {
        name: 'veldmark',
        parties: [
          { party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' },
          { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
        ],
      },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
      {
        name: 'sorrel',
        lawless: true,
        parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }],
      },
    ],
    { cadenceMs: 200, trouble: (error, doing) => console.error(doing, error) },
  );
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

async function received(node: TestNode, digest: string): Promise<void> {
  await eventually('a receipt', async () => {
    const [delivery] = await deliveries(node.store.connection, { releases: [digest] });
    return delivery?.state === 'received';
  });
}

async function reach(node: TestNode, party: string, calling: string) {
  const [found] = await callings(node.store.connection, [calling]);
  return found === undefined ? undefined : reachBelow(node.store.connection, party, found);
}

test('a withdrawal reaches every holder hop by hop, and the counts come back to the speaker', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const first = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  await received(veldmark, first.digest);
  const second = await release(arvenia, {
    from: ARVENIA,
    to: SORREL,
    target: alert.digest,
    case: caseId,
    more: { basis: 'Agreement on mutual assistance, article 4' },
  });
  await received(arvenia, second.digest);
  const withdrawal = await say(veldmark, {
    type: 'incident-withdrawal',
    issuer: VELDMARK,
    case: caseId,
    claims: { withdraws: [alert.digest], reason: 'false-alarm' },
  });
  const counted = await eventually('both holders confirmed', async () => {
    const found = await reach(veldmark, VELDMARK, withdrawal.digest);
    return found?.confirmed === 2 ? found : undefined;
  });
  assert.equal(counted.unconfirmed, 0);
  assert.deepEqual(counted.holders, [{ party: ARVENIA, confirmed: 2, unconfirmed: 0 }]);
  const [atSorrel] = await deliveries(sorrel.store.connection, { targets: [withdrawal.digest] });
  assert.equal(atSorrel?.from, ARVENIA);
  assert.equal(atSorrel?.state, 'received');
});

test('a holder that is down counts as unconfirmed, and the count changes when it comes back', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const first = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  const other = await release(veldmark, { from: VELDMARK, to: SORREL, target: alert.digest, case: caseId });
  await received(veldmark, first.digest);
  await received(veldmark, other.digest);
  await sorrel.stop();
  const recalled = await say(veldmark, {
    type: 'recall',
    issuer: VELDMARK,
    case: caseId,
    claims: { target: alert.digest, reason: 'Sent to the wrong states' },
  });
  await eventually('one confirmed, one silent', async () => {
    const found = await reach(veldmark, VELDMARK, recalled.digest);
    return found?.confirmed === 1 && found.unconfirmed === 1;
  });
  await sorrel.start();
  await eventually('both confirmed', async () => {
    const found = await reach(veldmark, VELDMARK, recalled.digest);
    return found?.confirmed === 2 && found.unconfirmed === 0;
  });
});

test("an operator's withdrawal counts those told in its authority's own words, once the authority has withdrawn too", async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(HOSPITAL, caseId));
  const given = await release(veldmark, {
    from: HOSPITAL,
    to: VELDMARK,
    target: alert.digest,
    case: caseId,
    claims: 'all',
    more: { hides_victim: false },
  });
  await received(veldmark, given.digest);
  const relay = await say(veldmark, {
    ...alertDraft(VELDMARK, caseId, { based_on: [alert.digest] }),
    type: 'incident-report',
    approvals: [veldmark.person(VELDMARK, 'approver').person],
  });
  const told = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: relay.digest, case: caseId });
  await received(veldmark, told.digest);
  const withdrawal = await say(veldmark, {
    type: 'incident-withdrawal',
    issuer: HOSPITAL,
    case: caseId,
    claims: { withdraws: [alert.digest], reason: 'false-alarm' },
  });
  await eventually('the authority knows, its neighbour does not', async () => {
    const found = await reach(veldmark, HOSPITAL, withdrawal.digest);
    return found?.confirmed === 1 && found.unconfirmed === 1;
  });
  await say(veldmark, {
    type: 'incident-withdrawal',
    issuer: VELDMARK,
    case: caseId,
    claims: { withdraws: [relay.digest], reason: 'false-alarm' },
  });
  await eventually('the neighbour knows', async () => {
    const found = await reach(veldmark, HOSPITAL, withdrawal.digest);
    return found?.confirmed === 2 && found.unconfirmed === 0;
  });
});

test('whoever is given a statement after it was called back is told as well', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const first = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  await received(veldmark, first.digest);
  const recalled = await say(veldmark, {
    type: 'recall',
    issuer: VELDMARK,
    case: caseId,
    claims: { target: alert.digest, reason: 'Sent to the wrong states' },
  });
  const [calling] = await callings(veldmark.store.connection, [recalled.digest]);
  assert.ok(calling !== undefined);
  // From here on nothing is under way any more that would have the recall looked at anew.
  await eventually('the report of the first', () =>
    lastReport(veldmark.store.connection, ARVENIA, VELDMARK, calling),
  );
  await new Promise((gathered) => setTimeout(gathered, 10 * GATHERED_MS));
  const late = await release(veldmark, { from: VELDMARK, to: SORREL, target: alert.digest, case: caseId });
  await received(veldmark, late.digest);
  await eventually('both confirmed', async () => {
    return (await reach(veldmark, VELDMARK, recalled.digest))?.confirmed === 2;
  });
});

test('what a stranger calls back is not called back for anybody', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const given = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  await received(veldmark, given.digest);
  const refused = await arvenia.ledger.submit({
    kind: 'draft',
    actor: arvenia.person(ARVENIA, 'duty-officer'),
    draft: {
      type: 'recall',
      issuer: ARVENIA,
      case: caseId,
      claims: { target: alert.digest, reason: 'We disagree' },
    },
  });
  assert.ok(!refused.ok);
  assert.equal(refused.refusal.code, 'recall-not-yours');
});

test('whoever was given a statement calls it back for nobody but those whom it gave it itself', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  for (const to of [ARVENIA, SORREL]) {
    const given = await release(veldmark, { from: VELDMARK, to, target: alert.digest, case: caseId });
    await received(veldmark, given.digest);
  }
  // Sorrel gives back what it was given, so that it has passed it on, calls it back, and gives us its calling.
  const back = await release(sorrel, { from: SORREL, to: VELDMARK, target: alert.digest, case: caseId });
  await received(sorrel, back.digest);
  const claims = { target: alert.digest, reason: 'We disagree' };
  const hostile = await say(sorrel, { type: 'recall', issuer: SORREL, case: caseId, claims });
  const plan = { from: SORREL, to: VELDMARK, target: hostile.digest, case: caseId, claims: 'all' } as const;
  await received(sorrel, (await release(sorrel, plan)).digest);
  const [calling] = await callings(veldmark.store.connection, [hostile.digest]);
  assert.ok(calling !== undefined && !(await binds(veldmark.store.connection, VELDMARK, calling)));
  // A calling of our own, made after it, has gone out: the other was looked at before.
  const own = { target: alert.digest, reason: 'Sent to the wrong states' };
  const recalled = await say(veldmark, { type: 'recall', issuer: VELDMARK, case: caseId, claims: own });
  await eventually('both confirmed', async () => {
    return (await reach(veldmark, VELDMARK, recalled.digest))?.confirmed === 2;
  });
  const told = (await deliveries(veldmark.store.connection, { targets: [hostile.digest] })).map(({ to }) => to);
  assert.deepEqual([...new Set(told)], [VELDMARK]);
});

test('a count beyond all bounds is not counted, and keeps no later calling from its holders', async () => {
  const caseId = randomUUID();
  const alert = await say(veldmark, alertDraft(VELDMARK, caseId));
  const given = await release(veldmark, { from: VELDMARK, to: SORREL, target: alert.digest, case: caseId });
  await received(veldmark, given.digest);
  const recalled = await say(veldmark, {
    type: 'recall',
    issuer: VELDMARK,
    case: caseId,
    claims: { target: alert.digest, reason: 'Sent to the wrong states' },
  });
  const [calling] = await callings(veldmark.store.connection, [recalled.digest]);
  assert.ok(calling !== undefined);
  await eventually('the report', () => lastReport(veldmark.store.connection, SORREL, VELDMARK, calling));
  const stored = await federationTables(veldmark.store.connection)
    .updateTable('federation_recall_report')
    .set({ confirmed: MOST_PARTIES_COUNTED, unconfirmed: MOST_PARTIES_COUNTED })
    .where('recall', '=', recalled.digest)
    .executeTakeFirst();
  assert.equal(stored.numUpdatedRows, 1n);
  const late = await release(veldmark, { from: VELDMARK, to: ARVENIA, target: alert.digest, case: caseId });
  await received(veldmark, late.digest);
  await eventually('the later holder has it too', async () => {
    const found = await reach(veldmark, VELDMARK, recalled.digest);
    return found?.holders.some(({ party, confirmed }) => party === ARVENIA && confirmed === 1);
  });
  assert.equal((await reach(veldmark, VELDMARK, recalled.digest))?.confirmed, MOST_PARTIES_COUNTED);
});

test('a calling that may not be passed on to somebody keeps no other one back', async () => {
  /** An alert of Sorrel that Arvenia was given, and gave on to Veldmark. */
  async function passedOn() {
    const caseId = randomUUID();
    const { digest } = await say(sorrel, alertDraft(SORREL, caseId));
    const first = await release(sorrel, { from: SORREL, to: ARVENIA, target: digest, case: caseId });
    await received(sorrel, first.digest);
    const more = { basis: 'Agreement on mutual assistance, article 4' };
    const second = await release(arvenia, { from: ARVENIA, to: VELDMARK, target: digest, case: caseId, more });
    await received(arvenia, second.digest);
    return { caseId, alert: digest };
  }
  const [one, other] = [await passedOn(), await passedOn()];
  // Nobody may call an alert back so that those who hold it may not hear of it; this node does.
  const hidden = await say(sorrel, {
    type: 'hold',
    issuer: SORREL,
    case: one.caseId,
    claims: {
      holds: 'release',
      ends: one.alert,
      basis: 'Act 12',
      scope: 'All of it',
      until: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
      hidden_from: [VELDMARK],
    },
  });
  const plan = { from: SORREL, to: ARVENIA, target: hidden.digest, case: one.caseId, claims: 'all' } as const;
  await received(sorrel, (await release(sorrel, plan)).digest);
  const withdrawal = await say(sorrel, {
    type: 'incident-withdrawal',
    issuer: SORREL,
    case: other.caseId,
    claims: { withdraws: [other.alert], reason: 'false-alarm' },
  });
  await eventually('the withdrawal has come to Veldmark', async () => {
    const [came] = await deliveries(veldmark.store.connection, { targets: [withdrawal.digest] });
    return came?.state === 'received';
  });
  assert.deepEqual(await deliveries(veldmark.store.connection, { targets: [hidden.digest] }), []);
});
