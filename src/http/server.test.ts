import assert from 'node:assert/strict';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { Type } from 'typebox';
import { knowCodesOf, nextStepFor } from '#help/next-steps.ts';
import { refuse } from '#outcome.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import { eventually } from '#testing/eventually.ts';
import { clientOf } from './client-address.ts';
import type { App, NodeDescription, SignedIn } from './contract.ts';
import { formToken } from './form-token.ts';
import {
  API_BODY_LIMIT_BYTES,
  FORM_BODY_LIMIT_BYTES,
  FORM_FIELDS_LIMIT,
  HEADERS_LIMIT_BYTES,
  PARAMETER_LIMIT_CHARACTERS,
  RATES_PER_MINUTE,
  SIGN_IN_URL_LIMIT_CHARACTERS,
  URL_LIMIT_CHARACTERS,
} from './limits.ts';
import { openMetricsDoor } from './metrics.ts';
import { refused } from './problem.ts';
import { buildServer } from './server.ts';

const PARTY = 'did:web:csirt.example';
const SESSION = 's'.repeat(43);
const OTHER_SESSION = 't'.repeat(43);
const TOKEN = 'comity_token_0123456789';
const HOST = { host: 'node.example' };

const node: NodeDescription = {
  name: 'Test node',
  operator: 'Run by the tests.',
  publicUrl: 'https://node.example',
  realm: 'exercise:test',
  exercise: true,
  demo: false,
};

function person(scopes?: readonly string[]): SignedIn {
  return {
    actor: { kind: 'person', person: `${PARTY}#1`, party: PARTY, ...(scopes === undefined ? {} : { scopes }) },
    viewer: { ...PUBLIC_VIEWER, party: PARTY },
    name: 'Ada',
    partyName: 'CSIRT',
    roles: new Set(['duty-officer']),
  };
}

async function open(changed: Partial<Parameters<typeof buildServer>[0]> = {}): Promise<App & AsyncDisposable> {
  const app = await buildServer({
    node,
    identities: {
      fromSession: async (secret) => (secret === SESSION || secret === OTHER_SESSION ? person() : null),
      fromToken: async (token) => (token === TOKEN ? person(['author:*']) : null),
    },
    people: {
      refusal: (_request, _reply, refusal, status) =>
        `<h1>${status}</h1><p>${refusal.code}: ${refusal.sentence}</p>`,
      keptForm: (_request, _reply, fields) => `kept ${JSON.stringify([...fields])}`,
    },
    ...changed,
  });
  app.get('/form', async (request, reply) => ({ token: formToken(request, reply) }));
  app.post('/form', async (request) => ({ did: request.body, key: request.idempotencyKey ?? null }));
  app.post('/desk', { preHandler: app.requireActor }, async (request) => ({ actor: request.actor }));
  app.get('/desk', { preHandler: app.requireActor }, async () => 'desk');
  app.get('/api/v1/who', async (request) => ({ actor: request.actor, viewer: request.viewer }));
  app.get('/api/v1/mine', { preHandler: app.requireActor }, async () => ({ ok: true }));
  app.post('/api/v1/release', { config: { scope: 'release' }, preHandler: app.requireActor }, async () => ({
    ok: true,
  }));
  app.post(
    '/api/v1/things/:count',
    {
      schema: {
        params: Type.Object({ count: Type.Integer({ minimum: 1 }) }),
        body: Type.Object({ name: Type.String({ maxLength: 5 }) }, { additionalProperties: false }),
      },
    },
    async (request, reply) => {
      if (request.body.name === 'no')
        return refused(reply, refuse('not-mandated', 'Ask your administrator.').refusal);
      return { count: request.params.count, key: request.idempotencyKey ?? null };
    },
  );
  app.get('/fail', async () => {
    throw new Error('the secret reason');
  });
  return app as App & AsyncDisposable;
}

async function browserForm(app: App, session?: string): Promise<{ cookie: string; token: string }> {
  const name = app.cookieNames.session;
  const cookie = session === undefined ? '' : `${name}=${session}`;
  const shown = await app.inject({ url: '/form', headers: { ...HOST, cookie } });
  const made = shown.cookies[0]!;
  return { cookie: [cookie, `${made.name}=${made.value}`].filter(Boolean).join('; '), token: shown.json().token };
}

