import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { startGuide } from '#demo/guide.ts';
import { playerFor } from '#demo/player.ts';
import { PUBLIC_CASE } from '#demo/public-case.ts';
import { SCENES } from '#demo/scenes.ts';
import { RULES_OF_LOOKS, type TestPage } from '#testing/browser.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { onePageOfEachKind, walkEverySeat } from '#testing/demo-walk.ts';
import { fillRooms, type Place } from '#testing/full-demo.ts';
import { LANGUAGE_FACTS, LANGUAGES } from '#texts/languages.ts';

const { skip, site } = await siteForTests();
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 320, height: 800 };
/** Those who, between them, are led to every kind of page; the others see the same pages with less on them. */
const SEATS = ['duty-officer', 'operator', 'hospital-lawyer', 'lawyer', 'neighbour', 'small-state'];

let pages: ReturnType<typeof onePageOfEachKind> = [];

before(async () => {
  if (skip !== false) return;
  const walks = await walkEverySeat(site, await fillRooms(site), (seat, node) =>
    seat === null ? node === 'veldmark' : SEATS.includes(seat),
  );
  pages = onePageOfEachKind(walks);
});

test('every kind of page reads in Arabic from right to left, in the dark and at 320 px too, without sideways scrolling, and marks what stays in another language', {
  skip,
}, async (t) => {
  const bySeat = Map.groupBy(pages, ({ node, seat }) => `${node} ${seat}`);
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

async function readInArabic({ page, ...tab }: TestPage, { node, path }: Place): Promise<void> {
  await page.setViewportSize(WIDE);
  assert.equal(await statusOf({ page, ...tab }, `${site.url(node)}${path}`), 200);
  assert.deepEqual(await page.evaluate(languageOfPage), ['ar', 'rtl']);
  assert.deepEqual(await page.evaluate(latinWords), [], 'unmarked words in Latin letters');
  await tab.assertNoSidewaysScroll();
  // Colours that fade from one theme to the other have the contrast of neither.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize(NARROW);
  await tab.assertNoSidewaysScroll();
  // `accessible.test.ts` asks all the others.
  await tab.assertAccessible(RULES_OF_LOOKS);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Pages that are costly to make are given so many a minute; a walk waits for its turn as a person would. */
async function statusOf(tab: TestPage, url: string): Promise<number | undefined> {
  tab.expectProblem(/429/);
  for (;;) {
    const answer = await tab.page.goto(url);
    if (answer?.status() !== 429) return answer?.status();
    await new Promise((later) => setTimeout(later, 1000 * Number(answer.headers()['retry-after'] ?? 1)));
  }
}

function languageOfPage(): readonly string[] {
  return [document.documentElement.lang, document.documentElement.dir];
}

/**
 * Two words or more in Latin letters that no element marks as another language, as somebody's own words, or as a thing
 * that has the same letters everywhere. Runs in the page.
 */
function latinWords(): readonly string[] {
  const marked = 'bdi, code, pre, time, script, style, .hash, .fixed, .figure, [translate="no"], [lang]:not(html)';
  const found = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.parentElement!.closest(marked) !== null) continue;
    // What stands between isolates is somebody's own, or a name.
    const own = text.data.replaceAll(/\u2068[^\u2069]*\u2069/gu, '');
    if (/[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}/u.test(own)) found.add(text.data.trim());
  }
  return [...found];
}

test('the check page proves a case in Arabic with the network off, and says each finding in Arabic', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', null, `/check?case=${PUBLIC_CASE}&lang=ar`);
  await tab.page.context().setOffline(true);
  await tab.page.locator('#check-form button[type="submit"]').click();
  await tab.page.locator('.steps li', { hasText: 'التوقيع صحيح' }).first().waitFor();
  assert.equal(await tab.page.locator('#result .steps [lang="en"]').count(), 0);
  assert.deepEqual(await tab.page.evaluate(latinWords), [], 'unmarked words in Latin letters');
  await tab.page.context().setOffline(false);
});

test('the guide of the demo tells its scenes, seats and tour in Arabic, also what was played in English', {
  skip,
}, async () => {
  using player = playerFor(site.demo, SCENES);
  const port = Number(new URL(site.url('veldmark')).port) - 1;
  const guide = await startGuide(site.demo, player, port);
  try {
    assert.ok((await player.play('report')).ok);
    await using tab = await site.sit('veldmark', null, '/?lang=ar');
    for (const path of ['/?lang=ar', '/tour/1']) {
      await tab.page.goto(`${guide.url}${path}`);
      assert.deepEqual(await tab.page.evaluate(latinWords), [], path);
      await tab.assertNoSidewaysScroll();
    }
  } finally {
    await guide.close();
  }
});

test('a language that is chosen once stays: for this browser, and for its person on every other', {
  skip,
}, async () => {
  {
    await using tab = await site.sit('veldmark', 'duty-officer', '/desk');
    for (const language of LANGUAGES) {
      await tab.page.goto(`${site.url('veldmark')}/desk?lang=${language}`);
      assert.equal(new URL(tab.page.url()).search, '', 'the address can be shared without the choice');
      const shown = await tab.page.evaluate(languageOfPage);
      assert.deepEqual(shown, [language, LANGUAGE_FACTS[language].direction]);
    }
    await tab.page.goto(`${site.url('veldmark')}/desk?lang=ru`);
  }
  await using other = await site.sit('veldmark', 'duty-officer', '/desk');
  assert.equal(await other.page.evaluate(() => document.documentElement.lang), 'ru');
  await other.page.goto(`${site.url('veldmark')}/desk?lang=en`);
});
