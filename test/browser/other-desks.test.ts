import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatewayJob } from '#gateway/capability.ts';
import { sample } from '#gateway/testing/samples.ts';
import { siteForTests } from '#testing/demo-site.ts';

const { skip, site } = await siteForTests();
const LINK =
  '/report?kind=availability/dos&sector=health&service=Laboratory%20%22results%22&state=XV&noticed_at=2026-03-01T07:30Z&danger_to_life=no&severity=9';

test('a link opens the report filled in, without JavaScript: each answer is a proposal until it is saved', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  const { page } = tab;
  await page.goto(`${site.url('veldmark')}${LINK}`);
  await page.getByRole('heading', { name: 'A link proposes these answers' }).waitFor();
  assert.ok(await page.getByText('Laboratory "results"').isVisible());
  assert.ok(await page.getByRole('row', { name: /severity/ }).isVisible());
  await page.getByRole('button', { name: 'Start with these answers' }).click();
  assert.ok(await page.getByRole('radio', { name: 'No', exact: true }).isChecked());
  assert.ok(await page.getByText('From the link', { exact: true }).first().isVisible());
  await page.getByRole('button', { name: 'Save and continue' }).click();
  assert.equal(await page.locator('select').inputValue(), 'availability/dos');
  await page.getByRole('radio', { name: 'We suspect so' }).check();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  assert.ok(await page.getByRole('radio', { name: 'At another time' }).isChecked());
  assert.equal(await page.locator('[name=noticed_at_date]').inputValue(), '2026-03-01');
  assert.equal(await page.locator('[name=noticed_at_time]').inputValue(), '07:30');
  await page.getByRole('button', { name: 'Save and continue' }).click();
  assert.ok(await page.getByRole('checkbox', { name: 'Health', exact: true }).isChecked());
  assert.equal(await page.getByLabel(/Which service do people miss/).inputValue(), 'Laboratory "results"');
  await page.getByRole('button', { name: 'Save and continue' }).click();
  assert.equal(
    await page.getByText('From the link', { exact: true }).count(),
    0,
    'nothing was proposed about people',
  );
  await page.goBack();
  await page.reload();
  assert.equal(
    await page.getByText('From the link', { exact: true }).count(),
    0,
    'a saved answer is nobody’s proposal',
  );
});

test('a link to the report is made and copied by a press', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report/link');
  const { page } = tab;
  await page.getByLabel('Sector').selectOption('health');
  await page.getByLabel('Veldmark').check();
  await page.getByLabel('Arvenia').check();
  await page.getByRole('button', { name: 'Make the link' }).click();
  const made = await page.getByLabel('Copy this address').inputValue();
  assert.match(made, /\/report\?sectors=health&affected_states=XV&affected_states=XA$/u);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), made);
});

test('a mail from a file waits at the desk, and the officer makes an alert of it', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/mail');
  const { page } = tab;
  const { node, seats } = site.demo.nodes.find(({ cast }) => cast.name === 'veldmark')!;
  const { party } = seats.find((seat) => seat.name === 'duty-officer')!;
  const kept = await node.opened(gatewayJob).take({ parties: [party], raw: await sample('report'), sender: null });
  assert.ok(kept.ok);
  await page.reload();
  await page.getByRole('link', { name: 'Laboratory results do not arrive' }).click();
  await page.getByText('Anybody can write any address above a mail').waitFor();
  await tab.assertAccessible();
  await page.getByRole('button', { name: 'Fill in the alert' }).click();
  await page.getByRole('heading', { name: 'Is anyone in danger?' }).waitFor();
  await page.getByRole('radio', { name: 'No', exact: true }).check();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('heading', { name: 'What happened?' }).waitFor();
  assert.equal(await page.getByText('From the mail', { exact: true }).count(), 2);
  await tab.assertAccessible();
  assert.equal(await page.locator('select').inputValue(), 'availability/dos');
});

test('the pages for other desks meet WCAG 2.2 AA, light and dark and at 320 px, without sideways scroll', {
  skip,
}, async () => {
  for (const [seat, paths] of [
    ['operator', [LINK, '/report/link?sectors=health&severity=9']],
    ['duty-officer', ['/mail', '/webhooks']],
  ] as const) {
    await using tab = await site.sit('veldmark', seat, '/report');
    for (const path of paths) {
      await tab.page.goto(`${site.url('veldmark')}${path}`);
      await tab.assertEveryLook();
    }
  }
  assert.deepEqual(site.troubles, []);
});
