import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { keepLanguage } from '#parties/persons/languages.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';

const NOT_YET = { known: 'not-yet' } as const;
const NAME = 'Sankt Orla Hospital';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

/** The hospital reports, and gives the report to its authority. */
async function reported(): Promise<string> {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  const claims = {
    danger_to_life: 'yes',
    incident_type: 'availability/ddos',
    malicious: 'suspected',
    noticed_at: NOT_YET,
    sectors: ['health'],
    affected_states: ['XV', 'XA'],
    effects: NOT_YET,
    reported_to: CSIRT,
  };
  const target = await site.node.say(ilse, { type: 'incident-alert', issuer: HOSPITAL, case: caseId, claims });
  await give('Ilse', HOSPITAL, CSIRT, target, caseId);
  return caseId;
}

async function give(who: 'Ilse' | 'Tomas', issuer: string, to: string, target: string, caseId: string) {
  const claims = { target, to, claims: 'all', channel: 'csirt', hides_victim: who === 'Tomas' };
  return site.node.say(site.person(who), { type: 'release', issuer, case: caseId, claims });
}

const words = { stage: 'holding', language: 'en', headline: 'Care goes on', text: 'We know of an outage.' };

/** Tomas writes and proposes, Mira approves, Tomas signs; answers the line's digest. */
async function approved(caseId: string, more: Readonly<Record<string, string>> = {}, path?: string) {
  const written = await site.post('Tomas', path ?? `/cases/${caseId}/lines/new`, { ...words, ...more });
  assert.match(written.location, /^\/drafts\//, `${written.status} ${errorsIn(written.body)}`);
  return secondPerson(written.location);
}

async function secondPerson(draft: string): Promise<string> {
  const version = /name="version" value="(\d+)"/.exec((await site.get('Mira', draft)).body)?.[1] ?? '';
  await site.post('Mira', `${draft}/approve`, { version });
  const signed = await site.post('Mira', `${draft}/sign`, { version });
  return /statements\/([^/]+)/.exec(signed.location)?.[1] ?? assert.fail(`not signed: ${errorsIn(signed.body)}`);
}

function errorsIn(body: string): string {
  return [...body.matchAll(/class="error"[^>]*>(.*?)<\/p>/gs)].map(([, text]) => text).join(' | ');
}

/** Short hours: people who sit still are signed out. */
function inMinutes(minutes: number): string {
  return site.node.clock.now.add({ minutes }).toString().slice(0, 16);
}

test('a line needs a second person, and nobody outside sees that it is written', async () => {
  const caseId = await reported();
  await approved(caseId);
  const own = await site.get('Tomas', `/cases/${caseId}/lines`);
  assert.match(own.body, /Care goes on/);
  assert.match(own.body, /Ready to publish/);
  assert.equal((await site.get(null, `/cases/${caseId}/lines`)).status, 404);
  assert.doesNotMatch((await site.get('Ilse', `/cases/${caseId}/lines`)).body, /Care goes on|Not public/);
});

test('under embargo a line is refused before its hour, and published at it by a person who is named', async () => {
  const caseId = await reported();
  const line = await approved(caseId, { embargo: inMinutes(10), zone: 'UTC' });
  const early = await site.post('Tomas', `/lines/${line}/publish`);
  assert.equal(early.status, 422);
  assert.match(early.body, /The embargo ends at .* Publish it then/);
  assert.equal((await site.get(null, `/cases/${caseId}/lines`)).status, 404);
  site.node.clock.now = site.node.clock.now.add({ minutes: 10 });
  assert.equal((await site.get(null, `/cases/${caseId}/lines`)).status, 404, 'the hour alone publishes nothing');
  assert.equal((await site.post('Tomas', `/lines/${line}/publish`)).location, `/cases/${caseId}/lines`);
  const seen = await site.get(null, `/cases/${caseId}/lines`);
  assert.match(seen.body, /<h3 {2}lang="en" dir="auto">Care goes on/);
  assert.doesNotMatch(seen.body, new RegExp(site.person('Tomas').person));
  const [publication] = await publications(caseId);
  assert.equal(publication?.claims.get('published_by')?.value, site.person('Tomas').person);
});

async function publications(caseId: string) {
  const viewer = { party: CSIRT, person: site.person('Tomas').person, servedBy: [], communities: [] };
  const shown = await site.node.reader.case(caseId, viewer);
  return shown.filter(({ type }) => type === 'line-publication');
}

test('a leaked line is lifted early when one says where it is out and a second agrees', async () => {
  const caseId = await reported();
  const line = await approved(caseId, { embargo: inMinutes(50), zone: 'UTC' });
  const lifted = await site.post('Tomas', `/lines/${line}/publish`, {
    leaked_where: 'The evening news reads it out',
    leak_found_by: site.person('Tomas').person,
  });
  assert.match(lifted.location, /^\/drafts\//);
  assert.equal((await site.get(null, `/cases/${caseId}/lines`)).status, 404, 'it waits for the second person');
  await secondPerson(lifted.location);
  assert.match((await site.get(null, `/cases/${caseId}/lines`)).body, /Care goes on/);
  assert.doesNotMatch((await site.get(null, `/cases/${caseId}/lines`)).body, /evening news/);
  assert.match((await site.get('Tomas', `/cases/${caseId}/lines`)).body, /evening news/);
});

test('an hour that does not exist is refused beside its field, and what was typed stays', async () => {
  const caseId = await reported();
  const answer = await site.post('Tomas', `/cases/${caseId}/lines/new`, {
    ...words,
    headline: 'Care <b>goes</b> on',
    embargo: '2026-03-29T02:30',
    zone: 'Europe/Paris',
  });
  assert.equal(answer.status, 422);
  assert.match(answer.body, /id="field-embargo-error"/);
  assert.match(answer.body, /Care &lt;b&gt;goes/);
  assert.match(answer.body, /value="2026-03-29T02:30"/);
});

test('an operator is asked, answers, and only then is named; its name in passing is refused', async () => {
  const caseId = await reported();
  const path = `/cases/${caseId}/lines/new`;
  const passing = await site.post('Tomas', path, { ...words, text: `${NAME} is offline.` });
  assert.equal(passing.status, 422);
  assert.match(passing.body, /The text names Sankt Orla Hospital/);
  const naming = { ...words, names: HOSPITAL, text: `${NAME} is offline.` };
  assert.match((await site.post('Tomas', path, naming)).body, /before you name it/);

  const late = await site.post('Tomas', `/cases/${caseId}/lines/ask`, {
    operator: HOSPITAL,
    proposed: 'x',
    answer_by: 'soon',
  });
  assert.match(late.body, /id="field-answer_by-error"/);
  const asked = await site.post('Tomas', `/cases/${caseId}/lines/ask`, {
    operator: HOSPITAL,
    proposed: 'That you are hit.',
    answer_by: inMinutes(60),
  });
  const question = /statements\/([^/]+)\/release/.exec(asked.location)?.[1] ?? assert.fail(errorsIn(asked.body));
  assert.match(
    (await site.post('Tomas', path, { ...naming, named_on: question })).body,
    /Nothing shows that the question reached/,
  );
  await give('Tomas', CSIRT, HOSPITAL, question, caseId);
  assert.equal(
    (await site.get('Tomas', `/statements/${question}/naming`)).status,
    404,
    'only who was asked answers',
  );
  const empty = await site.post('Ilse', `/statements/${question}/naming`);
  assert.match(empty.body, /id="field-answer-error"/);
  const answered = await site.post('Ilse', `/statements/${question}/naming`, {
    answer: 'agrees',
    remark: 'Say that patients are safe.',
  });
  const answer = /statements\/([^/]+)\//.exec(answered.location)?.[1] ?? assert.fail(errorsIn(answered.body));
  await give('Ilse', HOSPITAL, CSIRT, answer, caseId);
  assert.match((await site.get('Tomas', `/cases/${caseId}/lines`)).body, /Say that patients are safe/);
  const line = await approved(caseId, { ...naming, named_on: question });
  await site.post('Tomas', `/lines/${line}/publish`);
  assert.match((await site.get(null, `/cases/${caseId}/lines`)).body, /Names <bdi[^>]*>Sankt Orla Hospital/);
});

test('a correction and a withdrawal stand where the line stands, and the words stay readable', async () => {
  const caseId = await reported();
  const line = await approved(caseId);
  assert.equal((await site.post('Tomas', `/lines/${line}/publish`)).status, 303);
  const other = await approved(caseId, { headline: 'Care is delayed' }, `/lines/${line}/correct`);
  assert.doesNotMatch((await site.get(null, `/cases/${caseId}/lines`)).body, /corrected later/);
  await site.post('Tomas', `/lines/${other}/publish`);
  const corrected = (await site.get(null, `/cases/${caseId}/lines`)).body;
  assert.match(corrected, new RegExp(`corrected later: <a href="#line-${other}"`));
  assert.match(corrected, /<s>Care goes on<\/s>/);
  const withdrawing = await site.post('Tomas', `/lines/${other}/withdraw`, { reason: 'The figures were wrong.' });
  await secondPerson(withdrawing.location);
  const withdrawn = (await site.get(null, `/cases/${caseId}/lines`)).body;
  assert.match(withdrawn, /<s>Care is delayed<\/s>/);
  assert.match(withdrawn, /The figures were wrong/);
  assert.doesNotMatch(withdrawn, /corrected later/, 'a correction that was withdrawn corrects nothing');
});

test('nobody publishes, corrects or withdraws the line of another party, nor one that is not theirs to see', async () => {
  const caseId = await reported();
  const line = await approved(caseId);
  for (const act of ['publish', 'withdraw', 'correct']) {
    assert.equal((await site.get('Ilse', `/lines/${line}/${act}`)).status, 404);
    assert.equal((await site.post('Ilse', `/lines/${line}/${act}`, { reason: 'x' })).status, 404);
    assert.equal((await site.get(null, `/lines/${line}/${act}`)).status, 303);
  }
  await give('Tomas', CSIRT, HOSPITAL, line, caseId);
  assert.match((await site.get('Ilse', `/cases/${caseId}/lines`)).body, /Care goes on/);
  assert.equal((await site.post('Ilse', `/lines/${line}/publish`)).status, 404);
});

test('programs read the lines as their viewer may, and a case that is not theirs not at all', async () => {
  const caseId = await reported();
  const line = await approved(caseId);
  assert.equal((await site.get(null, `/api/v1/cases/${caseId}/lines`)).status, 404);
  await site.post('Tomas', `/lines/${line}/publish`);
  const { lines } = JSON.parse((await site.get(null, `/api/v1/cases/${caseId}/lines`)).body);
  assert.deepEqual([lines.length, lines[0].state, lines[0].headline], [1, 'published', 'Care goes on']);
});

test('the brief says what is said and by whom, what is not known, who decides, and how strictly it is marked', async () => {
  const caseId = await reported();
  await approved(caseId, { embargo: inMinutes(50), zone: 'UTC' });
  const { body } = await site.get('Tomas', `/cases/${caseId}/brief`);
  assert.match(body, /TLP:AMBER\+STRICT, as seen on/);
  assert.match(body, /suspected \(says Sankt Orla Hospital\)/);
  assert.match(body, /Danger to life<\/dt><dd><ul class="bare"><li><bdi[^>]*>yes \(says/);
  assert.match(body, /Effects on people<\/dt><dd><ul class="bare"><li>Not known yet/);
  assert.match(body, /Publish “Care goes on” when its embargo ends/);
  assert.match(body, /Tell other states: /);
  assert.match(body, /decides, by two persons/);
  assert.match(body, /Service<\/dt><dd><ul class="bare"><li>Nobody has said/);
  assert.doesNotMatch(body, /undefined|\[object|NaN/);
});

test('a brief holds nothing that its reader is not shown, and is for whoever signs in', async () => {
  const caseId = await reported();
  await approved(caseId);
  const { body } = await site.get('Ilse', `/cases/${caseId}/brief`);
  assert.doesNotMatch(body, /Care goes on/);
  assert.match(body, /Say something in public: nothing is prepared/);
  assert.equal((await site.get(null, `/cases/${caseId}/brief`)).status, 303);
  assert.equal((await site.get('Tomas', `/cases/${crypto.randomUUID()}/brief`)).status, 404);
  assert.equal((await site.get('Tomas', `/cases/${caseId}/brief?language=tlh`)).status, 400);
});

test('the brief comes in the language its reader keeps, as a page and as a PDF, unless another is asked for', async () => {
  const caseId = await reported();
  const { person } = site.person('Tomas');
  await keepLanguage(site.node.connection, person, 'fr');
  try {
    assert.match((await site.get('Tomas', `/cases/${caseId}/brief`)).body, /<article[^>]* lang="fr"/);
    assert.match((await site.get('Tomas', `/cases/${caseId}/brief.pdf`)).body, /\/Lang\s*\(fr/);
    assert.match((await site.get('Tomas', `/cases/${caseId}/brief.pdf?language=es`)).body, /\/Lang\s*\(es/);
  } finally {
    await keepLanguage(site.node.connection, person, 'en');
  }
});

test('the brief is the same document in Arabic, from right to left, and as a PDF of one page', async () => {
  const caseId = await reported();
  assert.match((await site.get('Tomas', `/cases/${caseId}/brief?language=ar`)).body, /lang="ar" dir="rtl"/);
  for (const language of ['en', 'ru']) {
    const { status, body } = await site.get('Tomas', `/cases/${caseId}/brief.pdf?language=${language}`);
    assert.equal(status, 200, body.slice(0, 300));
    assert.match(body, /^%PDF-/);
    assert.equal(body.match(/\/Type\s*\/Page\b/g)?.length, 1);
  }
});
