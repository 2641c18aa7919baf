import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { App } from '#http/contract.ts';
import { type EventTimes, registerEvents } from '#http/events.ts';
import type { Recorded } from '#ledger/contract.ts';
import { openBrowser, type TestBrowser, type TestPage } from '#testing/browser.ts';
import { buildAssets, registerAssets } from '#web/assets.ts';
import { html, type Markup } from '#web/html.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { sendPage } from '#web/shell.ts';
import { openSite, type Site } from './site.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
const SCRIPT_LIMIT_MS = 100;
const ARRIVALS = 5;
const STREAM_LIFE_MS = 1_500;

/** A page of two parts, as a case or a desk has them: a list that grows, and a form. */
type Page = { rows: string[]; note: string; withForm: boolean };

let browser: TestBrowser;
let site: Site;
let shown: Page;
/** What happens between the reading of a page's rows and its going out. */
let meanwhile: (() => void) | undefined;
const listeners = new Set<(records: readonly Recorded[]) => void>();

function record(): void {
  for (const heard of listeners) heard([{ digest: 'any', case: randomUUID() } as Recorded]);
}

function register(app: App, times: EventTimes = {}): void {
  registerAssets(app);
  const ledger = {
    onRecorded(heard: (records: readonly Recorded[]) => void) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
  registerEvents(app, ledger, async () => true, times);
  app.get('/room', (request, reply) => {
    const list = html`<section aria-labelledby="list"><h2 id="list">List</h2><ul>${shown.rows.map((row) => html`<li><a href="${`/${row}`}">${row}</a></li>`)}</ul><details><summary>More</summary><p>${shown.note}</p></details></section>`;
    const field = textField({ name: 'note', label: 'Note' });
    const typed: Markup | false =
      shown.withForm &&
      html`<section aria-labelledby="say"><h2 id="say">Say</h2>${form(request, reply, { action: '/room' }, field)}<p id="state">${shown.note}</p></section>`;
    const body = html`<h1>Room</h1><div id="live" data-live="/room">${list}${typed}</div>`;
    meanwhile?.();
    meanwhile = undefined;
    return sendPage(request, reply, { title: 'Room', liveCase: '', body });
  });
}

before(async () => {
  if (!opened.ok) return;
  browser = opened.value;
  await buildAssets();
  site = await openSite((app) => register(app));
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
});

async function enter(at = site): Promise<TestPage> {
  shown = { rows: ['one', 'two'], note: 'before', withForm: true };
  const tab = await browser.open('');
  const stream = tab.page.waitForResponse((answer) => answer.url().includes('/events?'));
  await tab.page.goto(`${at.url}/room`);
  await stream;
  return tab;
}

const texts = ({ page }: TestPage) => page.locator('#live li').allInnerTexts();

test('what arrives is there at once where nobody is at work, and what was opened stays open', {
  skip,
}, async () => {
  await using tab = await enter();
  await tab.page.getByText('More').click();
  await tab.page.evaluate(() => (document.activeElement as HTMLElement).blur());
  shown = { ...shown, rows: ['new', 'one', 'two'], note: 'after' };
  record();
  await tab.page.getByText('new', { exact: true }).waitFor();
  assert.deepEqual(await texts(tab), ['new', 'one', 'two']);
  assert.ok(await tab.page.locator('details').evaluate((one: HTMLDetailsElement) => one.open));
  assert.equal(await tab.page.locator('details p').innerText(), 'after');
  assert.equal(await tab.page.locator('#live-state').innerText(), '');
});

test('what is being typed stays when something arrives: text, caret and focus, and the other part is fresh', {
  skip,
}, async () => {
  await using tab = await enter();
  const field = tab.page.getByLabel('Note');
  await field.fill('Ward 7 has no monitors');
  await field.evaluate((one: HTMLInputElement) => one.setSelectionRange(5, 7));
  shown = { ...shown, rows: ['new', 'one', 'two'] };
  record();
  await tab.page.getByText('new', { exact: true }).waitFor();
  const now = await field.evaluate((one: HTMLInputElement) => ({
    value: one.value,
    caret: [one.selectionStart, one.selectionEnd],
    focused: document.activeElement === one,
  }));
  assert.deepEqual(now, { value: 'Ward 7 has no monitors', caret: [5, 7], focused: true });
  assert.equal(await tab.page.locator('#live-state').innerText(), '', 'nothing was held back');
});

test('a part in which somebody works is left as it is; a banner counts what came, and "Show" brings it without losing a word', {
  skip,
}, async () => {
  await using tab = await enter();
  const field = tab.page.getByLabel('Note');
  await field.fill('half a sentence');
  shown = { ...shown, note: 'changed' };
  record();
  // What stands beside the field is taken in at once: it moves nothing.
  await tab.page.locator('#state').getByText('changed').waitFor();
  assert.equal(await field.inputValue(), 'half a sentence');
  assert.equal(await tab.page.locator('#live-state').innerText(), '');
  shown = { ...shown, withForm: false };
  record();
  await tab.page.getByText('New here: 1.').waitFor();
  record();
  await tab.page.getByText('New here: 2.').waitFor();
  await tab.assertAccessible();
  await tab.page.getByRole('button', { name: 'Show', exact: true }).click();
  await tab.page.locator('#live-state').getByText('New here').waitFor({ state: 'hidden' });
  assert.equal(await field.inputValue(), 'half a sentence');
  assert.equal(await tab.page.locator('#live-state').innerText(), '');
});

test('a form that the newer page no longer has stays while there is something typed in it', { skip }, async () => {
  await using tab = await enter();
  await tab.page.getByLabel('Note').fill('not yet sent');
  shown = { ...shown, withForm: false, rows: ['new'] };
  record();
  await tab.page.getByRole('button', { name: 'Show', exact: true }).click();
  await tab.page.getByText('new', { exact: true }).waitFor();
  assert.equal(await tab.page.getByLabel('Note').inputValue(), 'not yet sent');
  assert.deepEqual(await texts(tab), ['new']);
});

test('whoever moves along a list by keyboard is not thrown out of it', { skip }, async () => {
  await using tab = await enter();
  await tab.page.getByRole('link', { name: 'two' }).focus();
  shown = { ...shown, rows: ['new', 'one', 'two'] };
  record();
  await tab.page.getByText('New here: 1.').waitFor();
  assert.deepEqual(await texts(tab), ['one', 'two']);
  await tab.page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
  await tab.page.getByText('new', { exact: true }).waitFor();
  assert.equal(await tab.page.evaluate(() => document.activeElement?.id), 'live');
});

test('without a network the page says since when, and once it is back it catches up by itself', {
  skip,
}, async () => {
  await using tab = await enter();
  tab.expectProblem(/ERR_INTERNET_DISCONNECTED|request failed/);
  const { page } = tab;
  await page.getByLabel('Note').fill('kept');
  await page.context().setOffline(true);
  await page.getByText(/No connection since \d\d:\d\d/).waitFor();
  await tab.assertAccessible();
  shown = { ...shown, rows: ['missed', 'one', 'two'] };
  record();
  await page.context().setOffline(false);
  await page.getByText('Connected again.').waitFor();
  await page.getByText('missed', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Note').inputValue(), 'kept');
  // Long enough to be read, or to be read aloud: what it brought does not wipe it away.
  assert.match(await page.locator('#live-state').innerText(), /^Connected again\./);
});

test('an answer that was under way when the network went is shown, and hides not that it is gone', {
  skip,
}, async () => {
  await using tab = await enter();
  tab.expectProblem(/ERR_INTERNET_DISCONNECTED|request failed/);
  const { page } = tab;
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  await page.route('**/room', async (route) => {
    const response = await route.fetch();
    asked.resolve();
    await gone.promise;
    await route.fulfill({ response });
  });
  shown = { ...shown, rows: ['late', 'one', 'two'] };
  record();
  await asked.promise;
  await page.context().setOffline(true);
  const said = page.getByText(/No connection since \d\d:\d\d/);
  await said.waitFor();
  gone.resolve();
  await page.getByText('late', { exact: true }).waitFor();
  assert.ok(await said.isVisible());
});

test('what was recorded while a page was on its way is on it as soon as it listens', { skip }, async () => {
  meanwhile = () => {
    shown = { ...shown, rows: ['overtaken', 'one', 'two'] };
    record();
  };
  await using tab = await enter();
  await tab.page.getByText('overtaken', { exact: true }).waitFor();
});

test('a stream that has come to its end is opened again by the page itself, which then shows what it missed', {
  skip,
}, async () => {
  await using short = await openSite((app) => register(app, { lifeMs: STREAM_LIFE_MS }));
  await using tab = await enter(short);
  const field = tab.page.getByLabel('Note');
  await field.fill('half a sentence');
  for (const row of ['first', 'second']) {
    const ended = await tab.page.waitForEvent('requestfinished', (one) => one.url().includes('/events?'));
    const again = tab.page.waitForResponse((answer) => answer.url().includes('/events?'));
    shown = { ...shown, rows: [row, 'one', 'two'] };
    record();
    assert.doesNotMatch((await texts(tab)).join(), new RegExp(row, 'u'), 'nobody listens now');
    await again;
    await tab.page.getByText(row, { exact: true }).waitFor();
    assert.ok(ended.timing().responseEnd >= STREAM_LIFE_MS / 2);
  }
  assert.equal(await field.inputValue(), 'half a sentence');
  assert.equal(await tab.page.locator('#live-state').innerText(), '', 'so short a gap is not worth a word');
});

test('time that passes is shown each minute where nothing is recorded, and says nothing of itself to whoever is typing', {
  skip,
}, async () => {
  shown = { rows: ['in 61 minutes'], note: 'before', withForm: true };
  await using tab = await browser.open('');
  await tab.page.clock.install();
  await tab.page.goto(`${site.url}/room`);
  shown = { ...shown, rows: ['in 60 minutes'] };
  await tab.page.clock.fastForward('01:01');
  await tab.page.getByText('in 60 minutes', { exact: true }).waitFor();
  const field = tab.page.getByLabel('Note');
  await field.fill('half a sentence');
  shown = { ...shown, withForm: false };
  const asked = tab.page.waitForResponse((answer) => answer.url().endsWith('/room'));
  await tab.page.clock.fastForward('01:01');
  await (await asked).finished();
  shown = { ...shown, withForm: true, rows: ['in 59 minutes'] };
  await tab.page.clock.fastForward('01:01');
  await tab.page.getByText('in 59 minutes', { exact: true }).waitFor();
  assert.equal(await field.inputValue(), 'half a sentence');
  assert.equal(await tab.page.locator('#live-state').innerText(), '', 'nothing new came');
});

test('an arrival is drawn in under 100 ms at a list of 200 rows', { skip }, async () => {
  await using tab = await enter();
  const rows = Array.from({ length: 200 }, (_, at) => `row-${at}`);
  shown = { ...shown, rows };
  record();
  await tab.page.getByText('row-199', { exact: true }).waitFor();
  await tab.page.evaluate(() => {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) document.body.dataset.longest = String(duration);
    }).observe({ type: 'longtask' });
  });
  const took: number[] = [];
  for (let arrival = 0; arrival < ARRIVALS; arrival++) {
    await tab.page.evaluate(() => delete document.body.dataset.longest);
    rows.unshift(`arrival-${arrival}`);
    shown = { ...shown, rows };
    record();
    await tab.page.getByText(`arrival-${arrival}`, { exact: true }).waitFor();
    took.push(Number((await tab.page.evaluate(() => document.body.dataset.longest)) ?? 0));
  }
  // Other work of the machine only ever makes a task longer: the shortest is what the page itself costs.
  assert.ok(Math.min(...took) < SCRIPT_LIMIT_MS, `tasks of ${took.join(', ')} ms`);
});
