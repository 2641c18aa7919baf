import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { alertDraft } from '#testing/releases.ts';
import { LANGUAGES } from '#texts/languages.ts';
import { clockLines } from './clock-commands.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

/** A case of the hospital, of which others were given nothing yet. */
async function reported() {
  const ilse = site.person('Ilse');
  const caseId = randomUUID();
  const digest = await site.node.say(ilse, alertDraft(ilse.party, caseId));
  return { caseId, digest, ilse };
}

function later(minutes: number): void {
  site.node.clock.now = site.node.clock.now.add({ minutes });
}

const local = (instant: Temporal.Instant) => instant.toString().slice(0, 16);

async function declared(minutesAgo = 60) {
  const begun = await reported();
  const now = site.node.clock.now;
  const clocks = `/cases/${begun.caseId}/clocks`;
  const aware = { moment: 'awareness', at: local(now.subtract({ minutes: minutesAgo })) };
  const applies = {
    regime: 'eu-nis2',
    applies: 'yes',
    'role-csirt': site.person('Tomas').party,
    time_zone: 'Europe/Paris',
  };
  for (const [form, fields] of [
    ['applies', applies],
    ['aware', aware],
  ] as const) {
    const answer = await site.post('Ilse', `${clocks}/${form}`, fields);
    assert.equal(answer.status, 303, answer.body.slice(0, 3_000));
    assert.equal(answer.location, `/cases/${begun.caseId}#clocks`);
  }
  return { ...begun, clocks, aware: now.subtract({ minutes: minutesAgo }) };
}

type Clock = {
  stage: string;
  state: string;
  due: string | null;
  dueAt: string | null;
  holidays: string | null;
  sureness: { confidence: string; least: string } | null;
  history: { reason: string }[];
};

async function clockOf(visitor: 'Ilse' | 'Tomas', caseId: string, stage: string): Promise<Clock> {
  const { status, body } = await site.get(visitor, `/api/v1/cases/${caseId}/clocks`);
  assert.equal(status, 200, body);
  const found = (JSON.parse(body) as { clocks: Clock[] }).clocks.find((one) => one.stage === stage);
  assert.ok(found, `no clock of ${stage}`);
  return found;
}

test('a case begins without clocks, and offers to say when it began and which law applies', async () => {
  const { caseId } = await reported();
  const { body } = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(body, /Nobody has said yet that a law or agreement applies here\./);
  assert.match(body, new RegExp(`/cases/${caseId}/clocks/aware`));
  assert.match(body, new RegExp(`/cases/${caseId}/clocks/applies`));
});

test('the own authority is chosen beforehand for whom it stands, and for no other addressee of a law', async () => {
  const { caseId } = await reported();
  const chosen = async (regime: string) =>
    /<option[^>]*value="([^"#]+)"[^>]*selected/.exec(
      (await site.get('Ilse', `/cases/${caseId}/clocks/applies?regime=${regime}`)).body,
    )?.[1];
  assert.equal(await chosen('eu-nis2'), site.person('Tomas').party);
  assert.equal(await chosen('eu-gdpr'), undefined);
});

