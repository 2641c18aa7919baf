import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { App } from '#http/contract.ts';
import { formToken } from '#http/form-token.ts';
import { buildServer } from '#http/server.ts';
import { primitives } from '#primitives';
import { inLanguage } from '#speaking';
import { describeKey, signingKey } from '#statement/jwk.ts';
import { newIdentity, recipientOf } from '#store/seal.ts';
import { SoftAuthenticator } from '#testing/authenticator.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { openMailServer } from '#testing/mail-server.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { readReceived } from '#testing/read-mail.ts';
import { GUEST_MAIL_TEXTS } from './guests/guest-mail-texts.ts';
import type { Founded } from './keys/founding.ts';
import { openMailer } from './mail.ts';
import { identities } from './persons/identities.ts';
import { relyingPartyOf } from './persons/passkeys.ts';
import { openSession } from './persons/session.ts';
import { issueToken } from './persons/tokens.ts';
import { partyRoutes } from './routes.ts';

const URL_HERE = 'https://node.veldmark.example';
const HOST = { host: 'node.veldmark.example' };
const MINISTRY = 'did:web:communications.sorrel.example';
const ALL_SCOPES = ['read', 'draft', 'administer', 'release', 'author:*'];

type Answer = {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Record<string, unknown>;
};

/** A node with its HTTP face, and callers by token or by session. */
async function world(smtp?: string) {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const now = () => node.clock.now;
  const app: App = await buildServer({
    node: {
      name: 'Test',
      operator: 'Tests.',
      publicUrl: URL_HERE,
      realm: node.ledger.realm,
      exercise: true,
      demo: false,
    },
    identities: identities(node.connection, now),
    people: { refusal: () => '', keptForm: () => '' },
  });
  checkAnswers(app);
  stack.defer(() => app.close());
  app.get('/form', async (request, reply) => ({ token: formToken(request, reply) }));
  partyRoutes(app, {
    ...node,
    relyingParty: relyingPartyOf(URL_HERE, 'Test'),
    publicUrl: URL_HERE,
    language: 'fr',
    ...(smtp === undefined
      ? {}
      : { mailer: stack.use(openMailer({ smtpUrl: smtp, from: 'comity@node.veldmark.example', realm: 'live' })) }),
    bundleText: async () => null,
  });

  async function ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body: object | undefined,
    headers: object,
  ): Promise<Answer> {
    const payload = body === undefined ? {} : { payload: body };
    const answer = await app.inject({ method, url, headers: { ...HOST, ...headers }, ...payload });
    const json = answer.body === '' ? {} : answer.json();
    return { status: answer.statusCode, code: json.code, body: json };
  }
  type Method = Parameters<typeof ask>[0];
  async function byToken(founded: Founded, name: string, scopes: readonly string[] = ALL_SCOPES) {
    const { person, party } = node.person(founded, name);
    const expiresAt = now().add({ hours: 24 });
    const issued = await issueToken(node.connection, { person, party, label: name, scopes, expiresAt }, now());
    assert.ok(issued.ok);
    const headers = { authorization: `Bearer ${issued.value.token}` };
    return (method: Method, url: string, body?: object) => ask(method, url, body, headers);
  }
  async function bySession(founded: Founded, name: string) {
    const secret = await openSession(node.connection, { ...node.person(founded, name), how: 'passkey' }, now());
    const cookie = `${app.cookieNames.session}=${secret}`;
    const shown = await app.inject({ url: '/form', headers: { ...HOST, cookie } });
    const made = shown.cookies[0]!;
    const headers = { cookie: `${cookie}; ${made.name}=${made.value}`, 'x-form-token': shown.json().token };
    return (method: Method, url: string, body?: object) => ask(method, url, body, headers);
  }
  const byNobody = (method: Method, url: string, body?: object) => ask(method, url, body, {});
  const opened = stack.move();
  return {
    node,
    csirt,
    hospital,
    app,
    byToken,
    bySession,
    byNobody,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

test('anybody reads who the parties are and with which keys they sign', async () => {
  await using here = await world();
  const list = await here.byNobody('GET', '/api/v1/parties');
  assert.equal((list.body.parties as unknown[]).length, 2);
  const one = await here.byNobody('GET', `/api/v1/parties/${encodeURIComponent(CSIRT)}`);
  assert.equal((one.body.profile as { claims: { name: string } }).claims.name, CSIRT_FOUNDING.name);
  const keys = await here.byNobody('GET', `/api/v1/parties/${encodeURIComponent(CSIRT)}/keys`);
  assert.equal(keys.body.root, here.csirt.root);
  assert.equal((keys.body.keys as unknown[]).length, 4);
  const unknown = await here.byNobody('GET', '/api/v1/parties/did%3Aweb%3Anobody.example');
  assert.deepEqual([unknown.status, unknown.code], [404, 'party-not-found']);
  assert.equal((await here.byNobody('GET', '/api/v1/parties/javascript')).status, 400);
});

test('a telephone number in a contact point is for communities, not for the public', async () => {
  await using here = await world();
  const tomas = here.node.person(here.csirt, 'Tomas');
  const claims = {
    party: CSIRT,
    contact: '00000000-0000-4000-8000-0000000000e1',
    channel: 'csirt',
    name: 'Desk',
    phone: '+999 10 555 0112',
    hours: '24/7',
  };
  await here.node.say(tomas, { type: 'contact-point', issuer: CSIRT, case: here.csirt.case, claims });
  const url = `/api/v1/parties/${encodeURIComponent(CSIRT)}/contacts`;
  const [open] = (await here.byNobody('GET', url)).body.contacts as { claims: Record<string, unknown> }[];
  assert.deepEqual([open?.claims.hours, open?.claims.phone], ['24/7', undefined]);
  const own = await here.byToken(here.csirt, 'Tomas');
  const [full] = (await own('GET', url)).body.contacts as { claims: Record<string, unknown> }[];
  assert.equal(full?.claims.phone, '+999 10 555 0112');
  assert.deepEqual((await own('GET', `${url}?channel=police`)).body.contacts, []);
});

test('nobody reads or changes anything of a party without signing in', async () => {
  await using here = await world();
  const closed: ['GET' | 'POST' | 'PUT' | 'DELETE', string, object?][] = [
    ['GET', '/api/v1/me'],
    ['GET', '/api/v1/persons'],
    ['GET', '/api/v1/tokens'],
    ['GET', '/api/v1/drafts'],
    ['GET', '/api/v1/guests'],
    ['GET', '/api/v1/communities'],
    ['GET', '/api/v1/passkeys'],
    ['POST', '/api/v1/keys/rotate', { use: 'sign' }],
    ['POST', '/api/v1/drafts', { type: 'contact-point', claims: {} }],
    ['POST', '/api/v1/tokens', { label: 'x', scopes: ['read'], expires_at: '2026-04-01T00:00:00Z' }],
  ];
  for (const [method, url, body] of closed) {
    const answer = await here.byNobody(method, url, body);
    assert.deepEqual([url, answer.status, answer.code], [url, 401, 'sign-in-needed']);
  }
});

test('a person learns who they are here', async () => {
  await using here = await world();
  const mira = await here.byToken(here.csirt, 'Mira');
  const { body } = await mira('GET', '/api/v1/me');
  assert.deepEqual([body.name, body.party, body.roles], ['Mira', CSIRT, ['approver']]);
});

test('an administrator mandates a person, who enrols a passkey with the code and signs in', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const made = await tomas('POST', '/api/v1/persons', {
    name: 'Nora',
    roles: ['reader'],
    valid_until: '2026-06-01T00:00:00Z',
  });
  assert.equal(made.status, 200);
  const uuid = String(made.body.person).split('#')[1];
  const { body } = await tomas('POST', `/api/v1/persons/${uuid}/enrolment`);
  const authenticator = new SoftAuthenticator(URL_HERE);
  const begun = await here.byNobody('POST', '/api/v1/passkeys/begin', { code: body.code });
  const { challenge } = begun.body.options as { challenge: string };
  const finish = { ceremony: begun.body.ceremony, label: 'phone', response: authenticator.register(challenge) };
  assert.deepEqual((await here.byNobody('POST', '/api/v1/passkeys/finish', finish)).body, {
    person: made.body.person,
    party: CSIRT,
  });
  const asked = await here.byNobody('POST', '/api/v1/sign-in/begin');
  const response = authenticator.signIn((asked.body.options as { challenge: string }).challenge);
  const signedIn = await here.app.inject({
    method: 'POST',
    url: '/api/v1/sign-in/finish',
    headers: HOST,
    payload: { ceremony: asked.body.ceremony, response },
  });
  assert.equal(signedIn.statusCode, 200);
  const [cookie] = signedIn.cookies;
  assert.deepEqual([cookie?.httpOnly, cookie?.secure, cookie?.sameSite], [true, true, 'Lax']);
  const me = await here.app.inject({
    url: '/api/v1/me',
    headers: { ...HOST, cookie: `${cookie!.name}=${cookie!.value}` },
  });
  assert.equal(me.json().name, 'Nora');
});

