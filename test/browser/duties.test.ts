import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dutyRoutes } from '#obligations/finder/duty-routes.ts';
import { dutyPages } from '#obligations/finder/pages/duty-pages.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { openBrowser, type TestBrowser } from '#testing/browser.ts';
import { registerWeb } from '#web/web.ts';
import { openSite, type Site } from './site.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
const NOW = Temporal.Instant.from('2026-11-29T10:00:00Z');
const ANSWERED =
  '/duties?state=XV&service_states=IN+US&sectors=health&size=large&significant=yes&personal_data=yes&critical_entity=yes&zone=Europe/Oslo&awareness=2026-11-29T09:00';

let browser: TestBrowser;
let site: Site;

before(async () => {
  if (!opened.ok) return;
  browser = opened.value;
  const rulebook = loadRulebook({ fictional: { EU: ['XV'], EEA: ['XV'] } });
  assert.ok(rulebook.ok);
  const names: Readonly<Record<string, string>> = { XV: 'Veldmark' };
  const services = { rulebook: rulebook.value, stateName: (code: string) => names[code] ?? code, now: () => NOW };
  site = await openSite(async (app) => {
    await registerWeb(app, { trustText: async () => '', bundleText: async () => null });
    dutyRoutes(app, services);
    dutyPages(app, { ...services, exerciseStates: ['XV'] });
  });
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
});

test('from the home page to the law of a deadline, without JavaScript and without sign-in', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/`, { javaScript: false });
  const { page } = tab;
  await page.getByRole('link', { name: 'The duty finder' }).click();
  await page.getByLabel('In which state are you established?').selectOption('XV');
  await page.getByLabel('Health', { exact: true }).check();
  await page.getByLabel('Large: 250 people or more').check();
  await page.getByLabel('Severe disruption, loss or damage to others').selectOption('yes');
  await page.getByLabel('Your time zone').fill('Europe/Oslo');
  await page.getByLabel('When did you become aware?').fill('2026-11-29T09:00');
  await page.getByRole('button', { name: 'Find duties' }).click();
  // What was answered stands in no address.
  assert.equal(new URL(page.url()).search, '');
  await page.getByText('30 Nov 2026, 08:00 UTC').first().waitFor();
  await page.getByText('09:00 (Europe/Oslo)').first().waitFor();
  await page.getByRole('table').getByRole('link', { name: 'Art. 23(4)(a)' }).click();
  assert.match(page.url(), /\/duties\/regimes\/eu-nis2#early-warning$/);
  const source = page.locator('#early-warning').getByRole('link', { name: /2022\/2555/ });
  assert.equal(await source.getAttribute('href'), 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj');
});

test('a zone that does not exist leads back to its field, with what was typed', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/duties`);
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByLabel('Your time zone').fill('Mars/Olympus');
  await page.getByRole('button', { name: 'Find duties' }).click();
  await page.getByRole('link', { name: /There is no time zone Mars\/Olympus/ }).click();
  assert.equal(await page.getByLabel('Your time zone').inputValue(), 'Mars/Olympus');
});

test('the finder and the regimes are accessible and never scroll sideways, light and dark and at 320 px', {
  skip,
}, async () => {
  await using tab = await browser.open('');
  for (const path of [
    '/duties',
    ANSWERED,
    '/duties/regimes',
    '/duties/regimes/eu-nis2',
    '/duties/regimes/us-circia',
  ]) {
    await tab.page.goto(`${site.url}${path}`);
    await tab.assertEveryLook();
  }
});

test('on paper the deadlines stand in one table, each stage on its lines, and the form stays away', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}${ANSWERED}`);
  const { page } = tab;
  // An A4 page within its margins.
  await page.setViewportSize({ width: 673, height: 960 });
  await page.emulateMedia({ media: 'print' });
  const first = page.locator('#result table tbody tr').first();
  const tops = await first
    .locator('th, td')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().top));
  assert.equal(new Set(tops.map(Math.round)).size, 1, tops.join(' '));
  assert.ok(await page.getByRole('columnheader', { name: 'By when' }).isVisible());
  assert.equal(await page.getByRole('button', { name: 'Find duties' }).isVisible(), false);
  await tab.assertNoSidewaysScroll();
});

test('a stage whose law names no time has no empty line where others have it', { skip }, async () => {
  await using tab = await browser.open(`${site.url}${ANSWERED}`);
  const stage = tab.page.locator('.card li', { hasText: 'Intermediate report' }).first();
  assert.doesNotMatch(await stage.innerHTML(), /<br>\s*<br>/);
});
