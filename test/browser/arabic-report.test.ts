import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { siteForTests } from '#testing/demo-site.ts';
import { catalogue } from '#texts/catalogue.ts';

const { skip, site } = await siteForTests();
const ALERT = catalogue('ar', 'alert');
const WIDTHS_PX = [1280, 320];
const DETAIL = 'توقفت الأجهزة في الجناح السابع';
const STORY = 'توقفت نتائج المختبر عند الساعة 02:00 بعد رسالة من file-server-7.';

/** Left of the middle in a page that runs from right to left is where a line ends. */
async function startsAtTheRight(page: Page, words: string): Promise<void> {
  const box = await page.getByText(words, { exact: true }).first().boundingBox();
  assert.ok(box !== null && box.x + box.width > page.viewportSize()!.width / 2, words);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: ALERT['question.save']!, exact: true }).click();
}

for (const widthPx of WIDTHS_PX) {
  test(`a report is made in Arabic from the first page to its receipt, at ${widthPx} px`, { skip }, async () => {
    await using tab = await site.sit('veldmark', 'operator', '/report', { locale: 'ar', widthPx });
    const { page } = tab;
    const readable = async () => {
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.dir]), ['ar', 'rtl']);
      assert.match(
        await page.locator('h1').innerText(),
        /\p{Script=Arabic}/u,
        'the question itself is translated',
      );
      await tab.assertNoSidewaysScroll();
    };
    await readable();
    await startsAtTheRight(page, ALERT['report.emergency']!);
    const number = page.locator('.emergency .number bdi');
    assert.match(await number.innerText(), /^\+?[0-9 ]+$/, 'the number to call runs from left to right');
    await page.getByRole('button', { name: ALERT['report.startButton']!, exact: true }).click();

    await page.getByLabel(ALERT['fields.danger.yes']!, { exact: true }).check();
    await page.locator('[name=danger_detail]').fill(DETAIL);
    await readable();
    await save(page);
    await page.locator('[name=incident_type]').selectOption('availability/dos');
    await page.getByLabel(ALERT['fields.malicious.suspected']!, { exact: true }).check();
    await page.locator('[name=description]').fill(STORY);
    await save(page);
    await page.locator('[name=noticed_at][value$=Z]').check();
    await save(page);
    await page.locator('[name=sectors][value=health]').check();
    await page.locator('[name=affected_states]').first().check();
    await save(page);
    await page.getByLabel(catalogue('ar', 'taxonomy')['harms.care-delayed']!, { exact: true }).check();
    await readable();
    await save(page);
    await page
      .getByRole('link', { name: ALERT['address.title']!, exact: true })
      .or(page.locator('a[href$="/address"]'))
      .first()
      .click();
    await save(page);

    await page.getByRole('heading', { name: ALERT['check.title']!, exact: true }).waitFor();
    await readable();
    await startsAtTheRight(page, DETAIL);
    await tab.assertAccessible();
    await page.getByRole('button', { name: ALERT['check.sign']!, exact: true }).click();

    await page.getByRole('heading', { name: ALERT['receipt.title']!, exact: true }).waitFor();
    await readable();
    const reference = page.locator('.reference');
    assert.match(await reference.innerText(), /^[A-Za-z0-9_-]{43}$/);
    assert.equal(
      await reference.evaluate((element) => getComputedStyle(element).direction),
      'ltr',
      'a digest reads from left to right in any language',
    );

    // Who reads it in English sees the words as they were written, in their own direction.
    await using officer = await site.sit(
      'veldmark',
      'duty-officer',
      new URL(page.url()).pathname.replace('/receipt', ''),
      {},
    );
    const said = officer.page.getByText(STORY);
    await said.first().waitFor();
    assert.equal(await officer.page.evaluate(() => document.dir), 'ltr');
    assert.equal(await said.first().evaluate((element) => getComputedStyle(element).direction), 'rtl');
  });
}
