import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sealRecipient } from '#parties/keys/key-view.ts';
import { senderTag } from '#parties/places.ts';
import { listDrafts } from '#parties/workspace/draft-list.ts';
import { createDraft, discardDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { newIdentity, recipientOf, sealTo } from '#store/seal.ts';
import { clientBeside } from '#testing/clients.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL, TEST_REALM } from '#testing/party-node.ts';
import { formatSealedFile, formatUnsignedReport, type TypedFields } from '#web/sealed-file.ts';
import { UNSIGNED_WAITING_MOST } from './unsigned.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

/** Trying each of its keys would cost hundreds of times more; reading a longer file costs a little. */
const COSTS_MORE_MOST = 30;

const FIELDS: TypedFields = {
  danger_to_life: 'yes',
  incident_type: 'availability/dos',
  malicious: 'suspected',
  description: 'Results stopped.',
  noticed_at: '2026-03-01T07:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA'],
  harm: 'care-delayed',
  people: '1200',
  reporter_name: 'Ann Other',
  reporter_phone: '+999 5 555',
};

type Made = {
  readonly to?: string;
  readonly inside?: string;
  readonly realm?: string;
  readonly fields?: TypedFields;
  readonly sealedAt?: string;
  readonly key?: string;
};

/** What the offline page makes, by the code it makes it with. */
async function sealed(made: Made = {}): Promise<string> {
  const { to = CSIRT, realm = TEST_REALM, fields = FIELDS, sealedAt = '2026-03-01T07:50:00Z' } = made;
  const recipient =
    made.key ?? (await sealRecipient(site.node.connection, to, site.node.clock.now)) ?? (await strangeKey());
  const report = {
    id: randomUUID(),
    to: made.inside ?? to,
    realm,
    pageAt: '2026-03-01T07:00:00Z',
    sealedAt,
    fields,
  };
  const bytes = await sealTo([recipient], new TextEncoder().encode(formatUnsignedReport(report)));
  return formatSealedFile({ to, realm, node: 'https://elsewhere.example', sealed: bytes.toBase64() });
}

async function strangeKey(): Promise<string> {
  return recipientOf(await newIdentity());
}

async function handIn(
  file: string,
  remoteAddress = '127.0.0.1',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await site.app.inject({
    method: 'POST',
    remoteAddress,
    url: '/api/v1/sealed-reports',
    headers: { host: '127.0.0.1:4600' },
    payload: { file },
  });
  return { status: reply.statusCode, body: reply.json() };
}

async function draftOf(reference: unknown): Promise<WorkspaceDraft> {
  const drafts = await listDrafts({ connection: site.node.connection, party: CSIRT });
  const found = drafts.find(({ code }) => code === reference);
  assert.ok(found);
  return found;
}

test('a sealed file is opened by the node of its addressee into a draft of lower assurance, and needs no account', async () => {
  const { status, body } = await handIn(await sealed());
  assert.equal(status, 200);
  assert.equal(body.state, 'opened');
  const draft = await draftOf(body.reference);
  assert.equal(draft.type, 'incident-alert');
  assert.deepEqual(
    [draft.claims.via, draft.claims.danger_to_life, draft.claims.call_back, draft.claims.read_back],
    ['file', 'yes', 'not-done', false],
  );
  assert.deepEqual(draft.claims.caller, { name: 'Ann Other', phone: '+999 5 555' });
  assert.equal(draft.markings?.caller?.tlp, 'red', 'only the duty officers see who wrote it');
  assert.deepEqual(draft.claims.affected_states, ['XV', 'XA']);
  assert.deepEqual(draft.progress?.remarks, []);
});

test('the same file twice, also at once, is one draft and one answer', async () => {
  const file = await sealed();
  const count = async () => (await listDrafts({ connection: site.node.connection, party: CSIRT })).length;
  const before = await count();
  const answers = await Promise.all([handIn(file), handIn(file), handIn(file)]);
  answers.push(await handIn(file));
  assert.equal(new Set(answers.map(({ body }) => body.reference)).size, 1);
  assert.equal(await count(), before + 1);
});

