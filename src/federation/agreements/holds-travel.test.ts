import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { deliveries } from '#federation/delivery/deliveries.ts';
import type { Outcome } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, say, tryRelease } from '#testing/releases.ts';

const CSIRT = 'did:web:csirt.veldmark.example';
const GRID = 'did:web:energy.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const NOTICE = {
  addressees: 'Customers in the north',
  summary: 'The supply may fail',
  advice: 'Keep water',
  contact: { phone: '+999 10 555 0140' },
};

let federation: TestFederation;
let csirt: TestNode;
let grid: TestNode;
let arvenia: TestNode;

before(async () => {
  federation = await startFederation(
    [
      { name: 'csirt', parties: [{ party: CSIRT, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }] },
      {
        name: 'grid',
        parties: [{ party: GRID, name: 'Veldmark Energy Regulator', kind: 'state-authority', territory: 'XV' }],
      },
      { name: 'arvenia', parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }] },
    ],
    { cadenceMs: 100, mirrorCadenceMs: 1_000 },
  );
  csirt = federation.node('csirt');
  grid = federation.node('grid');
  arvenia = federation.node('arvenia');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

async function hold(
  node: TestNode,
  issuer: string,
  caseId: string,
  more: Record<string, JsonValue>,
): Promise<string> {
  const claims = {
    holds: 'affected-party-notice',
    basis: 'Act 12, section 3',
    scope: 'Until the arrest',
    until: Temporal.Now.instant().add({ hours: 48 }).toString({ smallestUnit: 'second' }),
    ...more,
  };
  const approvals = [node.person(issuer, 'approver').person];
  const actor = node.person(issuer, 'duty-officer');
  const draft = { type: 'hold', issuer, case: caseId, claims, approvals };
  return must(await node.ledger.submit({ kind: 'draft', actor, draft }))?.digest ?? '';
}

async function giveToGrid(node: TestNode, from: string, target: string, caseId: string): Promise<void> {
  const given = must(await tryRelease(node, { from, to: GRID, target, case: caseId, claims: 'all' }));
  await eventually('the receipt', async () => {
    const [sent] = await deliveries(node.store.connection, { releases: [given?.digest ?? ''] });
    return sent?.receipt !== null;
  });
}

async function notify(caseId: string): Promise<Outcome<unknown>> {
  const actor = grid.person(GRID, 'duty-officer');
  const draft = { type: 'affected-party-notice', issuer: GRID, case: caseId, claims: NOTICE };
  return grid.ledger.submit({ kind: 'draft', actor, draft });
}

test('a hold given to a party binds it on its own node until the end of the hold has travelled there', async () => {
  const caseId = randomUUID();
  await say(grid, alertDraft(GRID, caseId));
  const held = await hold(csirt, CSIRT, caseId, {});
  must(await notify(caseId));
  await giveToGrid(csirt, CSIRT, held, caseId);
  const refused = await notify(caseId);
  assert.equal(!refused.ok && refused.refusal.code, 'held-until');
  // Nobody releases the end: it follows the hold by itself.
  await hold(csirt, CSIRT, caseId, {
    ends: held,
    until: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
  });
  await eventually('the notice may go', async () => (await notify(caseId)).ok);
});

test('a foreign authority’s hold arrives and binds nobody', async () => {
  const caseId = randomUUID();
  await say(grid, alertDraft(GRID, caseId));
  const foreign = await hold(arvenia, ARVENIA, caseId, {});
  await giveToGrid(arvenia, ARVENIA, foreign, caseId);
  must(await notify(caseId));
});
