import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { saveView } from '#desk/saved-views.ts';
import { changeOf } from '#desk/undo.ts';
import { declareCase } from '#incidents/testing/declared-case.ts';
import { reminderTables } from '#reminders/tables.ts';
import { toMicroseconds } from '#store/instant.ts';
import { eventually } from '#testing/eventually.ts';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';
import { alertDraft } from '#testing/releases.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

const MARKUP = '"><script>alert(1)</script>';

async function rows(visitor: Visitor, url: string): Promise<readonly string[]> {
  const { status, body } = await site.get(visitor, url);
  assert.equal(status, 200, body.slice(0, 2_000));
  const inbox = /<section[^>]*aria-labelledby="inbox">(.*?)<\/section>/su.exec(body)?.[1] ?? '';
  return [...inbox.matchAll(/<tr><th scope="row".*?<\/tr>/gsu)].map(([row]) => row);
}

async function save(visitor: Visitor, name: string, query: string): Promise<string> {
  const { status, location, body } = await site.post(visitor, '/desk/views', { name, query });
  assert.equal(status, 303, body.slice(0, 2_000));
  return location;
}

/** A reminder as the room of reminders would write it. */
async function remind(key: string, what: string): Promise<void> {
  const { person, party } = site.person('Ilse');
  const now = toMicroseconds(site.node.clock.now);
  const row = { item: key, case_id: crypto.randomUUID(), what, due_at: now, step: 'at', level: 'person', late: 0 };
  await reminderTables(site.node.connection)
    .insertInto('reminder_notice')
    .values({ key, party, person, ...row, danger: 0, shown: 1, told_at: now, read_at: null })
    .execute();
}

const unread = async (visitor: Visitor) =>
  (JSON.parse((await site.get(visitor, '/news/count')).body) as { unread: number }).unread;

test('a filter leaves what matches it, in the order asked for, and says what it shows', async () => {
  const [soon, late, dire] = [
    await declareCase(site, 'Ilse', { minutesAgo: 5 * 60 }),
    await declareCase(site, 'Ilse', { minutesAgo: 25 * 60 }),
    await declareCase(site, 'Ilse', { minutesAgo: 60, danger: 'yes' }),
  ];
  const all = await rows('Ilse', '/desk');
  assert.ok([soon, late, dire].every((one) => all.some((row) => row.includes(one))));
  const overdue = await rows('Ilse', '/desk?due=overdue');
  assert.ok(overdue.length > 0 && overdue.every((row) => row.includes('Was due')));
  assert.ok(overdue.some((row) => row.includes(late)) && overdue.every((row) => !row.includes(soon)));
  const danger = await rows('Ilse', '/desk?danger=yes');
  assert.ok(danger.length > 0 && danger.every((row) => row.includes(dire)));
  const byDue = await rows('Ilse', '/desk?sort=due');
  assert.ok(byDue[0]!.includes(late), 'what is overdue stands first, before danger');
  assert.deepEqual(await rows('Ilse', '/desk?kind=approval'), []);
  assert.match((await site.get('Ilse', '/desk?kind=approval')).body, /Nothing of what waits matches this view\./);
  assert.equal((await site.get('Ilse', '/desk?kind=moon')).status, 400);
});

test('a filter finds a match far behind the first page of deadlines', async () => {
  for (let number = 0; number < 30; number++) await declareCase(site, 'Ilse', { minutesAgo: 30 + number });
  const promise = { what: 'Answer the press', due: site.node.clock.now.add({ hours: 500 }).toString() };
  const ilse = site.person('Ilse');
  const common = { type: 'promise', issuer: ilse.party, case: crypto.randomUUID() };
  await site.node.say(ilse, { ...common, claims: promise });
  assert.ok((await rows('Ilse', '/desk')).every((row) => !row.includes('Answer the press')));
  const promised = await rows('Ilse', '/desk?duty=promise');
  assert.equal(promised.length, 1);
  assert.match(promised[0]!, /Answer the press/);
});