test('two forms begin the clocks of a law, in words, with the instant and its legal source one click away', async () => {
  const { caseId } = await declared();
  const { body } = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(body, /Due in 22 hours 59 minutes|Due in 23 hours/);
  assert.match(body, /\/duties\/regimes\/eu-nis2#early-warning/);
  assert.match(body, /Sankt Orla Hospital<\/bdi> tells|Sankt Orla Hospital/);
  assert.equal((await clockOf('Ilse', caseId, 'early-warning')).state, 'open');
});

test('whom a clock tells stands within its sentence in every language, the words of the law marked as English', async () => {
  const { caseId } = await reported();
  const clocks = `/cases/${caseId}/clocks`;
  const applies = { regime: 'eu-cer', applies: 'yes', time_zone: 'Europe/Paris' };
  const aware = { moment: 'awareness', at: local(site.node.clock.now) };
  assert.equal((await site.post('Ilse', `${clocks}/applies`, applies)).status, 303);
  assert.equal((await site.post('Ilse', `${clocks}/aware`, aware)).status, 303);
  for (const language of [...LANGUAGES, 'en']) {
    await site.get('Ilse', `/?lang=${language}`);
    const { body } = await site.get('Ilse', `/cases/${caseId}`);
    assert.doesNotMatch(body, /The competent authority for critical entities/, language);
    const marked = language === 'en' ? 'tells ' : '<span lang="en" dir="ltr">';
    assert.ok(body.includes(`${marked}the competent authority for critical entities`), language);
  }
});

test('a corrected moment moves the clocks, and the page says from when, to when and why', async () => {
  const { caseId, clocks, aware } = await declared();
  const before = await clockOf('Ilse', caseId, 'early-warning');
  const api = JSON.parse((await site.get('Ilse', `/api/v1/cases/${caseId}/clocks`)).body) as {
    clocks: { restsOn: string[]; stage: string }[];
  };
  const opener = api.clocks.find((one) => one.stage === 'early-warning')!.restsOn[0]!;
  const fields = { moment: 'awareness', at: local(aware.subtract({ hours: 2 })), corrects: opener };
  assert.equal((await site.post('Ilse', `${clocks}/aware`, fields)).status, 303);
  const moved = await clockOf('Ilse', caseId, 'early-warning');
  assert.equal(Temporal.Instant.from(moved.dueAt!).until(Temporal.Instant.from(before.dueAt!)).total('hours'), 2);
  assert.deepEqual(
    moved.history.map(({ reason }) => reason),
    ['corrected'],
  );
  const { body } = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(body, /Moved from .* to .* because a time was corrected/);
});

test('a node that looks again after a deadline finds it overdue since the due instant; a late filing is late', async () => {
  const { caseId, clocks } = await declared(23 * 60 + 50);
  const { dueAt } = await clockOf('Ilse', caseId, 'early-warning');
  later(20);
  const overdue = await clockOf('Ilse', caseId, 'early-warning');
  assert.equal(overdue.state, 'breached');
  assert.equal(overdue.dueAt, dueAt);
  const page = await site.get('Ilse', `/cases/${caseId}`);
  assert.match(page.body, /Was due (9|10) minutes ago/);
  const filed = { regime: 'eu-nis2', stage: 'early-warning', filed_at: local(site.node.clock.now), way: 'portal' };
  assert.equal((await site.post('Ilse', `${clocks}/file`, filed)).status, 303);
  assert.equal((await clockOf('Ilse', caseId, 'early-warning')).state, 'met-late');
});

test('a withdrawal of the alert closes what is open', async () => {
  const { caseId, digest, ilse } = await declared();
  await site.node.say(ilse, {
    type: 'incident-withdrawal',
    issuer: ilse.party,
    case: caseId,
    claims: { withdraws: [digest], reason: 'false-alarm' },
  });
  assert.equal((await clockOf('Ilse', caseId, 'early-warning')).state, 'withdrawn');
});

test('whoever was given nothing of a case is told of no clock in it, by page, API or list', async () => {
  const { caseId } = await declared();
  for (const url of [`/cases/${caseId}`, `/api/v1/cases/${caseId}/clocks`, `/cases/${caseId}/clocks/aware`]) {
    assert.equal((await site.get('Tomas', url)).status, 404, url);
  }
  const { body } = await site.get('Tomas', '/api/v1/clocks');
  assert.doesNotMatch(body, new RegExp(caseId));
  assert.match((await site.get('Ilse', '/api/v1/clocks')).body, new RegExp(caseId));
});

test('nobody lists clocks or moves one without signing in', async () => {
  const { caseId } = await declared();
  assert.equal((await site.get(null, '/api/v1/clocks')).status, 401);
  const answer = await site.get(null, `/cases/${caseId}/clocks/aware`);
  assert.notEqual(answer.status, 200);
});

test('a moment that has not come yet is refused at its field, and what was typed stays', async () => {
  const { clocks } = await declared();
  const typed = { moment: 'awareness', at: '2027-01-01T00:00', reason: 'Seen by the night shift' };
  const { status, body } = await site.post('Ilse', `${clocks}/aware`, typed);
  assert.equal(status, 422);
  assert.match(body, /That moment has not come yet/);
  assert.match(body, /href="#field-at"/);
  assert.match(body, /Seen by the night shift/);
});

test('a form without its answers, with an unknown stage, or about nothing is refused', async () => {
  const { clocks } = await declared();
  assert.equal((await site.post('Ilse', `${clocks}/applies`, { regime: 'eu-nis2' })).status, 422);
  assert.equal((await site.post('Ilse', `${clocks}/aware`, {})).status, 422);
  assert.equal((await site.get('Ilse', `${clocks}/file?regime=eu-nis2&stage=nonsense`)).status, 404);
  assert.equal((await site.get('Ilse', `${clocks}/change`)).status, 404);
  assert.notEqual((await site.get('Ilse', `${clocks}/nonsense`)).status, 200);
});

test("the form for a law is filled from the finder's answer, and takes no party for a role it does not offer", async () => {
  const { clocks } = await declared();
  const { body } = await site.get('Ilse', `${clocks}/applies?regime=eu-gdpr&fact=personal_data`);
  assert.match(body, /value="personal_data" checked/);
  assert.match(body, /name="role-data-protection-authority"/);
  const { status } = await site.get('Ilse', `${clocks}/applies`);
  assert.equal(status, 200);
});

test('what somebody typed is written as text, never as markup', async () => {
  const { clocks } = await declared();
  const { body } = await site.post('Ilse', `${clocks}/aware`, { at: 'x', reason: '<script>alert(1)</script>' });
  assert.doesNotMatch(body, /<script>alert/);
});

test('how sure a time is stands beside it on the case and at the desk, above the case, and for programs', async () => {
  const { caseId } = await declared();
  const clocks = `/cases/${caseId}/clocks`;
  for (const regime of ['br-anpd', 'jp-acd']) {
    assert.equal((await site.post('Ilse', `${clocks}/applies`, { regime, applies: 'yes' })).status, 303);
  }
  const { body } = await site.get('Ilse', `/cases/${caseId}`);
  const itemOf = (title: string) => {
    const item = body.slice(body.indexOf(title, body.indexOf('id="clocks"')));
    return item.slice(0, item.indexOf('</li>'));
  };
  const brazil = itemOf('Brazil: security incidents with personal data');
  assert.match(brazil, /secondary source<.*How sure: only a secondary source on its text was read/s);
  assert.match(brazil, /Counted without every holiday.*Holidays of states and towns/s);
  assert.match(
    itemOf('NIS2: significant incidents: Early warning'),
    /whether it binds was read in a secondary source/,
  );
  const japan = itemOf('Japan');
  assert.match(japan, /UNCONFIRMED<.*UNCONFIRMED: its text was not read again, so that no countdown is shown/s);
  assert.doesNotMatch(japan, /How sure/);
  const desk = (await site.get('Ilse', '/desk')).body.split('<tr');
  const row = desk.find((one) => one.includes('Brazil: security incidents'));
  assert.match(row ?? '', /secondary source</);
  const next = /<a href="[^"]*#clocks">.*?<span class="note">/s.exec(body)?.[0] ?? '';
  assert.match(next, /secondary source</);
  const notice = await clockOf('Ilse', caseId, 'notice');
  assert.deepEqual(notice.sureness, { confidence: 'S', least: 'text' });
  assert.match(notice.holidays ?? '', /Holidays of states and towns/);
});

