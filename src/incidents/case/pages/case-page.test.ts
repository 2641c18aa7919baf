import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';

let site: PageSite;
const CASE = '0b8e3c52-6a0f-4a53-9a3e-2d0c1f8e7a11';

before(async () => {
  site = await openPageSite();
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
});

const ALERT = {
  danger_to_life: 'no',
  incident_type: 'availability/dos',
  malicious: 'suspected',
  noticed_at: '2026-01-01T03:00Z',
  sectors: ['health'],
  affected_states: ['XV'],
  effects: [{ kind: 'care-delayed' }],
} as const;

/** Everything in it is open to both parties of the site, whoever says it. */
async function say(
  who: 'Ilse' | 'Tomas',
  type: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const person = site.person(who);
  const open = { tlp: 'clear', pap: 'clear', uses: ['mitigation'], audience: [] } as const;
  const names = [...Object.keys(claims), 'case', 'iat', 'number', 'case_number'];
  const outcome = await site.node.ledger.submit({
    kind: 'draft',
    actor: person,
    draft: {
      type,
      issuer: person.party,
      case: CASE,
      claims: claims as never,
      markings: Object.fromEntries(names.map((name) => [name, open])),
    },
  });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value!.digest;
}

const textOf = (body: string) =>
  body
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#39;', "'");

test('the first screen says what, where, harm, status, what is due next, and the one action of this seat', async () => {
  await say('Ilse', 'incident-alert', { ...ALERT, confidence: 'low' });
  await say('Tomas', 'incident-report', {
    ...ALERT,
    incident_type: 'availability/outage',
    malicious: 'no',
    confidence: 'high',
  });
  const { body } = await site.get(null, `/cases/${CASE}`);
  const glance = textOf(/<dl class="glance">.*?<\/dl>/s.exec(body)?.[0] ?? '');
  assert.match(
    glance,
    /What Accounts differ: .*Where Veldmark .*Harm to people .*Status Open .*Next deadline No clock/,
  );
  assert.match(body, new RegExp(`href="/check\\?case=${CASE}#verify"[^>]*>Verify this case`));
  assert.match(textOf((await site.get('Ilse', `/cases/${CASE}`)).body), /Your next step .*Write a fuller report/);
});

test('beside each claim stand its kind, confidence in words and number, independent sources, and who disagrees', async () => {
  const text = textOf((await site.get(null, `/cases/${CASE}`)).body);
  const rows = /What happened\?(.*?)Done on purpose\?(.*?)Which states\?(.*?)Which sectors/.exec(text)!;
  for (const row of rows.slice(1, 3)) {
    assert.match(row, /Incident alert · from its own knowledge · Low confidence \(1 of 3\)/);
    assert.match(row, /Incident report · from its own knowledge · High confidence \(3 of 3\)/);
    assert.equal(row.match(/1 independent source\b/g)?.length, 2);
    assert.equal(row.match(/Disagrees:/g)?.length, 2);
  }
  assert.match(rows[3]!, /2 independent sources · Nobody who speaks here disagrees/);
});

test('evidence and indicators are added in the timeline; a refused line loses nothing that was typed', async () => {
  const page = await site.get('Ilse', `/cases/${CASE}`);
  assert.match(page.body, /<details\s+id="add"[^>]* hx-preserve="true"/);
  const typed = {
    summary: 'We found where it came from.',
    occurred_at: '2026-01-01 02:40',
    indicators: '203[.]0[.]113[.]9\nnot an indicator',
    source_title: 'Report on the night',
    source_publisher: 'Sankt Orla',
    source_url: 'https://orla.example/report',
  };
  const refused = await site.post('Ilse', `/cases/${CASE}/update`, typed);
  assert.equal(refused.status, 422);
  for (const value of [
    'We found where it came from.',
    '203[.]0[.]113[.]9',
    'not an indicator',
    'Report on the night',
  ])
    assert.ok(refused.body.includes(value), value);
  assert.match(textOf(refused.body), /“not an indicator” is no address/);
  const done = await site.post('Ilse', `/cases/${CASE}/update`, { ...typed, indicators: '203[.]0[.]113[.]9' });
  assert.equal(done.status, 303);
  const digest = /\/statements\/([^/]+)\//.exec(done.location)![1]!;
  const shown = textOf((await site.get('Ilse', `/statements/${digest}`)).body);
  assert.match(shown, /203\[\.\]0\[\.\]113\[\.\]9/);
  const timeline = textOf((await site.get('Ilse', `/cases/${CASE}?events=all&order=occurred`)).body);
  assert.match(timeline, /Happened 1 Jan 2026, 02:40 UTC/);
  assert.match(timeline, /Report on the night/);
});

test('a time, an address or half an evidence that makes no sense is refused at its field', async () => {
  for (const [field, value] of [
    ['occurred_at', 'yesterday'],
    ['source_url', 'javascript:alert(1)'],
    ['source_title', 'only a title'],
  ] as const) {
    const refused = await site.post('Ilse', `/cases/${CASE}/update`, { summary: 'x', [field]: value });
    assert.equal(refused.status, 422, field);
    assert.match(refused.body, new RegExp(`id="field-${field}-error"`));
  }
});

test('whoever has no report of its own in a case is offered no place to add to it', async () => {
  assert.doesNotMatch((await site.get(null, `/cases/${CASE}`)).body, /id="add"/);
  assert.doesNotMatch((await site.get('Lena', `/cases/${CASE}`)).body, /id="add"/);
});

test('what was taken back stays in sight, struck through, with who took it back', async () => {
  const shown = await site.node.reader.case(CASE, PUBLIC_VIEWER);
  const reports = shown.filter(({ type }) => type === 'incident-alert' || type === 'incident-report');
  for (const [who, { digest }] of [
    ['Ilse', reports[0]!],
    ['Tomas', reports[1]!],
  ] as const) {
    await say(who, 'incident-withdrawal', { withdraws: [digest], reason: 'false-alarm' });
  }
  const { body } = await site.get(null, `/cases/${CASE}`);
  const row = /<dt>What happened\?.*?<\/dd>/s.exec(body)![0];
  assert.match(textOf(row), /What was said here was taken back/);
  assert.match(row, /<s class="undone-text">Denial of service<\/s>/);
  assert.doesNotMatch(row, /<details/, 'nothing of it is folded away');
  assert.match(textOf(body), /Corrections and withdrawals .* withdrew .* withdrew /);
});
