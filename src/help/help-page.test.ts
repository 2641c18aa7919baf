import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { registerBlank } from '#web/leave.ts';
import { registerHelp } from './help-page.ts';
import { NEXT_STEP_TEXTS } from './next-step-texts.ts';

let site: PageSite;

before(async () => {
  site = await openPageSite((app) => {
    registerHelp(app);
    registerBlank(app);
  });
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
});

test('each word in a form leads to an entry that the help page has', async () => {
  const { body } = await site.get(null, '/help');
  const anchors = new Set([...body.matchAll(/ id="([a-z-]+)"/g)].map(([, id]) => id));
  const pages = ['/report', '/telephone', '/tokens', '/duties', '/persons'];
  const links = new Set<string>();
  for (const page of pages) {
    const shown = await site.get('Tomas', page);
    for (const [, id] of shown.body.matchAll(/href="\/help#([a-z-]+)"/g)) links.add(id!);
  }
  assert.ok(links.size >= 6, [...links].join(' '));
  assert.deepEqual(
    [...links].filter((id) => !anchors.has(id)),
    [],
  );
});

test('what is looked for stays text, and nothing found says so; a refusal’s code finds its next step', async () => {
  const nasty = await site.get(null, `/help?q=${encodeURIComponent('<script>alert(1)</script>')}`);
  assert.equal(nasty.status, 200);
  assert.doesNotMatch(nasty.body, /<script>alert/);
  assert.match(nasty.body, /No entry holds/);
  assert.equal((await site.get(null, `/help?q=${'x'.repeat(101)}`)).status, 400);
  const code = await site.get(null, '/help?q=second-person-needed');
  assert.ok(code.body.includes(NEXT_STEP_TEXTS['second-person']));
});

test('a refusal page and a problem document name the next step of their code', async () => {
  const page = await site.get(null, '/cases/11111111-1111-4111-8111-111111111111');
  assert.equal(page.status, 404);
  assert.ok(page.body.includes(NEXT_STEP_TEXTS['open-from-the-list']));
  assert.match(page.body, /href="\/help\?q=case-not-found"/);
  const problem = await site.app.inject({ url: '/api/v1/nothing', headers: { host: '127.0.0.1:4600' } });
  assert.equal(problem.json<{ next: string }>().next, NEXT_STEP_TEXTS['open-from-the-list']);
});

test('pages that somebody may have to hide have the way out, and desks do not', async () => {
  for (const path of ['/report', '/guest']) {
    assert.match(
      (await site.get(null, path)).body,
      /<form class="leave no-print" method="get" action="\/blank">/,
      path,
    );
  }
  assert.doesNotMatch((await site.get('Tomas', '/desk')).body, /class="leave/);
  const blank = await site.get(null, '/blank');
  assert.doesNotMatch(blank.body, /Comity|Test node|report|href="\//i);
});
