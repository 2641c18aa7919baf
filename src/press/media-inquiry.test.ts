import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { refusedFields } from '#testing/forms.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';

let site: PageSite;
let caseId: string;
before(async () => {
  site = await openPageSite();
  caseId = crypto.randomUUID();
  const claims = { summary: 'A door stood open.' };
  await site.node.say(site.person('Tomas'), { type: 'near-miss', issuer: CSIRT, case: caseId, claims });
});
after(() => site[Symbol.asyncDispose]());

test('a journalist’s question is written down, found in its list, answered from its page, and seen by nobody outside', async () => {
  const form = `/cases/${caseId}/say/media-inquiry`;
  assert.ok((await site.get('Tomas', `/cases/${caseId}`)).body.includes(`href="${form}"`));
  const asked = { inquirer: 'R. Ode', asked_about: 'Is the water safe?', wanted_by: '2026-03-05T12:00' };
  const missing = await site.post('Tomas', form, { ...asked, 'form-step': 'sign' });
  assert.deepEqual([missing.status, [...refusedFields(missing.body)]], [422, ['outlet']]);
  const signed = await site.post('Tomas', form, { ...asked, outlet: 'Veldmark Radio', 'form-step': 'sign' });
  const question = /^\/statements\/([^/]+)\/done$/.exec(signed.location)?.[1] ?? assert.fail(signed.body);

  assert.match((await site.get('Tomas', `/said/media-inquiry?case=${caseId}`)).body, /Veldmark Radio/);
  for (const stranger of ['Ilse', null] as const) {
    assert.doesNotMatch((await site.get(stranger, '/said/media-inquiry')).body, /Veldmark Radio/);
  }

  const answer = `/cases/${caseId}/say/media-inquiry-answer?about=${question}`;
  assert.ok((await site.get('Tomas', `/statements/${question}`)).body.includes(`href="${answer}"`));
  const how = { answered_how: 'By telephone: yes.', 'form-step': 'sign' };
  assert.equal((await site.post('Tomas', answer, how)).status, 303);
  assert.match((await site.get('Tomas', '/said/media-inquiry-answer')).body, /By telephone: yes\./);
});

test('a question is taken where something was reported, and refused with its place where nothing was', async () => {
  const claims = { inquirer: 'R. Ode', outlet: 'Veldmark Radio', asked_about: 'Is the water safe?' };
  const say = (at: string) =>
    site.node.ledger.submit({
      kind: 'draft',
      actor: site.person('Tomas'),
      draft: { type: 'media-inquiry', issuer: CSIRT, case: at, claims },
    });
  assert.equal((await say(caseId)).ok, true);
  const refused = await say(crypto.randomUUID());
  assert.deepEqual(refused.ok ? 'taken' : [refused.refusal.code, refused.refusal.place], [
    'case-not-held',
    'case',
  ]);
});
