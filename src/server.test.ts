import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openNode } from '#node.ts';
import { readSettings } from '#settings.ts';
import { createKeyFile } from '#store/unlock.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { freePort } from '#testing/free-port.ts';
import { CSIRT_FOUNDING } from '#testing/party-node.ts';
import { buildAssets } from '#web/assets.ts';
import { foundParty } from './parties/keys/founding.ts';
import { isScope } from './parties/persons/scopes.ts';
import { issueToken } from './parties/persons/tokens.ts';
import { buildNodeServer } from './server.ts';

const HOST = '127.0.0.1';

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
  checkAnswers(app);
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
  let visitors = 0;
  /** From an address of its own each time, so that no rate is met. */
  async function ask(method: string, url: string, scope: string): Promise<string> {
    const headers = { host: listen, authorization: `Bearer ${tokens.get(scope) ?? (await tokenWith(scope))}` };
    visitors += 1;
    const remoteAddress = `10.0.${visitors >> 8}.${visitors & 255}`;
    const answer = await app.inject({ method: method.toUpperCase() as 'GET', url, headers, remoteAddress });
    const type = String(answer.headers['content-type']);
    return type.includes('problem+json') ? answer.json<{ code: string }>().code : '';
  }
  const opens = stack.move();
  return { app, ask, [Symbol.asyncDispose]: () => opens.disposeAsync() };
}

/** Routes for somebody signed in that any token passes: who one is, and what each item of the body is judged for. */
const ANY_TOKEN = ['get /api/v1/me', 'post /api/v1/incidents/batch'];

test('no route lets in a token without its scope, before anything it was handed is looked at', async () => {
  await using here = await served();
  const asked: string[] = [];
  const open: string[] = [];
  for (const [path, methods] of Object.entries(here.app.apiDocument().paths)) {
    for (const [method, { 'x-scope': scope, security }] of Object.entries(methods)) {
      const route = `${method} ${path}`;
      if (scope !== undefined) assert.ok(isScope(scope), `${route}: ${scope} is no scope of a token`);
      if (security === undefined) continue;
      asked.push(route);
      // Where none is described the type of the statement decides, and the token has to author one at least.
      const lacking = scope === 'acknowledge' ? 'draft' : 'acknowledge';
      const url = path.replaceAll(/\{\w+\}/gu, 'x');
      const refusal = await here.ask(method, url, lacking);
      if (refusal !== 'scope-not-granted') open.push(route);
      const passed = await here.ask(method, url, scope ?? 'author:*');
      assert.notEqual(passed, 'scope-not-granted', `${route} with ${scope ?? 'author:*'}`);
    }
  }
  assert.deepEqual(open.sort(), ANY_TOKEN);
  assert.ok(asked.length > 80, asked.join(', '));
});

test('each route for programs says what it answers, under an operation id of its own', async () => {
  await using here = await served();
  const operations = Object.entries(here.app.apiDocument().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ which: `${method} ${path}`, ...operation })),
  );
  assert.ok(operations.length > 100);
  const silent = operations.filter(({ responses }) =>
    Object.entries(responses).every(([status, { content }]) => !status.startsWith('2') || content === undefined),
  );
  assert.deepEqual(
    silent.map(({ which }) => which),
    [],
  );
  const byId = Map.groupBy(operations, ({ operationId }) => operationId ?? 'none');
  const shared = [...byId].filter(([id, those]) => id === 'none' || those.length > 1);
  assert.deepEqual(
    shared.map(([id, those]) => [id, those.map(({ which }) => which)]),
    [],
  );
});
