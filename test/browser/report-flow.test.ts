import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { TestPage } from '#testing/browser.ts';
import { runHere } from '#testing/command-line.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { choose, press, tabTo } from '#testing/keyboard.ts';
import { answerQuestions } from '#testing/report-flow.ts';

const { skip, site } = await siteForTests();
const REPORT_SCRIPT_LIMIT_BYTES = 60 * 1024;
const SAVE = 'Save and continue';

let folder = '';

before(async () => {
  if (skip !== false) return;
  folder = await mkdtemp(join(tmpdir(), 'comity-offline-'));
});

after(async () => {
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

test('a full report by keyboard without JavaScript', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/', { javaScript: false });
  const { page } = tab;
  await press(page, /^Report an incident$/);
  await press(page, /^Start$/);
  await choose(page, /^Yes$/);
  await tabTo(page, /Who is in danger/);
  await page.keyboard.type('Ward seven has no monitors');
  await press(page, new RegExp(`^${SAVE}$`));
  await tabTo(page, /What happened\?/);
  await page.keyboard.type('Denial of service');
  await choose(page, /^Yes$/);
  await tabTo(page, /In your own words/);
  await page.keyboard.type('Results stopped at two.');
  await press(page, new RegExp(`^${SAVE}$`));
  await choose(page, /^About now/);
  await press(page, new RegExp(`^${SAVE}$`));
  await choose(page, /^Health$/);
  await choose(page, /^Veldmark$/);
  await press(page, new RegExp(`^${SAVE}$`));
  await choose(page, /^Medical care is delayed/);
  await press(page, new RegExp(`^${SAVE}$`));
  await press(page, /^Duties and deadlines$/);
  await press(page, /^Continue$/);
  await press(page, /^Recipients and protection$/);
  await press(page, new RegExp(`^${SAVE}$`));
  assert.ok(await page.getByText('Ward seven has no monitors').first().isVisible());
  assert.ok(await page.getByText('Denial of service').first().isVisible());
  await press(page, /^Sign and send$/);
  await page.getByRole('heading', { name: 'Report received' }).waitFor();
  assert.match(await page.locator('.reference').innerText(), /^[A-Za-z0-9_-]{43}$/);
});

test('a report is gone on with on another device by its code, without a sign-in and without JavaScript', {
  skip,
}, async () => {
  await using first = await site.sit('veldmark', null, '/report', { javaScript: false });
  await first.page.getByRole('button', { name: 'Start without signing in' }).click();
  await first.page.getByLabel('Yes', { exact: true }).check();
  await first.page.getByLabel(/Who is in danger/).fill('Ward nine');
  await first.page.getByRole('button', { name: SAVE }).click();
  await first.page.getByRole('link', { name: 'All questions' }).click();
  await first.page.getByRole('button', { name: 'Get a code' }).click();
  const code = await first.page.locator('#code').innerText();
  await using second = await site.sit('veldmark', null, '/report', { javaScript: false });
  second.expectProblem(/422/);
  const { page } = second;
  await page.getByLabel('Code of the report').fill(code.toLowerCase().replaceAll('-', ' '));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('link', { name: 'Is anyone in danger?' }).click();
  assert.equal(await page.getByLabel(/Who is in danger/).inputValue(), 'Ward nine');
  await page.getByRole('link', { name: 'All questions' }).click();
  await page.getByRole('link', { name: 'Say who you are, and send' }).click();
  await page.getByLabel('Your name').fill('Ann Other');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Waits for a duty officer').waitFor();
  await page.goto(`${site.url('veldmark')}/report`);
  await page.getByLabel('Code of the report').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('alert').getByText('This code is unknown, used or over').waitFor();
});

/** Fills in the offline page as a person does; answers the file it made and whom it is for. */
async function sealOffline({ page }: TestPage, to: string): Promise<string> {
  await page.getByLabel('Yes', { exact: true }).first().check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('What happened?').selectOption('availability/dos');
  await page.getByLabel('In your own words').fill('Results stopped <script>alert(1)</script>');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel(/^About now/).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Health', { exact: true }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Back' }).click();
  assert.ok(await page.getByLabel('Health', { exact: true }).isChecked(), 'going back loses nothing');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Medical care is delayed or diverted').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Your name').fill('Ann Offline');
  await page.getByLabel(to, { exact: true }).check();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Seal the report' }).click();
  const path = join(folder, (await download).suggestedFilename());
  await (await download).saveAs(path);
  return path;
}