const FORM = { ...HOST, 'content-type': 'application/x-www-form-urlencoded', origin: 'https://node.example' };

test('every answer carries a policy without inline script or eval, and may not be framed', async () => {
  await using app = await open();
  for (const url of ['/form', '/nowhere', '/api/v1/who', '/healthz', '/livez', '/fail']) {
    const { headers } = await app.inject({ url, headers: HOST });
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers['referrer-policy'], 'same-origin');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['strict-transport-security']), /max-age=/);
    assert.equal(headers['cache-control'], 'no-store', url);
  }
});

test('cookies are host-bound, http-only and lax under https, and named by address so that ports do not share them', async () => {
  await using app = await open();
  const shown = await app.inject({ url: '/form', headers: HOST });
  const [cookie] = shown.cookies;
  assert.match(cookie!.name, /^__Host-comity-form-node-example$/);
  assert.equal(cookie!.httpOnly, true);
  assert.equal(cookie!.secure, true);
  assert.equal(cookie!.sameSite, 'Lax');
  await using local = await open({ node: { ...node, publicUrl: 'http://127.0.0.1:4601' } });
  assert.equal(local.cookieNames.session, 'comity-session-127-0-0-1-4601');
  assert.equal(local.cookieNames.options.secure, false);
});

test('a page of this machine that was opened by number leads to the name that its passkeys and forms are kept for', async () => {
  await using app = await open({ node: { ...node, publicUrl: 'http://localhost:4600' } });
  const asked = async (url: string, host: string) => {
    const { statusCode, headers } = await app.inject({ url, headers: { host } });
    return statusCode === 302 ? headers.location : statusCode;
  };
  for (const host of ['127.0.0.1:4600', '[::1]:4600']) {
    assert.equal(await asked('/form?next=%2F', host), 'http://localhost:4600/form?next=%2F');
  }
  assert.equal(await asked('/form', 'localhost:4600'), 200);
  assert.equal(await asked('/form', '127.0.0.1:4711'), 200, 'a tunnel from another port stays');
  assert.equal(await asked('/api/v1/who', '127.0.0.1:4600'), 200);
  await using abroad = await open();
  assert.equal((await abroad.inject({ url: '/form', headers: { host: '127.0.0.1:4600' } })).statusCode, 200);
});

test('a form is acted upon once its token, its cookie and its origin agree', async () => {
  await using app = await open();
  const { cookie, token } = await browserForm(app);
  const payload = `form_token=${token}&idempotency_key=abc&what=fire&what=flood`;
  const sent = await app.inject({ method: 'POST', url: '/form', headers: { ...FORM, cookie }, payload });
  assert.equal(sent.statusCode, 200);
  assert.deepEqual(sent.json(), {
    did: { form_token: token, idempotency_key: 'abc', what: ['fire', 'flood'] },
    key: 'abc',
  });
});

test('a form from another site is refused, whatever it carries', async () => {
  await using app = await open();
  const { cookie, token } = await browserForm(app, SESSION);
  const payload = `form_token=${token}`;
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ]) {
    const sent = await app.inject({
      method: 'POST',
      url: '/form',
      headers: { ...FORM, cookie, ...headers },
      payload,
    });
    assert.equal(sent.statusCode, 403);
    assert.match(sent.body, /form-not-from-here/);
  }
});

test('a form without its token, with a guessed one, or shown to another session changes nothing and keeps what was typed', async () => {
  await using app = await open();
  const { cookie, token } = await browserForm(app, SESSION);
  const swapped = cookie.replace(SESSION, OTHER_SESSION);
  for (const [payload, headers] of [
    ['what=fire', { cookie }],
    ['what=fire&form_token=AAAA', { cookie }],
    [`what=fire&form_token=${token}`, {}],
    [`what=fire&form_token=${token}`, { cookie: swapped }],
  ] as const) {
    const sent = await app.inject({ method: 'POST', url: '/desk', headers: { ...FORM, ...headers }, payload });
    assert.equal(sent.statusCode, 401);
    assert.match(sent.body, /^kept .*fire/);
  }
});

