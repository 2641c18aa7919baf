import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { mandatesOf } from '#parties/view.ts';
import { siteForTests } from '#testing/demo-site.ts';

const { skip, site } = await siteForTests();
const VELDMARK = 'did:web:csirt.veldmark.example';
const NOT_YET = { known: 'not-yet' } as const;
const PATIENT = 'Patients are cared for on paper. We do not know yet how long this lasts.';

let caseId: string;
let line: string;

before(async () => {
  if (skip !== false) return;
  caseId = await reported();
});

/** The hospital reports, and gives the report to its authority; both stand on one node. */
async function reported(): Promise<string> {
  const { node } = site.demo.nodes.find(({ cast }) => cast.name === 'veldmark')!;
  const hospital = site.demo.nodes.flatMap(({ cast }) => cast.parties).find(({ kind }) => kind === 'operator')!;
  const mandates = await mandatesOf(node.store.connection, hospital.id, node.ledger.now());
  const ilse = mandates.find(({ roles }) => roles.includes('reporter'));
  const said = async (type: string, claims: Record<string, unknown>, caseOf: string) => {
    const actor = { kind: 'person', person: ilse!.person, party: hospital.id } as const;
    const draft = { type, issuer: hospital.id, case: caseOf, claims: claims as never };
    const outcome = await node.ledger.submit({ kind: 'draft', actor, draft });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal.sentence);
    return outcome.value!.digest;
  };
  const own = crypto.randomUUID();
  const claims = {
    danger_to_life: 'yes',
    incident_type: 'availability/ddos',
    malicious: 'suspected',
    noticed_at: NOT_YET,
    sectors: ['health'],
    affected_states: ['XV', 'XA'],
    effects: [{ kind: 'care-delayed', people: { best: 1200 } }],
    reported_to: VELDMARK,
  };
  const target = await said('incident-alert', claims, own);
  const release = { target, to: VELDMARK, claims: 'all', channel: 'csirt', hides_victim: false };
  await said('release', release, own);
  return own;
}

/** The approver reads the draft, approves it and signs. */
async function approve(draft: string): Promise<void> {
  await using tab = await site.sit('veldmark', 'approver', draft);
  await tab.page.getByRole('button', { name: 'Approve', exact: true }).click();
  await tab.page.getByRole('button', { name: 'Sign it' }).click();
  await tab.page.getByRole('heading', { level: 1 }).waitFor();
}

test('without JavaScript a line is written under embargo, approved by another, and hidden from citizens', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', `/cases/${caseId}/lines/new`, {
    javaScript: false,
  });
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByLabel('Headline').fill('Care goes on');
  await page.getByLabel('What is said').fill(`Sankt Orla Hospital Group is hit. ${PATIENT}`);
  await page.getByLabel(/Embargo until/).fill('2099-01-01T10:00');
  await page.getByRole('button', { name: /Sign, or propose/ }).click();
  await page.getByRole('alert').getByRole('link').first().waitFor();
  assert.equal(await page.getByLabel('Headline').inputValue(), 'Care goes on', 'nothing typed is lost');
  const hour = Temporal.Now.zonedDateTimeISO('UTC').add({ hours: 30 }).toPlainDateTime().toString().slice(0, 16);
  await page.getByLabel(/Embargo until/).fill(hour);
  await page.getByLabel(/Time zone/).fill('Europe/Paris');
  await page.getByRole('button', { name: /Sign, or propose/ }).click();
  await page.getByRole('alert').getByText('The text names Sankt Orla Hospital Group').waitFor();
  await page.getByLabel('What is said').fill(PATIENT);
  await page.getByRole('button', { name: /Sign, or propose/ }).click();
  assert.match(page.url(), /\/drafts\//);
  await approve(new URL(page.url()).pathname);
  await page.goto(`${site.url('veldmark')}/cases/${caseId}/lines`);
  await page.getByText('Under embargo', { exact: true }).waitFor();
  line = (await page.locator('article').first().getAttribute('id'))!.replace('line-', '');
  await using citizen = await site.sit('veldmark', null, '/');
  citizen.expectProblem(/404/);
  const answer = await citizen.page.goto(`${site.url('veldmark')}/cases/${caseId}/lines`);
  assert.equal(answer?.status(), 404);
});

test('the desk’s pages of a line under embargo, and the brief, are accessible and fit, light and dark and at 320 px', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/menu');
  for (const path of [
    `/cases/${caseId}/lines`,
    `/cases/${caseId}/lines/new`,
    `/cases/${caseId}/lines/ask`,
    `/lines/${line}/publish`,
    `/cases/${caseId}/brief`,
    `/cases/${caseId}/brief?language=ar`,
  ]) {
    await tab.page.goto(`${site.url('veldmark')}${path}`);
    await tab.assertEveryLook();
  }
});

test('a leak lifts the embargo with two persons, and the citizen then reads the line and its correction', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', `/lines/${line}/publish`);
  const { page } = tab;
  await page.getByLabel('Where it is out already').fill('The evening news reads it out');
  await page.getByRole('button', { name: 'Propose to lift it now' }).click();
  await page.waitForURL(/\/drafts\//);
  await approve(new URL(page.url()).pathname);
  await page.goto(`${site.url('veldmark')}/lines/${line}/correct`);
  await page.getByLabel('What is said').fill('Patients are cared for on paper until Monday.');
  await page.getByRole('button', { name: /Sign, or propose/ }).click();
  await page.waitForURL(/\/drafts\//);
  await approve(new URL(page.url()).pathname);
  await page.goto(`${site.url('veldmark')}/cases/${caseId}/lines`);
  await page.getByRole('link', { name: 'Publish', exact: true }).click();
  await page.getByRole('button', { name: 'Publish now' }).click();
  await page.waitForURL(/\/lines$/);
  await using citizen = await site.sit('veldmark', null, `/cases/${caseId}/lines`);
  await citizen.page.getByText('This was corrected later').waitFor();
  assert.equal(await citizen.page.locator('s').first().innerText(), 'Care goes on');
  assert.equal(await citizen.page.getByText('evening news').count(), 0);
  await citizen.assertEveryLook();
});

test('the brief is downloaded as a PDF from its page', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', `/cases/${caseId}/brief`);
  const download = tab.page.waitForEvent('download');
  await tab.page.getByRole('link', { name: 'As PDF' }).click();
  assert.match((await download).suggestedFilename(), /^brief-[0-9a-f]{8}-en\.pdf$/);
});
