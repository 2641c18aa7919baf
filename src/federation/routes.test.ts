import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { App, Identities, SignedIn } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { createReader } from '#ledger/reader.ts';
import { createAuthority } from '#parties/authority.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { rolesOf, viewerFor } from '#parties/view.ts';
import { decodeTextBase64url, encodeTextBase64url } from '#statement/base64url.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { eventually } from '#testing/eventually.ts';
import { must, peer, startNode, TEST_REALM, type TestNode } from '#testing/federation.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { FEDERATION_ACTS } from './acts.ts';
import { grants } from './agreements/grants.ts';
import { federationRoutes } from './routes.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';

let veldmark: TestNode & AsyncDisposable;
let arvenia: TestNode & AsyncDisposable;
let app: App;

before(async () => {
  veldmark = await startNode({
    name: 'veldmark',
    parties: [
      { party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' },
      { party: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', parent: VELDMARK },
    ],
  });
  arvenia = await startNode({
    name: 'arvenia',
    parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }],
  });
  await peer(veldmark, arvenia);
  app = await buildServer({
    node: {
      name: 'veldmark',
      operator: 'x',
      publicUrl: veldmark.url,
      realm: TEST_REALM,
      exercise: true,
      demo: false,
    },
    identities: { fromSession: async () => null, fromToken: signIn },
    people: { refusal: () => '', keptForm: () => '' },
  });
  checkAnswers(app);
  const { store, ledger } = veldmark;
  const reader = createReader({ store, grants, communitiesOf, now: () => ledger.now() });
  federationRoutes(app, veldmark.federation, createAuthority([FEDERATION_ACTS]), reader);
  await app.ready();
});
after(async () => {
  await app?.close();
  await veldmark?.[Symbol.asyncDispose]();
  await arvenia?.[Symbol.asyncDispose]();
});

/** Tokens are written `<party> <role>`, with a scope behind where the token is narrower. */
const signIn: Identities['fromToken'] = async (token): Promise<SignedIn | null> => {
  const decoded = decodeTextBase64url(token);
  const [party = '', role = '', scope] = typeof decoded === 'string' ? [] : decoded.text.split(' ');
  if (!veldmark.parties.has(party)) return null;
  const actor = {
    ...veldmark.person(party, role as 'approver'),
    ...(scope === undefined ? {} : { scopes: [scope] }),
  };
  const now = veldmark.ledger.now();
  const { connection } = veldmark.store;
  const roles = await rolesOf(connection, actor, party, now);
  return { actor, viewer: await viewerFor(connection, actor, now), name: role, partyName: party, roles };
};

