import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { declareCase } from '#incidents/testing/declared-case.ts';
import { createDraft } from '#parties/workspace/workspace.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';
import { alertDraft, releaseDraft } from '#testing/releases.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const HOUR = 60;

/** Rows of the inbox, top first. */
async function inbox(visitor: Visitor, url = '/desk'): Promise<readonly string[]> {
  const { status, body } = await site.get(visitor, url);
  assert.equal(status, 200, body.slice(0, 2_000));
  const section = /<section[^>]*aria-labelledby="inbox">(.*?)<\/section>/su.exec(body)?.[1] ?? '';
  return [...section.matchAll(/<tr><th scope="row".*?<\/tr>/gsu)].map(([row]) => row);
}

async function rowsOf(visitor: Visitor, caseId: string): Promise<readonly string[]> {
  return (await inbox(visitor)).filter((row) => row.includes(caseId));
}

/** Gives a statement of the hospital's to the authority, whose node writes the receipt, as between two nodes. */
async function give(caseId: string, target: string): Promise<void> {
  const [ilse, tomas] = [site.person('Ilse'), site.person('Tomas')];
  const plan = { from: ilse.party, to: tomas.party, target, case: caseId, claims: 'all' as const };
  const { claims } = releaseDraft(
    { ...site.node, person: () => ilse },
    { ...plan, more: { hides_victim: false } },
  );
  const common = { case: caseId };
  const release = await site.node.say(ilse, { ...common, type: 'release', issuer: ilse.party, claims });
  const received = { release, target, received_at: site.node.clock.now.toString(), claims: ['danger_to_life'] };
  await site.node.say({ kind: 'node' }, { ...common, type: 'receipt', issuer: tomas.party, claims: received });
}

/** Something of the hospital's that arrived at the authority of the same node. */
async function given(danger: 'yes' | 'no' = 'no') {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  const target = await site.node.say(ilse, alertDraft(ilse.party, caseId, { danger_to_life: danger }));
  await give(caseId, target);
  return { caseId, target };
}

test('an empty desk says so and shows no table', async () => {
  const { body } = await site.get('Lena', '/desk');
  assert.match(body, /Nothing waits for you\./);
  assert.deepEqual(await inbox('Lena'), []);
});

test('a clock stands there with case, addressee, due time in words and instant, and leads to the report', async () => {
  const caseId = await declareCase(site, 'Ilse', { minutesAgo: 1 * HOUR });
  const rows = await rowsOf('Ilse', caseId);
  const [warning] = rows;
  assert.match(warning!, new RegExp(`href="/report-once/${caseId}/eu-nis2/early-warning"`));
  assert.match(warning!, new RegExp(`href="/cases/${caseId}"`));
  assert.match(warning!, /Due in (22 hours 59 minutes|23 hours)/);
  assert.match(warning!, /<time datetime="2026-03-02T07:00:00Z"/);
  assert.match(warning!, /class="tag going"/);
  assert.match(warning!, />law</);
  assert.ok(rows.length > 1, 'the notification in 72 hours as well');
});

test('a due time is amber before and red after, and says so in words', async () => {
  const [soon, late] = [
    await declareCase(site, 'Ilse', { minutesAgo: 20 * HOUR }),
    await declareCase(site, 'Ilse', { minutesAgo: 25 * HOUR }),
  ];
  assert.match((await rowsOf('Ilse', soon))[0]!, /class="tag soon">Due in 4 hours/);
  assert.match((await rowsOf('Ilse', late))[0]!, /class="tag wrong">Was due 1 hour ago/);
});

test('danger to people stands above what is overdue, though it is due later', async () => {
  await declareCase(site, 'Ilse', { minutesAgo: 30 * HOUR });
  const dire = await declareCase(site, 'Ilse', { minutesAgo: 5, danger: 'yes' });
  const rows = await inbox('Ilse');
  assert.ok(rows[0]!.includes(dire) && rows[0]!.includes('Danger to people'));
  const dangers = rows.map((row) => row.includes('Danger to people'));
  assert.deepEqual(
    dangers,
    dangers.toSorted((one, other) => Number(other) - Number(one)),
  );
});

test('a danger of which the viewer was not told lifts nothing and is not named', async () => {
  const caseId = await declareCase(site, 'Ilse', { minutesAgo: 10 });
  const tomas = site.person('Tomas');
  await site.node.say(tomas, alertDraft(tomas.party, caseId, { danger_to_life: 'yes' }));
  for (const row of await rowsOf('Ilse', caseId)) assert.doesNotMatch(row, /Danger to people/);
});

