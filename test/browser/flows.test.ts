import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { siteForTests } from '#testing/demo-site.ts';
import { answerQuestions, signReport } from '#testing/report-flow.ts';

const { skip, site } = await siteForTests();
const ARRIVAL_LIMIT_MS = 15_000;
const ARRIVED = 'section[aria-labelledby=inbox] th a:has-text("Read and acknowledge")';
const TO_APPROVE = 'section[aria-labelledby=inbox] th a:has-text("Approve:")';
const REPORT_SCRIPT_LIMIT_BYTES = 60 * 1024;

let caseOfHospital = '';

test('the number for danger stands before any form, without signing in and without JavaScript', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', null, '/report', { javaScript: false });
  const number = tab.page.getByRole('link', { name: '+999 10 555 0112' });
  await number.waitFor();
  const above = await tab.page.evaluate(() => {
    const phone = document.querySelector('.emergency')!;
    return [...document.querySelectorAll('main form')].every(
      (form) => (phone.compareDocumentPosition(form) & 4) !== 0,
    );
  });
  assert.ok(above);
});

test('a report in five questions works without JavaScript, from danger to receipt', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Question 1 of 5').waitFor();
  await answerQuestions(page, {
    danger: 'Yes',
    kind: 'availability/dos',
    states: ['Veldmark', 'Arvenia'],
    story: 'Results stopped at two.',
  });
  await page.getByRole('heading', { name: 'Your report' }).waitFor();
  caseOfHospital = await signReport(page);
  assert.match(caseOfHospital, /^\/cases\//);
  assert.match(await page.locator('.reference').innerText(), /^[A-Za-z0-9_-]{43}$/);
  await page.getByText('entry').first().waitFor();
});

test('an empty answer is refused with a way to its field, and "I don’t know yet" is recorded as said', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('alert').getByRole('link').click();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'danger_to_life');
  await page.getByLabel('I don’t know yet').check();
  await page.getByRole('button', { name: 'Save and come back later' }).click();
  await page.getByText('Not known yet').waitFor();
  await page.getByRole('button', { name: 'Get a code' }).click();
  const code = await page.locator('#code').innerText();
  await page.goto(`${site.url('veldmark')}/report`);
  await page.getByLabel('Code of the report').fill(code.toLowerCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Your report' }).waitFor();
});

test('two tabs do not overwrite each other: the second is shown its own answer again, to decide', {
  skip,
}, async () => {
  await using one = await site.sit('veldmark', 'operator', '/report');
  one.expectProblem(/409/);
  await one.page.getByRole('button', { name: 'Start' }).click();
  const address = one.page.url();
  const other = await one.page.context().newPage();
  await other.goto(address);
  await other.getByLabel('Yes', { exact: true }).check();
  await other.getByRole('button', { name: 'Save and come back later' }).click();
  await one.page.getByLabel('No', { exact: true }).check();
  await one.page.getByRole('button', { name: 'Save and continue' }).click();
  await one.page.getByText('Somebody changed this answer').waitFor();
  assert.ok(await one.page.getByLabel('No', { exact: true }).isChecked());
});

test('somebody signed out while typing finds the text kept, signs in elsewhere, and sends it', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  const { page } = tab;
  tab.expectProblem(/401/);
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByLabel('Yes', { exact: true }).check();
  await page.getByLabel(/Who is in danger/).fill('Ward 7 has no monitors');
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('session'));
  await page.context().clearCookies({ name: cookies[0]!.name });
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('heading', { name: 'Your sign-in has ended' }).waitFor();
  await page.getByText('Ward 7 has no monitors').waitFor();
  const second = await page.context().newPage();
  await second.goto(`${site.url('veldmark')}/demo/seat/operator`);
  await page.getByRole('button', { name: 'Send it now' }).click();
  await page.getByText('Question 2 of 5').waitFor();
});

test('a duty officer reads what arrived, acknowledges by name, and gets a page with proof', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/desk');
  const { page } = tab;
  await page.locator(ARRIVED).first().click();
  await page.getByText('Proved').or(page.getByText('Not yet witnessed')).first().waitFor();
  await page.getByLabel('Note to the sender').fill('We are on it.');
  await page.getByRole('button', { name: 'Sign the acknowledgement' }).click();
  await page.getByRole('heading', { name: 'Acknowledged' }).waitFor();
});

