import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { declareCase } from '#incidents/testing/declared-case.ts';
import { openPageSite, type PageSite, type Visitor, versionIn } from '#incidents/testing/page-site.ts';
import { partyOf } from '#parties/view.ts';
import { CSIRT } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';

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
  const seen = version ?? versionIn(await site.get(visitor, relay));
  return site.post(visitor, `${relay}/${act}`, { version: seen });
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