test('a replayed or garbled passkey answer signs nobody in and is answered as a problem', async () => {
  await using here = await world();
  const asked = await here.byNobody('POST', '/api/v1/sign-in/begin');
  const stranger = new SoftAuthenticator(URL_HERE);
  const response = stranger.signIn((asked.body.options as { challenge: string }).challenge);
  const finish = { ceremony: asked.body.ceremony, response };
  assert.equal((await here.byNobody('POST', '/api/v1/sign-in/finish', finish)).code, 'passkey-unknown');
  assert.equal((await here.byNobody('POST', '/api/v1/sign-in/finish', finish)).code, 'ceremony-unknown');
  assert.equal((await here.byNobody('POST', '/api/v1/sign-in/finish', { ceremony: 1 })).status, 400);
  assert.equal(
    (await here.byNobody('POST', '/api/v1/passkeys/begin', { code: 'AAAAA-AAAAA-AAAAA' })).code,
    'enrolment-code-invalid',
  );
});

test('a stolen token hands out no code that would turn it into a passkey', async () => {
  await using here = await world();
  const token = await here.byToken(here.csirt, 'Tomas');
  const uuid = here.node.person(here.csirt, 'Mira').person.split('#')[1];
  assert.equal((await token('POST', `/api/v1/persons/${uuid}/enrolment`)).code, 'scope-missing');
});