test('a relay shows field by field what each recipient will see, without the victim, and leaves only after a second person approves', {
  skip,
}, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', `${caseOfHospital}/relay`);
  await duty.page.getByRole('columnheader', { name: 'Arvenia Cyber Security Centre' }).waitFor();
  assert.doesNotMatch(await duty.page.locator('main').innerText(), /Sankt Orla|Results stopped at two/);
  await duty.page.getByRole('button', { name: 'Propose to a second person' }).click();
  await duty.page.getByText('Waits for a second person').waitFor();
  assert.equal(
    await duty.page.getByRole('button', { name: 'Approve and send' }).count(),
    0,
    'the author cannot approve',
  );

  await using approver = await site.sit('veldmark', 'approver', '/desk');
  await approver.page.locator(TO_APPROVE).first().click();
  await approver.page.getByRole('button', { name: 'Approve and send' }).click();
  await approver.page.locator('#deliveries').getByText('Arvenia').waitFor();
});

test('the neighbour state sees the relay and not who was hit, and its acknowledgement reaches the sender', {
  skip,
}, async () => {
  await using neighbour = await site.sit('arvenia', 'neighbour', '/desk');
  const { page } = neighbour;
  const arrived = page.locator(ARRIVED).first();
  await arrived.waitFor({ timeout: ARRIVAL_LIMIT_MS });
  await arrived.click();
  assert.doesNotMatch(await page.locator('main').innerText(), /Sankt Orla/);
  await page.getByRole('button', { name: 'Sign the acknowledgement' }).click();
  await page.getByRole('heading', { name: 'Acknowledged' }).waitFor();

  await using duty = await site.sit('veldmark', 'duty-officer', caseOfHospital);
  const row = duty.page.locator('section[aria-labelledby=holders] tr', { hasText: 'Arvenia' });
  await row.getByText('Read', { exact: true }).waitFor({ timeout: ARRIVAL_LIMIT_MS });
});

