import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { RATES_PER_MINUTE } from '#http/limits.ts';
import { Uuid } from '#statement/statement-type.ts';
import { pageServer } from '#testing/page-server.ts';
import { registerApiPages } from './api-page.ts';

const HOST = { host: 'node.example' };

async function open(): Promise<App> {
  const app = await pageServer();
  registerApiPages(app);
  const tags = ['border'];
  const summary = 'Decide <script>alert(1)</script>';
  app.get('/api/v1/border', { schema: { summary: 'Incidents at the border', tags } }, async () => ({}));
  app.post(
    '/api/v1/border/:case/decisions',
    {
      preHandler: app.requireActor,
      config: { scope: 'release', rate: 'costly' },
      schema: {
        ...{ summary, tags },
        params: Type.Object({ case: Uuid }),
        body: Type.Object({ state: Type.String({ maxLength: 2, description: 'Which state' }) }),
      },
    },
    async () => ({}),
  );
  app.get('/api/v1/mail', { schema: { summary: 'Mails', tags: ['mail'] } }, async () => ({}));
  return app;
}

test('people find every route of the document by a word, and each under an address of its own', async () => {
  await using app = await open();
  const get = async (url: string) => (await app.inject({ url, headers: HOST })).body;
  const index = await get('/api');
  const { paths } = (await app.inject({ url: '/api/v1/openapi.json', headers: HOST })).json() as {
    paths: Record<string, Record<string, { tags: readonly string[] }>>;
  };
  assert.equal(Object.keys(paths).length, 3);
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { tags }] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const href = new RegExp(
        `<a href="(/api/${tags[0]}#[^"]+)"><code class="route">${RegExp.escape(name)}<`,
        'u',
      );
      const [, address = ''] = href.exec(index) ?? [];
      assert.ok((await get(address.split('#')[0]!)).includes(`id="${address.split('#')[1]}"`), name);
    }
  }
  const found = await get('/api?q=BORDER%20decide');
  assert.ok(found.includes('POST /api/v1/border/{case}/decisions'));
  assert.ok(!found.includes('GET /api/v1/mail'));
  assert.match(await get('/api?q=%3Cscript%3E'), /1 route has “<bdi>&lt;script&gt;<\/bdi>” in it/u);
  assert.match(await get('/api?q=nowhere'), /No route has/u);
});

test('of a route is told who may ask, with which scope, how often, what it takes, and what it refuses with', async () => {
  await using app = await open();
  const { body } = await app.inject({ url: '/api/border', headers: HOST });
  const at = body.indexOf('<h2 id="post-api-v1-border-case-decisions">');
  const section = body.slice(at);
  assert.ok(at > 0);
  for (const told of [
    'Decide &lt;script&gt;alert(1)&lt;/script&gt;',
    '<dd>Whoever is signed in, or sends a token</dd>',
    '<dd><code>release</code></dd>',
    `${RATES_PER_MINUTE.costly} a minute for one client`,
    '<code>case</code>',
    'UUID in small letters',
    '<code>state</code>',
    '<code>string …2</code>',
    'Which state',
    'sign-in-needed, token-not-valid',
    'malformed-request, malformed-json',
    'body-too-large',
    'rate-limited',
    'Done',
  ]) {
    assert.ok(section.includes(told), told);
  }
  assert.ok(!body.includes('<script>alert'));
  const anybody = body.slice(body.indexOf('<h2 id="get-api-v1-border">'), at);
  assert.match(anybody, /<dd>Anybody;/u);
  assert.ok(!anybody.includes('sign-in-needed'));
});

test('a room that there is not is refused as a page', async () => {
  await using app = await open();
  for (const url of ['/api/none', '/api/%3Cb%3E']) {
    const answer = await app.inject({ url, headers: HOST });
    assert.equal(answer.statusCode, 404);
    assert.match(String(answer.headers['content-type']), /text\/html/u);
  }
});