test('what was never answered is not known yet, and nothing is refused for it', async () => {
  const { body } = await handIn(await sealed({ fields: {} }));
  const draft = await draftOf(body.reference);
  assert.deepEqual(draft.progress?.answered, []);
  assert.deepEqual(draft.claims.danger_to_life, { known: 'not-yet' });
  assert.deepEqual(draft.claims.caller, { name: 'unknown' });
});

test('an hour typed without a network is read by the clock chosen beside it, before the moment of sealing', async () => {
  const { noticed_at: _, ...rest } = FIELDS;
  const typed = { noticed_at: 'other', noticed_at_time: '08:40', time_zone: 'Europe/Oslo' };
  const { body } = await handIn(await sealed({ fields: { ...rest, ...typed } }));
  const draft = await draftOf(body.reference);
  assert.equal(draft.claims.noticed_at, '2026-03-01T07:40Z');
  const late = { ...typed, noticed_at_time: '09:40', occurred_at_date: '2026-02-28' };
  const other = await draftOf((await handIn(await sealed({ fields: { ...rest, ...late } }))).body.reference);
  assert.deepEqual(
    [other.claims.noticed_at, other.claims.occurred_at],
    ['2026-02-28T08:40Z', '2026-02-28'],
    'an hour that had not come when it was sealed is that of the day before',
  );
});

test('a device whose clock is wrong is told of, and a time that has not come yet is not claimed', async () => {
  const fields = { ...FIELDS, noticed_at: '2031-01-01T00:00Z' };
  const { body } = await handIn(await sealed({ fields, sealedAt: '2031-01-01T00:01:00Z' }));
  const draft = await draftOf(body.reference);
  assert.deepEqual(draft.claims.noticed_at, { known: 'not-yet' });
  assert.deepEqual(draft.progress?.remarks, [
    { kind: 'device-clock', at: '2031-01-01T00:01:00Z' },
    { kind: 'future', claim: 'noticed_at', at: '2031-01-01T00:00Z' },
  ]);
  const early = await handIn(await sealed({ sealedAt: '1970-01-01T00:00:00Z' }));
  const past = await draftOf(early.body.reference);
  assert.deepEqual(past.progress?.remarks, [{ kind: 'device-clock', at: '1970-01-01T00:00:00Z' }]);
});

test('a text of 20,000 characters and a number that is none stand beside the draft, word for word', async () => {
  const text = 'Ä'.repeat(20_000);
  const fields = { ...FIELDS, description: text, people: 'many <b>\u202e0021', reporter_phone: 'ask for Ann' };
  const { body } = await handIn(await sealed({ fields }));
  const draft = await draftOf(body.reference);
  const remarks = draft.progress?.remarks as readonly { kind: string; typed: string }[];
  assert.deepEqual(
    remarks.map(({ kind, typed }) => [kind, typed]),
    [
      ['unread', text],
      ['unread', 'many <b>\u202e0021'],
    ],
  );
  assert.equal(draft.claims.incident_type, 'availability/dos');
  assert.deepEqual(draft.claims.caller, { name: 'Ann Other, ask for Ann' });
  const page = await site.get('Tomas', `/report/${draft.id}`);
  assert.ok(
    page.body.includes(text) && page.body.includes('many &lt;b&gt;<span class="control">U+202E</span>0021'),
  );
});

test('a file that was altered, or sealed to a key that is gone, is refused', async () => {
  const file = await sealed();
  const changed = file.replace(
    /("sealed": "[^"]{200})(.)/,
    (_, start: string, one: string) => `${start}${one === 'A' ? 'B' : 'A'}`,
  );
  assert.notEqual(changed, file);
  for (const wrong of [changed, await sealed({ key: await strangeKey() })]) {
    const { status, body } = await handIn(wrong);
    assert.equal(status, 422);
    assert.equal(body.code, 'sealed-not-openable');
  }
});

