import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { HOSPITAL } from '#testing/party-node.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const NO_DIGEST = 'A'.repeat(43);
const NOTICE = {
  summary: 'Logins from another state',
  advice: 'Change the keys of your gateway',
  number_found_in: 'The list of national contact points',
  challenge: 'lemon harbour fox willow',
};

/** Says something through its page; answers where the page led. */
async function say(visitor: Visitor, path: string, fields: Record<string, string | string[]>): Promise<string> {
  const { status, location, body } = await site.post(visitor, path, fields);
  assert.equal(status, 303, /class="error[^>]*>([^<]*)/.exec(body)?.[1] ?? body.slice(0, 500));
  return location;
}

async function errorsOf(visitor: Visitor, path: string, fields: Record<string, string | string[]>) {
  const { status, body } = await site.post(visitor, path, fields);
  assert.ok(status >= 400, String(status));
  assert.match(body, /role="alert"/);
  return [...body.matchAll(/href="#field-([a-z_]+)"/g)].map((match) => match[1] ?? '');
}

/** A proposed draft is approved by Mira and signed by Tomas. */
async function approved(draft: string): Promise<string> {
  await say('Mira', `${draft}/approve`, { version: versionIn(await site.get('Mira', draft)) });
  return say('Tomas', `${draft}/sign`, { version: versionIn(await site.get('Tomas', draft)) });
}

test('a notice to a victim is offered with words to ask for, and goes out with them', async () => {
  const path = `/cases/${crypto.randomUUID()}/say/victim-notice`;
  const form = await site.get('Tomas', path);
  assert.match(form.body, /name="challenge"[^>]*value="[a-z]+ [a-z]+ [a-z]+ [a-z]+"/);
  const done = await say('Tomas', path, { ...NOTICE, victim_party: HOSPITAL });
  const { body } = await site.get('Tomas', done.replace('/done', ''));
  assert.match(body, /lemon/);
});

test('a form of a notice that is sent empty names each field that lacks an answer, and keeps what was typed', async () => {
  const path = `/cases/${crypto.randomUUID()}/say/victim-notice`;
  const named = await errorsOf('Tomas', path, { summary: 'Kept words' });
  assert.deepEqual(named.sort(), ['advice', 'challenge', 'number_found_in']);
  assert.match((await site.post('Tomas', path, { summary: 'Kept words' })).body, /Kept words/);
  assert.deepEqual(await errorsOf('Tomas', path, { ...NOTICE, challenge: 'one' }), ['challenge']);
});

test('that the victim called back is written down once, with whether the words matched', async () => {
  const said = await say('Tomas', `/cases/${crypto.randomUUID()}/say/victim-notice`, NOTICE);
  const statement = said.replace('/done', '');
  assert.match((await site.get('Tomas', statement)).body, /answer\/call-back/);
  assert.deepEqual(await errorsOf('Tomas', `${statement}/answer/call-back`, {}), ['words_matched']);
  const done = await say('Tomas', `${statement}/answer/call-back`, { words_matched: 'yes' });
  assert.doesNotMatch((await site.get('Tomas', done.replace('/done', ''))).body, /answer\/call-back/);
});

test('a vendor is notified, and a day that is none is refused at its field', async () => {
  const path = `/cases/${crypto.randomUUID()}/say/vendor-notice`;
  const filled = { vendor: 'Gateworks', product: 'Gate 4', exploited: 'yes', summary: 'Seen in use' };
  assert.deepEqual(await errorsOf('Tomas', path, { ...filled, quiet_until: 'soon' }), ['quiet_until']);
  assert.deepEqual(await errorsOf('Tomas', path, { ...filled, exploited: 'perhaps' }), ['exploited']);
  await say('Tomas', path, { ...filled, quiet_until: '2026-04-01' });
});

test('a hold goes to a second person, binds once signed, and ends by its own page', async () => {
  const caseId = crypto.randomUUID();
  const path = `/cases/${caseId}/say/hold`;
  const wish = { holds: 'victim-notice', basis: 'Act 12', scope: 'Until the arrest', until: '2026-03-20' };
  assert.deepEqual(await errorsOf('Tomas', path, { ...wish, until: '2026-06-01' }), ['until']);
  const draft = await say('Tomas', path, { ...wish, hidden_from: [HOSPITAL] });
  assert.match(draft, /^\/drafts\//);
  const held = (await approved(draft)).replace('/done', '');
  const refused = await site.post('Tomas', `/cases/${caseId}/say/victim-notice`, NOTICE);
  assert.match(refused.body, /delays this until 2026-03-21T00:00Z/);
  assert.equal((await site.get('Ilse', held)).status, 404);
  const end = await say('Tomas', `${held}/answer/end-hold`, { scope: 'The arrest was made' });
  await approved(end);
  await say('Tomas', `/cases/${caseId}/say/victim-notice`, NOTICE);
});

test('one statement is held back from its own page, and is then given to nobody', async () => {
  const done = await say('Tomas', `/cases/${crypto.randomUUID()}/say/victim-notice`, NOTICE);
  const statement = done.replace('/done', '');
  assert.match((await site.get('Tomas', statement)).body, /answer\/hold-release/);
  const wish = { basis: 'Act 12', scope: 'Until the arrest', until: '2026-03-20' };
  assert.deepEqual(await errorsOf('Tomas', `${statement}/answer/hold-release`, { ...wish, basis: '' }), ['basis']);
  await approved(await say('Tomas', `${statement}/answer/hold-release`, wish));
  const given = await site.post('Tomas', `${statement}/release`, { to: HOSPITAL, claims: ['summary'] });
  assert.match(given.body, /delays this until 2026-03-21T00:00Z/);
});

test('a victim says to whom it may be named, and names at least one party where it names some', async () => {
  const report = await site.post('Ilse', '/report');
  const draft = report.location.replace(/\/danger$/, '');
  const answer = async (question: string, fields: Record<string, string>) =>
    site.post('Ilse', `${draft}/${question}`, {
      version: versionIn(await site.get('Ilse', `${draft}/${question}`)),
      ...fields,
    });
  await answer('danger', { danger_to_life: 'no' });
  await answer('what', { incident_type: 'availability/dos', malicious: 'suspected', description: 'Dark screens' });
  await answer('when', { noticed_at: 'not-known-yet' });
  await answer('where', { sectors: 'health', affected_states: 'XV' });
  await answer('people', { harm: 'care-delayed', people: '12' });
  const { location } = await site.post('Ilse', `${draft}/sign`, {
    version: versionIn(await site.get('Ilse', `${draft}/check`)),
  });
  const statement = location.replace('/receipt', '');
  assert.match((await site.get('Ilse', statement)).body, /answer\/consent/);
  assert.deepEqual(await errorsOf('Ilse', `${statement}/answer/consent`, { scope: 'named-parties' }), ['to']);
  await say('Ilse', `${statement}/answer/consent`, { scope: 'public' });
});

test('whoever may not say a thing is offered no page for it, and a statement that is not theirs has none', async () => {
  const caseId = crypto.randomUUID();
  assert.equal((await site.get('Ilse', `/cases/${caseId}/say/hold`)).status, 403);
  assert.equal((await site.get('Mira', `/cases/${caseId}/say/victim-notice`)).status, 403);
  assert.equal((await site.get('Tomas', `/statements/${NO_DIGEST}/answer/end-hold`)).status, 404);
  assert.equal((await site.get(null, `/cases/${caseId}/say/hold`)).status, 303);
});
