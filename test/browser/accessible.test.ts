import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Response } from 'playwright-core';
import { RULES_OF_LOOKS, type TestPage } from '#testing/browser.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { onePageOfEachKind, type Walk, walkEverySeat } from '#testing/demo-walk.ts';
import { fillDemo, type Place } from '#testing/full-demo.ts';
import { assertScriptBudget, looseIn } from '#testing/script-weight.ts';
import { languageOfPage, latinWords } from './words-of-page.ts';

const { skip, site } = await siteForTests();
const WIDE = { width: 1280, height: 800 };
const OFFICER = 'veldmark duty-officer';
const NARROW = { width: 320, height: 800 };
/** Fewer would mean that the walk was cut short, and that pages are looked at by nobody. */
const KINDS_AT_LEAST = 70;
/** The page of a proof asks for it as it stands now; a log that has just grown has none for a moment. */
const NOT_YET = 409;

let walks: readonly Walk[] = [];

before(async () => {
  if (skip !== false) return;
  walks = await walkEverySeat(site, await fillDemo(site));
});

test('no link that anybody can follow in the demo leads to a page that is missing, refused or fails', {
  skip,
}, () => {
  const bad = walks.flatMap(({ node, seat, visited }) =>
    visited
      .filter(({ status }) => status >= 400 && status !== NOT_YET)
      .map(({ path, status, from }) => `${node}, ${seat ?? 'nobody'}: ${from} leads to ${path}, status ${status}`),
  );
  assert.deepEqual(bad, []);
});

test('from every desk a link leads to the rooms that the seat may enter, and to no other', { skip }, () => {
  const seen = (seat: string) =>
    new Set(walks.find((walk) => walk.seat === seat)?.visited.map(({ kind }) => kind));
  const forAll = ['/cooperation', '/contacts', '/duties', '/duties/regimes', '/reminders', '/scores', '/tokens'];
  for (const { seat } of walks.filter(({ seat }) => seat !== null)) {
    assert.deepEqual([...new Set(forAll).difference(seen(seat!))], [], seat!);
  }
  for (const kind of ['/border', '/telephone', '/persons', '/peers'])
    assert.ok(seen('duty-officer').has(kind), kind);
  assert.ok(!seen('operator').has('/border'), 'an operator tells no states');
  for (const kind of ['/persons', '/peers']) assert.ok(!seen('approver').has(kind), kind);
  assert.ok(!seen('regional-body').has('/border'), 'a regional body tells no states');
});

test('every kind of page is free of WCAG 2.2 AA violations, console errors, a loose policy, too much script and sideways scrolling, also at 320 px', {
  skip,
}, async (t) => {
  const pages = onePageOfEachKind(walks);
  assert.ok(pages.length >= KINDS_AT_LEAST, `the walk found ${pages.length} kinds of pages`);
  const bySeat = Map.groupBy(pages, ({ node, seat }) => `${node} ${seat}`);
  for (const places of bySeat.values()) {
    const { node, seat } = places[0]!;
    // One tab for each seat, and one visit for all three looks: a fresh tab for each costs minutes.
    await using tab = await site.sit(node, seat, '/sign-in/done');
    for (const place of places) {
      await t.test(`${place.kind}, as ${seat ?? 'nobody'}`, () => lookAt(tab, place));
    }
  }
});

async function lookAt(tab: TestPage, { node, path }: Place): Promise<void> {
  const { page } = tab;
  await page.setViewportSize(WIDE);
  const answer = await visit(tab, `${site.url(node)}${path}`);
  assert.equal(answer.status(), 200);
  assert.deepEqual(looseIn((await answer.headerValue('content-security-policy')) ?? ''), []);
  await assertScriptBudget(path, await answer.text(), async (file) =>
    (await fetch(`${site.url(node)}${file}`)).text(),
  );
  assert.equal(await page.locator('h1').count(), 1, 'one heading of the first level');
  assert.ok(await page.locator('.exercise').isVisible(), 'the banner of an exercise');
  await tab.assertNoSidewaysScroll();
  await tab.assertAccessible();
  // Its colours in the dark, and at this width, are looked at by axe in the walk from right to left.
  await page.setViewportSize(NARROW);
  await tab.assertNoSidewaysScroll();
}

test('every kind of page reads in Arabic from right to left, in the dark and at 320 px too, without sideways scrolling, and marks what stays in another language', {
  skip,
}, async (t) => {
  const bySeat = Map.groupBy(onePageOfEachKind(walks), ({ node, seat }) => `${node} ${seat}`);
  for (const places of bySeat.values()) {
    const { node, seat } = places[0]!;
    await using tab = await site.sit(node, seat, '/sign-in/done');
    await tab.page.goto(`${site.url(node)}/?lang=ar`);
    for (const place of places) {
      await t.test(`${place.kind}, as ${seat ?? 'nobody'}`, () => readInArabic(tab, place));
    }
    await tab.page.goto(`${site.url(node)}/?lang=en`);
  }
});

async function readInArabic(tab: TestPage, { node, path }: Place): Promise<void> {
  const { page } = tab;
  await page.setViewportSize(WIDE);
  assert.equal((await visit(tab, `${site.url(node)}${path}`)).status(), 200);
  assert.deepEqual(await page.evaluate(languageOfPage), ['ar', 'rtl']);
  assert.deepEqual(await page.evaluate(latinWords), [], 'unmarked words in Latin letters');
  await tab.assertNoSidewaysScroll();
  // Colours that fade from one theme to the other have the contrast of neither.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize(NARROW);
  await tab.assertNoSidewaysScroll();
  // The walk in English asks all the others.
  await tab.assertAccessible(RULES_OF_LOOKS);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Pages that are costly to make are given so many a minute; a walk waits for its turn as a person would. */
async function visit(tab: TestPage, url: string): Promise<Response> {
  tab.expectProblem(/429/);
  for (;;) {
    const answer = (await tab.page.goto(url))!;
    if (answer.status() !== 429) return answer;
    await new Promise((later) => setTimeout(later, 1000 * Number(answer.headers()['retry-after'] ?? 1)));
  }
}

test('whoever is signed in has the whole navigation in one line at 1280 px', { skip }, async () => {
  for (const [node, seat] of [
    ['veldmark', 'operator'],
    ['veldmark', 'duty-officer'],
    ['arvenia', 'neighbour-approver'],
    ['northern-shelf', 'small-state'],
  ] as const) {
    await using tab = await site.sit(node, seat, '/desk', { widthPx: WIDE.width });
    await tab.assertNoSidewaysScroll();
    const tops = await tab.page
      .locator('header.site nav a, header.site .account > *')
      .evaluateAll((items) => items.map((item) => item.getBoundingClientRect().bottom));
    assert.ok(Math.max(...tops) - Math.min(...tops) < 12, `${seat}: ${tops.join(' ')}`);
  }
});

test('a desk scrolls sideways neither at 1280 px nor when text is twice as large', { skip }, async () => {
  for (const { path, kind } of onePageOfEachKind(walks).filter(
    ({ node, seat }) => `${node} ${seat}` === OFFICER,
  )) {
    if (!['/desk', '/border', '/cases/*', '/statements/*'].includes(kind)) continue;
    await using tab = await site.sit('veldmark', 'duty-officer', path, { widthPx: WIDE.width });
    await tab.assertNoSidewaysScroll();
    // Twice as large is half as many CSS pixels across.
    await tab.page.setViewportSize({ width: WIDE.width / 2, height: WIDE.height });
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
