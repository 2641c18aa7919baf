import assert from 'node:assert/strict';
import { test } from 'node:test';
import { siteForTests } from '#testing/demo-site.ts';

const { skip, site } = await siteForTests();

test('a person finds the tokens from the desk, makes one, uses it from a program, and revokes it', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/desk');
  const { page } = tab;
  await page.getByRole('link', { name: 'API tokens' }).click();
  tab.expectProblem(/422/);
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByRole('link', { name: 'Say what the token is for.' }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-label');
  await page.keyboard.type('Night import');
  await page.getByLabel('Read what you may read').check();
  await page.getByLabel('30 days').check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  const token = (await page.locator('#token').textContent()) ?? '';
  const me = () =>
    fetch(`${site.url('veldmark')}/api/v1/me`, { headers: { authorization: `Bearer ${token.trim()}` } });
  assert.equal((await me()).status, 200);
  await page.getByRole('link', { name: 'Back to the tokens' }).click();
  const row = page.getByRole('row', { name: /Night import/ });
  assert.ok(!(await page.content()).includes(token.trim().slice(-43)));
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('Revoked', { exact: true }).waitFor();
  assert.equal((await me()).status, 401);
});

test('a peer is removed, invited and confirmed again by fingerprint, between two browsers', { skip }, async () => {
  await using veldmark = await site.sit('veldmark', 'duty-officer', '/desk');
  await using arvenia = await site.sit('arvenia', 'neighbour', '/peers');
  await veldmark.page.getByRole('link', { name: 'Peers', exact: true }).click();
  const arveniaRow = () => veldmark.page.getByRole('row').filter({ hasText: 'Arvenia' });
  await arveniaRow().getByText('Both sides').waitFor();
  await arveniaRow().getByRole('link', { name: 'Remove' }).click();
  await veldmark.page.getByLabel('Why').fill('Its keys are made anew');
  await veldmark.page.getByRole('button', { name: 'Remove the peer' }).click();
  assert.equal(await arveniaRow().count(), 0);

  await veldmark.page.getByRole('button', { name: 'Make an invitation' }).click();
  const line = (await veldmark.page.locator('#invitation').textContent()) ?? '';
  await arvenia.page.getByLabel('The line you were given').fill(line);
  await arvenia.page.getByLabel('How was it checked?').fill('Handed over in person');
  await arvenia.page.getByRole('button', { name: 'Confirm this party' }).click();
  await arvenia.page.getByRole('row').filter({ hasText: 'Veldmark' }).waitFor();

  await veldmark.page.getByRole('link', { name: 'Back to the peers' }).click();
  await veldmark.page.getByRole('link', { name: 'Compare and confirm' }).click();
  const presented = (await veldmark.page.locator('dd .hash').nth(1).textContent()) ?? '';
  await veldmark.page.getByLabel('Thumbprint that was read out to you').fill(presented);
  await veldmark.page.getByLabel('How was it checked?').fill('Called the listed duty desk');
  await veldmark.page.getByRole('button', { name: 'Confirm', exact: true }).click();
  await arveniaRow().getByText('Both sides').waitFor();
});
