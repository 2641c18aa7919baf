import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { declareCase } from '#incidents/testing/declared-case.ts';
import { partyOf } from '#parties/view.ts';
import { approveDraft, proposeDraft } from '#parties/workspace/approval.ts';
import { createDraft } from '#parties/workspace/workspace.ts';
import { coversIn, openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import { relaysAlong, sendRelay } from './relay-plan.ts';

const ARVENIA = 'did:web:cyber.arvenia.example';
let site: PageSite;
before(async () => {
  site = await openPageSite();
  const claims = { subject: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' };
  const ownCase = (await partyOf(site.node.connection, CSIRT))?.case ?? '';
  await site.node.say(site.person('Tomas'), { type: 'party-profile', issuer: CSIRT, case: ownCase, claims });
});
after(() => site[Symbol.asyncDispose]());

/** A relay that Tomas proposed, in a case of his own authority. */
async function proposed(): Promise<{ caseId: string; relay: string }> {
  const caseId = crypto.randomUUID();
  await site.node.say(site.person('Tomas'), alertDraft(CSIRT, caseId));
  const fields = { recipients: ARVENIA, advice: 'Look at your mail servers.' };
  const { location, body } = await site.post('Tomas', `/cases/${caseId}/relay`, fields);
  assert.match(location, /^\/relay\//, body.slice(0, 3_000));
  return { caseId, relay: location };
}

async function decide(visitor: Visitor, relay: string, act: string, version?: string) {
  const page = await site.get(visitor, relay);
  const whole = act === 'approve' ? coversIn(page) : {};
  return site.post(visitor, `${relay}/${act}`, { version: version ?? versionIn(page), ...whole });
}

test('whoever comes to a case, or to propose a relay in it, is shown the one that waits already', async () => {
  const { caseId, relay } = await proposed();
  for (const page of [`/cases/${caseId}/relay`, `/cases/${caseId}`]) {
    const { body } = await site.get('Tomas', page);
    assert.match(body, /Waits for a second person[\s\S]*Proposed by <bdi>Tomas/, page);
    assert.match(body, new RegExp(`href="${relay}">Tell other states<`), page);
  }
  assert.doesNotMatch((await site.get('Ilse', `/cases/${caseId}`)).body, /Waits for a second person/);
});

test('the second person reads what leaves before the button that sends it, and that it cannot be made unsaid', async () => {
  const { relay } = await proposed();
  const { body } = await site.get('Mira', relay);
  const [preview, button] = [body.indexOf('id="preview"'), body.indexOf(`${relay}/approve`)];
  assert.ok(preview > 0 && button > preview, `${preview} ${button}`);
  assert.match(body, /It leaves at once; afterwards it can be corrected or withdrawn/);
});

/** An alert that is to be given to a neighbour by its notes, and, as an honest page has it, by what goes along. */
async function planned(goesAlong: boolean) {
  const { party } = site.person('Tomas');
  const { connection, ledger } = site.node;
  const desk = (name: 'Tomas' | 'Mira') => ({ connection, party, person: site.person(name).person });
  const { type, claims, case: caseId } = alertDraft(party, crypto.randomUUID());
  const relay = { target: null, recipients: [ARVENIA], claims: ['danger_to_life'] };
  const along = goesAlong ? { along: relaysAlong({ party, case: caseId }, relay) ?? [] } : {};
  const wanted = { type, claims, case: caseId, progress: { relay }, ...along };
  const made = await createDraft(desk('Tomas'), wanted, ledger.now());
  assert.ok(made.ok);
  const { id, version } = made.value;
  assert.ok((await proposeDraft(desk('Tomas'), { id, version }, ledger.now())).ok);
  return { id, version, desk };
}

test('the approval of a draft alone does not send the releases that go along with it, nor does one of another set', async () => {
  const { id, version } = await planned(true);
  const relay = `/relay/${id}`;
  const seen = { version: String(version) };
  for (const [path, more] of [
    [`/relay/${id}`, {}],
    [`/drafts/${id}`, {}],
    [`/relay/${id}`, { covers: 'A'.repeat(43) }],
  ] as const) {
    const answer = await site.post('Mira', `${path}/approve`, { ...seen, ...more });
    assert.ok(answer.status >= 400, `${path}: ${answer.location}`);
    assert.match(answer.body, /More is sent with this draft than you approve/);
  }
  const sent = await site.post('Tomas', `/relay/${id}/send`, seen);
  assert.ok(sent.status >= 400);
  assert.equal((await decide('Mira', relay, 'approve')).location, relay);
});

test('a plan in the notes of a draft sends nothing that was not approved with it', async () => {
  const { id, version, desk } = await planned(false);
  const { ledger, authority } = site.node;
  const seen = { id, version };
  assert.ok((await approveDraft(desk('Mira'), authority, site.person('Mira'), seen, ledger.now())).ok);
  const sent = await sendRelay(desk('Tomas'), ledger, seen);
  assert.equal(sent.ok ? 'sent' : sent.refusal.code, 'nothing-to-relay');
});

test('whoever decides on a relay is told its case and what runs out first there', async () => {
  const csirt = site.person('Tomas').party;
  const caseId = await declareCase(site, 'Tomas', { minutesAgo: 60, csirt });
  const { location } = await site.post('Tomas', `/cases/${caseId}/relay`, { recipients: ARVENIA });
  const { body } = await site.get('Mira', location);
  const brief = body.slice(body.indexOf('<dl class="summary'), body.indexOf('id="preview"'));
  assert.match(brief, new RegExp(`<dt>Case</dt><dd><a href="/cases/${caseId}">`));
  assert.match(brief, new RegExp(`Next deadline</dt><dd><a href="/cases/${caseId}#clocks">.*in 23 hours`));
});

test('a proposal is taken back before it is approved, and the next one begins with what it said', async () => {
  const { caseId, relay } = await proposed();
  const version = versionIn(await site.get('Mira', relay));
  const { location } = await decide('Tomas', relay, 'take-back');
  assert.equal(location, `/cases/${caseId}/relay?draft=${relay.split('/')[2]}`);
  const form = await site.get('Tomas', location);
  assert.match(form.body, new RegExp(`value="${ARVENIA}" checked`));
  assert.doesNotMatch(form.body, /Waits for a second person/);

  const late = await decide('Mira', relay, 'approve', version);
  assert.ok(late.status >= 400, 'what she saw is no longer proposed');
  assert.doesNotMatch((await site.get('Tomas', `/cases/${caseId}`)).body, /on its way/);

  const id = relay.split('/')[2]!;
  const again = await site.post('Tomas', `/cases/${caseId}/relay`, { recipients: ARVENIA, draft: id });
  assert.match(again.location, /^\/relay\//);
  assert.notEqual(again.location, relay);
  assert.equal((await site.get('Mira', relay)).status, 404, 'the new one stands in its place');
});