test('somebody whose sign-in expired gets back what was typed instead of losing it', async () => {
  await using app = await open();
  const { cookie, token } = await browserForm(app, 'e'.repeat(43));
  const sent = await app.inject({
    method: 'POST',
    url: '/desk',
    headers: { ...FORM, cookie },
    payload: `form_token=${token}&story=long`,
  });
  assert.equal(sent.statusCode, 401);
  assert.match(sent.body, /story","long|story",\["long"\]/);
});

test('a page for signed-in people leads others to the sign-in and back, an API answers 401', async () => {
  await using app = await open();
  const page = await app.inject({ url: '/desk?view=mine', headers: HOST });
  assert.equal(page.statusCode, 303);
  assert.equal(page.headers.location, '/sign-in?next=%2Fdesk%3Fview%3Dmine');
  const api = await app.inject({ url: '/api/v1/mine', headers: HOST });
  assert.equal(api.statusCode, 401);
  assert.equal(api.json().code, 'sign-in-needed');
  assert.match(String(api.headers['content-type']), /application\/problem\+json/);
});

test('nobody is the public, a session is its person, a token is its holder', async () => {
  await using app = await open();
  const nobody = await app.inject({ url: '/api/v1/who', headers: HOST });
  assert.deepEqual(nobody.json(), { actor: null, viewer: PUBLIC_VIEWER });
  const session = await app.inject({
    url: '/api/v1/who',
    headers: { ...HOST, cookie: `${app.cookieNames.session}=${SESSION}` },
  });
  assert.equal(session.json().viewer.party, PARTY);
  const token = await app.inject({ url: '/api/v1/who', headers: { ...HOST, authorization: `Bearer ${TOKEN}` } });
  assert.equal(token.json().viewer.party, PARTY);
});

test('a wrong or malformed token is refused instead of read as the public', async () => {
  await using app = await open();
  for (const authorization of [
    'Bearer wrong-token-0123456789',
    'Bearer',
    'Basic YTpi',
    `Bearer ${'x'.repeat(600)}`,
  ]) {
    const answer = await app.inject({ url: '/api/v1/who', headers: { ...HOST, authorization } });
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.json().code, 'token-not-valid');
  }
});

test('a token without the scope of a route is refused, a session is not limited by scopes', async () => {
  await using app = await open();
  const token = await app.inject({
    method: 'POST',
    url: '/api/v1/release',
    headers: { ...HOST, authorization: `Bearer ${TOKEN}` },
  });
  assert.equal(token.statusCode, 403);
  assert.equal(token.json().code, 'scope-not-granted');
  const form = await browserForm(app, SESSION);
  const session = await app.inject({
    method: 'POST',
    url: '/api/v1/release',
    headers: { ...HOST, cookie: form.cookie, 'x-form-token': form.token, origin: 'https://node.example' },
  });
  assert.equal(session.statusCode, 200);
});

test('a token opens pages only with the scope to read, and sends no form whatever it carries', async () => {
  const scopes: string[] = [];
  const holder = person(scopes);
  await using app = await open({ identities: { fromSession: async () => null, fromToken: async () => holder } });
  const headers = { ...HOST, authorization: `Bearer ${TOKEN}` };
  const asked = async (method: 'GET' | 'POST') => (await app.inject({ method, url: '/form', headers })).body;
  scopes.push('author:*', 'draft', 'acknowledge');
  assert.match(await asked('GET'), /scope-not-granted/);
  scopes.push('read');
  assert.match(await asked('GET'), /token/);
  assert.match(await asked('POST'), /scope-not-granted/);
});

test('a JSON request with a session but no form token is refused', async () => {
  await using app = await open();
  const form = await browserForm(app, SESSION);
  const sent = await app.inject({
    method: 'POST',
    url: '/api/v1/release',
    headers: { ...HOST, cookie: form.cookie },
  });
  assert.equal(sent.statusCode, 403);
  assert.equal(sent.json().code, 'form-expired');
});

test('a malformed request names the part that is wrong', async () => {
  await using app = await open();
  const cases: readonly [string, object, string][] = [
    ['/api/v1/things/0', { name: 'a' }, 'params/count'],
    ['/api/v1/things/x', { name: 'a' }, 'params/count'],
    ['/api/v1/things/1', { name: 'too long' }, 'body/name'],
    ['/api/v1/things/1', { name: 'a', more: 1 }, 'body/more'],
    ['/api/v1/things/1', {}, 'body'],
  ];
  for (const [url, payload, place] of cases) {
    const sent = await app.inject({ method: 'POST', url, headers: HOST, payload });
    assert.equal(sent.statusCode, 400);
    assert.equal(sent.json().code, 'malformed-request');
    assert.equal(sent.json().place, place);
  }
});

