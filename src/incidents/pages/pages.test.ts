import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DRAFTS_IN_A_LIST } from '#parties/workspace/draft-list.ts';
import { createDraft } from '#parties/workspace/workspace.ts';
import { eventually } from '#testing/eventually.ts';
import { type Answer, openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const NOWHERE = '11111111-1111-4111-8111-111111111111';
const NO_DIGEST = 'A'.repeat(43);

async function begin(visitor: Visitor = 'Ilse'): Promise<string> {
  const { location } = await site.post(visitor, '/report');
  assert.match(location, /^\/report\/[0-9a-f-]{36}\/danger$/);
  return location.replace(/\/danger$/, '');
}

async function answer(
  draft: string,
  question: string,
  fields: Record<string, string | string[]>,
  visitor: Visitor = 'Ilse',
): Promise<Answer> {
  const version = versionIn(await site.get(visitor, `${draft}/${question}`));
  return site.post(visitor, `${draft}/${question}`, { version, ...fields });
}

/** A signed report of the hospital; answers its digest and case. */
async function signed(
  story = 'Results stopped.',
  states: string[] = ['XV', 'XA'],
): Promise<{ digest: string; caseId: string }> {
  const draft = await begin();
  await answer(draft, 'danger', { danger_to_life: 'yes' });
  await answer(draft, 'what', { incident_type: 'availability/dos', malicious: 'suspected', description: story });
  await answer(draft, 'when', { noticed_at: 'not-known-yet' });
  await answer(draft, 'where', { sectors: 'health', service: story.slice(0, 300), affected_states: states });
  await answer(draft, 'people', { harm: 'care-delayed', people: '1200' });
  const version = versionIn(await site.get('Ilse', `${draft}/check`));
  const { location } = await site.post('Ilse', `${draft}/sign`, { version });
  const digest = /^\/statements\/([A-Za-z0-9_-]{43})\/receipt$/.exec(location)?.[1] ?? '';
  assert.notEqual(digest, '', location);
  const receipt = await site.get('Ilse', location);
  const caseId = /\/cases\/([0-9a-f-]{36})/.exec(receipt.body)?.[1] ?? '';
  return { digest, caseId };
}

const SIGNED_IN_ONLY = [
  '/desk',
  '/telephone',
  `/report/${NOWHERE}`,
  `/report/${NOWHERE}/danger`,
  `/report/${NOWHERE}/address`,
  `/report/${NOWHERE}/check`,
  `/cases/${NOWHERE}/relay`,
  `/cases/${NOWHERE}/update`,
  `/relay/${NOWHERE}`,
  `/drafts/${NOWHERE}`,
  `/statements/${NO_DIGEST}/withdraw`,
  `/statements/${NO_DIGEST}/receipt`,
  `/statements/${NO_DIGEST}/done`,
];
const FORMS = [
  '/report',
  '/report/resume',
  '/telephone',
  `/report/${NOWHERE}/danger`,
  `/report/${NOWHERE}/address`,
  `/report/${NOWHERE}/sign`,
  `/report/${NOWHERE}/counsel`,
  `/report/${NOWHERE}/discard`,
  `/cases/${NOWHERE}/relay`,
  `/cases/${NOWHERE}/update`,
  `/relay/${NOWHERE}/approve`,
  `/relay/${NOWHERE}/decline`,
  `/relay/${NOWHERE}/send`,
  `/drafts/${NOWHERE}/sign`,
  `/statements/${NO_DIGEST}/acknowledge`,
  `/statements/${NO_DIGEST}/withdraw`,
  `/statements/${NO_DIGEST}/give`,
  `/releases/${NO_DIGEST}/guest`,
];

test('pages of the desk lead whoever is signed out to the sign-in and back', async () => {
  for (const url of SIGNED_IN_ONLY) {
    const { status, location } = await site.get(null, url);
    assert.equal(status, 303, url);
    assert.equal(location, `/sign-in?next=${encodeURIComponent(url)}`);
  }
});

test('the sign-in leads back to a page of this node and nowhere else', async () => {
  for (const next of [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a b',
  ]) {
    const { body } = await site.get(null, `/sign-in?next=${encodeURIComponent(next)}`);
    assert.match(body, /name="next" value="\/desk"/, next);
  }
});

test('the sign-in says why it was opened: the session ended, an approval is asked for, or the page is for a party', async () => {
  const why = async (visitor: Visitor, next?: string, cookie?: string) => {
    const url = next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
    const headers = { host: '127.0.0.1:4600', ...(cookie === undefined ? {} : { cookie }) };
    const body =
      visitor === null ? (await site.app.inject({ url, headers })).body : (await site.get(visitor, url)).body;
    return /<section class="notice[^>]*>(.*?)<\/section>/su.exec(body)?.[1];
  };
  assert.equal(await why(null), undefined, 'opened by hand');
  const asked = (await why(null, `/relay/${NOWHERE}`)) ?? '';
  assert.match(asked, /asks you to read this before it is signed/);
  assert.match(asked, /Nothing is approved by signing in/);
  assert.match((await why(null, '/desk?view=x')) ?? '', /for people with a mandate/);
  const longest = `/desk?words=${'%20'.repeat(670)}`;
  assert.match((await why(null, longest)) ?? '', /for people with a mandate/, 'as long as an address may be');
  const stale = `${site.app.cookieNames.session}=${'A'.repeat(43)}`;
  assert.match((await why(null, '/desk', stale)) ?? '', /Your session has ended.*60 minutes.*12 hours/su);
  const already = (await why('Tomas', '/contacts')) ?? '';
  assert.match(already, /You are signed in as <bdi>Tomas/);
  assert.match(already, /href="\/contacts"/);
  assert.match((await why('Tomas', 'https://evil.example')) ?? '', /href="\/desk"/);
});

test('a press whose session had ended is kept with a word of what pressing again does, and without an empty list', async () => {
  const { cookieNames } = site.app;
  const headers = { host: '127.0.0.1:4600' };
  const page = await site.app.inject({ url: '/sign-in', headers });
  const secret = page.cookies.find(({ name }) => name === cookieNames.form)?.value ?? '';
  const token = /name="form_token" value="([^"]+)"/u.exec(page.body)?.[1] ?? '';
  const press = (fields: Record<string, string>) =>
    site.app.inject({
      method: 'POST',
      url: `/relay/${NOWHERE}/decline`,
      headers: {
        ...headers,
        cookie: `${cookieNames.form}=${secret}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      payload: new URLSearchParams({ form_token: token, version: '1', ...fields }).toString(),
    });
  const bare = await press({});
  assert.equal(bare.statusCode, 401);
  assert.match(bare.body, /Nothing was done\. Sign in again, then press below/);
  assert.doesNotMatch(bare.body, /What you typed/);
  const typed = (await press({ reason: 'Name the ward' })).body;
  assert.match(typed, /What you typed<\/h2>[\s\S]*Name the ward/);
});

test('no form acts without its token, and none that comes from another site', async () => {
  for (const url of [...FORMS, '/guest', '/guest/answer', '/sign-out']) {
    const bare = await site.raw('Tomas', url, 'version=1');
    assert.ok([400, 401].includes(bare.status), `${url}: ${bare.status}`);
    const foreign = await site.raw('Tomas', url, 'version=1', { origin: 'https://evil.example' });
    assert.equal(foreign.status, 403, url);
  }
});

test('whoever is signed out gets a sent form back with all that was typed', async () => {
  for (const url of FORMS.filter((form) => !form.includes('/releases/') && !form.includes('resume'))) {
    const { status, body } = await site.post(null, url, { version: '1', summary: 'typed <by hand>' });
    assert.equal(status, 401, url);
    assert.match(body, /typed &lt;by hand&gt;/, url);
  }
});

test('drafts, statements and cases that are not there or not theirs are not found, without a hint which', async () => {
  for (const url of [
    `/report/${NOWHERE}`,
    `/relay/${NOWHERE}`,
    `/drafts/${NOWHERE}`,
    `/cases/${NOWHERE}`,
    `/statements/${NO_DIGEST}`,
  ]) {
    assert.equal((await site.get('Tomas', url)).status, 404, url);
  }
  const hospitals = await begin('Ilse');
  assert.equal((await site.get('Tomas', hospitals)).status, 404);
  assert.equal(
    (await site.post('Tomas', `${hospitals}/danger`, { danger_to_life: 'yes', version: '1' })).status,
    404,
  );
});

test('in another language a refusal of these pages is said in it, and never marked as English', async () => {
  const draft = (await site.post(null, '/report/unsigned')).location.replace(/\/danger$/, '');
  const version = versionIn(await site.get(null, `${draft}/when`));
  await site.get(null, '/log-explorer?lang=ar');
  const refusals = [
    await site.get(null, `/statements/${NO_DIGEST}`),
    await site.get(null, `/cases/${NOWHERE}`),
    await site.get(null, '/log-explorer/999999'),
    await site.get(null, `/parties/${encodeURIComponent('did:web:nowhere.example')}`),
    await site.post(null, '/guest', { link: 'x' }),
    await site.post(null, '/guest', { link: 'A'.repeat(43) }),
    await site.post(null, '/report/sealed', { file: '{}' }),
    await site.post(null, `${draft}/when`, { version, noticed_at: '2031-01-01' }),
    await site.post(null, `${draft}/duties`, { version, zone: 'Mars/Olympus' }),
  ];
  // The choice of a language is kept, and other tests read English.
  await site.get(null, '/log-explorer?lang=en');
  for (const [at, { status, body }] of refusals.entries()) {
    assert.ok(status >= 400, `${at}: ${status}`);
    assert.match(body, /<html lang="ar"/, `${at}`);
    const said =
      /<(?:p|div|ul)[^>]* class="(?:lead|error|errors)[^"]*"[^>]*>[\s\S]*?<\/(?:p|div|ul)>/.exec(body)?.[0] ?? '';
    assert.match(said, /[\u0600-\u06ff]{3}/, `${at}: ${said}`);
    assert.doesNotMatch(said, /lang="en"/, `${at}: ${said}`);
  }
});

test('addresses that are no ids are refused before anything is looked up', async () => {
  for (const url of [
    '/cases/1',
    "/cases/'or'1",
    '/statements/short',
    '/report/xyz',
    `/report/${NOWHERE}/unknown-question`,
    '/log-explorer/-1',
  ]) {
    assert.equal((await site.get('Tomas', url)).status, 400, url);
  }
  for (const query of ['events=none', 'order=size', 'order=logged&order=noticed']) {
    assert.equal((await site.get('Tomas', `/cases/${NOWHERE}?${query}`)).status, 400, query);
  }
});

test('every question takes "I don’t know yet", and says what is wrong with anything else', async () => {
  const draft = await begin();
  const wrong: readonly [string, Record<string, string | string[]>, RegExp][] = [
    ['danger', {}, /Choose an answer/],
    ['danger', { danger_to_life: 'perhaps' }, /not among the answers/],
    ['what', { malicious: 'yes' }, /Choose an answer/],
    ['what', { incident_type: 'made/up', malicious: 'yes' }, /not among the answers/],
    ['when', { noticed_at: 'other', noticed_at_other: 'yesterday' }, /Write 2026-03/],
    ['where', { sectors: 'health' }, /Choose an answer/],
    ['where', { sectors: 'health', affected_states: 'QQ' }, /not on the list/],
    ['people', { harm: ['none', 'injury'] }, /cannot stand beside/],
    ['people', { harm: 'injury', people: 'many' }, /Write a number/],
  ];
  for (const [question, fields, expected] of wrong) {
    const page = await answer(draft, question, fields);
    assert.equal(page.status, 422, JSON.stringify(fields));
    assert.match(page.body, expected);
    assert.match(page.body, /id="errors"/);
  }
  const unknown: Record<string, Record<string, string | string[]>> = {
    danger: { danger_to_life: 'not-known-yet' },
    what: { incident_type: 'not-known-yet', malicious: 'not-known-yet' },
    when: { noticed_at: 'not-known-yet' },
    where: { sectors: ['health', 'not-known-yet'], affected_states: 'not-known-yet' },
    people: { harm: 'not-known-yet' },
  };
  for (const [question, fields] of Object.entries(unknown)) {
    assert.equal((await answer(draft, question, fields)).status, 303, question);
  }
  const tasks = await site.get('Ilse', draft);
  assert.equal(tasks.body.split('Not known yet').length - 1, 5);
});

test('every field that is still open is named at once, in the box on top and beside itself', async () => {
  const draft = await begin();
  const page = await answer(draft, 'where', {});
  assert.match(page.body, /href="#field-sectors">Which service is affected, and in which states\? Choose/u);
  assert.match(page.body, /href="#field-affected_states">In which states may people feel it\? Choose/u);
  assert.equal(page.body.split('class="error"').length - 1, 2);
});

test('a time typed by one’s own clock is said in UTC, and comes back as it was typed', async () => {
  const draft = await begin();
  const night = { noticed_at: 'other', noticed_at_date: '2025-12-31', noticed_at_time: '02:55' };
  const clock = { time_zone: 'Europe/Oslo', occurred_at_date: '2025-12-30' };
  assert.equal((await answer(draft, 'when', { ...night, ...clock })).status, 303);
  const again = (await site.get('Ilse', `${draft}/when`)).body;
  assert.match(again, /name="noticed_at_date"[^>]*value="2025-12-31"/u);
  assert.match(again, /name="noticed_at_time"[^>]*value="02:55"/u);
  assert.match(again, /name="occurred_at_date"[^>]*value="2025-12-30"/u);
  assert.match(again, /<option\s+value="Europe\/Oslo" selected>/u);
  assert.match((await site.get('Ilse', `${draft}/check`)).body, /31 Dec 2025, 01:55 UTC/u);
});

test('what was typed is shown again when it is refused', async () => {
  const draft = await begin();
  const page = await answer(draft, 'what', { malicious: 'suspected', description: 'the "quoted" <story>' });
  assert.match(page.body, /the &quot;quoted&quot; &lt;story&gt;/);
});

test('an answer to an older version is not saved over a newer one', async () => {
  const draft = await begin();
  await answer(draft, 'danger', { danger_to_life: 'yes' });
  const late = await site.post('Ilse', `${draft}/danger`, { danger_to_life: 'no', version: '1' });
  assert.equal(late.status, 409);
  assert.match((await site.get('Ilse', `${draft}/danger`)).body, /value="yes" checked/);
});

test('a report goes to the reporter’s own authority and to nobody else', async () => {
  const { digest, caseId } = await signed();
  assert.equal((await site.get('Ilse', `/cases/${caseId}`)).status, 200);
  const desk = await site.get('Tomas', `/statements/${digest}`);
  assert.equal(desk.status, 200);
  assert.equal((await site.get(null, `/statements/${digest}`)).status, 404);
  assert.equal((await site.get(null, `/cases/${caseId}`)).status, 404);
  assert.doesNotMatch((await site.get(null, '/cases')).body, new RegExp(caseId));
});

test('what was given is on its way for five minutes, on the case page as on the desk, and only then silent', async () => {
  const { caseId } = await signed();
  const pages = async () =>
    Promise.all([`/cases/${caseId}`, '/desk'].map(async (url) => (await site.get('Ilse', url)).body));
  for (const body of await pages()) {
    assert.match(body, /on its way/);
    assert.doesNotMatch(body, /Silent since|id="silent"/);
  }
  site.node.clock.now = site.node.clock.now.add({ minutes: 5 });
  const [ofCase, desk] = await pages();
  assert.match(ofCase!, /Silent since/);
  assert.match(desk!, /id="silent"/);
});

test('text in a report stays text on every page that shows it', async () => {
  const { digest, caseId } = await signed('<script>alert(1)</script>" onmouseover="x');
  for (const [visitor, url] of [
    ['Ilse', `/cases/${caseId}`],
    ['Ilse', `/statements/${digest}`],
    ['Tomas', '/desk'],
    ['Tomas', `/cases/${caseId}/relay`],
  ] as const) {
    const { body } = await site.get(visitor, url);
    assert.doesNotMatch(body, /<script>alert|" onmouseover=/, url);
  }
});

test('signing twice answers with the same receipt', async () => {
  const draft = await begin();
  const version = versionIn(await site.get('Ilse', `${draft}/check`));
  const [one, two] = [
    await site.post('Ilse', `${draft}/sign`, { version }),
    await site.post('Ilse', `${draft}/sign`, { version }),
  ];
  assert.match(one.location, /\/receipt$/);
  assert.equal(two.location, one.location);
  const asDraft = await site.get('Ilse', `/drafts/${draft.split('/').at(-1)}`);
  assert.equal(asDraft.location, one.location.replace('/receipt', ''), 'from then on it is read as its statement');
});

test('counsel reads a report before it is signed, and the author cannot be its own counsel', async () => {
  const draft = await begin('Tomas');
  const id = draft.split('/').at(-1)!;
  const version = versionIn(await site.get('Tomas', `${draft}/check`));
  assert.equal((await site.post('Tomas', `${draft}/counsel`, { version })).status, 303);
  assert.match((await site.get('Tomas', `${draft}/check`)).body, /Counsel has it/);
  const own = await site.post('Tomas', `/drafts/${id}/approve`, { version });
  assert.equal(own.status, 422);
  assert.match((await site.get('Henrik', '/desk')).body, new RegExp(`/drafts/${id}`));
  const silent = await site.post('Henrik', `/drafts/${id}/decline`, { version, reason: ' ' });
  assert.match(silent.body, /Say why/);
  await site.post('Henrik', `/drafts/${id}/decline`, { version, reason: 'Name the ward' });
  assert.match((await site.get('Tomas', `${draft}/check`)).body, /Name the ward/);
});

test('only a duty officer writes down calls, and nobody but the officer is shown who called', async () => {
  assert.equal((await site.get('Mira', '/telephone')).status, 403);
  assert.equal((await site.get('Ilse', '/telephone')).status, 403, 'an operator takes nobody’s call');
  assert.doesNotMatch((await site.get('Ilse', '/desk')).body, /href="\/telephone"/);
  assert.match((await site.get('Tomas', '/desk')).body, /href="\/telephone"/);
  const nameless = await site.post('Tomas', '/telephone', { name: '  ' });
  assert.equal(nameless.status, 422);
  const { location } = await site.post('Tomas', '/telephone', {
    name: 'Dr Hale',
    call_back: 'done',
    read_back: 'yes',
  });
  const draft = location.replace(/\/danger$/, '');
  const version = versionIn(await site.get('Tomas', `${draft}/check`));
  const { location: receipt } = await site.post('Tomas', `${draft}/sign`, { version });
  const statement = receipt.replace(/\/receipt$/, '');
  assert.match((await site.get('Tomas', statement)).body, /Dr Hale/);
  assert.doesNotMatch((await site.get('Mira', statement)).body, /Dr Hale/);
});

test('a relay needs recipients, a second person and a reason to decline; the author cannot approve', async () => {
  const { caseId } = await signed();
  const none = await site.post('Tomas', `/cases/${caseId}/relay`, {});
  assert.equal(none.status, 422);
  assert.match(none.body, /Choose at least one recipient/);
  const invented = await site.post('Tomas', `/cases/${caseId}/relay`, { recipients: 'did:web:nobody.example' });
  assert.equal(invented.status, 422);
  assert.equal((await site.get('Ilse', `/cases/${caseId}/relay`)).status, 422);
});

test('a withdrawal says why, and belongs to whoever said the thing', async () => {
  const { digest, caseId } = await signed();
  assert.match((await site.post('Ilse', `/statements/${digest}/withdraw`, {})).body, /Choose why/);
  assert.match(
    (await site.post('Ilse', `/statements/${digest}/withdraw`, { reason: 'duplicate' })).body,
    /Choose the statement that stays/,
  );
  const stranger = await site.post('Tomas', `/statements/${digest}/withdraw`, { reason: 'false-alarm' });
  assert.equal(stranger.status, 422);
  const done = await site.post('Ilse', `/statements/${digest}/withdraw`, { reason: 'false-alarm' });
  assert.match(done.location, /\/done$/);
  const page = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(page.body, /This was taken back/);
  assert.match(page.body, /<s class="undone-text">/);
  assert.equal((await site.post('Ilse', `/statements/${digest}/withdraw`, { reason: 'false-alarm' })).status, 422);
});

test('an update says what is new, and is refused where nothing was reported', async () => {
  const { caseId } = await signed();
  assert.equal((await site.post('Ilse', `/cases/${caseId}/update`, { summary: ' ' })).status, 422);
  const done = await site.post('Ilse', `/cases/${caseId}/update`, {
    summary: 'Back to normal.',
    stage: 'recovered',
    danger_to_life: 'no',
  });
  assert.match(done.location, /\/receipt$/);
  assert.match((await site.get('Ilse', `/cases/${caseId}`)).body, /Replaced by a later word/);
  const elsewhere = await site.post('Ilse', `/cases/${NOWHERE}/update`, { summary: 'x' });
  assert.equal(elsewhere.status, 422);
});

test('a statement that never arrived cannot be acknowledged', async () => {
  const { digest } = await signed();
  const refused = await site.post('Ilse', `/statements/${digest}/acknowledge`, { note: 'read' });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /read<\/textarea>|id="errors"/);
});

test('guest links that are made up, and releases of others, open nothing', async () => {
  for (const link of [
    '',
    'x',
    `${'A'.repeat(43)}`,
    `http://127.0.0.1:4600/guest#${'B'.repeat(43)}`,
    '#<script>',
  ]) {
    const { status, body } = await site.post(null, '/guest', { link });
    assert.equal(status, 404, link);
    assert.doesNotMatch(body, /<script>alert/);
    const whole = /[A-Za-z0-9_-]{43}$/.test(link);
    assert.match(body, whole ? /This link is not known/ : /This is not a whole link/, link);
  }
  assert.equal((await site.post(null, '/guest/answer', { link: 'A'.repeat(43), name: 'x' })).status, 404);
  assert.equal((await site.post('Tomas', `/releases/${NO_DIGEST}/guest`, { contact: 'Ama' })).status, 404);
  assert.equal((await site.post('Ilse', `/releases/${NO_DIGEST}/guest`, { contact: 'Ama' })).status, 403);
});