test('a saved page makes a sealed file without a network, and any node takes it to its addressee', {
  skip,
}, async () => {
  const saved = join(folder, 'offline.html');
  const html = await (await fetch(`${site.url('veldmark')}/report/offline`)).text();
  await writeFile(saved, html);
  await using offline = await site.sit('veldmark', null, '/report');
  // Nothing of the page before may still be loading when the network goes.
  await offline.page.goto('about:blank');
  await offline.page.context().setOffline(true);
  await offline.page.goto(`file://${saved}`);
  await offline.assertAccessible();
  const path = await sealOffline(offline, 'Veldmark National CSIRT');
  await offline.page.getByRole('heading', { name: 'Sealed' }).waitFor();
  await offline.assertAccessible();

  await using other = await site.sit('arvenia', null, '/report/sealed');
  await other.page.getByLabel('The file').setInputFiles(path);
  await other.page.getByRole('button', { name: 'Hand it in' }).click();
  await other.page.getByRole('heading', { name: 'Handed on, still sealed' }).waitFor();
  await other.assertAccessible();
  const reference = await other.page.locator('.reference').innerText();

  const told = await runHere(['--json', '--url', site.url('northern-shelf'), 'submit-sealed', path]);
  assert.equal(told.code, 0, `${told.out}${told.error}`);
  assert.equal((JSON.parse(told.out) as { reference: string }).reference, reference, 'one file, one report');

  await using duty = await site.sit('veldmark', 'duty-officer', '/desk');
  await duty.page
    .getByRole('row', { name: /Ann Offline/ })
    .getByRole('link')
    .first()
    .click();
  await duty.page.getByText('Came in a sealed file, without a signature').waitFor();
  await duty.assertAccessible();
  await duty.page.getByRole('link', { name: 'What happened?' }).click();
  assert.match(await duty.page.getByLabel('In your own words').inputValue(), /<script>alert\(1\)<\/script>/);
  const letter = join(folder, 'letter.txt');
  await writeFile(letter, 'This is no sealed report.');
  const wrong = await runHere(['--url', site.url('veldmark'), 'submit-sealed', letter]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.error, /sealed-file-malformed/);
});

test('on a device whose clock is wrong the page says so, and the node does not believe it', { skip }, async () => {
  await using tab = await site.sit('veldmark', null, '');
  await tab.page.clock.install({ time: new Date('2020-01-01T00:00:00Z') });
  await tab.page.goto(`${site.url('veldmark')}/report/offline`);
  await tab.page.getByText('The clock of this device stands before the time this page was made').waitFor();
  await tab.page.clock.resume();
  const path = await sealOffline(tab, 'Veldmark National CSIRT');
  const told = await runHere(['--json', '--url', site.url('veldmark'), 'submit-sealed', path]);
  const { reference } = JSON.parse(told.out) as { reference: string };
  await using duty = await site.sit('veldmark', 'duty-officer', '/report');
  await duty.page.getByLabel('Code of the report').fill(reference);
  await duty.page.getByRole('button', { name: 'Continue' }).click();
  await duty.page.getByText('The device’s clock stood at 2020-01-01').waitFor();
});

test('without a network a form stays as it is, with all that was typed, and is sent when the network is back', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  tab.expectProblem(/INTERNET_DISCONNECTED/);
  const { page } = tab;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByLabel('Yes', { exact: true }).check();
  await page.getByLabel(/Who is in danger/).fill('Ward eight');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: SAVE }).click();
  await page.getByText('There is no connection now.').waitFor();
  assert.equal(await page.getByLabel(/Who is in danger/).inputValue(), 'Ward eight');
  await page.context().setOffline(false);
  await page.getByText('The connection is back.').waitFor();
  await page.getByRole('button', { name: SAVE }).click();
  await page.getByText('Question 2 of 5').waitFor();
  await page.goBack();
  assert.equal(
    await page.getByLabel(/Who is in danger/).inputValue(),
    'Ward eight',
    'the back button loses nothing',
  );
});