test('whoever is no administrator mandates nobody and hands out no code', async () => {
  await using here = await world();
  const mira = await here.byToken(here.csirt, 'Mira');
  const wanted = { name: 'Nora', roles: ['reader'], valid_until: '2026-06-01T00:00:00Z' };
  assert.deepEqual((await mira('POST', '/api/v1/persons', wanted)).code, 'not-mandated');
  const uuid = here.node.person(here.csirt, 'Tomas').person.split('#')[1];
  const signedIn = await here.bySession(here.csirt, 'Mira');
  assert.equal((await signedIn('POST', `/api/v1/persons/${uuid}/enrolment`)).code, 'not-mandated');
  const ilse = await here.bySession(here.hospital, 'Ilse');
  assert.equal((await ilse('POST', `/api/v1/persons/${uuid}/enrolment`)).code, 'person-not-mandated');
});

test('a mandate ended signs its person out everywhere', async () => {
  await using here = await world();
  const tomas = await here.byToken(here.csirt, 'Tomas');
  const mira = await here.bySession(here.csirt, 'Mira');
  assert.equal((await mira('GET', '/api/v1/me')).status, 200);
  const persons = (await tomas('GET', '/api/v1/persons')).body.persons as {
    digest: string;
    claims: { display_name: string };
  }[];
  const { digest } = persons.find(({ claims }) => claims.display_name === 'Mira')!;
  assert.equal((await tomas('POST', `/api/v1/mandates/${digest}/end`, { reason: 'left' })).status, 200);
  assert.equal((await mira('GET', '/api/v1/me')).status, 401);
});

test('a stolen token of narrow scope administers, drafts, releases and makes tokens for nobody', async () => {
  await using here = await world();
  const narrow = await here.byToken(here.csirt, 'Tomas', ['read']);
  const wanted = { name: 'Nora', roles: ['reader'], valid_until: '2026-06-01T00:00:00Z' };
  assert.equal((await narrow('GET', '/api/v1/drafts')).status, 200);
  assert.equal((await narrow('POST', '/api/v1/persons', wanted)).code, 'scope-missing');
  assert.equal((await narrow('POST', '/api/v1/keys/rotate', { use: 'sign' })).code, 'scope-missing');
  assert.equal(
    (await narrow('POST', '/api/v1/drafts', { type: 'contact-point', claims: {} })).code,
    'scope-missing',
  );
  const token = { label: 'more', scopes: ALL_SCOPES, expires_at: '2026-03-02T00:00:00Z' };
  assert.equal((await narrow('POST', '/api/v1/tokens', token)).code, 'scope-missing');
  const wide = await here.byToken(here.csirt, 'Tomas');
  assert.equal((await wide('POST', '/api/v1/tokens', token)).code, 'scope-missing');
});