test('the directory shows parties, keys and the root to compare, and of persons only what the viewer may see', async () => {
  const list = await site.get(null, '/parties');
  assert.match(list.body, /Veldmark National CSIRT/);
  const own = await site.get('Tomas', `/parties/${CSIRT}`);
  assert.match(own.body, /Thumbprint of its root key/);
  assert.match(own.body, /Mira/);
  assert.doesNotMatch((await site.get(null, `/parties/${CSIRT}`)).body, /Mira/);
  assert.equal((await site.get(null, '/parties/did:web:nobody.example')).status, 404);
});

test('the log shows digests and proofs to anybody, and finds an entry by number or digest', async () => {
  const { digest } = await signed();
  await eventually('the log has published it', async () =>
    (await site.get(null, '/log-explorer')).body.includes(digest),
  );
  assert.equal((await site.get(null, `/log-explorer?find=${digest}`)).location, `/log-explorer/${digest}`);
  const entry = (await site.get(null, `/log-explorer/${digest}`)).body;
  assert.match(entry, /Proof that the log holds it/);
  assert.match(entry, /Cosigned by/);
  // Pages of signatures nobody reads stand behind a press, below the file that carries them.
  assert.match(
    entry,
    /<details class="more"><summary>The proof as text[^<]*<\/summary><div[^>]*><pre>c2sp\.org\/tlog-proof@v1/,
  );
  assert.equal((await site.get(null, '/log-explorer/999999')).status, 404);
  const junk = await site.get(null, '/log-explorer?find=../../etc');
  assert.equal(junk.status, 422);
  assert.match(junk.body, /A digest has 43 letters[\s\S]*value="\.\.\/\.\.\/etc"/, 'and what was typed stays');
  const broken = `${digest.slice(0, 20)}%0A ${digest.slice(20)}`;
  assert.equal((await site.get(null, `/log-explorer?find=${broken}`)).location, `/log-explorer/${digest}`);
  assert.equal((await site.get(null, '/log')).location, '/log-explorer');
});