async function call(method: 'GET' | 'POST', url: string, token: string | null, body?: object) {
  const response = await app.inject({
    method,
    url,
    headers: token === null ? {} : { authorization: `Bearer ${encodeTextBase64url(token)}` },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: response.statusCode, json: response.body === '' ? {} : response.json() };
}

const duty = `${VELDMARK} duty-officer`;
const hospital = `${HOSPITAL} duty-officer`;

async function hospitalAlert() {
  const caseId = randomUUID();
  const { digest } = await say(veldmark, alertDraft(HOSPITAL, caseId));
  return { caseId, target: digest };
}

test('an operator gives its report to its authority, which receives it on the same node and acknowledges it', async () => {
  const { caseId, target } = await hospitalAlert();
  const given = await call('POST', '/api/v1/releases', hospital, { target, to: VELDMARK, channel: 'csirt' });
  assert.equal(given.status, 201);
  const { digest } = given.json;
  const found = await eventually('a receipt', async () => {
    const { json } = await call('GET', `/api/v1/releases/${digest}`, hospital);
    return json.state === 'received' ? json : undefined;
  });
  assert.equal(found.hidesVictim, false);
  assert.ok(!found.claims.includes('author'));
  const read = await call('POST', `/api/v1/releases/${digest}/acknowledgement`, duty, { note: 'We call you' });
  assert.equal(read.status, 201);
  const again = await call('POST', `/api/v1/releases/${digest}/acknowledgement`, duty, {});
  assert.equal(again.json.code, 'already-acknowledged');
  const listed = await call('GET', `/api/v1/releases?case=${caseId}`, hospital);
  assert.equal(listed.json.releases[0].state, 'acknowledged');
  assert.equal(listed.json.releases[0].acknowledgements[0].note, 'We call you');
});

test('what an acknowledgement says to named persons alone, nobody else of the two parties is told', async () => {
  const { caseId, target } = await hospitalAlert();
  const given = await call('POST', '/api/v1/releases', hospital, { target, to: VELDMARK, channel: 'csirt' });
  const url = `/api/v1/releases/${given.json.digest}`;
  const receipt = await eventually('a receipt', async () => {
    const { json } = await call('GET', url, hospital);
    return json.receipt?.digest as string | undefined;
  });
  const actor = veldmark.person(VELDMARK, 'duty-officer');
  const claims = {
    receipt,
    target,
    person: actor.person,
    at: veldmark.ledger.now().toString(),
    note: 'for my eyes',
  };
  const markings = { note: { tlp: 'red', audience: [actor.person] } } as const;
  const draft = { type: 'acknowledgement', issuer: VELDMARK, case: caseId, claims, markings };
  must(await veldmark.ledger.submit({ kind: 'draft', actor, draft }));
  const noteFor = async (token: string) => {
    const one = (await call('GET', url, token)).json;
    const [listed] = (await call('GET', `/api/v1/releases?case=${caseId}`, token)).json.releases;
    assert.deepEqual(listed.acknowledgements, one.acknowledgements);
    assert.equal(one.acknowledgements[0].person, actor.person);
    return one.acknowledgements[0].note;
  };
  assert.equal(await noteFor(duty), 'for my eyes');
  assert.equal(await noteFor(`${VELDMARK} approver`), null);
  assert.equal(await noteFor(hospital), null);
});

test('across a border the draft is composed, and one person alone is refused', async () => {
  const caseId = randomUUID();
  const { digest: target } = await say(veldmark, alertDraft(VELDMARK, caseId));
  const wish = { target, to: ARVENIA, channel: 'csirt' };
  const draft = await call('POST', '/api/v1/releases/draft', duty, wish);
  assert.equal(draft.json.type, 'release');
  assert.equal(draft.json.case, caseId);
  assert.equal(draft.json.claims.hides_victim, true);
  assert.match(draft.json.claims.own_head, /^veldmark\.example\/log \d+ /);
  const refused = await call('POST', '/api/v1/releases', duty, wish);
  assert.equal(refused.json.code, 'second-person-needed');
});

test('nobody else learns who was given what', async () => {
  const { caseId, target } = await hospitalAlert();
  const mine = await say(veldmark, alertDraft(VELDMARK, caseId));
  const given = await call('POST', '/api/v1/releases', hospital, { target, to: VELDMARK, channel: 'csirt' });
  assert.equal((await call('GET', `/api/v1/releases/${given.json.digest}`, null)).status, 401);
  const none = await call('GET', `/api/v1/releases/${mine.digest}`, hospital);
  assert.equal(none.json.code, 'statement-not-found');
  const both = await call('GET', `/api/v1/releases?case=${caseId}`, duty);
  assert.equal(both.json.releases.length, 1);
});

test('a party gives and calls back nothing that it does not hold', async () => {
  const caseId = randomUUID();
  const { digest: target } = await say(veldmark, alertDraft(VELDMARK, caseId));
  const given = await call('POST', '/api/v1/releases', hospital, { target, to: VELDMARK, channel: 'csirt' });
  assert.equal(given.json.code, 'target-not-held');
  const recalled = await call('POST', '/api/v1/recalls', hospital, { target, reason: 'Mine' });
  assert.equal(recalled.json.code, 'target-not-held');
});

test('a recall is counted down to whoever was given the statement', async () => {
  const { target } = await hospitalAlert();
  await call('POST', '/api/v1/releases', hospital, { target, to: VELDMARK, channel: 'csirt' });
  const recalled = await call('POST', '/api/v1/recalls', hospital, { target, reason: 'Sent too early' });
  assert.equal(recalled.status, 201);
  const counted = await eventually('the authority confirmed', async () => {
    const { json } = await call('GET', `/api/v1/recalls/${recalled.json.digest}`, hospital);
    return json.targets?.[0]?.confirmed === 1 ? json : undefined;
  });
  assert.deepEqual(counted.targets[0].holders, [{ party: VELDMARK, confirmed: 1, unconfirmed: 0 }]);
  const none = await call('GET', `/api/v1/recalls/${'A'.repeat(43)}`, hospital);
  assert.equal(none.json.code, 'statement-not-found');
});

test('the list of peers is public, and names keys and proven misbehaviour', async () => {
  const { json } = await call('GET', '/api/v1/peers', null);
  assert.equal(json.peers[0].party, ARVENIA);
  assert.match(json.peers[0].logKey, /^arvenia\.example\/log\+/);
  assert.deepEqual(json.peers[0].misbehaviour, []);
});

test('through whom a peer was confirmed is told to the people of whoever confirmed it alone', async () => {
  const via = async (actor: string | null) => (await call('GET', '/api/v1/peers', actor)).json.peers[0].via;
  assert.ok((await via(duty)).length > 0);
  assert.deepEqual([await via(null), await via(hospital)], [null, null]);
});

test('only administrators invite, accept, see requests, confirm and remove', async () => {
  const approver = `${VELDMARK} approver`;
  const body = { party: ARVENIA, root: 'A'.repeat(43), via: 'x', reason: 'x', invitation: 'x' };
  const asked: readonly ['GET' | 'POST', string, object | undefined][] = [
    ['POST', '/api/v1/peers/invitations', undefined],
    ['POST', '/api/v1/peers/acceptances', { invitation: body.invitation, via: 'x' }],
    ['GET', '/api/v1/peers/requests', undefined],
    ['POST', '/api/v1/peers/removals', { party: ARVENIA, reason: 'x' }],
  ];
  for (const [method, url, payload] of asked) {
    assert.equal((await call(method, url, null, payload)).status, 401, url);
    assert.equal((await call(method, url, approver, payload)).json.code, 'not-mandated', url);
    assert.equal((await call(method, url, `${duty} read`, payload)).json.code, 'scope-not-granted', url);
  }
  const unknown = await call('POST', '/api/v1/peers/confirmations', duty, {
    party: ARVENIA,
    root: body.root,
    via: 'x',
  });
  assert.equal(unknown.json.code, 'peering-unknown');
  const invited = await call('POST', '/api/v1/peers/invitations', duty);
  assert.match(invited.json.invitation, /^comity-invitation:1:/);
  const garbled = await call('POST', '/api/v1/peers/acceptances', duty, { invitation: 'hello', via: 'x' });
  assert.equal(garbled.json.code, 'invitation-malformed');
});

test('malformed requests are refused with the place that is wrong', async () => {
  const good = { target: 'A'.repeat(43), to: VELDMARK, channel: 'csirt' };
  for (const [name, value] of Object.entries({
    target: 'x',
    to: 'nobody',
    channel: 'pigeon',
    claims: 'all',
    extra: 1,
  })) {
    const refused = await call('POST', '/api/v1/releases', hospital, { ...good, [name]: value });
    assert.equal(refused.json.code, 'malformed-request', name);
  }
  assert.equal((await call('GET', '/api/v1/releases?case=nonsense', hospital)).json.code, 'malformed-request');
  assert.equal((await call('GET', '/api/v1/releases/nonsense', hospital)).json.code, 'malformed-request');
});
