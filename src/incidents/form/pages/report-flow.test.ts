import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RATES_PER_MINUTE } from '#http/limits.ts';
import { BEGUN_BY_ONE_CLIENT_A_DAY_MOST, placesForUnsent } from '#incidents/form/unsent.ts';
import {
  CODE_HOURS,
  issueReportCode,
  PASS_HOURS,
  UNSIGNED_DAYS,
  UNSIGNED_WORKSPACE,
} from '#parties/guests/report-pass.ts';
import { keepLanguage } from '#parties/persons/languages.ts';
import { partyTables } from '#parties/tables.ts';
import { createDraft, DRAFTS_OPEN_MOST } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { type Answer, openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { LANGUAGES } from '#texts/languages.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const LONG = 20_000;
const MARKUP = `<script>alert(1)</script><img src=x onerror=alert(1)>"'\`&amp;{{7*7}}`;

async function begin(visitor: Visitor = 'Ilse'): Promise<string> {
  const { location } = await site.post(visitor, visitor === null ? '/report/unsigned' : '/report');
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

async function answerAll(draft: string, visitor: Visitor = 'Ilse', text = 'Results stopped.'): Promise<void> {
  await answer(draft, 'danger', { danger_to_life: 'yes', danger_detail: text }, visitor);
  await answer(
    draft,
    'what',
    { incident_type: 'availability/dos', malicious: 'suspected', description: text },
    visitor,
  );
  await answer(draft, 'when', { noticed_at: '2026-03-01T07:40Z' }, visitor);
  await answer(draft, 'where', { sectors: 'health', service: text.slice(0, 300), affected_states: 'XV' }, visitor);
  await answer(draft, 'people', { harm: 'care-delayed', people: '1200' }, visitor);
}

async function codeOf(draft: string, visitor: Visitor = 'Ilse'): Promise<string> {
  const page = await site.post(visitor, `${draft}/code`);
  return /id="code">([0-9A-Z-]{17})</.exec(page.body)?.[1] ?? '';
}

async function sign(draft: string): Promise<string> {
  const version = versionIn(await site.get('Ilse', `${draft}/check`));
  return (await site.post('Ilse', `${draft}/sign`, { version })).location;
}

test('the first page tests key, store, recipient and reach, and says so in words beside the way to start', async () => {
  const { body } = await site.get('Ilse', '/report');
  for (const words of [
    'Your authority is known.',
    'This node stores reports.',
    'Your party’s key can sign.',
    'A report can be sealed to its recipient.',
    'The recipient’s node answers.',
  ]) {
    assert.ok(body.includes(words), words);
  }
  assert.ok(
    body.indexOf('+999 1') < body.indexOf('<form', body.indexOf('<main')),
    'the number stands before any form of the page',
  );
});

test('whoever has no sign-in finds how to report without one before the field for a code from earlier', async () => {
  const { body } = await site.get(null, '/report');
  const [unsigned, resume] = [body.indexOf('id="unsigned"'), body.indexOf('id="resume"')];
  assert.ok(unsigned > 0 && resume > unsigned, `${unsigned} ${resume}`);
});

test('a code lets somebody without a sign-in go on with the questions on another device, and with nothing else', async () => {
  const draft = await begin();
  await answer(draft, 'danger', { danger_to_life: 'no', danger_detail: 'Ward seven' });
  const code = await codeOf(draft);
  assert.equal((await site.get(null, draft)).status, 303, 'without the code there is nothing to see');
  const came = await site.post(null, '/report/resume', { code: code.toLowerCase() });
  assert.equal(came.location, draft);
  const tasks = await site.get(null, draft);
  assert.ok(tasks.body.includes('You came by a code'));
  assert.ok((await site.get(null, `${draft}/danger`)).body.includes('Ward seven'));
  assert.equal((await answer(draft, 'danger', { danger_to_life: 'yes' }, null)).status, 303);
  assert.ok((await site.get('Ilse', `${draft}/check`)).body.includes('Yes, somebody is in danger'));
  for (const path of ['address', 'check']) {
    assert.match((await site.get(null, `${draft}/${path}`)).location, /^\/sign-in/, path);
  }
  for (const path of ['sign', 'counsel', 'reserve', 'discard', 'address']) {
    assert.equal(
      (await site.post(null, `${draft}/${path}`, { version: '3', preliminary: 'yes' })).status,
      401,
      path,
    );
  }
  assert.equal((await site.post(null, '/report/resume', { code })).status, 422, 'a code works once');
  const other = await begin();
  assert.equal((await site.get(null, other)).status, 303, 'a code opens its own report only');
});

test('a code is over after its hours, and a wrong one is refused without losing the page', async () => {
  const code = await codeOf(await begin());
  const before = site.node.clock.now;
  site.node.clock.now = before.add({ hours: CODE_HOURS, seconds: 1 });
  const late = await site.post(null, '/report/resume', { code });
  site.node.clock.now = before;
  assert.equal(late.status, 422);
  assert.ok(late.body.includes('This code is unknown, used or over'));
  const wrong = await site.post(null, '/report/resume', { code: MARKUP.slice(0, 40) });
  assert.ok(!wrong.body.includes('<script>alert'));
});

test('a code ends with the mandate of whoever gave it', async () => {
  await using other = await openPageSite();
  const { location } = await other.post('Ilse', '/report');
  const draft = location.replace(/\/danger$/, '');
  const { body } = await other.post('Ilse', `${draft}/code`);
  const code = /id="code">([0-9A-Z-]{17})</.exec(body)?.[1] ?? '';
  assert.equal((await other.post(null, '/report/resume', { code })).location, draft);
  assert.equal((await other.get(null, draft)).status, 200);
  const { person } = other.person('Ilse');
  await partyTables(other.node.connection)
    .updateTable('party_mandate')
    .set({ valid_until: 0 })
    .where('person', '=', person)
    .execute();
  assert.match((await other.get(null, draft)).location, /^\/sign-in/);
});

test('reports that were begun and left empty do not keep others from reporting', async () => {
  await using other = await openPageSite();
  const { connection, clock } = other.node;
  const desk = { connection, party: UNSIGNED_WORKSPACE, person: 'unsigned' };
  const first = await createDraft(desk, { type: 'incident-alert', claims: {} }, clock.now);
  assert.ok(first.ok);
  const drafts = workspaceTables(connection);
  const row = await drafts.selectFrom('workspace_draft').selectAll().executeTakeFirstOrThrow();
  const rows = Array.from({ length: DRAFTS_OPEN_MOST - 1 }, (_, at) => ({ ...row, id: `${at}`, version: 3 }));
  for (let at = 0; at < rows.length; at += 100) {
    await drafts
      .insertInto('workspace_draft')
      .values(rows.slice(at, at + 100))
      .execute();
  }
  assert.equal((await other.post(null, '/report/unsigned')).status, 503, 'an hour they are kept');
  clock.now = clock.now.add({ hours: 1, minutes: 1 });
  assert.equal((await other.post(null, '/report/unsigned')).status, 303);
  const left = await drafts.selectFrom('workspace_draft').select('id').where('version', '=', 3).execute();
  assert.equal(left.length, rows.length, 'what somebody wrote into stays');
});

test('a stranger who begins report after report, writes into each and notes its code, holds no more than a share', async () => {
  await using other = await openPageSite();
  const { connection, clock } = other.node;
  const place = placesForUnsent(connection, () => clock.now);
  assert.equal((await other.post(null, '/report/unsigned')).status, 303);
  const drafts = workspaceTables(connection);
  const row = await drafts.selectFrom('workspace_draft').selectAll().executeTakeFirstOrThrow();
  let begun = 1;
  async function fill(until: number): Promise<void> {
    const rows = Array.from({ length: until - begun }, (_, at) => ({
      ...row,
      id: `${begun + at}`,
      version: 3,
      updated_at: toMicroseconds(clock.now) + begun + at,
    }));
    for (let at = 0; at < rows.length; at += 100) {
      await drafts
        .insertInto('workspace_draft')
        .values(rows.slice(at, at + 100))
        .execute();
      for (const { id: draft } of rows.slice(at, at + 100)) {
        await connection
          .$extendTables<{ report_code: Record<string, string | number | null> }>()
          .insertInto('report_code')
          .values({
            hash: draft,
            draft,
            party: UNSIGNED_WORKSPACE,
            person: 'unsigned',
            ends_at: 9e15,
            used_at: null,
          })
          .execute();
      }
    }
    begun = until;
  }
  for (let at = 0; at < 2 * BEGUN_BY_ONE_CLIENT_A_DAY_MOST; at++) {
    assert.ok((await place('198.51.100.9')).ok, 'nobody is counted while places are plenty');
  }
  await fill(DRAFTS_OPEN_MOST / 2);
  const refused = await place('198.51.100.9');
  assert.equal(!refused.ok && refused.refusal.code, 'too-many-unsigned');
  assert.ok((await place('203.0.113.4')).ok, 'somebody else is heard');

  await fill(DRAFTS_OPEN_MOST);
  const answer = await other.post(null, '/report/unsigned');
  assert.equal(answer.status, 503, 'all of them are being written');
  assert.match(answer.body, /call the number of the authority/u);
  clock.now = clock.now.add({ hours: 2 });
  await drafts.updateTable('workspace_draft').set({ version: 3 }).execute();
  assert.equal((await other.post(null, '/report/unsigned')).status, 303, 'what was left longest gives way');
  const left = await drafts.selectFrom('workspace_draft').select('id').execute();
  assert.equal(left.length, DRAFTS_OPEN_MOST, 'and no more than one of those that somebody may go on with');
  assert.ok(!left.some(({ id }) => id === row.id));
  clock.now = clock.now.add({ hours: 24 });
  assert.ok((await place('198.51.100.9')).ok, 'another day, another share');
});

test('reports that were written into and left where nobody can go on with them do not keep others from reporting', async () => {
  await using other = await openPageSite();
  const { connection, clock } = other.node;
  const { location } = await other.post(null, '/report/unsigned');
  const held = location.replace(/\/danger$/, '');
  const [, , id] = held.split('/');
  const drafts = workspaceTables(connection);
  const row = await drafts.selectFrom('workspace_draft').selectAll().executeTakeFirstOrThrow();
  const rows = Array.from({ length: DRAFTS_OPEN_MOST }, (_, at) => ({ ...row, id: `${at}`, version: 3 }));
  for (let at = 0; at < rows.length; at += 100) {
    await drafts
      .insertInto('workspace_draft')
      .values(rows.slice(at, at + 100))
      .execute();
  }
  await drafts.updateTable('workspace_draft').set({ version: 3 }).execute();
  clock.now = clock.now.add({ hours: 2 });
  const desk = { draft: id ?? '', party: UNSIGNED_WORKSPACE, person: 'unsigned' };
  await issueReportCode(connection, desk, clock.now);
  clock.now = clock.now.add({ hours: PASS_HOURS });
  assert.equal((await other.post(null, '/report/unsigned')).status, 303);
  const left = await drafts.selectFrom('workspace_draft').select('id').where('version', '=', 3).execute();
  assert.ok(left.length > DRAFTS_OPEN_MOST / 2, 'no more than room was needed for');
  assert.ok(
    left.some((one) => one.id === id),
    'what a code still opens stays',
  );
});

test('an address that guesses codes is made to wait', async () => {
  await using other = await openPageSite();
  const statuses: number[] = [];
  for (let tries = 0; tries <= RATES_PER_MINUTE['sign-in']; tries++) {
    statuses.push((await other.post(null, '/report/resume', { code: 'AAAAA-AAAAA-AAAAA' })).status);
  }
  assert.deepEqual([...new Set(statuses.slice(0, -1))], [422]);
  assert.equal(statuses.at(-1), 429);
});

test('a report without a sign-in is saved after each question and becomes a draft of lower assurance for the duty officer', async () => {
  const draft = await begin(null);
  await answerAll(draft, null, `Results stopped ${MARKUP}`);
  const tasks = await site.get(null, draft);
  assert.ok(tasks.body.includes(`Your answers are kept for ${UNSIGNED_DAYS} days`));
  const version = versionIn(tasks);
  const fields = {
    version,
    reporter_name: `Ann ${MARKUP}`,
    reporter_organisation: 'Ward',
    reporter_phone: '+999 5',
  };
  const sent = await site.post(null, `${draft}/send`, fields);
  assert.match(sent.location, /^\/report\/sent\/[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  const receipt = await site.get(null, sent.location);
  assert.ok(receipt.body.includes('Waits for a duty officer'));
  assert.ok(!receipt.body.includes('Results stopped'), 'the receipt tells nothing of what the report says');
  assert.ok(!(await site.get('Ilse', '/desk')).body.includes('without a signature'), 'no operator sees it');
  const desk = await site.get('Tomas', '/desk');
  assert.ok(desk.body.includes('Read a report that came without a signature'));
  const own = /href="(\/report\/[0-9a-f-]{36})"[^>]*>Read a report that came/.exec(desk.body)?.[1] ?? '';
  const opened = await site.get('Tomas', own);
  assert.ok(opened.body.includes('Lower assurance: nobody could check who wrote it.'));
  assert.ok(opened.body.includes('+999 5'));
  for (const page of [desk, opened, await site.get('Tomas', `${own}/check`)]) {
    assert.ok(!page.body.includes('<script>alert') && !page.body.includes('<img'), 'markup is text');
  }
  const signing = versionIn(await site.get('Tomas', `${own}/check`));
  const signed = await site.post('Tomas', `${own}/sign`, { version: signing });
  assert.match(signed.location, /^\/statements\/[A-Za-z0-9_-]{43}\/receipt$/);
  assert.ok((await site.get(null, sent.location)).body.includes('Signed and in the log'));
});

test('whoever reports without a sign-in reads the answers and what protects them before sending, and then how to take it back', async () => {
  const draft = await begin(null);
  await answerAll(draft, null, 'Monitors went dark.');
  const tasks = await site.get(null, draft);
  assert.match(tasks.body, /Nothing is sent before you press “Send”/);
  assert.doesNotMatch(tasks.body, /you sign\b/);
  const { body } = await site.get(null, `${draft}/send`);
  assert.ok(
    body.indexOf('Monitors went dark.') > 0 && body.indexOf('Monitors went dark.') < body.indexOf('Your name'),
  );
  assert.match(body, /What protects you[\s\S]*Art\. 23\(1\)/);
  const sent = await site.post(null, `${draft}/send`, {});
  const receipt = await site.get(null, sent.location);
  assert.match(receipt.body, /To correct the report or take it back, call <a[^>]* href="tel:/);
});

test('whoever began a report without a sign-in can discard it, and a colleague with a code cannot', async () => {
  const draft = await begin(null);
  await answer(draft, 'danger', { danger_to_life: 'no', danger_detail: 'A mistake' }, null);
  const version = versionIn(await site.get(null, draft));
  assert.equal((await site.post('Ilse', `${draft}/discard`, { version })).status, 404);
  assert.equal((await site.post(null, `${draft}/discard`, { version })).location, '/report');
  assert.equal((await site.get(null, draft)).status, 303, 'nothing is left of it for this browser');
  const own = await begin();
  await site.post('Tomas', '/report/resume', { code: await codeOf(own) });
  const theirs = await site.post('Tomas', `${own}/discard`, { version: versionIn(await site.get('Tomas', own)) });
  assert.equal(theirs.status, 403);
  assert.equal((await site.get('Ilse', own)).status, 200);
});

test('a report without a sign-in is nobody else’s to see, and is over once it was sent', async () => {
  const draft = await begin(null);
  for (const visitor of ['Ilse', 'Tomas'] as const) {
    assert.equal((await site.get(visitor, draft)).status, 404);
    assert.equal((await site.get(visitor, `${draft}/send`)).status, 403);
  }
  const first = await site.post(null, `${draft}/send`, { reporter_name: '' });
  assert.match(first.location, /^\/report\/sent\//);
  assert.equal((await site.get(null, draft)).status, 303);
  assert.equal((await site.get(null, '/report/sent/AAAAA-AAAAA')).status, 404);
});

test('the duty finder answers inside the report: what applies, by when in UTC and local time, with the provision', async () => {
  const draft = await begin();
  await answerAll(draft);
  const first = await site.get('Ilse', `${draft}/duties`);
  assert.ok(first.body.includes('Guidance, not legal advice'));
  assert.ok(first.body.includes('Counted as if you became aware when you noticed it'));
  for (const fact of ['significant', 'size']) assert.ok(first.body.includes(`name="${fact}"`), fact);
  const fields = { version: versionIn(first), size: 'large', significant: 'yes', zone: 'Europe/Berlin' };
  assert.equal((await site.post('Ilse', `${draft}/duties`, fields)).location, `${draft}/duties`);
  const { body } = await site.get('Ilse', `${draft}/duties`);
  // Noticed at 07:40 UTC, so a NIS2 early warning within 24 hours of it.
  assert.match(body, /2 Mar 2026, 07:40 UTC/);
  assert.match(body, /08:40 in Europe\/Berlin/);
  assert.match(body, /Art\. 23\(4\)/);
  const wrong = await site.post('Ilse', `${draft}/duties`, {
    version: versionIn({ body } as Answer),
    zone: 'Mars/Base',
  });
  assert.equal(wrong.status, 422);
  assert.ok(wrong.body.includes('Mars/Base'));
});

test('where no law is sure to apply, the pages say how many may, and never that none does', async () => {
  const draft = await begin();
  for (const path of ['duties', 'check']) {
    const { body } = await site.get('Ilse', `${draft}/${path}`);
    assert.match(body, /None applies for certain[^<]*\d+ laws may apply; the answers still missing decide/, path);
  }
});

test('the check page shows what protects the report, who may use it for what, and changes the reserve in one click', async () => {
  const draft = await begin();
  await answerAll(draft);
  const shown = await site.get('Ilse', `${draft}/check`);
  for (const words of [
    'What protects you',
    'Who may use it, for what',
    'Preliminary, without prejudice: it may',
    'Send to counsel first',
  ]) {
    assert.ok(shown.body.includes(words), words);
  }
  await site.post('Ilse', `${draft}/reserve`, { version: versionIn(shown), preliminary: 'no' });
  assert.ok((await site.get('Ilse', `${draft}/check`)).body.includes('Not preliminary'));
});

test('whoever goes back after signing and presses again is shown the one receipt', async () => {
  const draft = await begin();
  await answerAll(draft);
  const page = await site.get('Ilse', `${draft}/check`);
  const [one, two] = await Promise.all(
    [0, 1].map(() => site.post('Ilse', `${draft}/sign`, { version: versionIn(page) })),
  );
  assert.equal(one!.location, two!.location);
  const stale = await site.post('Ilse', `${draft}/sign`, { version: '1' });
  assert.equal(stale.location, one!.location);
  for (const path of ['', '/danger', '/check', '/address']) {
    assert.match((await site.get('Ilse', `${draft}${path}`)).location, /\/receipt$/, path);
  }
});

test('a text of 20,000 characters is refused with its limit, and comes back whole in its field', async () => {
  const draft = await begin();
  const text = `${'Ä'.repeat(LONG - 4)}fin.`;
  for (const [question, field, rest] of [
    ['danger', 'danger_detail', { danger_to_life: 'yes' }],
    ['what', 'description', { incident_type: 'availability/dos', malicious: 'no' }],
    ['where', 'service', { sectors: 'health', affected_states: 'XV' }],
  ] as const) {
    const refused = await answer(draft, question, { ...rest, [field]: text });
    assert.equal(refused.status, 422, question);
    assert.ok(refused.body.includes('Write at most'), question);
    assert.ok(refused.body.includes(text), `${question} keeps every character`);
  }
});

test('markup in every free-text field is shown as text on every page of the flow', async () => {
  const draft = await begin();
  await answerAll(draft, 'Ilse', MARKUP);
  const address = await site.get('Ilse', `${draft}/address`);
  await site.post('Ilse', `${draft}/address`, {
    version: versionIn(address),
    uses: 'mitigation',
    contact_name: MARKUP,
    contact_phone: MARKUP,
    contact_email: MARKUP,
  });
  const receipt = await sign(draft);
  const pages = [receipt, '/report', '/desk'];
  for (const path of pages) {
    const { body } = await site.get('Ilse', path);
    assert.ok(!body.includes('<script>alert') && !body.includes('<img'), path);
  }
});

test('a time that has not come, or that contradicts the other, is refused at its question, and what was typed stays', async () => {
  const draft = await begin(null);
  const future = await answer(draft, 'when', { noticed_at: 'other', noticed_at_date: '2031-01-01' }, null);
  assert.equal(future.status, 422);
  assert.match(future.body, /2031-01-01 has not come yet/);
  assert.match(future.body, /name="noticed_at_date"[^>]*value="2031-01-01"/);
  const times = { noticed_at: '2026-02-20T07:40Z', occurred_at_date: '2026-02-22' };
  const contrary = await answer(draft, 'when', times, null);
  assert.equal(contrary.status, 422);
  assert.match(contrary.body, /It was noticed before it began/);
  assert.match((await site.get(null, draft)).body, /When was it noticed\?[\s\S]{0,200}To answer/);
});

for (const language of LANGUAGES) {
  test(`the receipt is printed in ${language} as a tagged PDF, or refused for want of a font by name`, async () => {
    receipt ??= await (async () => {
      const draft = await begin();
      await answerAll(draft);
      return sign(draft);
    })();
    const page = await site.get('Ilse', receipt);
    assert.ok(page.body.includes(`${receipt}/pdf?language=${language}`));
    const printed = await site.get('Ilse', `${receipt}/pdf?language=${language}`);
    if (printed.status === 200) return assert.match(printed.body, /^%PDF-[\s\S]*\/StructTreeRoot/);
    assert.equal(printed.status, 422);
    assert.ok(printed.body.includes('print-font-missing') && ['zh', 'ar'].includes(language), language);
  });
}

test('the receipt is printed in the language of its reader where none is named', async () => {
  const { person } = site.person('Ilse');
  await keepLanguage(site.node.connection, person, 'fr');
  try {
    assert.match((await site.get('Ilse', `${receipt}/pdf`)).body, /\/Lang\s*\(fr/);
  } finally {
    await keepLanguage(site.node.connection, person, 'en');
  }
});
let receipt: string | undefined;
