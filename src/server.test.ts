import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openNode } from '#node.ts';
import { foundParty } from '#parties/founding.ts';
import { isScope } from '#parties/scopes.ts';
import { issueToken } from '#parties/tokens.ts';
import { readSettings } from '#settings.ts';
import { createKeyFile } from '#store/unlock.ts';
import { freePort } from '#testing/free-port.ts';
import { CSIRT_FOUNDING } from '#testing/party-node.ts';
import { buildAssets } from '#web/assets.ts';
import { buildNodeServer } from './server.ts';

const HOST = '127.0.0.1';
const LACKING = ['scope-missing', 'scope-not-granted'];

/** A node as it is served, with one party whose person of every duty holds tokens of any scopes. */
async function served() {
  await buildAssets();
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'comity-server-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const listen = `${HOST}:${await freePort()}`;
  const settings = readSettings({
    COMITY_DATA: folder,
    COMITY_LISTEN: listen,
    COMITY_ORIGIN: 'veldmark.example/log',
    COMITY_REALM: 'exercise:server',
    COMITY_OPERATED_BY: 'Veldmark National CSIRT',
    COMITY_PUBLIC_URL: `http://localhost:${listen.split(':')[1]}`,
  });
  assert.ok(settings.ok, JSON.stringify(settings));
  await createKeyFile(join(folder, 'node.key'));
  const opened = await openNode(settings.value);
  assert.ok(opened.ok, JSON.stringify(opened));
  const node = stack.use(opened.value);
  const { ledger, keyring, store } = node;
  const founded = await foundParty(
    { ledger, keyring, connection: store.connection },
    {
      ...CSIRT_FOUNDING,
      persons: [{ name: 'Tomas', roles: ['duty-officer', 'administrator', 'legal', 'approver', 'reporter'] }],
    },
  );
  assert.ok(founded.ok, JSON.stringify(founded));
  const { party, persons } = founded.value;
  const app = await buildNodeServer(node);
  stack.defer(() => app.close());
  await app.ready();
  const tokens = new Map<string, string>();
  async function tokenWith(scope: string): Promise<string> {
    const who = { person: persons[0]!.person, party, label: scope, scopes: [scope] };
    const wanted = { ...who, expiresAt: ledger.now().add({ hours: 1 }) };
    const issued = await issueToken(store.connection, wanted, ledger.now());
    assert.ok(issued.ok, JSON.stringify(issued));
    tokens.set(scope, issued.value.token);
    return issued.value.token;
  }
  async function ask(method: string, url: string, scope: string): Promise<string> {
    const headers = { host: listen, authorization: `Bearer ${tokens.get(scope) ?? (await tokenWith(scope))}` };
    const answer = await app.inject({ method: method.toUpperCase() as 'GET', url, headers });
    const type = String(answer.headers['content-type']);
    return type.includes('problem+json') ? answer.json<{ code: string }>().code : '';
  }
  const opens = stack.move();
  return { app, ask, [Symbol.asyncDispose]: () => opens.disposeAsync() };
}

test('the scope that is described for a route is the one without which its token is refused', async () => {
  await using here = await served();
  const asked: string[] = [];
  for (const [path, methods] of Object.entries(here.app.apiDocument().paths)) {
    for (const [method, { 'x-scope': scope, parameters, requestBody }] of Object.entries(methods)) {
      const route = `${method} ${path}`;
      if (scope !== undefined) assert.ok(isScope(scope), `${route}: ${scope} is no scope of a token`);
      // Whatever has to be given is judged before anybody is asked who may.
      const needs = requestBody !== undefined || parameters?.some(({ required }) => required === true);
      if (scope === undefined || needs === true) continue;
      const other = scope === 'acknowledge' ? 'read' : 'acknowledge';
      assert.ok(LACKING.includes(await here.ask(method, path, other)), `${route} without ${scope}`);
      assert.ok(!LACKING.includes(await here.ask(method, path, scope)), `${route} with ${scope}`);
      asked.push(route);
    }
  }
  assert.ok(asked.length > 10, asked.join(', '));
});
