import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type View, whySkipped } from '#testing/browser.ts';
import { type DemoSite, openDemoSite } from '#testing/demo-site.ts';

const skip = whySkipped();
const VIEWS: Readonly<Record<string, View>> = { light: {}, narrow: { scheme: 'dark', widthPx: 320 } };

let site: DemoSite;

before(async () => {
  if (skip === false) site = await openDemoSite();
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
});

test('the desk’s pages meet WCAG 2.2 AA, light and dark and at 320 px, without sideways scroll', {
  skip,
}, async () => {
  for (const [name, path] of [
    ['inbox', '/desk?kind=arrived&sort=newest'],
    ['search-results', '/search?q=hospital'],
    ['search-empty', '/search'],
    ['menu', '/menu'],
    ['news', '/news'],
    ['views', '/desk/views'],
  ] as const) {
    for (const [look, view] of Object.entries(VIEWS)) {
      await using tab = await site.sit('veldmark', 'duty-officer', path, view);
      await tab.screenshot(`desk-${name}-${look}`);
      await tab.assertAccessible();
      await tab.assertNoSidewaysScroll();
    }
  }
  await using saved = await site.sit('veldmark', 'duty-officer', '/desk?kind=arrived');
  await saved.page.getByText('Filter and sort').click();
  await saved.page.getByLabel('Name of the view').fill('Arrivals');
  await saved.page.getByRole('button', { name: 'Save', exact: true }).click();
  await saved.page.getByText('The view is saved.').waitFor();
  await saved.assertAccessible();
  await saved.page.getByRole('link', { name: 'Manage views' }).click();
  await saved.page.getByRole('heading', { name: 'Views of the inbox' }).waitFor();
  await saved.screenshot('desk-views-one');
  await saved.assertAccessible();
  await saved.assertNoSidewaysScroll();

  await using palette = await site.sit('veldmark', 'duty-officer', '/desk', { widthPx: 320, scheme: 'dark' });
  await palette.page.keyboard.press('Control+k');
  await palette.page.locator('.palette [role=option]').first().waitFor();
  await palette.screenshot('desk-palette-narrow');
  await palette.assertAccessible();
});

test('nothing failed in the background', { skip }, () => assert.deepEqual(site.troubles, []));
