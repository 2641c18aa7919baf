import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { viewerFor } from '#parties/view.ts';
import { openPageSite, type PageSite, versionIn } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { harmLabel } from '#vocabulary/harm.ts';
import { declaredCase } from './testing/declared-case.ts';

let site: PageSite;
let caseId: string;
before(async () => {
  site = await openPageSite();
  caseId = await declaredCase(site.node, site.person('Ilse'), {
    'eu-nis2': [{ role: 'csirt', party: CSIRT }],
    'eu-gdpr': [],
  });
});
after(() => site[Symbol.asyncDispose]());

const stage = (id: string, regime = 'eu-nis2') => `/report-once/${caseId}/${regime}/${id}`;

/** What the form of the early warning is shown with, once the one open question is answered. */
const EARLY = {
  victim_name: 'Sankt Orla Hospital',
  contact__name: 'Ilse',
  contact__phone: '+999 12',
  aware_at: '2026-03-01T03:00:00Z',
  malicious: 'suspected',
  affected_states: ['XV', 'XA'],
  cross_border: 'yes',
  preliminary: 'yes',
};

async function send(path: string, fields: Record<string, string | string[]>, visitor: 'Ilse' | 'Lena' = 'Ilse') {
  const version = versionIn(await site.get(visitor, path));
  return site.post(visitor, path, version === '' ? fields : { version, ...fields });
}

async function signNow(path: string): Promise<string> {
  const version = versionIn(await site.get('Ilse', `${path}/preview`));
  const { location, body } = await site.post('Ilse', `${path}/sign`, { version });
  const digest = /^\/reports\/([A-Za-z0-9_-]{43})$/.exec(location)?.[1];
  assert.ok(digest, `${location} ${body.slice(0, 2_000)}`);
  return digest;
}

test('the list names each declared law and its stages, whom each is told to, and how much is missing', async () => {
  const { status, body } = await site.get('Ilse', `/report-once/${caseId}`);
  assert.equal(status, 200);
  assert.match(body, /Early warning/);
  assert.match(body, /Veldmark National CSIRT/);
  assert.match(body, /The supervisory authority(?:<\/bdi>)? <span class="tag ">no party here/);
  assert.match(body, /FIRE format is not offered/);
});

test('a stage that the declared facts rule out is listed as not asked, with the reason, and its form says so', async () => {
  const { body } = await site.get('Ilse', `/report-once/${caseId}`);
  const rows = body.split('<tr>');
  const row = (id: string) => rows.find((one) => one.includes(`${stage(id)}"`)) ?? '';
  const trust = row('notification-trust-services');
  assert.match(trust, /not asked/);
  assert.match(trust, /Not asked of you, by the facts you declared/);
  assert.match(trust, /trust service[^<]*You answered not known yet/i);
  assert.doesNotMatch(trust, /to fill in/);
  assert.match(row('notification'), /to fill in/);
  assert.doesNotMatch(row('notification'), /not asked/);
  assert.match(
    (await site.get('Ilse', stage('notification-trust-services'))).body,
    /This law does not ask you for this stage/,
  );
  assert.doesNotMatch((await site.get('Ilse', stage('notification'))).body, /does not ask you for this stage/);
});

test('a party that declared nothing is told to find its duties first', async () => {
  const { body } = await site.get('Tomas', `/report-once/${caseId}`);
  assert.match(body, /There is no such case|find your duties first|Find your duties first/);
});

for (const path of [
  `/report-once/11111111-1111-4111-8111-111111111111`,
  `/report-once/nonsense`,
  `/report-once/11111111-1111-4111-8111-111111111111/eu-nis2/early-warning`,
]) {
  test(`a case that is not there is refused: ${path}`, async () => {
    const { status } = await site.get('Ilse', path);
    assert.ok(status >= 400 && status < 500);
  });
}

test('an undeclared law, an unknown stage and a stage that is no report are refused with what to do', async () => {
  assert.match((await site.get('Ilse', stage('initial', 'eu-dora'))).body, /Say first that eu-dora applies/);
  assert.match((await site.get('Ilse', stage('nowhere'))).body, /it has early-warning/);
  assert.match((await site.get('Ilse', stage('affected-states'))).body, /it has early-warning/);
});