test('a view keeps only what the inbox understands, is its person’s alone, and opens the desk where chosen', async () => {
  const location = await save('Ilse', ' Only   danger ', 'danger=yes&evil=1&sort=newest&kind=');
  assert.match(
    location,
    /^\/desk\?all=yes&undo=/,
    'a query that is not wholly understood is kept as "everything"',
  );
  const good = await save('Ilse', 'Danger first', 'danger=yes&sort=newest');
  assert.match(good, /^\/desk\?danger=yes&sort=newest&undo=/);
  const page = (await site.get('Ilse', '/desk/views')).body;
  assert.match(page, /Only danger/);
  const id = /\/desk\?view=([0-9a-f-]{36})"><bdi>Danger first/.exec(page)![1]!;
  assert.doesNotMatch((await site.get('Lena', '/desk/views')).body, /Danger first/);
  assert.doesNotMatch((await site.get('Lena', '/desk')).body, /Danger first/);
  for (const act of ['rename', 'delete', 'default']) {
    const answer = await site.post('Lena', `/desk/views/${act}`, { id, name: 'Mine' });
    assert.equal(answer.status, 404, act);
  }
  await site.post('Ilse', '/desk/views/default', { id });
  assert.ok((await rows('Ilse', '/desk')).every((row) => row.includes('Danger to people')));
  assert.ok((await rows('Ilse', '/desk?all=yes')).some((row) => !row.includes('Danger to people')));
  const undone = await site.post('Ilse', '/desk/views/default', { id: '' });
  const undo = /undo=(.*)$/.exec(undone.location)![1]!;
  assert.equal((await site.post('Lena', '/desk/undo', { id: undo })).status, 404, 'undo is its person’s alone');
  assert.equal((await site.post('Ilse', '/desk/undo', { id: undo })).status, 303);
  assert.equal((await site.post('Ilse', '/desk/undo', { id: undo })).status, 404, 'and works once');
  assert.ok((await rows('Ilse', '/desk')).every((row) => row.includes('Danger to people')));
  await site.post('Ilse', '/desk/views/default', { id: '' });
});

test('names of views: empty, taken, too long, with markup, too many', async () => {
  const post = (name: string) => site.post('Lena', '/desk/views', { name, query: 'danger=yes' });
  assert.equal((await post('   ')).status, 422);
  assert.equal((await post('Mine')).status, 303);
  const taken = await post(' MINE ');
  assert.equal(taken.status, 422);
  assert.match(taken.body, /a view of this name already/);
  assert.equal((await post('x'.repeat(61))).status, 400);
  assert.equal((await post(MARKUP)).status, 303);
  assert.doesNotMatch((await site.get('Lena', '/desk/views')).body, /<script>alert/);
  assert.doesNotMatch((await site.get('Lena', '/desk')).body, /<script>alert/);
  const { person } = site.person('Lena');
  const { connection, clock } = site.node;
  const names = Array.from({ length: 60 }, (_, at) => `View ${at}`);
  const saved = await Promise.all(
    names.map((name) => saveView(connection, person, { name, query: '' }, clock.now)),
  ).catch(() => []);
  assert.ok(saved.length > 0);
  const refused = await saveView(connection, person, { name: 'One more', query: '' }, clock.now);
  assert.equal(refused.ok ? 'saved' : refused.refusal.code, 'views-too-many');
});

test('reminders and arrivals are new until they are marked; marking one, all, and taking it back', async () => {
  assert.equal(await unread('Ilse'), 0);
  await remind('first', 'Early warning');
  await remind('second', `Notification ${MARKUP}`);
  assert.equal(await unread('Ilse'), 2);
  assert.equal(await unread('Lena'), 0, 'a reminder is for one person');
  const page = (await site.get('Ilse', '/news')).body;
  assert.match(page, /What is new: 2/);
  assert.doesNotMatch(page, /<script>alert/);
  await site.post('Ilse', '/news/read', { item: 'first' });
  assert.equal(await unread('Ilse'), 1);
  site.node.clock.now = site.node.clock.now.add({ seconds: 1 });
  const all = await site.post('Ilse', '/news/read');
  assert.equal(await unread('Ilse'), 0);
  const id = /undo=(.*)$/.exec(all.location)![1]!;
  await site.post('Ilse', '/desk/undo', { id });
  assert.equal(await unread('Ilse'), 1, 'only what was marked at that moment is new again');
  assert.equal((await site.post('Ilse', '/news/read', { item: 'of nobody' })).location, '/news');
  assert.equal((await site.get(null, '/news/count')).status, 401);
});

test('a change can be taken back for a day, and no longer', async () => {
  const location = await save('Tomas', 'Mine', 'danger=yes');
  const id = /undo=(.*)$/.exec(location)![1]!;
  assert.match((await site.get('Tomas', location)).body, /The view is saved\./);
  const { connection, clock } = site.node;
  const { person } = site.person('Tomas');
  const after24 = clock.now.add({ hours: 24 });
  assert.deepEqual((await changeOf(connection, person, id, after24))?.type, 'view-saved');
  assert.equal(await changeOf(connection, person, id, after24.add({ seconds: 1 })), undefined);
});

