import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { LANGUAGES } from '#texts/languages.ts';

const CASE = '0b8e3c52-6a0f-4a53-9a3e-2d0c1f8e7a12';
const SHOWN_MOST = 2;

let site: PageSite;
before(async () => {
  site = await openPageSite(undefined, { mostOfCase: SHOWN_MOST });
});
after(async () => {
  await site?.[Symbol.asyncDispose]();
});

/** Of a report whose summary is open to anybody, or to its own party alone. */
async function say(isOpen: boolean): Promise<void> {
  const person = site.person('Tomas');
  const open = { tlp: 'clear', pap: 'clear', uses: ['mitigation'], audience: [] } as const;
  const closed = { ...open, tlp: 'amber' } as const;
  const claims = {
    danger_to_life: 'no',
    incident_type: 'availability/dos',
    malicious: 'suspected',
    noticed_at: '2026-01-01T03:00Z',
    sectors: ['health'],
    affected_states: ['XV'],
    effects: [{ kind: 'care-delayed' }],
    confidence: 'low',
  };
  const names = [...Object.keys(claims), 'case', 'iat', 'number', 'case_number'];
  const markings = Object.fromEntries(names.map((name) => [name, isOpen ? open : closed]));
  const draft = { type: 'incident-report', issuer: person.party, case: CASE, claims: claims as never, markings };
  const outcome = await site.node.ledger.submit({ kind: 'draft', actor: person, draft });
  assert.ok(outcome.ok, JSON.stringify(outcome));
}

const noticeIn = (body: string) =>
  (/<section class="notice wait">.*?<\/section>/su.exec(body)?.[0] ?? '')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();

test('a case page says how many statements it leaves out that its viewer may see, and where they are, and nothing of others', async () => {
  await say(true);
  await say(false);
  assert.equal(noticeIn((await site.get('Tomas', `/cases/${CASE}`)).body), '');
  await say(true);
  assert.match(
    noticeIn((await site.get(null, `/cases/${CASE}`)).body),
    /^Part of this case .* 1 more statement is /u,
  );
  assert.match(noticeIn((await site.get('Tomas', `/cases/${CASE}`)).body), / 1 more statement is /u);
  await say(true);
  const { body } = await site.get(null, `/cases/${CASE}`);
  assert.match(noticeIn(body), / 1 more statement is /u, 'the other one is not theirs to see');
  assert.match(noticeIn((await site.get('Tomas', `/cases/${CASE}`)).body), / 2 more statements are /u);
  assert.doesNotMatch(noticeIn(body), /there may be more/u);
  for (const what of ['statements', 'bundle']) {
    assert.ok(body.includes(`href="/api/v1/cases/${CASE}/${what}?after=0"`), what);
  }
  await say(true);
  assert.match(noticeIn((await site.get(null, `/cases/${CASE}`)).body), /there may be more/u);
});

test('it is said in the language of whoever reads', async () => {
  const said = new Set<string>();
  for (const language of LANGUAGES) {
    const headers = { host: '127.0.0.1:4600', 'accept-language': language };
    said.add(noticeIn((await site.app.inject({ url: `/cases/${CASE}`, headers })).body));
  }
  assert.equal(said.size, LANGUAGES.length);
  assert.ok(!said.has(''));
});
