import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { formatBundle } from '#bundle/format.ts';
import { openBrowser, type TestBrowser } from '#testing/browser.ts';
import { World } from '#testing/evidence.ts';
import { registerWeb } from '#web/web.ts';
import { openSite, type Site, shownInFull } from './site.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
const CHECK_BUDGET_COMPRESSED_BYTES = 150 * 1024;
let browser: TestBrowser;
let site: Site;
const world = new World();
const alert = world.say(world.operator, 'incident-alert', {
  summary: 'Modems dark',
  service: '<img src=x onerror=alert(1)>',
});
const release = world.say(world.operator, 'release', {
  target: alert.digest,
  to: world.neighbour.did,
  claims: 'all',
  channel: 'csirt',
  hides_victim: true,
});
const receipt = world.say(world.neighbour, 'receipt', {
  release: release.digest,
  target: alert.digest,
  received_at: world.now.toString(),
});
const bundle = formatBundle(world.bundle([alert, release, receipt]));

before(async () => {
  if (!opened.ok) return;
  browser = opened.value;
  site = await openSite((app) =>
    registerWeb(app, {
      trustText: async () => world.trustText(),
      bundleText: async (of) => ('case' in of ? bundle : null),
    }),
  );
});

after(async () => {
  await site?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
});

test('a pasted bundle is proved in the browser, step by step', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const { page } = tab;
  await page.getByLabel('or paste it').fill(bundle);
  await page.getByRole('button', { name: 'Check it now' }).click();
  await page.locator('#verdict', { hasText: 'Proved' }).waitFor();
  const steps = await page.locator('#result article').first().locator('.steps > li').allInnerTexts();
  assert.ok(steps.length >= 8, 'each check is shown');
  assert.ok(
    steps.every((step) => step.startsWith('Passed:')),
    steps.join('\n'),
  );
  assert.match(await page.locator('#result').innerText(), /CSIRT South/);
});

test('a case opens the check page with its bundle already in it', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check?case=7f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10`);
  await tab.page.getByRole('button', { name: 'Check it now' }).click();
  await tab.page.locator('#verdict', { hasText: 'Proved' }).waitFor();
});

test('one changed letter makes the check fail, and the failed step says why', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const at = bundle.indexOf('~') + 9;
  const broken = bundle.slice(0, at) + (bundle[at] === 'A' ? 'B' : 'A') + bundle.slice(at + 1);
  await tab.page.getByLabel('or paste it').fill(broken);
  await tab.page.getByRole('button', { name: 'Check it now' }).click();
  await tab.page.locator('#verdict', { hasText: 'Failed' }).waitFor();
  assert.ok((await tab.page.locator('#result .steps > li.failed').count()) > 0);
});

test('without the witnesses it says "not yet witnessed", which is neither proved nor failed', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const lonely = formatBundle({ ...world.bundle([alert]), statements: [world.entry(alert, [])] });
  await tab.page.getByLabel('or paste it').fill(lonely);
  await tab.page.getByRole('button', { name: 'Check it now' }).click();
  await tab.page.locator('#verdict', { hasText: 'Not yet witnessed' }).waitFor();
});

test('text inside a bundle cannot run in the page that checks it', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  await tab.page.getByLabel('or paste it').fill(bundle);
  await tab.page.getByRole('button', { name: 'Check it now' }).click();
  await tab.page.locator('#verdict').waitFor();
  assert.equal(await tab.page.locator('#result img').count(), 0);
  assert.match((await tab.page.locator('#result').textContent()) ?? '', /<img src=x/);
});

test('the field for a file stays in sight while one is held over it', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const field = tab.page.locator('#drop');
  await field.dispatchEvent('dragover');
  const seen = () =>
    field.evaluate((one) =>
      Promise.all(one.getAnimations().map(({ finished }) => finished)).then(() => getComputedStyle(one).opacity),
    );
  assert.equal(await seen(), '1');
});

test('a dropped or chosen file is checked at once', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  await tab.page
    .getByLabel('Choose a file')
    .setInputFiles({ name: 'case.json', mimeType: 'application/json', buffer: Buffer.from(bundle) });
  await tab.page.locator('#verdict', { hasText: 'Proved' }).waitFor();
});

test('the page says that it is checking, goes on answering meanwhile, and shows only what was asked for last', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const { page } = tab;
  await page.getByLabel('or paste it').fill(bundle);
  // Pressed and taken back within one turn: a check that held the page would be finished before the second press.
  const said = await page.evaluate(async () => {
    const [form, field] = [document.querySelector('form')!, document.querySelector('textarea')!];
    const shown = () => document.getElementById('result')!.textContent ?? '';
    form.requestSubmit();
    const first = shown();
    await new Promise((resolve) => setTimeout(resolve, 1));
    field.value = '';
    form.requestSubmit();
    const second = shown();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return { first, second, last: shown() };
  });
  assert.match(said.first, /^Checking…$/);
  assert.match(said.second, /There is nothing to check yet/);
  assert.equal(said.last, said.second);
});

test('rubbish, an empty field and a broken trust list each get a sentence instead of an error', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/check`);
  const press = () => tab.page.getByRole('button', { name: 'Check it now' }).click();
  await press();
  await tab.page.getByText('There is nothing to check yet').waitFor();
  await tab.page.getByLabel('or paste it').fill('{"comity-bundle": 1');
  await press();
  await tab.page.getByText('This is no evidence bundle').waitFor();
  await tab.page.getByText('Whom you trust').click();
  await tab.page.getByLabel('Logs, witnesses and parties you trust').fill('party nobody');
  await press();
  await tab.page.getByText('The list of whom you trust cannot be read').waitFor();
});