test('a correction says what was wrong, and the page of the case shows the old words struck through', async () => {
  const { digest, caseId } = await signed();
  assert.match((await site.post('Ilse', `/statements/${digest}/correct`, {})).body, /Say what was wrong/);
  assert.equal(
    (await site.post('Tomas', `/statements/${digest}/correct`, { summary: 'x', retracts: 'sectors' })).status,
    422,
  );
  const done = await site.post('Ilse', `/statements/${digest}/correct`, {
    summary: 'One state only.',
    affected_states: 'XV',
    retracts: ['service', 'made-up'],
  });
  assert.match(done.location, /\/done$/);
  const page = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(page.body, /Corrections and withdrawals/);
  assert.match(page.body, /Taken back/);
});

test('a correction names states by name in the reader’s language, begins with those said before, and says nothing of them unchanged', async () => {
  const { digest } = await signed();
  const url = `/statements/${digest}/correct`;
  const form = await site.get('Ilse', url);
  assert.match(form.body, /value="XV" checked[^>]*><label[^>]*>Veldmark</);
  assert.match(form.body, /value="DE"[^>]*><label[^>]*>Germany</);
  await site.get('Ilse', '/?lang=es');
  const spanish = await site.get('Ilse', url);
  assert.match(spanish.body, /value="DE"[^>]*><label[^>]*>Alemania</);
  assert.ok(spanish.body.indexOf('Alemania') < spanish.body.indexOf('Zambia'), 'sorted as the language sorts');
  await site.get('Ilse', '/?lang=en');

  const none = await site.post('Ilse', url, { summary: 'None.' });
  assert.equal(none.status, 422);
  assert.match(none.body, /href="#field-affected_states"/);
  const correctedTo = async (fields: Record<string, string | string[]>) => {
    const { location } = await site.post('Ilse', url, { summary: 'Something.', ...fields });
    return (await site.get('Ilse', location.replace(/\/done$/, ''))).body;
  };
  const asBefore = ['XA', 'XV'];
  assert.doesNotMatch(await correctedTo({ affected_states: asBefore, retracts: 'service' }), /Which states are/);
  assert.match(await correctedTo({ affected_states: [...asBefore, 'DE'] }), /Which states are[\s\S]*Germany/);
});