test('a day that does not exist is refused wherever a moment is named, and fails nothing', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const never = '2026-02-30T00:00:00Z';
  const caller = { name: 'Ilse' };
  const report = { type: 'incident-alert', claims: {} };
  const asked: readonly [string, object][] = [
    ['/api/v1/tokens', { label: 'x', scopes: ['read'], expires_at: never }],
    ['/api/v1/guests', { release: 'A'.repeat(43), contact: 'a@b.example', by: 'link', expires_at: never }],
    ['/api/v1/calls', { caller, call_back: 'done', read_back: true, taken_at: never, report }],
  ];
  for (const [url, body] of asked) {
    const { status, code } = await tomas('POST', url, body);
    assert.deepEqual([status, code], [422, 'period-empty'], url);
  }
});

test('a token ends itself or another only where it may administer', async () => {
  await using here = await world();
  const mira = await here.bySession(here.csirt, 'Mira');
  const expires_at = '2026-04-01T00:00:00Z';
  const { body } = await mira('POST', '/api/v1/tokens', { label: 'x', scopes: ['read'], expires_at });
  const reading = await here.byToken(here.csirt, 'Mira', ['read', 'author:*']);
  assert.equal((await reading('DELETE', `/api/v1/tokens/${body.id}`)).code, 'scope-missing');
  const itself = { authorization: `Bearer ${body.token}` };
  const { body: more } = await mira('POST', '/api/v1/tokens', { label: 'y', scopes: ['read'], expires_at });
  const ending = (id: unknown) =>
    here.app.inject({ method: 'DELETE', url: `/api/v1/tokens/${id}`, headers: { ...HOST, ...itself } });
  assert.equal((await ending(more.id)).json().code, 'scope-missing');
  const administering = await here.byToken(here.csirt, 'Mira', ['read', 'administer']);
  assert.equal((await administering('DELETE', `/api/v1/tokens/${more.id}`)).status, 200);
  assert.equal((await ending(body.id)).statusCode, 200, 'whoever holds it may end it');
});

test('a person makes, lists and revokes their own tokens', async () => {
  await using here = await world();
  const mira = await here.bySession(here.csirt, 'Mira');
  const made = await mira('POST', '/api/v1/tokens', {
    label: 'export',
    scopes: ['read'],
    expires_at: '2026-04-01T00:00:00Z',
  });
  assert.match(String(made.body.token), /^comity_/);
  const own = (await mira('GET', '/api/v1/tokens')).body.tokens as { id: string; label: string }[];
  assert.deepEqual(
    own.map(({ label }) => label),
    ['export'],
  );
  const henrik = await here.bySession(here.csirt, 'Henrik');
  assert.equal((await henrik('DELETE', `/api/v1/tokens/${made.body.id}`)).code, 'token-unknown');
  assert.equal((await mira('DELETE', `/api/v1/tokens/${made.body.id}`)).status, 200);
  const headers = { ...HOST, authorization: `Bearer ${made.body.token}` };
  const used = await here.app.inject({ url: '/api/v1/me', headers });
  assert.deepEqual([used.statusCode, used.json().code], [401, 'token-not-valid']);
});

test('a draft goes from one person to a second and into the log', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const mira = await here.bySession(here.csirt, 'Mira');
  const community = '00000000-0000-4000-8000-00000000c0de';
  const begun = await tomas('POST', '/api/v1/drafts', {
    type: 'agreement',
    case: community,
    claims: { community, name: 'Shelf' },
  });
  const { id, code } = begun.body as unknown as { id: string; code: string };
  const claims = { community, name: 'Shelf', members: [CSIRT], permits: ['mitigation'] };
  assert.equal((await tomas('PUT', `/api/v1/drafts/${id}`, { version: 1, claims })).body.version, 2);
  assert.deepEqual((await tomas('PUT', `/api/v1/drafts/${id}`, { version: 1, claims })).status, 409);
  assert.equal((await mira('GET', `/api/v1/drafts/by-code/${code}`)).body.id, id);
  assert.equal((await tomas('POST', `/api/v1/drafts/${id}/propose`, { version: 2 })).body.state, 'proposed');
  assert.equal((await tomas('POST', `/api/v1/drafts/${id}/approve`, { version: 2 })).code, 'self-approval');
  const machine = await here.byToken(here.csirt, 'Mira');
  assert.equal((await machine('POST', `/api/v1/drafts/${id}/approve`, { version: 2 })).code, 'scope-missing');
  assert.equal((await mira('POST', `/api/v1/drafts/${id}/approve`, { version: 2 })).body.state, 'approved');
  const submitted = await tomas('POST', `/api/v1/drafts/${id}/submit`, { version: 2 });
  assert.equal(submitted.status, 200);
  assert.match(String(submitted.body.digest), /^[A-Za-z0-9_-]{43}$/);
  const ilse = await here.bySession(here.hospital, 'Ilse');
  assert.deepEqual([(await ilse('GET', `/api/v1/drafts/${id}`)).status], [404]);
});