test('search finds help and parties beside statements, escapes what was typed, and says when there is nothing', async () => {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  await site.node.say(ilse, alertDraft(ilse.party, caseId, { description: `Zeppelin ${MARKUP} over it` }));
  const found = await eventually('the index', async () => {
    const { body } = await site.get('Ilse', '/search?q=zeppelin');
    return body.includes('<mark>Zeppelin</mark>') && body;
  });
  assert.doesNotMatch(found, /<script>alert/);
  assert.match(found, new RegExp(`/cases/${caseId}`));
  assert.match((await site.get(null, '/search?q=receipt')).body, /\/help\/receipt/);
  assert.match(
    (await site.get(null, '/search?q=veldmark%20csirt')).body,
    /<bdi>Veldmark National CSIRT<\/bdi><\/a>/,
  );
  assert.match((await site.get(null, '/search?q=zeppelin')).body, /Nothing found/);
  const typed = (await site.get(null, `/search?q=${encodeURIComponent(MARKUP)}`)).body;
  assert.doesNotMatch(typed, /<script>alert/);
  assert.match((await site.get(null, '/search')).body, /What are you looking for\?/);
  assert.equal((await site.get(null, `/search?q=${'x'.repeat(201)}`)).status, 400);
});

test('the search for programs gives what is shown, and refuses a query of one letter', async () => {
  const answer = JSON.parse((await site.get('Ilse', '/api/v1/search?q=zeppelin')).body) as {
    hits: readonly { found: readonly { claim: string; text: string }[] }[];
    next: number | null;
  };
  assert.equal(answer.hits.length, 1);
  assert.equal(answer.hits[0]!.found[0]!.claim, 'description');
  assert.match(answer.hits[0]!.found[0]!.text, /^Zeppelin/);
  const nobody = JSON.parse((await site.get(null, '/api/v1/search?q=zeppelin')).body) as { hits: unknown[] };
  assert.deepEqual(nobody.hits, []);
  assert.equal((await site.get(null, '/api/v1/search?q=x')).status, 400);
});

test('the menu offers what this seat may do here, and nothing that it would be refused', async () => {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  await site.node.say(ilse, alertDraft(ilse.party, caseId));
  const here = async (visitor: Visitor) => {
    const { body } = await site.get(visitor, `/menu?at=/cases/${caseId}/lines`);
    return /id="menu-here">(.*?)<\/section>/su.exec(body)?.[1] ?? '';
  };
  assert.match(await here('Ilse'), /\/update"/);
  assert.equal(await here('Tomas'), '', 'nothing of the case was given to them');
  assert.equal(await here(null), '');
  const publicMenu = (await site.get(null, '/menu')).body;
  assert.match(publicMenu, /\/sign-in"/);
  assert.doesNotMatch(publicMenu, /href="\/desk"|\/persons"|Single keys/);
  assert.doesNotMatch((await site.get('Lena', '/menu')).body, /href="\/persons"/);
  assert.match((await site.get('Ilse', '/menu')).body, /href="\/persons"/);
});

test('the menu lists the cases that the list of cases shows, whatever else was said in cases since', async () => {
  const [ilse, tomas] = [site.person('Ilse'), site.person('Tomas')];
  const [reported, warned] = [crypto.randomUUID(), crypto.randomUUID()];
  await site.node.say(ilse, alertDraft(ilse.party, reported));
  const clear = { tlp: 'clear' } as const;
  await site.node.say(tomas, {
    type: 'public-warning',
    issuer: tomas.party,
    case: warned,
    claims: { headline: 'Sign-in pages are tried', summary: 'Since noon.', advice: 'Ask for a second factor.' },
    markings: { case: clear, iat: clear },
    approvals: [site.person('Mira').person],
  });
  for (let service = 1; service <= 9; service++) {
    await site.node.say(ilse, {
      type: 'service-footprint',
      issuer: ilse.party,
      case: crypto.randomUUID(),
      claims: { subject: ilse.party, service: `Ward ${service}`, sector: 'health', reach: [{ state: 'XV' }] },
    });
  }
  assert.match((await site.get('Ilse', '/menu')).body, new RegExp(`/cases/${reported}`));
  for (const url of ['/cases', '/menu'])
    assert.match((await site.get(null, url)).body, new RegExp(`/cases/${warned}`));
});

test('whoever switched single keys off has them off on every page, and can take that back', async () => {
  const keys = async () => /data-keys="(on|off)"/.exec((await site.get('Mira', '/cases')).body)?.[1];
  assert.equal(await keys(), 'on');
  const { location } = await site.post('Mira', '/menu/keys', { keys: 'off' });
  assert.equal(await keys(), 'off');
  await site.post('Mira', '/desk/undo', { id: /undo=(.*)$/.exec(location)![1]! });
  assert.equal(await keys(), 'on');
  assert.match((await site.get(null, '/cases')).body, /data-keys="off"/);
});
