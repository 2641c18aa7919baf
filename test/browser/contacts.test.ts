import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeRelease } from '#federation/delivery/compose-release.ts';
import { mandatesOf, partyOf } from '#parties/view.ts';
import { siteForTests } from '#testing/demo-site.ts';
import { eventually } from '#testing/eventually.ts';

const { skip, site } = await siteForTests();
const ARVENIA = 'did:web:cyber.arvenia.example';
const VELDMARK = 'did:web:csirt.veldmark.example';

/** Arvenia's duty desk, stated on its own pages, is given to Veldmark by two of its persons. */
async function giveArvenia(digest: string): Promise<void> {
  const arvenia = site.demo.nodes.find(({ cast }) => cast.name === 'arvenia')!.node;
  const veldmark = site.demo.nodes.find(({ cast }) => cast.name === 'veldmark')!.node;
  const mandates = await mandatesOf(arvenia.store.connection, ARVENIA, arvenia.ledger.now());
  const [duty, approver] = ['duty-officer', 'approver'].map(
    (role) => mandates.find(({ roles }) => roles.includes(role as 'approver'))!,
  );
  const release = await composeRelease(arvenia.federation.office, {
    from: ARVENIA,
    to: VELDMARK,
    target: digest,
    channel: 'csirt',
  });
  assert.ok(release.ok);
  const given = await arvenia.ledger.submit({
    kind: 'draft',
    actor: { kind: 'person', person: duty!.person, party: ARVENIA },
    draft: { ...release.value, approvals: [approver!.person] },
  });
  assert.ok(given.ok, given.ok ? '' : given.refusal.sentence);
  await eventually('the contact at the neighbour', async () => {
    const rows = await veldmark.store.connection
      .$extendTables<{ party_contact_point: { party: string } }>()
      .selectFrom('party_contact_point')
      .select('party')
      .where('party', '=', ARVENIA)
      .execute();
    return rows.length > 0;
  });
  assert.ok((await partyOf(veldmark.store.connection, ARVENIA)) !== undefined);
}

test('a contact is stated on its party’s node, and begins as one to verify until a day is named', {
  skip,
}, async () => {
  await using tab = await site.sit('arvenia', 'neighbour', '/contacts/new');
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByLabel('Desk or person').fill('National duty desk');
  await page.getByLabel('Telephone (optional)').fill('not a number');
  await page.getByRole('button', { name: 'Sign and publish' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Telephone (optional)').fill('+999 20 555 0112');
  await page.getByLabel('E-mail (optional)').fill('duty@cyber.arvenia.example');
  await page.getByLabel('Hours (optional)').fill('24/7');
  await page.getByLabel('Languages (optional)').fill('en fr');
  await page.getByRole('button', { name: 'Sign and publish' }).click();
  await page.getByRole('heading', { name: 'National duty desk' }).waitFor();
  await page.getByRole('heading', { name: 'Verify before you rely on it' }).waitFor();
  await page.getByRole('button', { name: 'Verified today' }).click();
  await page.getByRole('heading', { name: 'National duty desk' }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Verify before you rely on it' }).count(), 0);
  await giveArvenia(new URL(page.url()).pathname.replace('/contacts/', ''));
});

test('a surprise ping is answered by the machine at once and by a person with the code, and the two are told apart', {
  skip,
}, async () => {
  await using duty = await site.sit('veldmark', 'duty-officer', '/contacts');
  await duty.page.getByRole('link', { name: 'National duty desk' }).click();
  await duty.page.getByRole('button', { name: 'Send a surprise ping' }).click();
  await duty.page.getByText('Waiting for a person').waitFor();

  await duty.page.goto(`${site.url('veldmark')}/contacts`);
  await duty.page.getByText('Choose what is shown').click();
  // By its name, among those that somebody is listed for.
  await duty.page.getByLabel('State', { exact: true }).selectOption({ label: 'Arvenia' });
  await duty.page.getByRole('button', { name: 'Show', exact: true }).click();
  await duty.page.getByRole('link', { name: 'National duty desk' }).click();

  await using jon = await site.sit('arvenia', 'neighbour', '/contacts');
  await eventually('the ping on the other side', async () => {
    await jon.page.reload();
    return (await jon.page.getByRole('heading', { name: 'Pings that wait for a person' }).count()) > 0;
  });
  await jon.page.locator('#waiting + p + table a').first().click();
  jon.expectProblem(/422/);
  await jon.page.getByLabel('Code', { exact: true }).fill('00000 00000');
  await jon.page.getByRole('button', { name: 'Answer as a person' }).click();
  await jon.page.getByRole('alert').waitFor();
  await jon.page.goto(jon.page.url());
  await jon.assertEveryLook();
  const code = await jon.page.locator('.reference').innerText();
  await jon.page.getByLabel('Code', { exact: true }).fill(code.toLowerCase().replace('-', ' '));
  await jon.page.getByRole('button', { name: 'Answer as a person' }).click();
  await jon.page.getByText('A person of your party has answered').waitFor();

  await eventually('the answer at the asking side', async () => {
    await duty.page.reload();
    return (await duty.page.getByText('Answered by a person').count()) > 0;
  });
  await duty.page.getByText('1 of 1 pings').waitFor();
});

test('a list is taken over as unconfirmed, or refused with each faulty line named', { skip }, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/contacts/import', { javaScript: false });
  const { page } = tab;
  tab.expectProblem(/422/);
  await page.getByLabel('Where it comes from').fill('List of the forum');
  await page
    .getByLabel('The list')
    .fill('state,kind,organisation,email\nXS,csirt,Sorrel team,team@sorrel.example\nSorrel,csirt,B,\n');
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByText('line 3, state').waitFor();
  await page
    .getByLabel('The list')
    .fill('state,kind,organisation,email\nXS,csirt,Sorrel team,team@sorrel.example\n');
  await page.getByRole('button', { name: 'Take it over' }).click();
  await page.getByText('Kept as unconfirmed notes of your party: 1').waitFor();
  await page.getByRole('link', { name: 'Directory of contacts' }).first().click();
  await page.getByRole('heading', { name: 'Taken over from lists, unconfirmed' }).waitFor();
  await using anybody = await site.sit('veldmark', null, '/contacts');
  assert.equal(
    await anybody.page.getByText('Sorrel team').count(),
    0,
    'only the party itself sees what it took over',
  );
});

test('every page of the directory meets WCAG 2.2 AA, light and dark and at 320 px, without sideways scroll', {
  skip,
}, async () => {
  await using tab = await site.sit('veldmark', 'duty-officer', '/contacts');
  const contact = (await tab.page.getByRole('link', { name: 'National duty desk' }).getAttribute('href')) ?? '';
  for (const path of [
    '/contacts',
    contact,
    '/contacts/new',
    '/contacts/import',
    '/contacts/rhythm',
    '/contacts/templates',
    '/contacts/templates/territory-notice',
  ]) {
    await tab.page.goto(`${site.url('veldmark')}${path}`);
    await tab.assertEveryLook();
  }
});

test('nothing failed in the background', { skip }, () => assert.deepEqual(site.troubles, []));