test('what a request must hold at a place is said in words: no pattern, and each value that is allowed', async () => {
  await using app = await open();
  const Which = Type.Object({ case: Uuid, from: PartyId, how: Type.Enum(['by-mail', 'by-hand']) });
  app.post('/api/v1/which', { schema: { body: Which } }, async () => ({}));
  const right = { case: '5e1f0c3a-92d4-4b7e-8a61-3f0d27c9b854', from: 'did:web:a.example', how: 'by-mail' };
  for (const [wrong, words] of [
    [{ case: 'mine' }, /must be a UUID/],
    [{ from: 'a.example' }, /must be a party, written did:web:/],
    [{ how: 'loud' }, /must be one of by-mail, by-hand/],
  ] as const) {
    const sent = await app.inject({
      method: 'POST',
      url: '/api/v1/which',
      headers: HOST,
      payload: { ...right, ...wrong },
    });
    assert.match(sent.json().detail, words);
    assert.doesNotMatch(sent.json().detail, /\^/);
  }
});

test('text in a path becomes the number its schema asks for', async () => {
  await using app = await open();
  const sent = await app.inject({
    method: 'POST',
    url: '/api/v1/things/3',
    headers: { ...HOST, 'idempotency-key': 'k-1' },
    payload: { name: 'a' },
  });
  assert.deepEqual(sent.json(), { count: 3, key: 'k-1' });
});

test('an idempotency key with spaces, too long or empty is refused', async () => {
  await using app = await open();
  for (const key of ['a b', 'k'.repeat(256), 'ключ']) {
    const sent = await app.inject({
      method: 'POST',
      url: '/api/v1/things/3',
      headers: { ...HOST, 'idempotency-key': Buffer.from(key).toString('latin1') },
      payload: { name: 'a' },
    });
    assert.equal(sent.json().code, 'idempotency-key-malformed');
  }
});

test('broken JSON, a foreign media type, a body too large and an address too long each have their own code', async () => {
  await using app = await open();
  const url = '/api/v1/things/3';
  const json = { ...HOST, 'content-type': 'application/json' };
  const broken = await app.inject({ method: 'POST', url, headers: json, payload: '{"name":' });
  assert.deepEqual([broken.statusCode, broken.json().code], [400, 'malformed-json']);
  const polluted = await app.inject({
    method: 'POST',
    url,
    headers: json,
    payload: '{"__proto__":{"x":1},"name":"a"}',
  });
  assert.equal(polluted.statusCode, 400);
  const xml = await app.inject({
    method: 'POST',
    url,
    headers: { ...HOST, 'content-type': 'text/xml' },
    payload: '<a/>',
  });
  assert.deepEqual([xml.statusCode, xml.json().code], [415, 'media-type-not-supported']);
  const large = await app.inject({
    method: 'POST',
    url,
    headers: json,
    payload: JSON.stringify({ name: 'a'.repeat(2_000_000) }),
  });
  assert.deepEqual([large.statusCode, large.json().code], [413, 'body-too-large']);
  assert.match(large.json().detail, new RegExp(`${API_BODY_LIMIT_BYTES} bytes`));
  const long = await app.inject({ url: `/api/v1/who?${'a'.repeat(URL_LIMIT_CHARACTERS)}`, headers: HOST });
  assert.deepEqual([long.statusCode, long.json().code], [414, 'url-too-long']);
  assert.match(long.json().detail, new RegExp(`${URL_LIMIT_CHARACTERS} characters`));
});

test('a form too large is told the limit of forms', async () => {
  await using app = await open();
  const headers = { ...HOST, 'content-type': 'application/x-www-form-urlencoded' };
  const payload = `a=${'a'.repeat(FORM_BODY_LIMIT_BYTES)}`;
  const large = await app.inject({ method: 'POST', url: '/form', headers, payload });
  assert.equal(large.statusCode, 413);
  assert.ok(large.body.includes(`${FORM_BODY_LIMIT_BYTES} bytes`), large.body);
});

