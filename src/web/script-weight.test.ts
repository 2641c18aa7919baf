import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TEXTS_FOLDER } from '#speaking';
import { openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { assertScriptBudget, isReportPage, looseIn, scriptsOf } from '#testing/script-weight.ts';
import { LANGUAGES, type Language } from '#texts/languages.ts';
import { registerCheck } from './check-page.ts';
import { registerDesign } from './design-page.ts';
import { registerHome } from './home-page.ts';
import { registerBlank } from './leave.ts';

const policies = new Map<string, string>();
let site: PageSite;

before(async () => {
  site = await openPageSite((app) => {
    // Runs last of all hooks on an answer, so it sees what a browser would.
    app.addHook('onSend', async (request, reply) => {
      policies.set(request.url, String(reply.getHeader('content-security-policy') ?? ''));
    });
    registerHome(app);
    registerDesign(app);
    registerBlank(app);
    registerCheck(app, { trustText: async () => '', bundleText: async () => null });
  });
});
after(() => site[Symbol.asyncDispose]());

const HOST = { host: '127.0.0.1:4600' };
const read = async (url: string) => (await site.app.inject({ url, headers: HOST })).body;

/** One that is still being translated has no pages yet; `src/texts/catalogue.test.ts` refuses it. */
function spokenLanguages(): readonly Language[] {
  const rooms = (language: Language) => readdirSync(join(TEXTS_FOLDER, language));
  return LANGUAGES.filter((language) => rooms('en').every((room) => rooms(language).includes(room)));
}

async function assertLight(html: string, url: string): Promise<void> {
  const { files, inside } = scriptsOf(html);
  assert.ok(files.length + inside.length > 0, `${url} has no script at all: the reading of it is broken`);
  await assertScriptBudget(url, html, read);
}

async function assertPage(visitor: Visitor, url: string): Promise<string> {
  const { status, body } = await site.get(visitor, url);
  assert.equal(status, 200, url);
  assert.deepEqual(looseIn(policies.get(url) ?? ''), [], url);
  return body;
}

async function answer(draft: string, question: string, fields: Record<string, string>): Promise<void> {
  const version = versionIn(await site.get('Ilse', `${draft}/${question}`));
  await site.post('Ilse', `${draft}/${question}`, { version, ...fields });
}

test('no page of a report, from its start to its receipt, carries more script than a bad line brings at once', async () => {
  const draft = (await site.post('Ilse', '/report')).location.replace(/\/danger$/, '');
  const questions = ['danger', 'what', 'when', 'where', 'people'].map((question) => `${draft}/${question}`);
  for (const url of ['/report', '/report/sealed', draft, ...questions, `${draft}/check`])
    await assertLight(await assertPage('Ilse', url), url);
  await answer(draft, 'danger', { danger_to_life: 'no' });
  await answer(draft, 'what', { incident_type: 'availability/dos', malicious: 'suspected' });
  await answer(draft, 'when', { noticed_at: '2026-03-01T07:40Z' });
  await answer(draft, 'where', { sectors: 'health', affected_states: 'XV' });
  await answer(draft, 'people', { harm: 'unknown' });
  const version = versionIn(await site.get('Ilse', `${draft}/check`));
  const receipt = (await site.post('Ilse', `${draft}/sign`, { version })).location;
  const page = await assertPage('Ilse', receipt);
  assert.match(page, /Report received/);
  await assertLight(page, receipt);
  assert.ok(isReportPage(receipt), receipt);
});

test('pages that carry everything inside keep to their budget in every language', async () => {
  for (const url of ['/report/offline', '/check']) {
    for (const language of spokenLanguages()) {
      const { body } = await site.app.inject({ url, headers: { ...HOST, 'accept-language': language } });
      assert.match(body, new RegExp(`<html lang="${language}"`));
      assert.ok(
        scriptsOf(body).inside.some((text) => text.length > 10_000),
        `${url} has its script inside`,
      );
      await assertLight(body, `${url} in ${language}`);
    }
  }
});

test('other pages keep to theirs, and no kind of page allows inline script, inline style or eval', async () => {
  for (const url of ['/', '/design', '/cases', '/duties', '/sign-in', '/log-explorer', '/blank', '/nowhere']) {
    const { status, body } = await site.get(null, url);
    assert.ok([200, 404].includes(status), `${url}: ${status}`);
    assert.deepEqual(looseIn(policies.get(url) ?? ''), [], url);
    if (url !== '/blank' && url !== '/nowhere') await assertLight(body, url);
  }
  for (const url of ['/desk', '/menu', '/news', '/search', '/desk/views', '/tokens', '/cooperation'])
    await assertLight(await assertPage('Tomas', url), url);
  await assertPage(null, '/check');
  await assertPage(null, '/report/offline');
});

test('a page that is too heavy, and a policy that allows too much, would be found', async () => {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(64 * 1024))).join('');
  const heavy = `<script>${random}</script>`;
  await assert.rejects(assertScriptBudget('/report/x/danger', heavy, read), /60 are allowed/);
  await assertScriptBudget('/desk', heavy, read);
  await assert.rejects(assertScriptBudget('/desk', heavy.repeat(3), read), /150 are allowed/);
  const both = '<script type="module" src="/assets/a.js"></script><script>\nb\n</script>';
  assert.deepEqual(scriptsOf(both), { files: ['/assets/a.js'], inside: ['\nb\n'] });
  assert.deepEqual(looseIn("default-src 'none'; script-src 'self'"), []);
  assert.deepEqual(looseIn("default-src 'none'; style-src 'unsafe-inline'"), ["'unsafe-inline'"]);
  assert.deepEqual(looseIn("default-src 'none'; script-src 'self' 'unsafe-eval' *"), ["'unsafe-eval'", '*']);
  assert.deepEqual(looseIn("script-src 'self'"), ['no default-src']);
  assert.deepEqual(looseIn(''), ['no policy']);
});