test('a telephone report becomes the authority’s own statement, and a party without a node answers it by link with lower assurance', {
  skip,
}, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', '/telephone');
  const { page } = duty;
  await page.getByLabel('Who calls?').fill('Dr Hale');
  await page.getByRole('button', { name: 'Go on to the questions' }).click();
  await answerQuestions(page, { danger: 'No', kind: 'malicious-code/infected-system', states: ['Sorrel Isles'] });
  const caseUrl = await signReport(page);
  await page.goto(`${site.url('veldmark')}${caseUrl}/relay`);
  assert.doesNotMatch(await page.locator('section[aria-labelledby=preview]').innerText(), /Dr Hale/);
  await page.getByRole('button', { name: 'Propose to a second person' }).click();
  const relay = page.url();

  await using approver = await site.sit('veldmark', 'approver', new URL(relay).pathname);
  await approver.page.getByRole('button', { name: 'Approve and send' }).click();
  await approver.page.locator('#deliveries').waitFor();

  await page.goto(relay);
  await page.locator('summary', { hasText: 'Make a guest link' }).first().click();
  await page.getByLabel('For whom?').fill('Ama Forde');
  await page.getByRole('button', { name: 'Make a guest link' }).click();
  const link = (await page.locator('pre').innerText()).trim();
  assert.match(link, /\/guest#/);

  await using guest = await site.sit('veldmark', null, link.slice(site.url('veldmark').length));
  await guest.page.getByText('Lower assurance: your answer').waitFor();
  assert.match(await guest.page.title(), /^A notice for /);
  const content = guest.page.getByRole('region', { name: 'What you are told' });
  await content
    .getByText('For the parties it was released to and those they serve; it may be used for mitigation')
    .waitFor();
  assert.equal(
    await content.locator('dt .tlp').count(),
    await content.locator('dt').count(),
    'each field is marked',
  );
  await guest.page
    .getByText('To ask something, or to correct your answer, call')
    .locator('a[href^="tel:"]')
    .waitFor();
  assert.doesNotMatch(guest.page.url(), /#./, 'the secret leaves the address bar');
  await guest.page.getByLabel('Your name and office').fill('Ama Forde, Ministry');
  await guest.page.getByRole('button', { name: 'Français' }).click();
  await guest.page.locator('html[lang=fr]').waitFor();
  await guest.page.getByRole('button', { name: 'English' }).click();
  await guest.page.getByText('Lower assurance: your answer').waitFor();
  assert.equal(await guest.page.getByLabel('Your name and office').inputValue(), 'Ama Forde, Ministry');
  assert.match(guest.page.url(), /\/guest$/, 'no language and no secret stands in the address');
  await guest.assertEveryLook();
  await guest.page.getByRole('button', { name: 'I have read it' }).click();
  await guest.page.getByText('Answered on').waitFor();

  await page.goto(`${site.url('veldmark')}${caseUrl}`);
  const row = page.locator('section[aria-labelledby=holders] tr', { hasText: 'Sorrel' });
  await row.getByText('lower assurance').first().waitFor();
});

test('a withdrawn report stays readable, marked as taken back, on the page of everybody who holds it', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'operator', caseOfHospital);
  const { page } = tab;
  tab.expectProblem(/422/);
  await page
    .getByRole('link', { name: /^Incident alert by/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Withdraw it' }).click();
  await page.getByRole('button', { name: 'Sign the withdrawal' }).click();
  await page.getByRole('alert').getByText('Choose why you withdraw it').waitFor();
  await page.getByLabel('False alarm').check();
  await page.getByRole('button', { name: 'Sign the withdrawal' }).click();
  await page.getByRole('heading', { name: 'Withdrawn' }).waitFor();
  await page.goto(`${site.url('veldmark')}${caseOfHospital}`);
  await page.getByText('Corrections and withdrawals').waitFor();
  assert.ok((await page.locator('s.undone-text').count()) > 0);
});

test('an open case page follows what is recorded, without a reload', { skip }, async () => {
  await using reader = await site.sit('veldmark', 'duty-officer', caseOfHospital);
  await reader.page.evaluate(() => {
    (window as unknown as { kept: boolean }).kept = true;
  });
  const before = await reader.page.locator('.timeline > li').count();
  await using duty = await site.sit('veldmark', 'duty-officer', `${caseOfHospital}/update`);
  await duty.page.getByLabel('What is new?').fill('The cause is known.');
  await duty.page.getByLabel('Contained').check();
  await duty.page.getByRole('button', { name: 'Sign and send' }).click();
  await reader.page.locator('.timeline > li').nth(before).waitFor({ timeout: ARRIVAL_LIMIT_MS });
  assert.ok(await reader.page.evaluate(() => (window as unknown as { kept: boolean }).kept));
});

test('the exported case verifies in the reader’s own browser', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', caseOfHospital);
  const { page } = tab;
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export as evidence bundle' }).click();
  const file = await (await download).path();
  const bundle = await readFile(file, 'utf8');
  await page.goto(`${site.url('veldmark')}/check`);
  await page.getByLabel('or paste it').fill(bundle);
  await page.getByRole('button', { name: 'Check it now' }).click();
  await page.locator('#verdict').waitFor();
  assert.doesNotMatch(await page.locator('#verdict').innerText(), /Failed/);
});

test('pressing a button twice signs once', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'operator', '/report');
  const { page } = tab;
  await page.getByRole('button', { name: 'Start' }).click();
  await answerQuestions(page, { danger: 'No', kind: 'test/test', states: ['Veldmark'] });
  await page.getByRole('link', { name: 'Recipients and protection' }).click();
  await page.getByRole('button', { name: 'Save and continue' }).click();
  const form = await page.locator('form[action$="/sign"]').evaluate((element) => {
    const body = new URLSearchParams(new FormData(element as HTMLFormElement) as never).toString();
    return { action: (element as HTMLFormElement).action, body };
  });
  const ends = await page.evaluate(
    async ({ action, body }) =>
      Promise.all(
        [0, 1].map(async () => {
          const headers = { 'content-type': 'application/x-www-form-urlencoded' };
          return (await fetch(action, { method: 'POST', headers, body })).url;
        }),
      ),
    form,
  );
  assert.match(ends[0]!, /\/receipt$/);
  assert.equal(ends[0], ends[1]);
});

test('nothing failed behind the pages meanwhile', { skip }, () => {
  assert.deepEqual(site.troubles, []);
});

test('report pages carry at most 60 KB of compressed script', { skip }, async () => {
  await using tab = await site.sit('veldmark', null, '/report');
  const scripts = await tab.page
    .locator('script[src]')
    .evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).src));
  const { gzipSync } = await import('node:zlib');
  let bytes = 0;
  for (const src of scripts) bytes += gzipSync(new Uint8Array(await (await fetch(src)).arrayBuffer())).length;
  assert.ok(bytes > 0 && bytes <= REPORT_SCRIPT_LIMIT_BYTES, `${bytes} bytes`);
});
