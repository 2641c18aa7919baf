import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { siteForTests } from '#testing/demo-site.ts';
import { answerQuestions, signReport } from '#testing/report-flow.ts';

const { skip, site } = await siteForTests();
let reported: string;
let receipt: string;

before(async () => {
  if (skip !== false) return;
  await using operator = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  const { page } = operator;
  await page.getByRole('button', { name: 'Start' }).click();
  await answerQuestions(page, { danger: 'Yes', kind: 'availability/dos', states: ['Veldmark', 'Arvenia'] });
  reported = (await signReport(page)).replace('/cases/', '');
  for (const law of ['eu-nis2', 'eu-gdpr']) {
    await page.goto(`${site.url('veldmark')}/cases/${reported}/clocks/applies?regime=${law}`);
    await page.locator('input[name="applies"][value="yes"]').check();
    // The data protection authority is no party of the demo, whoever else is offered for it.
    if (law === 'eu-gdpr') await page.locator('[name="role-data-protection-authority"]').selectOption('');
    await page.locator('main form button[type="submit"]').first().click();
  }
});

test('an operator reports one case to two authorities without scripts: list, form, preview, signature, receipt', {
  skip,
}, async () => {
  await using operator = await site.sit('veldmark', 'operator', `/report-once/${reported}`, { javaScript: false });
  const { page } = operator;
  operator.expectProblem(/422/);
  await page.getByRole('link', { name: 'Early warning' }).first().click();
  assert.equal(await page.locator('#field-malicious').count(), 1);
  await page.getByRole('button', { name: 'Save and see what each authority gets' }).click();
  await page
    .getByRole('link', { name: /Must be answered/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'I don’t know yet: everything still missing' }).click();
  await page.getByRole('button', { name: 'Save and see what each authority gets' }).click();
  await page.getByRole('heading', { name: 'What each authority will see' }).waitFor();
  await page.getByRole('button', { name: 'Sign and file' }).click();
  await page.getByRole('heading', { name: 'Report signed' }).waitFor();
  receipt = new URL(page.url()).pathname;
  await page.getByText('through Comity').waitFor();

  await page.goto(`${site.url('veldmark')}/report-once/${reported}/eu-gdpr/authority`);
  await page.getByRole('button', { name: 'I don’t know yet: everything still missing' }).click();
  await page.getByRole('button', { name: 'Save and see what each authority gets' }).click();
  await page.getByRole('button', { name: 'Sign and file' }).click();
  await page.getByRole('heading', { name: 'To be filed outside Comity' }).waitFor();
  await page.getByLabel('When, in UTC').fill('2022-03-01T14:30Z');
  await page.getByLabel('Reference given by the authority (optional)').fill('DPA 2022/17');
  await page.getByRole('button', { name: 'State that it was filed' }).click();
  await page.getByText('DPA 2022/17').waitFor();
});

test('the authority sees the report on its desk and takes it as PDF', { skip }, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', receipt);
  await duty.page.getByRole('heading', { name: 'Report signed' }).waitFor();
  const [download] = await Promise.all([
    duty.page.waitForEvent('download'),
    duty.page.getByRole('link', { name: 'PDF in Français' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^report-.{8}-fr\.pdf$/);
});

test('the pages of report once are free of WCAG 2.2 AA violations and sideways scrolling, light and dark and at 320 px', {
  skip,
}, async () => {
  const stage = `/report-once/${reported}/eu-nis2/notification`;
  await using tab = await site.sit('veldmark', 'operator', stage);
  await tab.page.getByRole('button', { name: 'I don’t know yet: everything still missing' }).click();
  for (const path of [`/report-once/${reported}`, stage, `${stage}/preview`, receipt]) {
    const answer = await tab.page.goto(`${site.url('veldmark')}${path}`);
    assert.equal(answer?.status(), 200, path);
    await tab.assertEveryLook();
    assert.equal(await tab.page.locator('h1').count(), 1, path);
  }
});