test('a form of as many fields as are taken arrives whole, and one with one more reaches no handler and is told the limit', async () => {
  await using app = await open();
  const arrived: unknown[] = [];
  for (const url of ['/taken', '/api/v1/taken']) {
    app.post(url, async (request) => {
      arrived.push(request.body);
      return {};
    });
  }
  const { cookie, token } = await browserForm(app);
  const more = Array.from({ length: FORM_FIELDS_LIMIT - 1 }, (_, index) => `&what=${index}`);
  const send = (url: string, payload: string) =>
    app.inject({ method: 'POST', url, headers: { ...FORM, cookie }, payload });
  const whole = `form_token=${token}${more.join('')}`;
  assert.equal((await send('/taken', whole)).statusCode, 200);
  const [{ what }] = arrived as [{ what: readonly string[] }];
  assert.equal(what.length, FORM_FIELDS_LIMIT - 1);
  const page = await send('/taken', `${whole}&approve=yes`);
  assert.deepEqual([page.statusCode, String(page.headers['content-type'])], [413, 'text/html; charset=utf-8']);
  assert.ok(page.body.includes(`form-too-many-fields: A form has at most ${FORM_FIELDS_LIMIT} fields`), page.body);
  const problem = await send('/api/v1/taken', `${whole}&approve=yes`);
  assert.deepEqual([problem.statusCode, problem.json().code], [413, 'form-too-many-fields']);
  assert.match(String(problem.headers['content-type']), /application\/problem\+json/);
  assert.equal(arrived.length, 1);
});

test('an address, that of the sign-in and a part of one are taken up to their limits and refused one character beyond', async () => {
  await using app = await open();
  for (const path of ['/taken', '/sign-in', '/taken/:part']) app.get(path, async () => 'taken');
  const query = (path: string, characters: number) => `${path}?${'a'.repeat(characters - path.length - 1)}`;
  for (const [most, addressOf] of [
    [URL_LIMIT_CHARACTERS, (characters: number) => query('/taken', characters)],
    [SIGN_IN_URL_LIMIT_CHARACTERS, (characters: number) => query('/sign-in', characters)],
    [PARAMETER_LIMIT_CHARACTERS, (characters: number) => `/taken/${'a'.repeat(characters)}`],
  ] as const) {
    const at = await app.inject({ url: addressOf(most), headers: HOST });
    assert.deepEqual([at.statusCode, at.body], [200, 'taken']);
    const beyond = await app.inject({ url: addressOf(most + 1), headers: HOST });
    assert.equal(beyond.statusCode, 414);
    assert.match(beyond.body, new RegExp(`url-too-long: .* at most ${most} characters`));
  }
});

test('an address beyond what is read at all is answered with the limit in words, and a request that is none with a word', async () => {
  await using app = await open();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const long = await fetch(`http://127.0.0.1:${port}/?${'a'.repeat(HEADERS_LIMIT_BYTES)}`);
  assert.equal(long.status, 431);
  assert.match(await long.text(), new RegExp(`${HEADERS_LIMIT_BYTES} bytes`));
  const socket = connect(port, '127.0.0.1');
  socket.end('rubbish\r\n\r\n');
  assert.match(await text(socket), /^HTTP\/1\.1 400 [\s\S]*can be read\.$/);
});

