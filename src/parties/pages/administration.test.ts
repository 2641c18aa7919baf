import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { tokenHolder } from '#parties/persons/tokens.ts';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';

let site: PageSite;
beforeEach(async () => {
  site = await openPageSite();
});
afterEach(() => site[Symbol.asyncDispose]());

async function errorsOf(visitor: Visitor, path: string, fields: Record<string, string | string[]>) {
  const { status, body } = await site.post(visitor, path, fields);
  assert.ok(status >= 400, String(status));
  assert.match(body, /role="alert"/);
  return [...body.matchAll(/href="#field-([a-z_]+)"/g)].map((match) => match[1] ?? '');
}

const TOKEN = { label: 'SOC import', scopes: ['read', 'author:incident-*'], days: '30' };

test('a token is shown once, is listed without its secret, and works no more once it is revoked', async () => {
  assert.match((await site.get('Tomas', '/tokens')).body, /No token yet/);
  const made = await site.post('Tomas', '/tokens', TOKEN);
  const token = /id="token">(comity_[^<]+)</.exec(made.body)?.[1] ?? '';
  const { connection, ledger } = site.node;
  const holder = await tokenHolder(connection, token, ledger.now());
  assert.ok(holder.ok && holder.value.person === site.person('Tomas').person);
  const list = await site.get('Tomas', '/tokens');
  assert.match(list.body, /SOC import/);
  assert.ok(!list.body.includes(token.slice(-43)), 'the secret is shown again');
  const revoke = /action="(\/tokens\/[0-9a-f-]{36}\/revoke)"/.exec(list.body)?.[1] ?? '';
  assert.equal((await site.post('Tomas', revoke)).location, '/tokens');
  assert.equal((await tokenHolder(connection, token, ledger.now())).ok, false);
  assert.match((await site.get('Tomas', '/tokens')).body, /Revoked/);
});

test('a token without name, scope or end is not made, and each field says why', async () => {
  assert.deepEqual((await errorsOf('Tomas', '/tokens', {})).sort(), ['days', 'label', 'scopes']);
  assert.deepEqual(await errorsOf('Tomas', '/tokens', { ...TOKEN, days: '9999' }), ['days']);
  assert.deepEqual(await errorsOf('Tomas', '/tokens', { ...TOKEN, scopes: ['approve'] }), ['scopes']);
  assert.match((await site.get('Tomas', '/tokens')).body, /No token yet/);
});

test('nobody sees or revokes the token of another but an administrator', async () => {
  await site.post('Tomas', '/tokens', TOKEN);
  const list = await site.get('Tomas', '/tokens');
  const revoke = /action="(\/tokens\/[0-9a-f-]{36}\/revoke)"/.exec(list.body)?.[1] ?? '';
  assert.match((await site.get('Mira', '/tokens')).body, /No token yet/);
  for (const visitor of ['Mira', 'Ilse'] as const) assert.ok((await site.post(visitor, revoke)).status >= 400);
  const made = await site.post('Mira', '/tokens', { ...TOKEN, label: 'Reader' });
  assert.equal(made.status, 200, made.body);
  assert.match((await site.get('Tomas', '/tokens')).body, /Reader<\/bdi>, of <bdi>Mira/);
});

test('the only administrator is told so, mandates a second, and gives that one a code alone', async () => {
  assert.match((await site.get('Tomas', '/persons')).body, /There is one administrator/);
  const made = await site.post('Tomas', '/persons', { name: 'Nora', roles: ['administrator'], months: '12' });
  assert.equal(made.location, '/persons');
  const list = await site.get('Tomas', '/persons');
  assert.match(list.body, /Nora/);
  // From now on a code takes two: the page says so instead of showing one.
  assert.doesNotMatch(list.body, /There is one administrator/);
  const codes = [...list.body.matchAll(/action="(\/persons\/[0-9a-f-]{36}\/code)"/g)].map(
    (match) => match[1] ?? '',
  );
  const asked = await site.post('Tomas', codes[0] ?? '');
  assert.match(asked.body, /A second person is needed/);
  assert.match((await site.get('Tomas', '/persons')).body, /You asked; a second person is needed/);
});

test('an enrolment code of a party with one administrator is shown once, with the word that it was given alone', async () => {
  const list = await site.get('Tomas', '/persons');
  const path = /action="(\/persons\/[0-9a-f-]{36}\/code)"/.exec(list.body)?.[1] ?? '';
  const shown = await site.post('Tomas', path);
  assert.match(shown.body, /id="code">[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}</);
  assert.match(shown.body, /You gave this code alone/);
});

test('a mandate ends by its own page, and the last administrator stays', async () => {
  const list = await site.get('Tomas', '/persons');
  const ends = [...list.body.matchAll(/href="(\/mandates\/[A-Za-z0-9_-]{43}\/end)"/g)].map(
    (match) => match[1] ?? '',
  );
  const outcomes: number[] = [];
  for (const path of ends) {
    assert.match((await site.get('Tomas', path)).body, /signed out everywhere/);
    outcomes.push((await site.post('Tomas', path, { reason: 'Moved on' })).status);
  }
  assert.equal(outcomes.filter((status) => status >= 400).length, 1);
  assert.match((await site.get('Tomas', '/persons')).body, /Tomas/);
});

test('a mandate without name, role or term is not given', async () => {
  assert.deepEqual((await errorsOf('Tomas', '/persons', {})).sort(), ['months', 'name', 'roles']);
  assert.deepEqual(await errorsOf('Tomas', '/persons', { name: 'N', roles: ['king'], months: '12' }), ['roles']);
});

test('who does not administer sees who acts, and is offered neither codes nor mandates', async () => {
  const { body } = await site.get('Mira', '/persons');
  assert.match(body, /Tomas/);
  assert.doesNotMatch(body, /Mandate a person|\/code"|\/end"/);
  assert.equal((await site.post('Mira', '/persons', { name: 'N', roles: ['reader'], months: '3' })).status, 403);
});

test('the desk leads each seat to what it may govern', async () => {
  assert.match((await site.get('Tomas', '/desk')).body, /href="\/persons"/);
  const { body } = await site.get('Mira', '/desk');
  assert.match(body, /href="\/tokens"/);
  assert.doesNotMatch(body, /href="\/peers"/);
});
