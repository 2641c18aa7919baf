import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siteForTests } from '#testing/demo-site.ts';

const { skip, site } = await siteForTests();

test('a person sets how they are reminded, without JavaScript, and a mistake is shown at its field', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/reminders/settings', { javaScript: false });
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByLabel('E-mail address (optional)').fill('two@a.example, b@b.example');
  await page.getByLabel('How many hours before').fill('48 2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('E-mail address (optional)').fill('duty@veldmark.example');
  await page.getByLabel('Your time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/settings$/);
  assert.equal(await page.getByLabel('How many hours before').inputValue(), '48 2');
  assert.equal(await page.getByLabel('E-mail address (optional)').inputValue(), 'duty@veldmark.example');
});

test('a calendar’s address is shown once, opens without signing in, and ends when its owner says so', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/reminders/settings');
  const { page } = tab;
  await page.getByRole('button', { name: 'Make a new address' }).click();
  const address = await page.locator('p.hash').innerText();
  const open = await fetch(address);
  assert.equal(open.headers.get('content-type'), 'text/calendar; charset=utf-8');
  assert.match(await open.text(), /^BEGIN:VCALENDAR\r\n/u);
  await page.goto(`${site.url('veldmark')}/reminders/settings`);
  await page.getByRole('button', { name: 'End the calendar' }).click();
  await page.getByRole('heading', { name: 'Calendar' }).waitFor();
  assert.equal((await fetch(address)).ok, false);
});

test('both pages meet WCAG 2.2 AA, light and dark and at 320 px, without sideways scroll', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/reminders');
  await tab.assertEveryLook();
  await tab.page.goto(`${site.url('veldmark')}/reminders/settings`);
  await tab.assertEveryLook();
});

test('nothing failed in the background', { skip }, () => assert.deepEqual(site.troubles, []));
