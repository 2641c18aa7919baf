import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { referenceOf as referenceMade } from '#cases/reference.ts';
import { openPageSite, type Visitor } from '#testing/page-site.ts';
import { CSIRT, HOSPITAL } from '#testing/party-node.ts';
import { alertDraft, releaseDraft } from '#testing/releases.ts';

const site = await openPageSite();
after(() => site[Symbol.asyncDispose]());

const REFERENCE = /<bdi class="reference">(VM-[0-9A-Z]{6})<\/bdi>/u;

/** A case that the hospital reported, and gave to the CSIRT all of it. */
async function reported(claims: Readonly<Record<string, string>> = {}) {
  const { node } = site;
  const caseId = randomUUID();
  const ilse = site.person('Ilse');
  const target = await node.say(
    ilse,
    alertDraft(HOSPITAL, caseId, { incident_type: 'availability/sabotage', ...claims }),
  );
  const plan = {
    from: HOSPITAL,
    to: CSIRT,
    target,
    case: caseId,
    claims: 'all' as const,
    more: { hides_victim: false },
  };
  const draft = releaseDraft({ ...node, person: () => ilse } as never, plan);
  await node.say(ilse, { type: 'release', issuer: HOSPITAL, case: caseId, claims: draft.claims });
  return { caseId, target };
}

function say(
  who: 'Tomas' | 'Ilse',
  type: string,
  caseId: string,
  claims: Record<string, unknown>,
): Promise<string> {
  const person = site.person(who);
  return site.node.say(person, { type, issuer: person.party, case: caseId, claims });
}

async function referenceOf(caseId: string): Promise<string> {
  return REFERENCE.exec((await site.get('Ilse', `/cases/${caseId}`)).body)?.[1] ?? '';
}

const titleOf = (body: string) => /<title>([^<]*)<\/title>/u.exec(body)?.[1] ?? '';

test('a case page and its title begin with the reference, the service and the kind, for persons of parties that see it', async () => {
  const { caseId } = await reported({ service: 'Dialysis' });
  const own = await site.get('Ilse', `/cases/${caseId}`);
  const reference = REFERENCE.exec(own.body)?.[1] ?? '';
  assert.match(titleOf(own.body), new RegExp(`^${reference} · Dialysis · Sabotage`, 'u'));
  assert.match(
    own.body,
    new RegExp(`<h1><bdi class="reference">${reference}</bdi> · <bdi>Dialysis</bdi> · `, 'u'),
  );
  const theirs = await site.get('Tomas', `/cases/${caseId}`);
  assert.match(theirs.body, new RegExp(reference, 'u'), 'one reference for the whole node');
  for (const visitor of [null, 'Tomas', 'Ilse'] as Visitor[]) {
    const list = await site.get(visitor, '/cases');
    assert.equal(list.body.includes(reference), visitor !== null, String(visitor));
  }
  const rows = (await site.get('Ilse', '/cases')).body;
  assert.match(
    rows,
    new RegExp(`<a href="/cases/${caseId}"><bdi class="reference">${reference}</bdi> · <bdi>Dialysis</bdi>`, 'u'),
  );
});

test('the address of a reference leads to the case, in whatever way it is typed, for whoever is shown the case', async () => {
  const { caseId } = await reported();
  const reference = await referenceOf(caseId);
  for (const typed of [
    reference,
    reference.toLowerCase(),
    reference.replace('-', ''),
    reference.replace('-', ' '),
  ]) {
    const led = await site.get('Tomas', `/cases/${encodeURIComponent(typed)}`);
    assert.deepEqual([led.status, led.location], [303, `/cases/${caseId}`], typed);
  }
});