test('what was signed is read as its statement, where each person sees what that one may, and no more as a draft', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const claims = {
    party: CSIRT,
    contact: '00000000-0000-4000-8000-0000000000e1',
    channel: 'csirt',
    name: 'Desk',
    phone: '+999 10 555 0112',
  };
  const markings = { phone: { tlp: 'red', audience: [here.node.person(here.csirt, 'Tomas').person] } };
  const draft = { type: 'contact-point', case: here.csirt.case, claims, markings };
  const { id, version } = (await tomas('POST', '/api/v1/drafts', draft)).body;
  const mira = await here.bySession(here.csirt, 'Mira');
  const read = async () => (await mira('GET', `/api/v1/drafts/${id}`)).body;
  assert.deepEqual((await read()).claims, claims, 'whoever is to approve it sees it whole');
  const { digest } = (await tomas('POST', `/api/v1/drafts/${id}/submit`, { version })).body;
  assert.equal(typeof digest, 'string');
  const { state, claims: left, markings: marked, digest: became } = await read();
  assert.deepEqual([state, left, marked, became], ['submitted', {}, undefined, digest]);
});

test('a draft cannot bring approvals of its own', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const approvals = [here.node.person(here.csirt, 'Mira').person];
  const answer = await tomas('POST', '/api/v1/drafts', { type: 'agreement', claims: {}, approvals });
  assert.equal(answer.status, 400);
});

test('a form sent from another site changes nothing', async () => {
  await using here = await world();
  const secret = await openSession(
    here.node.connection,
    { ...here.node.person(here.csirt, 'Tomas'), how: 'passkey' },
    here.node.clock.now,
  );
  const cookie = `${here.app.cookieNames.session}=${secret}`;
  const forged = await here.app.inject({
    method: 'POST',
    url: '/api/v1/keys/rotate',
    headers: { ...HOST, cookie, origin: 'https://evil.example' },
    payload: { use: 'sign' },
  });
  assert.deepEqual([forged.statusCode, forged.json().code], [403, 'form-not-from-here']);
});

test('a call written down becomes a draft with what is still to be done', async () => {
  await using here = await world();
  const tomas = await here.bySession(here.csirt, 'Tomas');
  const call = {
    caller: { name: 'Ilse', phone: '+999 10 555 0140' },
    call_back: 'not-done',
    read_back: true,
    taken_at: '2026-03-01T03:00:00Z',
    report: { type: 'incident-alert', claims: {} },
  };
  const taken = await tomas('POST', '/api/v1/calls', call);
  assert.deepEqual(taken.body.toDo, ['call-back']);
  const draft = (await tomas('GET', `/api/v1/drafts/${taken.body.id}`)).body;
  assert.deepEqual(draft.markings, {
    caller: { tlp: 'red', audience: [here.node.person(here.csirt, 'Tomas').person] },
  });
  const henrik = await here.bySession(here.csirt, 'Henrik');
  assert.equal((await henrik('POST', '/api/v1/calls', call)).code, 'not-mandated');
  assert.equal((await tomas('POST', '/api/v1/calls', { ...call, call_back: 'maybe' })).status, 400);
});

test('a party that keeps its own keys is awaited by an authority, counts with the node and submits what it signed', async () => {
  await using here = await world();
  const vendor = 'did:web:vendor.veldmark.example';
  const root = signingKey(primitives.generateKey('ES256'));
  const { kid: _, ...key } = describeKey(root.key.publicKey);
  const tomas = await here.byToken(here.csirt, 'Tomas');
  const awaited = await tomas('POST', '/api/v1/parties/awaited-roots', { party: vendor, key });
  assert.equal(awaited.body.root, root.kid);
  const ilse = await here.byToken(here.hospital, 'Ilse');
  assert.equal((await ilse('POST', '/api/v1/parties/awaited-roots', { party: vendor, key })).code, 'not-mandated');
  const { body } = await ilse(
    'GET',
    `/api/v1/numbers?party=${encodeURIComponent(HOSPITAL)}&case=${here.hospital.case}`,
  );
  assert.ok(Number(body.number) > 1);
  assert.equal(
    (await ilse('GET', `/api/v1/numbers?party=${encodeURIComponent(CSIRT)}&case=${here.csirt.case}`)).code,
    'wrong-party',
  );
});

