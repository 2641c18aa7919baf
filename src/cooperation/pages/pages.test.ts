import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { VECTORS } from '#cooperation/testing/rule-vectors.ts';
import { coversIn, openPageSite, type PageSite, type Visitor, versionIn } from '#testing/page-site.ts';
import { CSIRT } from '#testing/party-node.ts';

const ARVENIA = 'did:web:cyber.arvenia.example';
const NOWHERE = '11111111-1111-4111-8111-111111111111';
const NO_DIGEST = 'A'.repeat(43);
const NOTICE = {
  channel: 'csirt',
  to: ARVENIA,
  observed: 'Sign-in pages of hospitals are tried with lists of passwords.',
  window_from: '2026-02-28T00:00',
  indicators: 'ipv4 192.0.2.7',
  requested_steps: 'Look at this machine\nEnd it, as far as your law allows',
  good_faith: 'yes',
  sensitivity: 'sensitive',
  deconfliction: 'asked-clear',
};

let site: PageSite;
before(async () => {
  site = await openPageSite();
  const { node } = site;
  const tomas = site.person('Tomas');
  const claims = { subject: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' };
  const { partyOf } = await import('#parties/view.ts');
  const ownCase = (await partyOf(node.connection, CSIRT))?.case ?? '';
  await node.say(tomas, { type: 'party-profile', issuer: CSIRT, case: ownCase, claims });
});
after(() => site[Symbol.asyncDispose]());

async function drafted(type: string, fields: Readonly<Record<string, string>>, visitor: Visitor = 'Tomas') {
  const answer = await site.post(visitor, `/cooperation/new/${type}`, fields);
  assert.match(answer.location, /^\/cooperation\/drafts\/[0-9a-f-]{36}$/u, answer.body);
  return answer.location;
}

async function decided(visitor: Visitor, draft: string, act: string, more = {}) {
  const page = await site.get(visitor, draft);
  const whole = act === 'approve' ? coversIn(page) : {};
  return site.post(visitor, `${draft}/${act}`, { version: versionIn(page), ...whole, ...more });
}

/** Said, proposed, approved by a second person; answers the case of its thread. */
async function sent(type: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const draft = await drafted(type, fields);
  await decided('Tomas', draft, 'propose');
  const approved = await decided('Mira', draft, 'approve');
  assert.equal(approved.location, draft, approved.body);
  const page = await site.get('Mira', draft);
  return /\/cooperation\/threads\/([0-9a-f-]{36})/u.exec(page.body)?.[1] ?? '';
}

describe('the pages between states', () => {
  test('are for whoever is signed in, and name what they do not know', async () => {
    const addresses = [
      '/cooperation',
      `/cooperation/threads/${NOWHERE}`,
      '/cooperation/new/territory-notice',
      `/cooperation/drafts/${NOWHERE}`,
      `/cooperation/statements/${NO_DIGEST}/cross`,
    ];
    for (const address of addresses) {
      const stranger = await site.get(null, address);
      assert.ok([303, 401].includes(stranger.status), `${address} ${stranger.status}`);
    }
    for (const address of addresses.filter((one) => one.includes(NOWHERE) || one.includes(NO_DIGEST))) {
      assert.ok([404, 422].includes((await site.get('Tomas', address)).status), address);
    }
    assert.equal((await site.get('Tomas', '/cooperation/new/declaration-of-war')).status, 422);
    assert.equal((await site.get('Tomas', '/cooperation?channel=public')).status, 400);
    assert.equal((await site.get('Tomas', '/cooperation/threads/no-case')).status, 400);
  });

  test('have a form for each kind of statement', async () => {
    for (const type of Object.keys(VECTORS.valid)) {
      const page = await site.get('Tomas', `/cooperation/new/${type}`);
      assert.equal(page.status, 200, type);
      assert.match(page.body, /<form /u, type);
    }
  });

  test('offer the words of a template, and take them only once their gaps are filled', async () => {
    const page = await site.get('Tomas', '/cooperation/new/assistance-request?template=forensic-help');
    assert.match(page.body, /⟨Number⟩/u);
    const fields = { channel: 'csirt', to: ARVENIA, kind: 'help', needs: 'forensics', urgency: 'days' };
    const left = await site.post('Tomas', '/cooperation/new/assistance-request', {
      ...fields,
      description: '⟨Number⟩ systems',
    });
    assert.equal(left.status, 422);
    assert.match(left.body, /angle brackets/u);
  });

  test('show field by field what the other state would see, before anybody is asked', async () => {
    const draft = await drafted('territory-notice', NOTICE);
    const page = await site.get('Tomas', draft);
    assert.match(page.body, /What the other side would see/u);
    const row = /Were counterparts at work on this consulted\?.*?<\/tr>/su.exec(page.body)?.[0] ?? '';
    assert.match(row, /class="withheld"/u);
    assert.match(page.body, /192\[\.\]0\[\.\]2\[\.\]7/u, 'an indicator cannot be clicked');
  });

  test('tell what is wrong at its field, and keep what was typed', async () => {
    const wrong: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{ to: '' }, /Answer this/u],
      [{ to: CSIRT }, /of your own state/u],
      [{ window_from: '2026-02-30T00:00' }, /Write a day and an hour/u],
      [{ indicators: 'hostname x' }, /is no address, domain/u],
      [{ indicators: 'ipv4 192[.]0[.]2[.]7' }, /is no address, domain/u],
      [{ indicators: Array.from({ length: 6 }, (_, at) => `ipv4 192.0.2.${at + 1}`).join('\n') }, /at most 5/u],
      [{ good_faith: '' }, /Answer this/u],
      [{ deconfliction: 'not-asked' }, /why they were not asked/u],
    ];
    for (const [fields, sentence] of wrong) {
      const answer = await site.post('Tomas', '/cooperation/new/territory-notice', { ...NOTICE, ...fields });
      assert.equal(answer.status, 422, JSON.stringify(fields));
      assert.match(answer.body, sentence);
      assert.match(answer.body, /Sign-in pages of hospitals/u);
    }
  });

  test('let a second person approve, who alone can; it is then signed, given and in the thread', async () => {
    const draft = await drafted('territory-notice', NOTICE);
    await decided('Tomas', draft, 'propose');
    const own = await decided('Tomas', draft, 'approve');
    assert.ok(own.status >= 400, 'the author does not approve');
    const approved = await decided('Mira', draft, 'approve');
    assert.equal(approved.location, draft, approved.body);
    const page = await site.get('Mira', draft);
    assert.match(page.body, /Signed, logged and given/u);
    const thread = /\/cooperation\/threads\/[0-9a-f-]{36}/u.exec(page.body)?.[0] ?? '';
    const shown = await site.get('Tomas', thread);
    assert.match(shown.body, /Unanswered since/u);
    assert.match(shown.body, /Given in good faith/u);
  });

  test('let a second person decline with a reason', async () => {
    const draft = await drafted('territory-notice', NOTICE);
    await decided('Tomas', draft, 'propose');
    assert.equal((await decided('Mira', draft, 'decline', { reason: ' ' })).status, 422);
    assert.equal((await decided('Mira', draft, 'decline', { reason: 'Ask the police first.' })).status, 303);
    assert.match((await site.get('Tomas', draft)).body, /Ask the police first\./u);
  });

  test('show the silence in the room of its channel', async () => {
    await sent('consultation-request', {
      channel: 'diplomatic',
      to: ARVENIA,
      subject: 'Scans of hospitals',
      questions: 'How do you read this?',
    });
    const room = await site.get('Tomas', '/cooperation?channel=diplomatic');
    assert.match(room.body, /Only you see this/u);
    assert.match(room.body, /Request for consultation/u);
    assert.doesNotMatch((await site.get('Tomas', '/cooperation?channel=police')).body, /Only you see this/u);
  });

  test('record a decision not to notify for the party alone: no other party of the node sees it', async () => {
    const reason = `A notice now would warn them ${randomUUID()}`;
    const caseId = await sent('territory-decision', {
      decision: 'not-to-notify',
      about_state: 'XA',
      reason,
      review_on: '2099-01-01',
    });
    const thread = await site.get('Tomas', `/cooperation/threads/${caseId}`);
    assert.ok(thread.body.includes(reason));
    assert.doesNotMatch(thread.body, /\/cross"/u);
    assert.equal((await site.get('Ilse', `/cooperation/threads/${caseId}`)).status, 404);
    assert.ok(!(await site.get('Ilse', '/cooperation')).body.includes(caseId));
  });

  test('record a call off the record without what was said', async () => {
    const call = {
      channel: 'diplomatic',
      with_party: ARVENIA,
      means: 'hotline',
      at: '2026-02-28T00:00',
      off_the_record: 'yes',
    };
    const said = await site.post('Tomas', '/cooperation/new/contact-record', {
      ...call,
      summary: 'They said so.',
    });
    assert.equal(said.status, 422);
    const draft = await drafted('contact-record', call);
    await decided('Tomas', draft, 'propose');
    assert.match((await site.get('Tomas', draft)).body, /for your party alone/u);
  });
});

describe('crossing a channel', () => {
  async function crossing(): Promise<string> {
    const caseId = await sent('territory-notice', NOTICE);
    const { body } = await site.get('Tomas', `/cooperation/threads/${caseId}`);
    return /\/cooperation\/statements\/[A-Za-z0-9_-]{43}\/cross/u.exec(body)?.[0] ?? '';
  }

  test('needs another channel, a party and a reason', async () => {
    const page = await crossing();
    const whole = { channel: 'diplomatic', to: ARVENIA, reason: 'Their foreign office asks for the text.' };
    for (const missing of [{ channel: 'csirt' }, { channel: 'public' }, { to: '' }, { reason: ' ' }]) {
      const answer = await site.post('Tomas', page, { ...whole, ...missing });
      assert.equal(answer.status, 422, JSON.stringify(missing));
    }
    const { location } = await site.post('Tomas', page, whole);
    const draft = await site.get('Tomas', location);
    assert.match(draft.body, /It leaves its channel, because: <bdi>Their foreign office/u);
    assert.doesNotMatch(draft.body, /Were counterparts at work/u);
    await decided('Tomas', location, 'propose');
    await decided('Mira', location, 'approve');
    assert.match((await site.get('Mira', location)).body, /Signed, logged and given/u);
  });
});