test('the command line says what is due, to whom and by which law, or that no clock runs', () => {
  assert.deepEqual(clockLines({ clocks: [] }, false), ['No clock runs.']);
  const clock = {
    case: 'c',
    title: 'NIS2',
    regime: 'eu-nis2',
    stageName: 'Early warning',
    bearer: 'did:web:a.example',
    addressee: null,
    role: 'csirt',
    state: 'open',
    due: 'in 3 hours',
    dueAt: '2026-03-01T11:00:00Z',
    holidays: null,
    sureness: null,
    citation: 'Art. 23(4)(a)',
  };
  assert.deepEqual(clockLines({ clocks: [clock] }, true), [
    'NIS2: Early warning',
    '  open, due in 3 hours (2026-03-01T11:00:00Z)',
    '  did:web:a.example to csirt; Art. 23(4)(a)',
    '  case c',
  ]);
  const sureness = { confidence: 'S', least: 'calendar' } as const;
  assert.deepEqual(
    clockLines({ clocks: [{ ...clock, holidays: 'Not those of towns.', sureness }] }, false).slice(2, 4),
    [
      '      How sure: the holidays that its days are counted by were read in a secondary source only.',
      '      holidays counted: Not those of towns.',
    ],
  );
  const unknown = { clocks: [], unknownTexts: [{ sentence: 'This node does not have it.' }] };
  assert.deepEqual(clockLines(unknown, false), ['This node does not have it.']);
});