test('an address that cannot be read is refused in our words, as a page or a problem document, with every header', async () => {
  await using app = await open();
  for (const [url, status, code] of [
    ['/api/v1/things/%ED%A0%80', 400, 'malformed-request'],
    ['/api/v1/things/%zz', 400, 'malformed-request'],
    [`/api/v1/things/${'9'.repeat(PARAMETER_LIMIT_CHARACTERS + 1)}`, 414, 'url-too-long'],
  ] as const) {
    const answer = await app.inject({ method: 'POST', url, headers: HOST, payload: { name: 'a' } });
    assert.deepEqual([answer.statusCode, answer.json().code], [status, code], url);
    assert.match(String(answer.headers['content-type']), /application\/problem\+json/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    assert.equal(answer.headers['cache-control'], 'no-store');
  }
  const page = await app.inject({ url: '/form/%zz', headers: HOST });
  assert.deepEqual([page.statusCode, String(page.headers['content-type'])], [400, 'text/html; charset=utf-8']);
  assert.match(page.body, /malformed-request/);
});

test('a refusal of a capability keeps its code and sentence in the problem document, with what to do next', async () => {
  const codes = { 'not-mandated': { next: 'ask-for-the-mandate', status: 'not-allowed' } } as const;
  await knowCodesOf([{ codes: async () => codes }]);
  await using app = await open();
  const sent = await app.inject({
    method: 'POST',
    url: '/api/v1/things/3',
    headers: HOST,
    payload: { name: 'no' },
  });
  assert.deepEqual(sent.json(), {
    type: 'urn:comity:problem:not-mandated',
    title: 'not mandated',
    status: 403,
    detail: 'Ask your administrator.',
    code: 'not-mandated',
    next: nextStepFor('not-mandated'),
  });
});

test('a failure tells the caller nothing about its cause', async () => {
  await using app = await open();
  const page = await app.inject({ url: '/fail', headers: HOST });
  assert.equal(page.statusCode, 500);
  assert.doesNotMatch(page.body, /secret reason/);
});

test('a client that asks too often is told how long to wait, and others are served', async () => {
  await using app = await open({ rates: { ...RATES_PER_MINUTE, read: 3 } });
  for (let i = 0; i < 3; i++)
    assert.equal((await app.inject({ url: '/api/v1/who', headers: HOST })).statusCode, 200);
  const limited = await app.inject({
    url: '/api/v1/who',
    headers: { ...HOST, cookie: `${app.cookieNames.session}=${SESSION}` },
  });
  assert.equal(limited.statusCode, 429);
  assert.ok(Number(limited.headers['retry-after']) > 0);
  assert.equal(
    (await app.inject({ url: '/api/v1/who', headers: HOST, remoteAddress: '192.0.2.9' })).statusCode,
    200,
  );
});

test('visitors behind a proxy that is trusted are told apart, and one who only claims an address is not', async () => {
  const rates = { ...RATES_PER_MINUTE, read: 1 };
  await using app = await open({ rates, trustedProxies: ['10.0.0.0/24'] });
  async function asked(remoteAddress: string, forwarded: string): Promise<number> {
    const headers = { ...HOST, 'x-forwarded-for': forwarded };
    return (await app.inject({ url: '/api/v1/who', headers, remoteAddress })).statusCode;
  }
  assert.equal(await asked('10.0.0.5', '192.0.2.1'), 200);
  assert.equal(await asked('10.0.0.5', '192.0.2.2'), 200);
  assert.equal(
    await asked('10.0.0.5', '198.51.100.9, 192.0.2.2'),
    429,
    'what a visitor wrote before counts nothing',
  );
  assert.equal(await asked('192.0.2.3', '192.0.2.4'), 200);
  assert.equal(await asked('192.0.2.3', '192.0.2.5'), 429, 'nobody else is a proxy');
});

test('a visitor whose proxy writes the port of each connection is one client, however the address is written', async () => {
  const rates = { ...RATES_PER_MINUTE, read: 1 };
  const ways = [
    ['192.0.2.1:40001', '192.0.2.1:40002', '192.0.2.1', '[::ffff:192.0.2.1]:9', '192.0.2.1:40003, 10.0.0.6:443'],
    [
      '[2001:db8::1]:40001',
      '[2001:db8::1]:40002',
      '[2001:db8::2]',
      '2001:db8::3',
      '[2001:0db8::4]:1, [fd00::7]:1',
    ],
  ];
  for (const [first = '', ...others] of ways) {
    await using app = await open({ rates, trustedProxies: ['10.0.0.0/24', 'fd00::/64'] });
    const asked = async (forwarded: string) => {
      const headers = { ...HOST, 'x-forwarded-for': forwarded };
      return (await app.inject({ url: '/api/v1/who', headers, remoteAddress: '::ffff:10.0.0.5' })).statusCode;
    };
    assert.equal(await asked(first), 200, first);
    for (const other of others) assert.equal(await asked(other), 429, other);
    assert.equal(await asked('198.51.100.7:40001'), 200, 'another visitor is not held up by it');
  }
});

test('the addresses of one IPv6 network are one client, and an IPv4 address is one however it is written', () => {
  const clients = [
    ['2001:db8:0:1::1', '2001:db8:0:1:ffff::9', '2001:0db8::1:0:0:0:7', '2001:DB8:0:1:2:3:4:5%eth0'],
    ['2001:db8:0:2::1'],
    ['::1', '::2', '0:0:0:0:0:0:0:3'],
    ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:0201'],
    ['unknown'],
  ].map((addresses) => new Set(addresses.map((ip) => clientOf({ ip }))));
  assert.deepEqual(
    clients.map(({ size }) => size),
    [1, 1, 1, 1, 1],
  );
  assert.equal(new Set(clients.flatMap((some) => [...some])).size, clients.length);
});

test('the OpenAPI 3.1 document lists the API routes, their schemas and the form of every refusal, and no pages', async () => {
  await using app = await open();
  const document = (await app.inject({ url: '/api/v1/openapi.json', headers: HOST })).json();
  assert.match(document.openapi, /^3\.1/);
  assert.ok(document.paths['/api/v1/things/{count}'].post.requestBody);
  assert.ok(document.paths['/api/v1/things/{count}'].post.responses.default.content['application/problem+json']);
  assert.equal(document.paths['/form'], undefined);
  assert.equal(document.paths['/healthz'], undefined);
});

test('a client that asks for much and reads nothing is let go, and one that reads slowly gets all of it', async () => {
  await using app = await open({ socketIdleMs: 600 });
  const much = 'x'.repeat(32 * 1_048_576);
  app.get('/much', async () => much);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const held = () => new Promise<number>((told) => app.server.getConnections((_error, count) => told(count)));
  const ask = () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /much HTTP/1.1\r\nHost: node.example\r\nConnection: close\r\n\r\n');
    return socket;
  };
  const greedy = ask().pause();
  await eventually('the connection', async () => (await held()) === 1);
  await eventually('its end', async () => (await held()) === 0);
  greedy.destroy();
  let bytes = 0;
  const slow = ask().on('data', (part: Uint8Array) => {
    bytes += part.length;
    slow.pause();
    setTimeout(() => slow.resume(), 2);
  });
  await new Promise((ended) => slow.once('close', ended));
  assert.ok(bytes > much.length, `${bytes} bytes`);
});

