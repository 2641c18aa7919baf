import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGuide } from '#demo/guide.ts';
import { playerFor } from '#demo/player.ts';
import { PUBLIC_CASE } from '#demo/public-case.ts';
import { SCENES } from '#demo/scenes.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { drawnFonts } from '#testing/drawn-fonts.ts';
import { LANGUAGE_FACTS, LANGUAGES } from '#texts/languages.ts';
import { languageOfPage, latinWords } from './words-of-page.ts';

const { skip, site } = await siteForTests();
/** Fewer would mean that nobody looked at the page. */
const GLYPHS_AT_LEAST = 200;

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

test('in each of the six languages a page is drawn with the fonts that come with it, and with none of the machine', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/desk');
  for (const language of LANGUAGES) {
    for (const path of ['/desk', '/report']) {
      await tab.page.goto(`${site.url('veldmark')}${path}?lang=${language}`);
      const drawn = await drawnFonts(tab.page);
      assert.ok(drawn.reduce((sum, { glyphs }) => sum + glyphs, 0) > GLYPHS_AT_LEAST, `${path} in ${language}`);
      assert.deepEqual(
        drawn.filter(({ isServed }) => !isServed),
        [],
        `${path} in ${language}`,
      );
    }
  }
  await tab.page.goto(`${site.url('veldmark')}/desk?lang=en`);
});
