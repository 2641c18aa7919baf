import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { federationTables } from '#federation/tables.ts';
import type { Actor } from '#ledger/contract.ts';
import { createReader } from '#ledger/reader.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { signingKid } from '#parties/keys/key-view.ts';
import { signByItself } from '#parties/keys/self-kept.ts';
import { viewerFor } from '#parties/view.ts';
import { signingKey } from '#statement/jwk.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { ALERT_CLAIMS, alertDraft, type ReleasePlan, release, say, tryRelease } from '#testing/releases.ts';
import { grants } from './grants.ts';
import { partyViews } from './held-statements.ts';

const ARVENIA = 'did:web:cyber.arvenia.example';
const HARBOUR = 'did:web:harbour.arvenia.example';
const MILL = 'did:web:mill.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';
const BASIS = { basis: 'Law 7/2026, section 3' };
const FIVE = ['iat', 'case', 'number', 'affected_states', 'malicious'] as const;

let federation: TestFederation;
let arvenia: TestNode;
let sorrel: TestNode;

before(async () => {
  const operator = { kind: 'operator', territory: 'XA', parent: ARVENIA } as const;
  federation = await startFederation(
    [
      {
        name: 'arvenia',
        parties: [
          { party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' },
          { party: HARBOUR, name: 'Arvenia Harbour', ...operator },
          { party: MILL, name: 'Arvenia Mill', ...operator },
        ],
      },
      {
        name: 'sorrel',
        lawless: true,
        parties: [{ party: SORREL, name: 'Sorrel CERT', kind: 'csirt', territory: 'XS' }],
      },
    ],
    { trouble: (error, doing) => console.error(doing, error) },
  );
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

async function pageNames(digest: string, actor: Actor): Promise<readonly string[]> {
  const { store, ledger } = arvenia;
  const reader = createReader({ store, grants, communitiesOf, now: () => ledger.now() });
  const shown = await reader.statement(digest, await viewerFor(store.connection, actor, ledger.now()));
  return [...(shown?.claims.keys() ?? [])].sort();
}

/** Names of the claims that a party is shown, on pages and where it would give them on; both must say the same. */
async function shownTo(party: string, digest: string): Promise<readonly string[]> {
  const { store, ledger } = arvenia;
  const [view] = await partyViews(store.connection, [{ digest, party }], ledger.now());
  const names = [...(view?.claims.keys() ?? [])].sort();
  assert.deepEqual(await pageNames(digest, { kind: 'key', party }), names);
  return names;
}

/** An alert of Arvenia's of which the harbour was given five claims. */
async function givenInPart() {
  const caseId = randomUUID();
  const { digest } = await say(arvenia, alertDraft(ARVENIA, caseId));
  const plan = (from: string, to: string, more: Partial<ReleasePlan> = {}): ReleasePlan => {
    return { from, to, target: digest, case: caseId, claims: 'all', more: BASIS, ...more };
  };
  await release(arvenia, plan(ARVENIA, HARBOUR, { claims: FIVE }));
  return { digest, caseId, plan };
}

test('who holds a part of a statement and gives all of it gives that part, and comes to see no more by it', async () => {
  const { digest, plan } = await givenInPart();
  const given = await release(arvenia, plan(HARBOUR, MILL));
  assert.deepEqual(await shownTo(MILL, digest), FIVE.toSorted());
  assert.deepEqual(await shownTo(HARBOUR, digest), FIVE.toSorted());
  const [delivery] = await deliveries(arvenia.store.connection, { releases: [given.digest] });
  assert.deepEqual(delivery?.claims, FIVE.toSorted());
  await release(arvenia, plan(MILL, HARBOUR));
  await release(arvenia, plan(MILL, ARVENIA));
  assert.deepEqual(await shownTo(HARBOUR, digest), FIVE.toSorted());
  assert.deepEqual(await shownTo(MILL, digest), FIVE.toSorted());
  const itself = await tryRelease(arvenia, plan(HARBOUR, HARBOUR));
  assert.equal(itself.ok ? 'released' : itself.refusal.code, 'release-to-itself');
  const more = await tryRelease(arvenia, plan(HARBOUR, MILL, { claims: [...FIVE, 'sectors'] }));
  assert.equal(more.ok ? 'released' : more.refusal.code, 'claim-not-held');
});

test('what a party is given later does not widen what it gave on before', async () => {
  const { digest, plan } = await givenInPart();
  await release(arvenia, plan(HARBOUR, MILL));
  await release(arvenia, plan(ARVENIA, HARBOUR, { claims: ['sectors', 'danger_to_life'] }));
  assert.ok((await shownTo(HARBOUR, digest)).includes('sectors'));
  assert.deepEqual(await shownTo(MILL, digest), FIVE.toSorted());
});

test('a release of all that was recorded before it was written out gives what its author had been given by then', async () => {
  const { digest, plan } = await givenInPart();
  await release(arvenia, plan(HARBOUR, MILL));
  const releases = federationTables(arvenia.store.connection);
  const asBefore = releases
    .updateTable('federation_release')
    .set({ claims: '"all"' })
    .where('issuer', '=', HARBOUR);
  await asBefore.where('target', '=', digest).execute();
  await release(arvenia, plan(ARVENIA, HARBOUR, { claims: ['sectors'] }));
  assert.deepEqual(await shownTo(MILL, digest), FIVE.toSorted());
});

test('a party that signs by itself lists what it gives', async () => {
  const { caseId, plan } = await givenInPart();
  const { ledger, store, keyring } = arvenia;
  const kid = (await signingKid(store.connection, HARBOUR, ledger.now())) ?? '';
  const key = await keyring.get(kid);
  assert.ok(key);
  const { target, to } = plan(HARBOUR, MILL);
  const claims = { target, to, claims: 'all', channel: 'csirt', hides_victim: true, ...BASIS };
  const draft = { type: 'release', issuer: HARBOUR, case: caseId, claims };
  const type = ledger.types.get('release');
  assert.ok(type);
  const next = { ...(await ledger.nextNumbers(HARBOUR, caseId)), at: ledger.now() };
  const presentation = must(signByItself(type, draft, ledger, signingKey(key), next));
  const answer = await ledger.submit({ kind: 'signed', presentation });
  assert.equal(answer.ok ? 'appended' : answer.refusal.code, 'signed-incomplete');
});

test("all of a party's own statement reaches the persons of others whom it names, and tells nobody of claims for other persons", async () => {
  const caseId = randomUUID();
  const duty = arvenia.person(HARBOUR, 'duty-officer');
  const red = (person: string) => ({ tlp: 'red', audience: [person] }) as const;
  const markings = { malicious: red(duty.person), sectors: red(arvenia.person(MILL, 'approver').person) };
  const { digest } = await say(arvenia, { ...alertDraft(ARVENIA, caseId), markings });
  const given = await release(arvenia, {
    from: ARVENIA,
    to: HARBOUR,
    target: digest,
    case: caseId,
    claims: 'all',
  });
  const [delivery] = await deliveries(arvenia.store.connection, { releases: [given.digest] });
  assert.ok(delivery?.claims.includes('malicious'));
  assert.ok(!delivery?.claims.includes('sectors'));
  assert.ok((await pageNames(digest, duty)).includes('malicious'));
});

/** Sorrel gives the mill its own word of what Sorrel gave to nobody there: a release as the thing given. */
test('a receipt opens nothing that did not come with its release, whoever signs it and in whose name', async () => {
  const caseId = randomUUID();
  const alert = await say(sorrel, alertDraft(SORREL, caseId));
  const plan = { from: SORREL, to: ARVENIA, target: alert.digest, case: caseId } as const;
  await release(sorrel, { ...plan, claims: ALERT_CLAIMS });
  await eventually('the alert has arrived', async () => (await shownTo(ARVENIA, alert.digest)).length > 0);
  const toMill = await release(sorrel, { ...plan, to: MILL, claims: 'all' });
  await release(sorrel, { ...plan, target: toMill.digest, claims: 'all' });
  await eventually('the release has arrived', async () => (await shownTo(ARVENIA, toMill.digest)).length > 0);
  for (const more of [{}, { on_behalf_of: HARBOUR }]) {
    const claims = { release: toMill.digest, target: alert.digest, claims: ALERT_CLAIMS, ...more };
    const said = { received_at: arvenia.ledger.now().toString({ smallestUnit: 'second' }), ...claims };
    const draft = { type: 'receipt', issuer: MILL, case: caseId, claims: said };
    const answer = await arvenia.ledger.submit({ kind: 'draft', actor: { kind: 'key', party: MILL }, draft });
    const code = Object.keys(more).length === 0 ? 'receipt-only-by-node' : 'receipt-only-by-addressee';
    assert.equal(answer.ok ? 'received' : answer.refusal.code, code);
  }
  assert.deepEqual(await shownTo(MILL, alert.digest), []);
  assert.deepEqual(await shownTo(HARBOUR, alert.digest), []);
});