test('a reference tells nobody who is not shown the case whether there is one', async () => {
  const caseId = randomUUID();
  await say('Ilse', 'incident-alert', caseId, alertDraft(HOSPITAL, caseId).claims);
  const reference = await referenceOf(caseId);
  const answers = async (visitor: Visitor, path: string) => {
    const { status, body } = await site.get(visitor, path);
    return [
      status,
      body.replaceAll(/form_token" value="[^"]*"|value="[0-9a-f-]{36}"|nonce-[^']*|VM-[0-9A-Z]{6}/gu, ''),
    ];
  };
  const nobody = referenceMade('VM', crypto.getRandomValues(new Uint8Array(5)));
  assert.equal(await site.node.references.caseOf(nobody), undefined);
  for (const visitor of [null, 'Tomas'] as Visitor[]) {
    const known = await answers(visitor, `/cases/${reference}`);
    assert.equal(known[0], 404);
    assert.deepEqual(known, await answers(visitor, `/cases/${nobody}`));
  }
  assert.equal((await site.get('Ilse', `/cases/${reference}`)).status, 303);
});

test('a mistyped reference and one of another node are told apart, each with what to do', async () => {
  const { caseId } = await reported();
  const reference = await referenceOf(caseId);
  const last = reference.at(-1) === '0' ? '2' : '0';
  const mistyped = await site.get('Ilse', `/cases/${reference.slice(0, -1)}${last}`);
  assert.equal(mistyped.status, 404);
  assert.match(mistyped.body, /One character of this reference is wrong/u);
  const foreign = await site.get('Ilse', `/cases/${referenceMade('AR', Uint8Array.of(1, 2, 3, 4, 5))}`);
  assert.match(foreign.body, /References of this node begin with (?:<bdi>)?VM/u);
  const found = await site.get('Ilse', `/search?q=${encodeURIComponent(`${reference.slice(0, -1)}${last}`)}`);
  assert.match(found.body, /One character of this reference is wrong/u);
  for (const word of ['hospital', 'ransomware', 'CVE-20240']) {
    const { body } = await site.get('Ilse', `/search?q=${word}`);
    assert.doesNotMatch(body, /One character of this reference/u, word);
  }
});

test('the search finds a case by its reference, for persons of parties that are shown it and for nobody else', async () => {
  const { caseId } = await reported({ service: 'Dialysis' });
  const reference = await referenceOf(caseId);
  const typed = encodeURIComponent(reference.toLowerCase().replace('-', ' '));
  assert.match((await site.get('Ilse', `/search?q=${typed}`)).body, new RegExp(`href="/cases/${caseId}"`, 'u'));
  assert.doesNotMatch((await site.get(null, `/search?q=${typed}`)).body, new RegExp(caseId, 'u'));
});

test('the newest title of one’s own party counts for oneself, else the opener’s, and titles stay where they were not given', async () => {
  const { caseId } = await reported({ service: 'Dialysis' });
  const heading = async (visitor: Visitor) =>
    /<h1>(.*?)<\/h1>/su
      .exec((await site.get(visitor, `/cases/${caseId}`)).body)?.[1]
      ?.replaceAll(/<[^>]*>/gu, '') ?? '';
  await say('Ilse', 'case-title', caseId, { title: 'St. Hedwig, first' });
  await say('Ilse', 'case-title', caseId, { title: 'St. Hedwig, ward 7' });
  assert.match(await heading('Ilse'), /St\. Hedwig, ward 7 · Sabotage/u);
  assert.doesNotMatch(await heading('Tomas'), /Hedwig/u, 'it was given to nobody');
  const shown = await site.node.reader.case(caseId, {
    party: HOSPITAL,
    person: null,
    servedBy: [],
    communities: [],
  });
  const target = shown.findLast(({ type }) => type === 'case-title')!.digest;
  const release = { target, to: CSIRT, claims: 'all', channel: 'csirt', hides_victim: false };
  await say('Ilse', 'release', caseId, release);
  assert.match(await heading('Tomas'), /St\. Hedwig, ward 7/u);
});

test('the form for a title refuses what is no title, and keeps what was typed', async () => {
  const { caseId } = await reported();
  const path = `/cases/${caseId}/say/case-title`;
  const set = await site.post('Ilse', path, { title: 'Laundry, north wing' });
  assert.equal(set.status, 303, set.body.slice(0, 400));
  assert.match((await site.get('Ilse', `/cases/${caseId}`)).body, /<h1>.*Laundry, north wing/u);
  for (const title of ['', 'x'.repeat(200), 'turned \u202e round']) {
    const { status } = await site.post('Ilse', path, { title });
    assert.equal(status, 422, JSON.stringify(title));
  }
});

test('a case is taken, handed over and put back at the desk, seen by colleagues alone, and each is undone', async () => {
  const { caseId } = await reported({ service: 'Laundry' });
  const { person: tomas } = site.person('Tomas');
  const { person: mira } = site.person('Mira');
  const move = (visitor: Visitor, from: string, to: string) =>
    site.post(visitor, `/cases/${caseId}/taken`, { from, to });
  const section = async (visitor: Visitor) =>
    /<section[^>]*aria-labelledby="own-desk">.*?<\/section>/su.exec(
      (await site.get(visitor, `/cases/${caseId}`)).body,
    )?.[0] ?? '';
  assert.match(await section('Tomas'), /Nobody has taken this case/u);
  const taken = await move('Tomas', '', tomas);
  assert.equal(taken.status, 303);
  assert.match(await section('Mira'), /Tomas<\/bdi><\/strong> has it since/u);
  assert.match((await site.get('Tomas', '/desk')).body, /You have it/u);
  assert.match((await site.get('Mira', '/desk')).body, /Tomas<\/bdi> has it/u);
  assert.match(await section('Ilse'), /Nobody has taken this case/u);
  assert.equal(await section(null), '');
  assert.equal((await move('Mira', '', mira)).status, 409, 'she saw nobody having it');
  assert.equal(
    (await move('Ilse', tomas, site.person('Ilse').person)).status,
    409,
    'another party has a desk of its own',
  );
  const given = await move('Tomas', tomas, mira);
  const undo = /undo=([0-9a-f-]{36})/u.exec(given.location)?.[1] ?? '';
  assert.match((await site.get('Tomas', given.location)).body, /changed hands/u);
  assert.equal((await site.post('Tomas', '/desk/undo', { id: undo })).location, `/cases/${caseId}#own-desk`);
  assert.match(await section('Mira'), /Tomas<\/bdi><\/strong> has it/u);
  await move('Mira', tomas, '');
  assert.match(await section('Tomas'), /Nobody has taken this case/u);
});

test('a note stands on the case page for its own party, escaped, and in no other’s, no export and no print', async () => {
  const { caseId } = await reported();
  const words = '<b>quagga</b> told us';
  const written = await site.post('Tomas', `/cases/${caseId}/notes`, { note: words });
  assert.equal(written.status, 303);
  const page = (await site.get('Mira', `/cases/${caseId}`)).body;
  assert.match(page, /&lt;b&gt;quagga&lt;\/b&gt; told us/u);
  assert.match(page, /Only persons of your party see this/u);
  assert.match(page, /<section class="[^"]*no-print[^"]*" aria-labelledby="own-desk">/u);
  for (const [visitor, path] of [
    ['Ilse', `/cases/${caseId}`],
    [null, `/cases/${caseId}`],
    ['Tomas', `/api/v1/cases/${caseId}/bundle`],
    ['Tomas', `/cases/${caseId}/brief`],
    ['Ilse', '/search?q=quagga'],
  ] as [Visitor, string][]) {
    assert.doesNotMatch(
      (await site.get(visitor, path)).body.replaceAll('value="quagga"', ''),
      /quagga<\/b|quagga&lt;/u,
      path,
    );
  }
  const id =
    /name="id" value="([0-9a-f-]{36})"/u.exec((await site.get('Tomas', `/cases/${caseId}`)).body)?.[1] ?? '';
  assert.equal((await site.post('Mira', `/cases/${caseId}/notes/remove`, { id })).status, 404, 'it is not hers');
  const gone = await site.post('Tomas', `/cases/${caseId}/notes/remove`, { id });
  assert.doesNotMatch((await site.get('Tomas', `/cases/${caseId}`)).body, /quagga/u);
  const undo = /undo=([0-9a-f-]{36})/u.exec(gone.location)?.[1] ?? '';
  await site.post('Tomas', '/desk/undo', { id: undo });
  assert.match((await site.get('Tomas', `/cases/${caseId}`)).body, /quagga/u);
  const refused = await site.post('Tomas', `/cases/${caseId}/notes`, { note: 'y'.repeat(2_001) });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /y{2001}/u, 'what was typed is kept');
});

test('nobody keeps anything about a case that they are not shown, and nobody signed out', async () => {
  const nowhere = randomUUID();
  const { person } = site.person('Tomas');
  for (const [path, fields] of [
    [`/cases/${nowhere}/taken`, { from: '', to: person }],
    [`/cases/${nowhere}/notes`, { note: 'a' }],
    [`/cases/${nowhere}/notes/remove`, { id: randomUUID() }],
  ] as const) {
    assert.equal((await site.post('Tomas', path, fields)).status, 404, path);
    assert.notEqual((await site.post(null, path, fields)).status, 303, path);
  }
});