test('a link pressed while the node is asked whether it is there waits for the answer that is being sent', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  const { page } = tab;
  const slow = Promise.withResolvers<void>();
  await page.route('**/livez', async (route) => {
    await slow.promise;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByLabel('Yes', { exact: true }).check();
  await page.getByLabel(/Who is in danger/).fill('Ward nine');
  await page.getByRole('button', { name: SAVE }).click();
  const list = page.getByRole('navigation', { name: 'All questions' });
  await list.getByRole('link').last().click();
  slow.resolve();
  await page.getByText('Question 2 of 5').waitFor();
  await list.getByText('Answered', { exact: true }).waitFor();
});

test('somebody signed out in the middle of a form signs in again, and the form is filled as it was', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  tab.expectProblem(/401/);
  const { page } = tab;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  const question = page.url();
  const text = `Results ${'ä'.repeat(3_000)} "quoted" <b>`;
  await page.goto(question.replace('/danger', '/what'));
  await page.getByLabel('What happened?').selectOption('availability/dos');
  await page.getByLabel('We suspect so').check();
  await page.getByLabel('In your own words').fill(text);
  const session = (await page.context().cookies()).find(({ name }) => name.includes('session'));
  await page.context().clearCookies({ name: session!.name });
  await page.getByRole('button', { name: SAVE }).click();
  await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
  const second = await page.context().newPage();
  await second.goto(`${site.url('veldmark')}/demo/seat/operator`);
  await page.getByRole('button', { name: 'Send it now' }).click();
  await page.getByText('Question 3 of 5').waitFor();
  await page.goto(question.replace('/danger', '/what'));
  assert.equal(await page.getByLabel('In your own words').inputValue(), text);
  assert.ok(await page.getByLabel('We suspect so').isChecked());
});

for (const zone of ['Europe/Kyiv', 'Asia/Calcutta', 'Europe/Paris']) {
  test(`times are taken by the clock of the device, by whatever name it calls its zone: ${zone}`, {
    skip,
  }, async () => {
    await using tab = await site.sit('veldmark', null, '/report', { zone });
    await tab.page.getByRole('button', { name: 'Start without signing in' }).click();
    await tab.page.goto(tab.page.url().replace('/danger', '/when'));
    const own = await tab.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
    assert.equal(await tab.page.getByLabel('By which clock?').inputValue(), own);
  });
}

test('a picture handed in as a sealed file is refused as none and not rendered', { skip }, async () => {
  const picture = join(folder, 'picture.svg');
  await writeFile(
    picture,
    '<svg xmlns="http://www.w3.org/2000/svg" id="drawn"><script>document.title="run"</script></svg>',
  );
  await using tab = await site.sit('veldmark', null, '/report/sealed');
  tab.expectProblem(/422/);
  await tab.page.getByLabel('The file').setInputFiles(picture);
  await tab.page.getByRole('button', { name: 'Hand it in' }).click();
  await tab.page.getByRole('alert').getByText('This is not a sealed report').waitFor();
  assert.equal(await tab.page.locator('#drawn').count(), 0);
  assert.notEqual(await tab.page.title(), 'run');
});

test('the report pages that a code, a sealed file or the law leads to are accessible, also at 320 px and in the dark', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', { widthPx: 320, scheme: 'dark' });
  const { page } = tab;
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
  await answerQuestions(page, { danger: 'No', kind: 'test/test', states: ['Veldmark'] });
  await page.getByRole('link', { name: 'Duties and deadlines' }).click();
  await page.getByLabel('Large').check();
  await page.getByRole('button', { name: 'Save and show' }).click();
  const draft = page.url().replace('/duties', '');
  for (const path of ['', '/duties', '/check']) {
    await page.goto(`${draft}${path}`);
    await tab.assertAccessible();
    await tab.assertNoSidewaysScroll();
  }
  await page.goto(draft);
  await page.getByRole('button', { name: 'Get a code' }).click();
  await tab.assertAccessible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${site.url('veldmark')}/report`);
  await page.getByRole('button', { name: 'Start without signing in' }).click();
  await page.goto(page.url().replace('/danger', '/send'));
  await tab.assertAccessible();
  await tab.assertNoSidewaysScroll();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Waits for a duty officer').waitFor();
  await tab.assertAccessible();
  for (const path of ['/report', '/report/sealed', '/report/offline']) {
    await page.goto(`${site.url('veldmark')}${path}`);
    await tab.assertAccessible();
    await tab.assertNoSidewaysScroll();
  }
});

test('the page for reports without a network carries at most 60 KB of compressed script', { skip }, async () => {
  const html = await (await fetch(`${site.url('veldmark')}/report/offline`)).text();
  const scripts = [...html.matchAll(/<script type="module">([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '');
  const bytes = gzipSync(scripts.join('\n')).length;
  assert.ok(scripts.length === 1 && bytes > 0 && bytes <= REPORT_SCRIPT_LIMIT_BYTES, `${bytes} bytes`);
});

test('nothing failed behind the pages meanwhile', { skip }, () => {
  assert.deepEqual(site.troubles, []);
});