test('the saved page checks a bundle from a disk, without any network', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'comity-check-'));
  try {
    const saved = join(folder, 'check.html');
    await writeFile(saved, await (await fetch(`${site.url}/check`)).text());
    await using tab = await browser.open('');
    await tab.page.context().setOffline(true);
    await tab.page.goto(pathToFileURL(saved).href);
    await tab.page.getByLabel('or paste it').fill(bundle);
    await tab.page.getByRole('button', { name: 'Check it now' }).click();
    await tab.page.locator('#verdict', { hasText: 'Proved' }).waitFor();
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a saved copy leads to the glossary of the node that made it, and its own anchors stay inside', {
  skip,
}, async () => {
  const text = await (await fetch(`${site.url}/check`)).text();
  const targets = [...text.matchAll(/<a\b[^>]*? href="([^"]*)"/g)].map(([, href = '']) => href);
  assert.ok(targets.includes(`${site.url}/help#bundle`), targets.join(' '));
  assert.ok(targets.includes('#content'));
  assert.deepEqual(
    targets.filter((href) => !href.startsWith(`${site.url}/`) && !href.startsWith('#')),
    [],
  );
});

test('the page may not open any connection, and stays within its budget', { skip }, async () => {
  const answer = await fetch(`${site.url}/check`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'; script-src 'sha256-/);
  assert.doesNotMatch(policy, /unsafe|connect-src|'self'/);
  const compressed = gzipSync(await answer.text()).length;
  assert.ok(compressed <= CHECK_BUDGET_COMPRESSED_BYTES, `${compressed} bytes`);
});

test('the check page with a result is accessible and does not scroll sideways, light and dark and at 320 px', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/check?case=7f2c1a5e-3d44-4b7e-9a51-0d6c2b8e4f10`);
  await tab.page.getByRole('button', { name: 'Check it now' }).click();
  await shownInFull(tab);
  await tab.screenshot('check-result');
  await tab.assertEveryLook();
});

test('the home page is accessible and does not scroll sideways, light and dark and at 320 px', {
  skip,
}, async () => {
  await using tab = await browser.open(site.url);
  await tab.assertEveryLook();
});

test('every part in every state is accessible in both themes and directions, and at 320 px nothing scrolls sideways', {
  skip,
}, async () => {
  await using tab = await browser.open('');
  for (const view of ['theme=light&dir=ltr', 'theme=dark&dir=ltr', 'theme=dark&dir=rtl']) {
    await tab.page.setViewportSize({ width: 1_280, height: 800 });
    await tab.page.goto(`${site.url}/design?${view}`);
    await tab.page.getByRole('link', { name: 'Arvenia: 3 listed, 1 to verify first' }).waitFor();
    await tab.assertAccessible();
    await tab.page.setViewportSize({ width: 320, height: 640 });
    await tab.assertNoSidewaysScroll();
  }
});