test('whether the node can append is told with since when and what to do, and a failure without its cause', async () => {
  await using healthy = await open();
  assert.deepEqual((await healthy.inject({ url: '/healthz', headers: HOST })).json(), { status: 'serving' });
  const since = Temporal.Instant.from('2026-03-01T02:00:00.5Z');
  await using full = await open({
    health: async () => ({ code: 'store-refuses-writes', sentence: 'Make room.', since }),
  });
  const told = await full.inject({ url: '/healthz', headers: HOST });
  assert.equal(told.statusCode, 503);
  assert.deepEqual(told.json(), {
    status: 'failing',
    code: 'store-refuses-writes',
    since: '2026-03-01T02:00:00Z',
    detail: 'Make room.',
  });
  await using sick = await open({
    health: async () => {
      throw new Error('disk full');
    },
  });
  const answer = await sick.inject({ url: '/healthz', headers: HOST });
  assert.deepEqual([answer.statusCode, answer.json()], [503, { status: 'failing' }]);
  const alive = await sick.inject({ url: '/livez', headers: HOST });
  assert.deepEqual([alive.statusCode, alive.json()], [200, { status: 'alive' }], 'a new start would mend nothing');
});

test('figures are told at a place of their own and to nobody else, and count the answers', async () => {
  await using app = await open({ gauges: async () => ({ comity_takes_statements: 1 }) });
  await app.inject({ url: '/api/v1/who', headers: HOST });
  assert.equal((await app.inject({ url: '/metrics', headers: HOST })).statusCode, 404);
  await using door = await openMetricsDoor(app, { host: '127.0.0.1', port: 0 });
  const told = await fetch(`http://127.0.0.1:${door.port}/metrics`);
  assert.equal(told.headers.get('content-type'), 'text/plain; version=0.0.4');
  const text = await told.text();
  assert.match(text, /comity_answers_total\{class="2xx"\} 1/);
  assert.match(text, /comity_answers_total\{class="4xx"\} 1/);
  assert.match(text, /comity_takes_statements 1/);
  for (const [path, method] of [
    ['/', 'GET'],
    ['/metrics', 'POST'],
    ['/api/v1/who', 'GET'],
  ] as const) {
    assert.equal((await fetch(`http://127.0.0.1:${door.port}${path}`, { method })).status, 404, path);
  }
});