test('a file that says it is for thousands of keys costs no more time than any other', async () => {
  const part = () =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(32)))
      .toString('base64')
      .replace('=', '');
  const slots = Array.from({ length: 1_400 }, () => `-> X25519 ${part()}\n${part()}\n`).join('');
  const age = Buffer.from(`age-encryption.org/v1\n${slots}--- ${part()}\n0123456789`);
  const [to, realm, node] = [CSIRT, TEST_REALM, 'https://elsewhere.example'];
  const crowded = formatSealedFile({ to, realm, node, sealed: age.toString('base64') });
  const foreign = await sealed({ key: await strangeKey() });
  // The processor's time, against that of a file for one key: others at work on the machine cost none of it.
  const costs: number[] = [];
  for (const file of [foreign, foreign, crowded]) {
    const began = process.cpuUsage();
    assert.equal((await handIn(file)).body.code, 'sealed-not-openable');
    const { user, system } = process.cpuUsage(began);
    costs.push(user + system);
  }
  const [, one = 0, crowd = 0] = costs;
  assert.ok(crowd < one * COSTS_MORE_MOST, `each of its keys was tried: ${crowd} µs, not ${one}`);
});

test('a file whose outside was addressed anew is refused, since the inside says whom it is for', async () => {
  const { body } = await handIn(await sealed({ inside: HOSPITAL }));
  assert.equal(body.code, 'sealed-address-differs');
});

test('a file of another realm is never taken for one of this', async () => {
  const { body } = await handIn(await sealed({ realm: 'live' }));
  assert.equal(body.code, 'sealed-realm');
});

test('a file for somebody this node does not know is given back, with whom to take it to', async () => {
  for (const to of ['did:web:nobody.example', 'did:key:z6Mk', '<b>x</b>']) {
    const { status, body } = await handIn(await sealed({ to }));
    assert.equal(status, 200);
    assert.deepEqual(body, { state: 'carry-on', to, node: 'https://elsewhere.example' });
  }
  const page = await site.post(null, '/report/sealed', { file: await sealed({ to: '<b>x</b>' }) });
  assert.ok(page.body.includes('Take it further yourself'));
  assert.ok(!page.body.includes('<b>x</b>'));
});

