import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siteForTests } from '#testing/demo-site.ts';

const { skip, site } = await siteForTests();

test('the desk’s pages meet WCAG 2.2 AA, light and dark and at 320 px, without sideways scroll', {
  skip,
}, async () => {
  await using saved = await site.sit('veldmark', 'duty-officer', '/menu');
  for (const path of [
    '/menu',
    '/desk?kind=arrived&sort=newest',
    '/search?q=hospital',
    '/search',
    '/news',
    '/desk/views',
    '/desk?kind=arrived',
  ]) {
    await saved.page.goto(`${site.url('veldmark')}${path}`);
    await saved.assertEveryLook();
  }
  await saved.page.getByText('Filter and sort').click();
  await saved.page.getByLabel('Name of the view').fill('Arrivals');
  await saved.page.getByRole('button', { name: 'Save', exact: true }).click();
  await saved.page.getByText('The view is saved.').waitFor();
  await saved.assertAccessible();
  await saved.page.getByRole('link', { name: 'Manage views' }).click();
  await saved.page.getByRole('heading', { name: 'Views of the inbox' }).waitFor();
  await saved.assertAccessible();
  await saved.assertNoSidewaysScroll();

  await using palette = await site.sit('veldmark', 'duty-officer', '/desk', { widthPx: 320, scheme: 'dark' });
  await palette.page.keyboard.press('Control+k');
  await palette.page.locator('.palette [role=option]').first().waitFor();
  await palette.assertAccessible();
});

test('nothing failed in the background', { skip }, () => assert.deepEqual(site.troubles, []));
