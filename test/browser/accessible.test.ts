import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { View } from '#testing/browser.ts';
import { type DemoSite, openDemoSite, whySkipped } from '#testing/demo-site.ts';
import { answerQuestions, signReport } from './report-flow.ts';

const skip = await whySkipped();
const VIEWS: Readonly<Record<string, View>> = {
  light: {},
  dark: { scheme: 'dark' },
  'at 320 px': { widthPx: 320 },
};

let site: DemoSite;
const at: Record<string, string> = {};

before(async () => {
  if (skip !== false) return;
  site = await openDemoSite();
  await using operator = await site.sit('veldmark', 'operator', '/report');
  const { page } = operator;
  await page.getByRole('button', { name: 'Start' }).click();
  const draft = new URL(page.url()).pathname.replace(/\/danger$/, '');
  for (const question of ['danger', 'what', 'when', 'where', 'people'])
    at[`question ${question}`] = `${draft}/${question}`;
  at.tasks = draft;
  at['recipients and protection'] = `${draft}/address`;
  at['check answers'] = `${draft}/check`;

  await page.goto(`${site.url('veldmark')}/report`);
  await page.getByRole('button', { name: 'Start' }).click();
  await answerQuestions(page, { danger: 'Yes', kind: 'availability/dos', states: ['Veldmark', 'Arvenia'] });
  at.case = await signReport(page);
  at.receipt = new URL(page.url()).pathname;
  at.statement = at.receipt.replace(/\/receipt$/, '');

  await using duty = await site.sit('veldmark', 'duty-officer', `${at.case}/relay`);
  await duty.page.getByRole('button', { name: 'Propose to a second person' }).click();
  at['relay to decide'] = new URL(duty.page.url()).pathname;
  await duty.page.goto(`${site.url('veldmark')}/log-explorer`);
  at['log entry'] = (await duty.page.locator('tbody a').first().getAttribute('href')) ?? '';
  await duty.page.goto(`${site.url('veldmark')}/parties`);
  at.party = (await duty.page.locator('tbody a').first().getAttribute('href')) ?? '';
});

after(async () => {
  await site?.[Symbol.asyncDispose]();
});

/** Every page of the site, by the seat that sees most of it. */
const PAGES: readonly (readonly [name: string, seat: string | null, path: () => string | undefined])[] = [
  ['home', null, () => '/'],
  ['report', null, () => '/report'],
  ['report, signed in', 'operator', () => '/report'],
  ...['danger', 'what', 'when', 'where', 'people'].map(
    (question) => [`question ${question}`, 'operator', () => at[`question ${question}`]] as const,
  ),
  ['tasks', 'operator', () => at.tasks],
  ['recipients and protection', 'operator', () => at['recipients and protection']],
  ['check answers', 'operator', () => at['check answers']],
  ['receipt', 'operator', () => at.receipt],
  ['cases', 'duty-officer', () => '/cases'],
  ['cases, public', null, () => '/cases'],
  ['case', 'duty-officer', () => `${at.case}?events=all&order=noticed`],
  ['statement', 'duty-officer', () => at.statement],
  ['withdrawal', 'operator', () => `${at.statement}/withdraw`],
  ['correction', 'operator', () => `${at.statement}/correct`],
  ['release', 'operator', () => `${at.statement}/release`],
  ['answers', 'operator', () => `${at.case}/answers/danger`],
  ['draft as it stands', 'operator', () => at.tasks?.replace('/report/', '/drafts/')],
  ['update', 'operator', () => `${at.case}/update`],
  ['relay', 'duty-officer', () => `${at.case}/relay`],
  ['relay to decide', 'approver', () => at['relay to decide']],
  ['desk', 'duty-officer', () => '/desk'],
  ['desk of an approver', 'approver', () => '/desk'],
  ['tokens', 'duty-officer', () => '/tokens'],
  ['persons', 'duty-officer', () => '/persons'],
  ['persons, not to be changed', 'approver', () => '/persons'],
  ['peers', 'duty-officer', () => '/peers'],
  ['notice to a victim', 'duty-officer', () => `${at.case}/say/victim-notice`],
  ['notice to a vendor', 'duty-officer', () => `${at.case}/say/vendor-notice`],
  ['hold', 'duty-officer', () => `${at.case}/say/hold`],
  ['consent', 'operator', () => `${at.statement}/answer/consent`],
  ['telephone', 'duty-officer', () => '/telephone'],
  ['guest door', null, () => '/guest'],
  ['sign-in', null, () => '/sign-in'],
  ['enrolment', null, () => '/enrol'],
  ['log', null, () => '/log-explorer'],
  ['log entry', null, () => at['log entry']],
  ['parties', null, () => '/parties'],
  ['party', 'duty-officer', () => at.party],
  ['check', null, () => '/check'],
];

for (const [viewName, view] of Object.entries(VIEWS)) {
  test(`every page is free of WCAG 2.2 AA violations, console errors and sideways scrolling, ${viewName}`, {
    skip,
  }, async (t) => {
    const bySeat = Map.groupBy(PAGES, ([, seat]) => seat);
    for (const [seat, pages] of bySeat) {
      await using tab = await site.sit('veldmark', seat, '/sign-in/done', view);
      for (const [name, , path] of pages) {
        await t.test(`${name}, ${viewName}`, async () => {
          const address = path();
          assert.ok(address, `the set-up found no address for ${name}`);
          const answer = await tab.page.goto(`${site.url('veldmark')}${address}`);
          assert.equal(answer?.status(), 200);
          await tab.assertAccessible();
          await tab.assertNoSidewaysScroll();
          assert.equal(await tab.page.locator('h1').count(), 1, 'one heading of the first level');
          assert.ok(await tab.page.locator('.exercise').isVisible(), 'the banner of an exercise');
        });
      }
    }
  });
}

test('a desk scrolls sideways neither at 1280 px nor when text is twice as large', { skip }, async () => {
  for (const path of ['/desk', at.case!, at.statement!]) {
    await using tab = await site.sit('veldmark', 'duty-officer', path, { widthPx: 1280 });
    await tab.assertNoSidewaysScroll();
    // Twice as large is half as many CSS pixels across.
    await tab.page.setViewportSize({ width: 640, height: 800 });
    await tab.assertNoSidewaysScroll();
  }
});

test('a page that does not exist says what to do next, and is accessible', { skip }, async () => {
  await using tab = await site.sit('veldmark', null, '/');
  tab.expectProblem(/404/);
  await tab.page.goto(`${site.url('veldmark')}/nowhere`);
  await tab.page.getByRole('link', { name: 'Go to the home page' }).waitFor();
  await tab.assertAccessible();
});

test('the keyboard reaches the content past the navigation in one step', { skip }, async () => {
  await using tab = await site.sit('veldmark', null, '/cases');
  await tab.page.keyboard.press('Tab');
  await tab.page.keyboard.press('Enter');
  assert.equal(await tab.page.evaluate(() => document.activeElement?.id), 'content');
});
