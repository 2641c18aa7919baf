import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openBrowser } from '#testing/browser.ts';
import { begin, run } from '#testing/command-line.ts';
import { eventually } from '#testing/eventually.ts';
import { freePort } from '#testing/free-port.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
/** On a machine that does much else besides. */
const START_LIMIT_MS = 60_000;

test('“comity init” and “comity serve” without further settings give a first administrator who makes a passkey at the printed address', {
  skip,
}, async () => {
  if (!opened.ok) return;
  await using browser = opened.value;
  await using folders = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'comity-first-'));
  folders.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const settings = { COMITY_DATA: join(folder, 'data'), COMITY_LISTEN: `127.0.0.1:${port}` };
  const said = [
    '--party',
    'did:web:csirt.example',
    '--name',
    'CSIRT Example',
    '--kind',
    'csirt',
    '--territory',
    'EE',
  ];
  const founded = await run(['init', ...said, '--administrator', 'Ada Example'], settings);
  assert.equal(founded.code, 0, founded.error);
  assert.match(founded.out, /recovery key\s+[\w-]{43} [\w-]{43}/u);
  const printed = /(http:\S+\/enrol) with the code (\S+),/u.exec(founded.out);
  assert.ok(printed !== null, founded.out);
  const [, address = '', code = ''] = printed;
  assert.equal(address, `http://localhost:${port}/enrol`);

  const serving = begin(['serve'], settings);
  folders.defer(async () => {
    serving.child.kill('SIGTERM');
    await serving.ended;
  });
  await eventually('the node to serve', async () => serving.said.out.includes('Serving'), START_LIMIT_MS);
  // Whoever types the number instead of the name is led to the name.
  await using tab = await browser.open(address.replace('localhost', '127.0.0.1'));
  const { page } = tab;
  assert.equal(page.url(), address);
  await tab.addPasskeys();
  await page.getByLabel('One-time code').fill(code);
  await page.getByLabel('Name of this passkey').fill('office laptop');
  await page.getByRole('button', { name: 'Enrol' }).click();
  await page.getByText('Ada Example').first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.goto(new URL('/persons', address).href);
  await page.getByText('Ada Example').first().waitFor();
});