test('what arrived is to be read once, from whom, and leaves the list when it was acknowledged', async () => {
  const { caseId, target } = await given('yes');
  const rows = (await rowsOf('Tomas', caseId)).filter((row) => row.includes(`/statements/${target}`));
  assert.equal(rows.length, 1);
  assert.match(rows[0]!, /Read and acknowledge: /);
  assert.match(rows[0]!, /From .*Sankt Orla Hospital/);
  assert.match(rows[0]!, /Danger to people/);
  const done = await site.post('Tomas', `/statements/${target}/acknowledge`, { note: '' });
  assert.equal(done.status, 303, done.body.slice(0, 2_000));
  assert.ok((await rowsOf('Tomas', caseId)).every((row) => !row.includes('Read and acknowledge')));
});

test('what was taken back before anybody read it says so where it waits, and raises no alarm any more', async () => {
  const { caseId, target } = await given('yes');
  const ilse = site.person('Ilse');
  const withdrawal = await site.node.say(ilse, {
    type: 'incident-withdrawal',
    issuer: ilse.party,
    case: caseId,
    claims: { withdraws: [target], reason: 'false-alarm' },
  });
  await give(caseId, withdrawal);
  const row = (await rowsOf('Tomas', caseId)).find((one) => one.includes(`/statements/${target}`)) ?? '';
  assert.match(row, /Read and acknowledge: .*, taken back since/);
  assert.doesNotMatch(row, /Danger to people/);
});

test('a case that other states must be told of leads to the relay, until its second person has it to approve', async () => {
  const { caseId, target } = await given();
  await site.post('Tomas', `/statements/${target}/acknowledge`, { note: '' });
  const relay = (await rowsOf('Tomas', caseId)).find((row) => row.includes(`/cases/${caseId}/relay`));
  assert.match(relay ?? '', /Other states are affected/);
  assert.ok((await rowsOf('Ilse', caseId)).every((row) => !row.includes('/relay')));
});

test('what a colleague proposed is to approve for whoever may, never for its author', async () => {
  const { location } = await site.post('Tomas', '/report');
  const id = location.split('/')[2]!;
  const version = /name="version" value="(\d+)"/.exec((await site.get('Tomas', `/report/${id}/check`)).body)![1]!;
  await site.post('Tomas', `/report/${id}/counsel`, { version });
  const mine = (rows: readonly string[]) => rows.filter((row) => row.includes(`/drafts/${id}`));
  const [row] = mine(await inbox('Henrik'));
  assert.match(row ?? '', /Approve: /);
  assert.match(row ?? '', /Proposed by .*Tomas/);
  assert.deepEqual(mine(await inbox('Tomas')), []);
});

test('a draft tells which case it belongs to and what runs out first there; one that opens a case says nothing of it', async () => {
  const ilse = site.person('Ilse');
  const caseId = await declareCase(site, 'Ilse', { minutesAgo: HOUR, csirt: site.person('Tomas').party });
  const desk = { connection: site.node.connection, party: ilse.party, person: ilse.person };
  const draftIn = async (id: string) => {
    const update = { type: 'incident-update', case: id, claims: { summary: 'Restored' } };
    const draft = await createDraft(desk, update, site.node.ledger.now());
    assert.ok(draft.ok);
    return (await site.get('Ilse', `/drafts/${draft.value.id}`)).body;
  };
  const body = await draftIn(caseId);
  assert.match(body, new RegExp(`<dt>Case</dt><dd><a href="/cases/${caseId}">`));
  assert.match(body, new RegExp(`Next deadline</dt><dd><a href="/cases/${caseId}#clocks">.*in 23 hours`));
  assert.doesNotMatch(await draftIn(crypto.randomUUID()), /<dt>Case</);
});

test('what others owe stands apart from what is to be done', async () => {
  const csirt = site.person('Tomas').party;
  const caseId = await declareCase(site, 'Ilse', { minutesAgo: 3 * HOUR, csirt });
  const { body } = await site.get('Tomas', '/desk');
  assert.doesNotMatch(body, new RegExp(caseId), 'nothing of it was given to the authority yet');
  const eyes = { ...PUBLIC_VIEWER, party: site.person('Ilse').party };
  for (const { digest } of await site.node.reader.case(caseId, eyes)) await give(caseId, digest);
  const told = (await site.get('Tomas', '/desk')).body;
  const owed = /aria-labelledby="owed">(.*?)<\/section>/su.exec(told)?.[1] ?? '';
  assert.match(owed, new RegExp(`/cases/${caseId}#clocks`));
  assert.match(owed, /Sankt Orla Hospital/);
  assert.ok(
    (await rowsOf('Tomas', caseId)).every((row) => !row.includes('#clocks') || !row.includes('early-warning')),
  );
});

test('a desk begun at a place that nobody handed out begins anew, and script in it stays text', async () => {
  const first = await inbox('Ilse');
  assert.ok(first.length > 0);
  const { status, body } = await site.get(
    'Ilse',
    `/desk?after=${encodeURIComponent('"><script>alert(1)</script>')}`,
  );
  assert.equal(status, 200);
  assert.doesNotMatch(body, /<script>alert/);
  assert.equal((await site.get('Ilse', `/desk?after=${'x'.repeat(1_001)}`)).status, 400);
});