test('a statement is given to a party claim by claim, and the rules refuse what may not leave', async () => {
  const { digest } = await signed();
  assert.equal((await site.post('Ilse', `/statements/${digest}/release`, {})).status, 422);
  const abroad = await site.post('Ilse', `/statements/${digest}/release`, {
    to: 'did:web:nobody.example',
    claims: 'sectors',
  });
  assert.match(abroad.body, /Nothing is known here/);
  const others = await site.post('Mira', `/statements/${digest}/release`, {
    to: HOSPITAL,
    claims: ['sectors', 'author'],
  });
  assert.equal(others.status, 422);
});

test('one shown form begins one report, however often it is sent', async () => {
  const shown = await site.get('Ilse', '/report');
  const token = /name="form_token" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
  const payload = new URLSearchParams({ form_token: token, idempotency_key: 'pressed-twice' }).toString();
  const [one, two] = [await site.raw('Ilse', '/report', payload), await site.raw('Ilse', '/report', payload)];
  assert.match(one.location, /\/danger$/);
  assert.equal(two.location, one.location);
  const desk = { connection: site.node.connection, ...site.person('Ilse') };
  for (let at = 0; at < DRAFTS_IN_A_LIST; at++) {
    const more = { type: 'incident-alert', claims: { summary: `Another ${at}` } };
    assert.ok((await createDraft(desk, more, site.node.clock.now.add({ seconds: 1 }))).ok);
  }
  const behind = await site.raw('Ilse', '/report', payload);
  assert.equal(behind.location, one.location, 'also once more drafts stand before it than a list holds');
});

test('all answers to one question stand on a page of their own', async () => {
  const { caseId } = await signed();
  for (const stage of ['ongoing', 'contained', 'recovering', 'recovered']) {
    await site.post('Ilse', `/cases/${caseId}/update`, { summary: stage, stage });
  }
  const page = await site.get('Ilse', `/cases/${caseId}/answers/stage`);
  assert.equal(page.body.split('class="said"').length - 1, 4);
  assert.equal((await site.get('Ilse', `/cases/${caseId}/answers/nothing`)).status, 404);
  assert.equal((await site.get(null, `/cases/${caseId}/answers/stage`)).status, 404);
});