/** What the CSIRT has released to a ministry that has no node. */
async function releasedToMinistry(here: Awaited<ReturnType<typeof world>>) {
  const tomas = here.node.person(here.csirt, 'Tomas');
  const mira = here.node.person(here.csirt, 'Mira');
  const ministry = { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XS' };
  await here.node.say(tomas, { type: 'party-profile', issuer: CSIRT, case: here.csirt.case, claims: ministry });
  const example = JSON.parse(readFileSync(new URL('../../examples/alert-hospital.json', import.meta.url), 'utf8'));
  const { reported_to: _, ...claims } = example.claims;
  const caseId = crypto.randomUUID();
  const target = await here.node.say(tomas, { type: 'incident-alert', issuer: CSIRT, case: caseId, claims });
  const release = await here.node.say(tomas, {
    type: 'release',
    issuer: CSIRT,
    case: caseId,
    claims: { target, to: MINISTRY, claims: ['affected_states'], channel: 'csirt', hides_victim: true },
    approvals: [mira.person],
  });
  return { tomas, target, release };
}

test('a host invites a party without a node, which reads and answers by its link', async () => {
  await using here = await world();
  const { target, release } = await releasedToMinistry(here);
  const officer = await here.byToken(here.csirt, 'Tomas');
  const wanted = { release, contact: 'Ama', expires_at: '2026-03-03T00:00:00Z', by: 'link' };
  const invited = await officer('POST', '/api/v1/guests', wanted);
  const [address, secret] = String(invited.body.link).split('#');
  assert.equal(address, `${URL_HERE}/guest`);
  const read = await here.byNobody('POST', '/api/v1/guest/open', { secret });
  assert.deepEqual(
    Object.keys((read.body.statement as { claims: object }).claims).includes('affected_states'),
    true,
  );
  const answered = await here.byNobody('POST', '/api/v1/guest/answer', { secret, name: 'Ama Forde' });
  assert.equal(answered.status, 200);
  const again = await here.byNobody('POST', '/api/v1/guest/answer', { secret, name: 'Ama Forde' });
  assert.deepEqual([again.status, again.code], [410, 'guest-link-used']);
  assert.equal((await here.byNobody('POST', '/api/v1/guest/open', { secret: 'A'.repeat(43) })).status, 404);
  assert.equal((await officer('POST', '/api/v1/guests', { ...wanted, by: 'mail' })).code, 'mail-not-accepted');
  assert.equal((await officer('POST', '/api/v1/guests', { ...wanted, release: target })).code, 'guest-of-another');
  const ilse = await here.byToken(here.hospital, 'Ilse');
  assert.equal((await ilse('POST', '/api/v1/guests', wanted)).code, 'not-mandated');
});

for (const [languages, written] of [
  [['de', 'ar', 'en'], 'ar'],
  [['de'], 'fr'],
] as const) {
  test(`a guest whose contact point lists ${languages.join(', ')} is written to in ${written}`, async () => {
    await using server = await openMailServer();
    await using here = await world(server.url);
    const { tomas, release } = await releasedToMinistry(here);
    const seal = await recipientOf(await newIdentity());
    const entry = { party: MINISTRY, contact: crypto.randomUUID(), channel: 'csirt', name: 'Ama Forde' };
    await here.node.say(tomas, {
      type: 'contact-point',
      issuer: CSIRT,
      case: here.csirt.case,
      claims: { ...entry, email: 'ama@sorrel.example', seal, languages: [...languages] },
    });
    const officer = await here.byToken(here.csirt, 'Tomas');
    const wanted = { release, contact: 'Ama', expires_at: '2026-03-03T00:00:00Z', by: 'mail' };
    const sent = await officer('POST', '/api/v1/guests', wanted);
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    const mail = await readReceived(server.received[0]!);
    const { subject, attached } = inLanguage(written, () => {
      return { subject: GUEST_MAIL_TEXTS.subject, attached: GUEST_MAIL_TEXTS.lines.attached };
    });
    assert.equal(mail.subject, subject);
    assert.ok(mail.text.startsWith(attached), mail.text);
    assert.ok(mail.text.includes('answer.txt.age'));
  });
}
