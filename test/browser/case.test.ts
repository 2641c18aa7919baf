import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Player, playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { playScene } from '#testing/play-scene.ts';

const { skip, site } = await siteForTests();
const ARRIVAL_LIMIT_MS = 20_000;
const REACH = 'section[aria-labelledby=reach]';

let player: Player;
let path = '';

before(async () => {
  if (skip !== false) return;
  player = playerFor(site.demo, SCENES);
  await playScene(player, 'report');
  path = await playScene(player, 'relay');
});

after(() => player?.[Symbol.dispose]());

test('the first screen of a case has what, where, harm, status, the next deadline in words, and one action', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'hospital-lawyer', path);
  const { page } = tab;
  const glance = page.locator('.glance');
  for (const name of ['What', 'Where', 'Harm to people', 'Status', 'Next deadline'])
    await glance.locator('dt', { hasText: new RegExp(`^${name}$`) }).waitFor();
  assert.match(await glance.locator('.wide').innerText(), /in \d+ (?:hours?|minutes?|days?)[\s\S]*UTC/);
  const box = await glance.boundingBox();
  assert.ok(box!.y + box!.height < 800, 'it stands on the first screen');
  assert.equal(await page.locator('.next').count(), 1);
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
});

test('what is typed into the timeline stays while the page follows the case, and then stands in it', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', path);
  const { page } = tab;
  await page.locator('#add > summary').click();
  await page.getByLabel('What did you find?').fill('The first login came from abroad.');
  await page.getByLabel('Indicators').fill('203[.]0[.]113[.]77');
  const before = await page.locator('.timeline > li').count();
  await using other = await site.sit('veldmark', 'operator', `${path}/update`);
  await other.page.getByLabel('What is new?').fill('Wards are back.');
  await other.page.getByLabel('Recovering').check();
  await other.page.getByRole('button', { name: 'Sign and send' }).click();
  await page.locator('.timeline > li').nth(before).waitFor({ timeout: ARRIVAL_LIMIT_MS });
  assert.equal(await page.getByLabel('What did you find?').inputValue(), 'The first login came from abroad.');
  assert.ok(await page.locator('#add').evaluate((details) => (details as HTMLDetailsElement).open));
  await page.getByRole('button', { name: 'Sign and add it' }).click();
  await page.getByText('Reference').first().waitFor();
  await page.goto(`${site.url('veldmark')}${path}?events=all`);
  await page.getByText('The first login came from abroad.').waitFor();
});

test('a recall: the statement ends on the receiver’s open screen, and the sender sees who has confirmed and who has not', {
  skip,
}, async () => {
  await using receiver = await site.sit('arvenia', 'neighbour', path);
  await receiver.page.locator('.timeline').getByText('Incident report by').first().waitFor();
  await receiver.page.evaluate(() => {
    (window as unknown as { kept: boolean }).kept = true;
  });
  await using sender = await site.sit('veldmark', 'duty-officer', path);
  const { page } = sender;
  await page.getByRole('link', { name: 'Incident report by Veldmark National CSIRT' }).click();
  await page.getByRole('link', { name: 'Withdraw it' }).click();
  await page.getByLabel('False alarm').check();
  await page.getByRole('button', { name: 'Sign the withdrawal' }).click();
  await page.getByRole('heading', { name: 'Withdrawn' }).waitFor();

  await receiver.page.getByRole('heading', { name: 'This was taken back' }).waitFor({ timeout: ARRIVAL_LIMIT_MS });
  assert.ok(await receiver.page.evaluate(() => (window as unknown as { kept: boolean }).kept), 'without a reload');
  await receiver.page.locator('s.undone-text').first().waitFor();

  await page.goto(`${site.url('veldmark')}${path}`);
  const row = (party: string) => page.locator(`${REACH} tbody tr`, { hasText: party }).last();
  await row('Arvenia').locator('td', { hasText: '1' }).first().waitFor({ timeout: ARRIVAL_LIMIT_MS });
  assert.deepEqual(await row('Arvenia').locator('td').allInnerTexts(), ['1', '0']);
  assert.deepEqual(
    await row('Sorrel').locator('td').allInnerTexts(),
    ['0', '1'],
    'it has no node that could answer',
  );
  await page
    .locator('section[aria-labelledby=holders] tr', { hasText: 'Arvenia' })
    .getByText('Taken back by')
    .first()
    .waitFor();
  await sender.assertAccessible();
});

for (const [how, leave] of [
  ['Esc three times', async (page: import('playwright-core').Page) => pressThrice(page, 'Escape')],
  ['Shift three times', async (page: import('playwright-core').Page) => pressThrice(page, 'Shift')],
  [
    'the button',
    async (page: import('playwright-core').Page) => page.getByRole('button', { name: 'Leave this page' }).click(),
  ],
] as const) {
  test(`a report is left at once with ${how}, for a blank page that takes its place in the history`, {
    skip,
  }, async () => {
    await using tab = await site.sit('veldmark', 'operator', '/report');
    const { page } = tab;
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Question 1 of 5').waitFor();
    const entries = await page.evaluate(() => history.length);
    await leave(page);
    await page.waitForURL('**/blank*');
    assert.equal((await page.locator('body').innerText()).trim(), '');
    assert.doesNotMatch(await page.title(), /Comity|Veldmark|report/i);
    assert.equal(await page.evaluate(() => history.length), entries, 'no entry was added');
    await page.goBack();
    assert.doesNotMatch(page.url(), /danger/, 'the question is not one step back');
  });
}

async function pressThrice(page: import('playwright-core').Page, key: string): Promise<void> {
  for (let press = 0; press < 3; press++) await page.keyboard.press(key);
}

test('the way out works without JavaScript too, and two presses or other keys in between do not leave', {
  skip,
}, async () => {
  await using plain = await site.sit('veldmark', null, '/report', { javaScript: false });
  await plain.page.getByRole('button', { name: 'Leave this page' }).click();
  await plain.page.waitForURL('**/blank*');
  await using tab = await site.sit('veldmark', null, '/report');
  for (const key of ['Escape', 'Escape', 'a', 'Escape', 'Escape']) await tab.page.keyboard.press(key);
  assert.match(tab.page.url(), /\/report$/);
});

test('a case, a statement and a receipt print whole: nothing folded away, no buttons, nothing cut off', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', path);
  const { page } = tab;
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('details.more > .stack').first().isVisible());
  for (const hidden of ['.site nav', '.next', '.explain', '.leave'])
    for (const one of await page.locator(hidden).all()) assert.equal(await one.isVisible(), false, hidden);
  await tab.assertNoSidewaysScroll();
  assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
});
