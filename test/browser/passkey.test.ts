import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { issueEnrolment } from '#parties/persons/enrolment.ts';
import { identities } from '#parties/persons/identities.ts';
import { signInPages } from '#parties/persons/pages/sign-in-page.ts';
import { relyingPartyOf } from '#parties/persons/passkeys.ts';
import { partyRoutes } from '#parties/routes.ts';
import { openBrowser, type TestBrowser } from '#testing/browser.ts';
import { CSIRT_FOUNDING, openPartyNode, type PartyNode } from '#testing/party-node.ts';
import { registerWeb } from '#web/web.ts';
import { openSite, type Site } from './site.ts';

const opened = await openBrowser();
const skip = opened.ok ? false : opened.refusal.sentence;
let browser: TestBrowser;
let node: PartyNode;
let site: Site;
let code = '';

before(async () => {
  if (!opened.ok) return;
  browser = opened.value;
  node = await openPartyNode();
  // Ceremonies have a time limit by the node's clock; the browser's is the real one.
  node.clock.now = Temporal.Now.instant();
  const founded = await node.found(CSIRT_FOUNDING);
  const { connection, ledger } = node;
  const now = () => ledger.now();
  const { person, party } = node.person(founded, 'Tomas');
  code = await issueEnrolment(connection, { person, party, name: 'Tomas' }, now());
  site = await openSite(
    async (app) => {
      await registerWeb(app, { trustText: async () => '', bundleText: async () => null });
      const { publicUrl } = app.node;
      const relyingParty = relyingPartyOf(publicUrl, 'Test');
      partyRoutes(app, { ...node, relyingParty, publicUrl, bundleText: async () => null });
      signInPages(app, { connection, now, seats: null });
    },
    { identities: identities(connection, now) },
  );
});

after(async () => {
  await site?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
  await node?.[Symbol.asyncDispose]();
});

test('a person enrols a passkey with a one-time code, signs out, and signs in with the passkey alone', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/sign-in`);
  const { page } = tab;
  await tab.addPasskeys();
  tab.expectProblem(/404/);
  await page.getByRole('link', { name: 'Enrol a passkey' }).click();
  await page.getByLabel('One-time code').fill(code.toUpperCase());
  await page.getByLabel('Name of this passkey').fill('office laptop');
  await page.getByRole('button', { name: 'Enrol' }).click();
  await page.getByText('Tomas').first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('Tomas').first().waitFor();
  assert.ok(await page.getByRole('button', { name: 'Sign out' }).isVisible());
});

test('a wrong code is refused in words beside the form, and what was typed stays', { skip }, async () => {
  await using tab = await browser.open(`${site.url}/enrol`);
  const { page } = tab;
  await tab.addPasskeys();
  tab.expectProblem(/40\d|422/);
  await page.getByLabel('One-time code').fill('NOT-A-CODE');
  await page.getByRole('button', { name: 'Enrol' }).click();
  await page.getByRole('alert').filter({ hasText: 'Ask your administrator' }).waitFor();
  assert.equal(await page.getByLabel('One-time code').inputValue(), 'NOT-A-CODE');
});

test('without JavaScript the sign-in page says that passkeys need it, and shows no form that cannot work', {
  skip,
}, async () => {
  await using tab = await browser.open(`${site.url}/sign-in`, { javaScript: false });
  await tab.page.getByText('needs JavaScript').waitFor();
  assert.equal(await tab.page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
});
