import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestPage } from '#testing/browser.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { answerQuestions, signReport } from '#testing/report-flow.ts';

const { skip, site } = await siteForTests();
const PHONE = { widthPx: 320, heightPx: 640, scheme: 'dark', zone: 'Europe/Oslo' } as const;
const ARRIVED = 'section[aria-labelledby=inbox] th a:has-text("Read and acknowledge")';
const SAVE = 'Save and continue';

let reported = '';

/** How far down the page something begins, in its own window. */
function topOf({ page }: TestPage, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((element) => element.getBoundingClientRect().top + scrollY);
}

test('on a telephone the number stands in one line, and the first question on the first screen', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', PHONE);
  const { page } = tab;
  const number = page.getByRole('link', { name: '+999 10 555 0112' });
  const lines = await number.evaluate((link) => link.getClientRects().length);
  assert.equal(lines, 1);
  await page.getByRole('button', { name: 'Start' }).click();
  assert.equal(await number.evaluate((link) => link.getClientRects().length), 1);
  assert.ok((await topOf(tab, 'main h1')) < PHONE.heightPx, 'the question is seen without scrolling');
  await tab.assertNoSidewaysScroll();
});

test('an hour typed by the clock of the device is said in UTC, without a date and without reckoning', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', PHONE);
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  const questions = page.url().replace(/\/danger$/u, '');
  await page.goto(`${questions}/when`);
  assert.equal(await page.getByLabel('By which clock?').inputValue(), 'Europe/Oslo');
  const past = new Date(Date.now() - 2 * 3_600_000);
  const inOslo = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Oslo', hour: '2-digit', minute: '2-digit' });
  await page.getByRole('group', { name: 'That time' }).getByLabel('Time').fill(inOslo.format(past));
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
  await page.getByRole('button', { name: SAVE }).click();
  // The form asks for the node before it is sent: whoever leaves earlier leaves without an answer.
  await page.waitForURL((url) => !url.pathname.endsWith('/when'));
  await page.goto(`${questions}/when`);
  assert.equal(
    await page.getByRole('group', { name: 'That time' }).getByLabel('Time').inputValue(),
    inOslo.format(past),
  );
  await page.goto(`${questions}/check`);
  await page
    .getByText(`${past.toISOString().slice(11, 16)} UTC`)
    .first()
    .waitFor();
});

test('every field that is still open is named at once, and each name leads to its field', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', PHONE);
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.goto(page.url().replace(/danger$/u, 'where'));
  await page.getByRole('button', { name: SAVE }).click();
  const box = page.getByRole('alert');
  await box.getByRole('link', { name: /^Which service is affected/u }).waitFor();
  await box.getByRole('link', { name: /^In which states may people feel it\?/u }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'affected_states');
  await tab.assertAccessible();
});

test('the task list leads on by one button, and the receipt says what happens next before it gives the proof', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', PHONE);
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  const tasks = page.url().replace(/\/danger$/u, '');
  await page.goto(tasks);
  await page.getByRole('link', { name: 'Go on with the report' }).click();
  await page.getByText('Question 1 of 5').waitFor();
  await answerQuestions(page, { danger: 'Yes', kind: 'availability/dos', states: ['Veldmark', 'Arvenia'] });
  const goOn = page.getByRole('link', { name: 'Go on with the report' });
  assert.match((await goOn.getAttribute('href')) ?? '', /\/address$/u);
  assert.ok((await goOn.boundingBox())!.y < PHONE.heightPx);
  reported = await signReport(page);
  assert.ok((await topOf(tab, '#next')) < (await topOf(tab, 'a[download]')));
  await tab.assertNoSidewaysScroll();
});

test('whoever reported finds the case on the desk, with who has the report and that no person has read it', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/desk', PHONE);
  const { page } = tab;
  const recent = page.getByRole('region', { name: 'Cases that changed last' });
  assert.equal(await recent.getByRole('link').first().getAttribute('href'), reported);
  await recent.getByText('Received, no person has read it').first().waitFor();
  await recent.getByText('Veldmark and Arvenia').first().waitFor();
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
});

test('on a telephone the acknowledgement stands after what was said and before its proof', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/desk', PHONE);
  const { page } = tab;
  await page.locator(ARRIVED).first().click();
  const sign = await topOf(tab, 'form[action$="/acknowledge"]');
  assert.ok((await topOf(tab, '#content-heading')) < sign);
  assert.ok(sign < (await topOf(tab, '#proof')));
  await tab.assertAccessible();
  await page.setViewportSize({ width: 1280, height: 800 });
  const beside = await page.locator('.beside').evaluate((element) => element.getBoundingClientRect().left);
  assert.ok(beside > 640, 'on a wide screen it stands beside');
});

test('a relay says to whom it goes and on what it rests, and calls nobody silent who was told a moment ago', {
  skip,
}, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', `${reported}/relay`);
  await duty.page
    .getByRole('link', { name: /^Incident alert, / })
    .first()
    .waitFor();
  await duty.page.getByRole('button', { name: 'Propose to a second person' }).click();
  await using approver = await site.sit('veldmark', 'approver', new URL(duty.page.url()).pathname, PHONE);
  const { page } = approver;
  await page.getByText('It goes to Arvenia Cyber Security Centre.').waitFor();
  await page.getByRole('button', { name: 'Approve and send' }).click();
  await page.locator('#deliveries').getByText('Arvenia').waitFor();
  assert.equal(await page.getByText(/Silent since/u).count(), 0);
  await approver.assertNoSidewaysScroll();
});

test('on paper tables stay tables, and what can only be pressed is left out', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', reported, { widthPx: 680 });
  const { page } = tab;
  const head = page.locator('section[aria-labelledby=holders] thead');
  assert.equal(
    await head.evaluate((element) => getComputedStyle(element).position),
    'absolute',
    'folded on screen',
  );
  await page.emulateMedia({ media: 'print' });
  assert.equal(await head.evaluate((element) => getComputedStyle(element).position), 'static');
  assert.ok(!(await page.getByRole('navigation', { name: 'Languages' }).isVisible()));
  assert.ok(!(await page.locator('.next').first().isVisible()));
  await tab.assertNoSidewaysScroll();
});