test('the public and a stranger see no report-once page', async () => {
  assert.equal((await site.get(null, stage('early-warning'))).status, 303);
  assert.notEqual((await site.get('Tomas', stage('early-warning'))).status, 200);
});

test('the form is filled from the case, says from where, and asks only what the stage asks', async () => {
  const { body } = await site.get('Ilse', stage('early-warning'));
  assert.match(body, /value="\+999 12"/);
  assert.match(body, /value="2026-03-01T03:00:00Z"/);
  assert.match(body, /Said in your <a href="\/statements\/[A-Za-z0-9_-]{43}">Incident alert/);
  assert.match(body, /From your party’s profile/);
  assert.doesNotMatch(body, /name="root_cause"/);
  assert.match(body, /Known in this case and not asked for at this stage/);
});

test('the form of every stage is drawn, with the words of the one list of harms', async () => {
  const { body } = await site.get('Ilse', `/report-once/${caseId}`);
  const forms = [...new Set([...body.matchAll(/href="(\/report-once\/[^"]+)"/gu)].map(([, path]) => path ?? ''))];
  assert.ok(forms.length > 3);
  const drawn = await Promise.all(forms.map((path) => site.get('Ilse', path)));
  for (const [at, { status }] of drawn.entries()) assert.equal(status, 200, forms[at]!);
  assert.ok(drawn.some((page) => page.body.includes(harmLabel('care-delayed'))));
});

test('what must be answered and is not stands beside its field, and what was typed is kept', async () => {
  const answer = await send(stage('early-warning'), { ...EARLY, cross_border: '', victim_name: 'Orla <b>' });
  assert.equal(answer.status, 422);
  assert.match(answer.body, /href="#field-cross_border"/);
  assert.match(answer.body, /Must be answered/);
  assert.match(answer.body, /value="Orla &lt;b&gt;"/);
});

for (const [what, fields, field] of [
  ['an impossible time', { aware_at: '2026-02-30' }, 'aware_at'],
  ['a state that is none', { affected_states: 'Veldmark' }, 'affected_states'],
  ['an answer that is not among the choices', { malicious: 'perhaps' }, 'malicious'],
  ['a name of 10,000 letters', { victim_name: 'x'.repeat(10_000) }, 'victim_name'],
] as const) {
  test(`${what} is refused at its field and nothing is saved`, async () => {
    const answer = await send(stage('early-warning'), { ...EARLY, ...fields });
    assert.equal(answer.status, 422);
    assert.match(answer.body, new RegExp(`href="#field-${field}"`));
  });
}

test('states are chosen by name', async () => {
  const { body } = await site.get('Ilse', stage('early-warning'));
  assert.match(body, /type="checkbox"[^>]*name="affected_states" value="SE"[^>]*>\s*<label[^>]*>Sweden</u);
  assert.doesNotMatch(body, /[Tt]wo letters/u);
});

test('"I don’t know yet" answers all that is missing with one press, and says so in the fields', async () => {
  const answer = await send(stage('notification'), { ...EARLY, cross_border: '', unknown: 'yes' });
  assert.equal(answer.status, 303);
  const { body } = await site.get('Ilse', stage('notification'));
  assert.match(body, /value="not-known-yet" selected/);
  const { body: list } = await site.get('Ilse', `/report-once/${caseId}`);
  assert.match(list, /ready to check/);
});

test('a draft that somebody saved meanwhile is not overwritten', async () => {
  await send(stage('notification'), { ...EARLY, leave: 'yes' });
  const answer = await site.post('Ilse', stage('notification'), { ...EARLY, version: '1' });
  assert.equal(answer.status, 409);
  assert.match(answer.body, /Somebody saved this report meanwhile/);
});

test('a final report offers no estimate, and refuses "I don’t know yet" where the law wants an answer', async () => {
  const { body } = await site.get('Ilse', stage('final'));
  assert.doesNotMatch(body, /value="estimate"/);
  const answer = await send(stage('final'), { ...EARLY, root_cause__as: 'not-known-yet' });
  assert.equal(answer.status, 422);
  assert.match(answer.body, /A final report takes neither/);
});

test('the preview shows field by field what each will see, the law that protects, and who may use it', async () => {
  const saved = await send(stage('early-warning'), EARLY);
  assert.equal(saved.location, `${stage('early-warning')}/preview`);
  const { body } = await site.get('Ilse', saved.location);
  for (const column of ['Veldmark National CSIRT', 'Other states', 'Everybody'])
    assert.match(body, new RegExp(column));
  assert.match(body, /NIS2[^<]*(?:<\/bdi>)? <code class="soft">eu-nis2/, 'the law by its name');
  assert.match(body, /Early warning(?:<\/bdi>)? <code class="soft">early-warning/, 'the stage by its name');
  assert.match(body, /What protects you/);
  assert.match(body, /Who may use it for what/);
  assert.doesNotMatch(body, /Records cannot be opened/, 'the description was not asked for');
});

test('signed, it is given to the authority that is a party here, and the filing names report and release', async () => {
  await send(stage('early-warning'), EARLY);
  const digest = await signNow(stage('early-warning'));
  const { body } = await site.get('Ilse', `/reports/${digest}`);
  assert.match(body, /Veldmark National CSIRT<\/bdi>: filed on 1 Mar 2026, 08:00 UTC, through Comity/);
  const shown = await site.node.reader.case(caseId, { party: CSIRT, person: null, servedBy: [], communities: [] });
  const report = shown.find((one) => one.digest === digest);
  assert.equal(report?.claims.get('cross_border')?.value, 'yes', 'the authority holds it');
  const own = await site.node.reader.case(caseId, {
    party: site.person('Ilse').party,
    person: null,
    servedBy: [],
    communities: [],
  });
  const filing = own.find(({ type, claims }) => type === 'duty-filing' && claims.get('report')?.value === digest);
  assert.equal(filing?.claims.get('way')?.value, 'comity');
  const release = filing?.claims.get('release')?.value;
  assert.equal(own.find((one) => one.digest === release)?.claims.get('to')?.value, CSIRT);
  assert.match((await site.get('Ilse', `/report-once/${caseId}`)).body, /tag done">filed/);
  assert.match((await site.get('Ilse', `/cases/${caseId}`)).body, /report-once/);
});

test('a stage is filed in one place: the clock leads to its form, and a second filing by the clock form moves nothing', async () => {
  const own = await declaredCase(site.node, site.person('Ilse'), { 'eu-nis2': [{ role: 'csirt', party: CSIRT }] });
  const path = `/report-once/${own}/eu-nis2/early-warning`;
  const clock = async () => {
    const { body } = await site.get('Ilse', `/api/v1/cases/${own}/clocks`);
    const { clocks } = JSON.parse(body) as { clocks: { stage: string; metAt: string; metBy: string }[] };
    const found = clocks.find((one) => one.stage === 'early-warning');
    return [found?.metAt, found?.metBy];
  };
  const { body: asCase } = await site.get('Ilse', `/cases/${own}`);
  assert.match(asCase, new RegExp(`href="${path}"`));
  assert.doesNotMatch(asCase, /clocks\/file/);
  assert.match((await site.get('Ilse', path)).body, /clocks\/file\?regime=eu-nis2&(?:amp;)?stage=early-warning/);
  await send(path, EARLY);
  await signNow(path);
  const met = await clock();
  site.node.clock.now = site.node.clock.now.add({ minutes: 5 });
  const at = site.node.clock.now.subtract({ minutes: 1 }).toString().slice(0, 16);
  const filing = { regime: 'eu-nis2', stage: 'early-warning', filed_at: at, way: 'mail' };
  assert.equal((await site.post('Ilse', `/cases/${own}/clocks/file`, filing)).status, 303);
  assert.deepEqual(await clock(), met);
  site.node.clock.now = site.node.clock.now.subtract({ minutes: 5 });
  assert.match((await site.get('Ilse', path)).body, /Filing it again changes no clock/);
});

test('giving it again has no second effect', async () => {
  await send(stage('early-warning'), EARLY);
  const digest = await signNow(stage('early-warning'));
  const again = await site.post('Ilse', `/reports/${digest}/give`);
  assert.equal(again.status, 303);
  const { body } = await site.get('Ilse', `/reports/${digest}`);
  assert.equal(body.match(/filed on/g)?.length, 1);
});

test('reporting a stage again replaces the report before it', async () => {
  const { body } = await site.get('Ilse', stage('early-warning'));
  assert.match(body, /You reported this stage before/);
});

const GDPR = {
  victim_name: 'Sankt Orla Hospital',
  contact__name: 'Ilse',
  contact__phone: '+999 12',
  description: 'Records cannot be opened.',
  personal_data: 'Health records of 400 people',
  consequences__as: 'not-known-yet',
  mitigation: 'Systems isolated',
};

test('an authority that is no party here is said to be none, and its portal’s filing is written down', async () => {
  const saved = await send(stage('authority', 'eu-gdpr'), GDPR);
  assert.equal(saved.status, 303, saved.body.slice(0, 3_000));
  assert.match((await site.get('Ilse', saved.location)).body, /is no party here/);
  const digest = await signNow(stage('authority', 'eu-gdpr'));
  const { body } = await site.get('Ilse', `/reports/${digest}`);
  assert.match(body, /To be filed outside Comity/);
  assert.match(body, /\/api\/v1\/reports\/[A-Za-z0-9_-]{43}\/pdf\?language=ar/);
  const filing = { role: 'data-protection-authority', way: 'portal', reference: 'DPA-7 <x>' };
  const path = `/reports/${digest}/filed`;
  assert.equal((await site.post('Ilse', path, { ...filing, filed_at: 'yesterday' })).status, 422);
  assert.equal((await site.post('Ilse', path, { ...filing, filed_at: '2027-03-01T07:00Z' })).status, 422);
  assert.equal(
    (await site.post('Ilse', path, { ...filing, role: 'nobody', filed_at: '2026-03-01T07:00Z' })).status,
    422,
  );
  assert.equal((await site.post('Ilse', path, { ...filing, filed_at: '2026-03-01T07:30Z' })).status, 303);
  const after = await site.get('Ilse', `/reports/${digest}`);
  assert.match(after.body, /filed on 1 Mar 2026, 07:30 UTC, in the authority’s portal/);
  assert.match(after.body, /DPA-7 &lt;x&gt;/);
  assert.doesNotMatch(after.body, /To be filed outside Comity/);
});

test('counsel sees exactly what would be signed, approves it, and nobody signs it before', async () => {
  const path = stage('progress');
  await send(path, { ...EARLY, unknown: 'yes' });
  const version = versionIn(await site.get('Ilse', `${path}/preview`));
  const sent = await site.post('Ilse', `${path}/counsel`, { version });
  assert.equal(sent.location, `${path}/preview`);
  const waiting = await site.get('Ilse', `${path}/preview`);
  assert.match(waiting.body, /waits for counsel/);
  const refusedSign = await site.post('Ilse', `${path}/sign`, { version });
  assert.equal(refusedSign.status, 422);
  const draft = /href="(\/drafts\/[0-9a-f-]{36})"/.exec(waiting.body)?.[1] ?? '';
  const own = await site.post('Ilse', `${draft}/approve`, { version });
  assert.notEqual(own.status, 303, 'the author is no second person');
  assert.match((await site.get('Lena', '/desk')).body, new RegExp(draft));
  const approved = await site.post('Lena', `${draft}/approve`, { version });
  assert.equal(approved.status, 303, approved.body.slice(0, 500));
  assert.match((await site.get('Ilse', `${path}/preview`)).body, /Counsel approved exactly this version/);
  const digest = await signNow(path);
  const report = await site.node.reader.statement(digest, {
    party: site.person('Ilse').party,
    person: null,
    servedBy: [],
    communities: [],
  });
  assert.deepEqual(report?.claims.get('approvals')?.value, [site.person('Lena').person]);
});

test('what changes in the case after a draft was saved must be taken over before it is signed', async () => {
  const path = stage('notification');
  await send(path, { ...EARLY, unknown: 'yes' });
  assert.match((await site.get('Ilse', `${path}/preview`)).body, /Sign and file/);
  await site.node.say(site.person('Ilse'), {
    type: 'incident-update',
    issuer: site.person('Ilse').party,
    case: caseId,
    claims: { summary: 'It is worse.', mitigation: 'Isolated the wards', stage: 'contained', malicious: 'yes' },
  });
  const { body } = await site.get('Ilse', `${path}/preview`);
  assert.match(body, /something else was said in the case/);
  assert.doesNotMatch(body, /Sign and file/);
  await site.post('Ilse', `${path}/take-over`, { version: versionIn({ status: 200, body, location: '' }) });
  assert.match((await site.get('Ilse', `${path}/preview`)).body, /Sign and file/);
});

test('no page of a report opens to a party that was not given it', async () => {
  await send(stage('early-warning'), EARLY);
  const digest = await signNow(stage('early-warning'));
  assert.equal((await site.get(null, `/reports/${digest}`)).status, 303);
  assert.equal((await site.get('Tomas', `/reports/${digest}`)).status, 200, 'the addressee reads it');
  assert.doesNotMatch((await site.get('Tomas', `/reports/${digest}`)).body, /Write down a filing/);
  const theirs = await site.post('Tomas', `/reports/${digest}/give`);
  assert.equal(theirs.status, 403);
});

test('a report taken back in time stands as withdrawn, its clock runs again, and the stage is reported anew', async () => {
  const own = await declaredCase(site.node, site.person('Ilse'), { 'eu-nis2': [{ role: 'csirt', party: CSIRT }] });
  const path = `/report-once/${own}/eu-nis2/early-warning`;
  const clock = async () => {
    const { body } = await site.get('Ilse', `/api/v1/cases/${own}/clocks`);
    const { clocks } = JSON.parse(body) as { clocks: { stage: string; state: string }[] };
    return clocks.find((one) => one.stage === 'early-warning')?.state;
  };
  await send(path, EARLY);
  const digest = await signNow(path);
  assert.equal(await clock(), 'met');
  assert.match((await site.get('Ilse', `/reports/${digest}`)).body, new RegExp(`/reports/${digest}/withdraw`));
  assert.doesNotMatch((await site.get('Tomas', `/reports/${digest}`)).body, /\/withdraw"/);
  const empty = await site.post('Ilse', `/reports/${digest}/withdraw`, {});
  assert.equal(empty.status, 422);
  assert.match(empty.body, /Choose why you take it back/);
  assert.equal((await site.post('Tomas', `/reports/${digest}/withdraw`, { reason: 'duplicate' })).status, 403);
  const done = await site.post('Ilse', `/reports/${digest}/withdraw`, { reason: 'sent-in-error', summary: 'No.' });
  assert.equal(done.location, `/reports/${digest}`, done.body.slice(0, 500));
  assert.match((await site.get('Ilse', `/reports/${digest}`)).body, /This report was taken back/);
  assert.match((await site.get('Ilse', `/statements/${digest}`)).body, /withdrawn/i);
  assert.equal(await clock(), 'open');
  const again = await site.post('Ilse', `/reports/${digest}/withdraw`, { reason: 'duplicate' });
  assert.equal(again.status, 422);
  const form = await site.get('Ilse', path);
  assert.doesNotMatch(form.body, /You reported this stage before/);
  const version = versionIn(form);
  await site.post('Ilse', path, version === '' ? EARLY : { version, ...EARLY });
  const anew = await signNow(path);
  const report = await site.node.reader.statement(
    anew,
    await viewerFor(site.node.connection, site.person('Ilse'), site.node.clock.now),
  );
  assert.equal(report?.claims.has('corrects'), false, 'nothing that was taken back is corrected');
  assert.equal(await clock(), 'met');
});