test('anybody hands a file in on the page, without a script, and gets the receipt that tells what became of it', async () => {
  const sent = await site.post(null, '/report/sealed', { file: `\r\n${await sealed()}\n` });
  assert.match(sent.location, /^\/report\/sent\//);
  assert.ok((await site.get(null, sent.location)).body.includes('Waits for a duty officer'));
});

test('a picture or a page handed in as a file is refused as none, shown as text, and never rendered', async () => {
  for (const file of [
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
    '<!doctype html><html><script>alert(1)</script></html>',
  ]) {
    const page = await site.post(null, '/report/sealed', { file });
    assert.equal(page.status, 422);
    assert.ok(page.body.includes('This is not a sealed report'));
    assert.ok(
      !page.body.includes('<script>alert') &&
        !page.body.includes('<svg xmlns="http://www.w3.org/2000/svg" onload'),
    );
    assert.ok(page.body.includes('&lt;script&gt;alert(1)'), 'what was sent is still there to look at');
  }
});

test('the keys that reports are sealed to are those of the authorities, as their key chains have them', async () => {
  const reply = await site.app.inject({ url: '/api/v1/receiving-keys', headers: { host: '127.0.0.1:4600' } });
  const recipient = await sealRecipient(site.node.connection, CSIRT, site.node.clock.now);
  const expected = { party: CSIRT, name: 'Veldmark National CSIRT', node: 'http://127.0.0.1:4600', recipient };
  assert.deepEqual(reply.json(), { receivers: [expected] });
  const page = await site.get(null, '/report/offline');
  assert.ok(page.body.includes(`data-recipient="${recipient}"`));
});

test('so many unread reports without a signature wait, and no more, and hide no other draft; what is handed in again is answered all the same', async () => {
  const { connection, clock } = site.node;
  const workspace = { connection, party: CSIRT, person: site.person('Tomas').person };
  const own = await createDraft(
    workspace,
    { type: 'incident-alert', claims: {} },
    clock.now.subtract({ hours: 2 }),
  );
  assert.ok(own.ok);
  const file = await sealed();
  const first = await handIn(file);
  const drafts = workspaceTables(connection);
  const row = await drafts
    .selectFrom('workspace_draft')
    .selectAll()
    .where('code', '=', String(first.body.reference))
    .executeTakeFirstOrThrow();
  const more = Array.from({ length: UNSIGNED_WAITING_MOST }, (_, at) => ({
    ...row,
    id: `more ${at}`,
    case_id: `${at}`,
    updated_at: Number(row.updated_at) + 1,
  }));
  for (let at = 0; at < more.length; at += 50) {
    await drafts
      .insertInto('workspace_draft')
      .values(more.slice(at, at + 50))
      .execute();
  }
  const listed = new Set((await listDrafts(workspace)).map(({ code }) => code));
  assert.ok(listed.has(own.value.code), 'they hide none of the party’s own drafts');
  assert.ok(listed.has(String(first.body.reference)), 'nor those that came before them');
  const full = await handIn(await sealed());
  assert.equal(full.status, 503, 'a node that carries it for somebody keeps it');
  assert.equal(full.body.code, 'too-many-unsigned');
  assert.deepEqual(await handIn(file), first);
  await drafts.deleteFrom('workspace_draft').where('id', 'like', 'more %').execute();
  assert.equal((await handIn(await sealed())).status, 200);
});

test('a sender who hands in report after report fills its share of the places, and others are heard; nothing is kept of whom it was', async () => {
  const { connection } = site.node;
  const flooder = '203.0.113.9';
  const first = await handIn(await sealed(), flooder);
  const drafts = workspaceTables(connection);
  const row = await drafts
    .selectFrom('workspace_draft')
    .selectAll()
    .where('code', '=', String(first.body.reference))
    .executeTakeFirstOrThrow();
  assert.equal(row.came_from, senderTag(flooder));
  assert.doesNotMatch(JSON.stringify(row), /203\.0\.113/u);
  const more = Array.from({ length: UNSIGNED_WAITING_MOST / 2 - 1 }, (_, at) => ({
    ...row,
    id: `flood ${at}`,
    case_id: `flood ${at}`,
  }));
  await insertRows(connection, 'workspace_draft', more);
  const refused = await handIn(await sealed(), flooder);
  assert.deepEqual([refused.status, refused.body.code], [503, 'too-many-unsigned']);
  const heard = await handIn(await sealed(), clientBeside(flooder));
  assert.equal(heard.status, 200);
  await draftOf(heard.body.reference);
  await drafts.deleteFrom('workspace_draft').where('id', 'like', 'flood %').execute();
});

test('whoever asks by its reference what became of a report is told that it was closed, and nothing of a draft that is the party’s own', async () => {
  const { connection, clock } = site.node;
  const workspace = { connection, party: CSIRT, person: site.person('Tomas').person };
  const { body } = await handIn(await sealed(), '203.0.113.77');
  const { id, version, code } = await draftOf(body.reference);
  assert.ok((await discardDraft(workspace, id, version, clock.now)).ok);
  // From another address than all of this file, which has asked for its share of this minute.
  const sentPage = (reference: unknown) =>
    site.app.inject({
      url: `/report/sent/${reference}`,
      remoteAddress: '203.0.113.77',
      headers: { host: '127.0.0.1:4600' },
    });
  const page = await sentPage(code);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Closed without a signature/u);
  const own = await createDraft(workspace, { type: 'incident-alert', claims: {} }, clock.now);
  assert.ok(own.ok);
  assert.notEqual((await sentPage(own.value.code)).statusCode, 200);
});
