import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { grants } from '#federation/agreements/grants.ts';
import { createReader } from '#ledger/reader.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { viewerFor } from '#parties/view.ts';
import { must, startFederation, type TestFederation } from '#testing/federation.ts';
import { threadFor, threadsFor } from './reads.ts';
import { ARVENIA, answering, HOSPITAL, PLANS, SORREL, StateDesk, VELDMARK } from './testing/state-desk.ts';
import { silenceFor } from './thread.ts';

let federation: TestFederation;
let desk: StateDesk;

before(async () => {
  federation = await startFederation(PLANS, { cadenceMs: 100, mirrorCadenceMs: 60_000 });
  desk = new StateDesk(federation);
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

/** A thread as a person of a party sees it through the reader, as every page does. */
async function threadOf(party: string, caseId: string) {
  const { store, ledger } = desk.node(party);
  const now = () => ledger.now();
  const reader = createReader({ store, grants, communitiesOf, now });
  const viewer = await viewerFor(store.connection, { kind: 'key', party }, now());
  return threadFor({ connection: store.connection, reader }, viewer, caseId);
}

async function listed(party: string): Promise<readonly string[]> {
  const { store, ledger } = desk.node(party);
  const now = () => ledger.now();
  const reader = createReader({ store, grants, communitiesOf, now });
  const viewer = await viewerFor(store.connection, { kind: 'key', party }, now());
  return (await threadsFor({ connection: store.connection, reader }, viewer)).map((thread) => thread.case);
}

describe('a notice to a state of apparent origin', () => {
  test('is acknowledged without admission, followed by steps, and closed, on both nodes alike', async () => {
    const caseId = randomUUID();
    const notice = await desk.tell({ by: VELDMARK, type: 'territory-notice', case: caseId });
    const before_ = await threadOf(VELDMARK, caseId);
    assert.ok(silenceFor(before_!.asks[0]!, VELDMARK), 'the sender sees the silence');
    assert.equal(silenceFor((await threadOf(ARVENIA, caseId))!.asks[0]!, ARVENIA), undefined);

    const about = answering('territory-acknowledgement', notice);
    const ack = await desk.tell({ by: ARVENIA, type: 'territory-acknowledgement', case: caseId, with: about });
    const supplement = { by: VELDMARK, type: 'territory-supplement', case: caseId, with: about };
    await desk.tell(supplement);
    await desk.tell({ by: ARVENIA, type: 'territory-step', case: caseId, with: about });
    await desk.tell({ by: VELDMARK, type: 'territory-closure', case: caseId, with: about });
    for (const party of [VELDMARK, ARVENIA]) {
      const thread = await threadOf(party, caseId);
      assert.deepEqual(
        thread?.entries.map(({ type }) => type),
        [
          'territory-notice',
          'territory-acknowledgement',
          'territory-supplement',
          'territory-step',
          'territory-closure',
        ],
      );
      assert.equal(thread?.asks[0]?.state, 'closed');
      const admission = thread?.entries.find(({ digest }) => digest === ack)?.shown.claims.get('no_admission');
      assert.equal(admission?.value, true);
    }
  });

  test('never carries to the other state whether counterparts were consulted', async () => {
    const caseId = randomUUID();
    await desk.tell({ by: VELDMARK, type: 'territory-notice', case: caseId });
    const seen = (await threadOf(ARVENIA, caseId))!.entries[0]!.shown.claims;
    assert.ok(seen.has('observed'));
    assert.equal(seen.has('deconfliction'), false);
  });

  test('is refused to an operator, without a second person, and with too many indicators', async () => {
    const caseId = randomUUID();
    const stranger = { by: HOSPITAL, type: 'territory-notice', case: caseId };
    assert.equal(await desk.refused(stranger), 'not-mandated-authority');
    assert.equal(
      await desk.refused({ by: VELDMARK, type: 'territory-notice', case: caseId, approved: false }),
      'approval-missing',
    );
    const indicators = [1, 2, 3, 4, 5, 6].map((end) => ({ kind: 'ipv4', value: `192.0.2.${end}` }));
    const many = { by: VELDMARK, type: 'territory-notice', case: caseId, with: { indicators } };
    assert.equal(await desk.refused(many), 'too-many-indicators');
  });

  test('waits while a counterpart of the own state asks to wait, whatever it tells nobody else', async () => {
    const caseId = randomUUID();
    const until = Temporal.Now.instant().add({ hours: 1 }).toString({ smallestUnit: 'second' });
    const reply = {
      by: VELDMARK,
      type: 'deconfliction-reply',
      case: caseId,
      with: { answer: 'delay', until, basis: 'Criminal procedure' },
      approved: false,
    };
    const said = await desk.say(reply);
    assert.equal(
      await desk.refused({ by: VELDMARK, type: 'territory-notice', case: caseId }),
      'operation-asks-delay',
    );
    const given = await desk.give(reply, said, ARVENIA, { channel: 'csirt' });
    assert.equal(given.ok ? 'given' : given.refusal.code, 'stays-in-state');
  });

  test('is not answered by a state that was not asked, even when it was given a copy', async () => {
    const caseId = randomUUID();
    const speech = { by: VELDMARK, type: 'territory-notice', case: caseId };
    const notice = await desk.tell(speech);
    must(await desk.give(speech, notice, SORREL));
    await desk.arrived(SORREL, notice);
    const about = answering('territory-acknowledgement', notice);
    const answer = { by: SORREL, type: 'territory-acknowledgement', case: caseId, with: about };
    assert.equal(await desk.refused(answer), 'not-asked');
  });

  test('is acknowledged once, and not after it was closed', async () => {
    const caseId = randomUUID();
    const notice = await desk.tell({ by: VELDMARK, type: 'territory-notice', case: caseId });
    const about = answering('territory-acknowledgement', notice);
    const answer = { by: ARVENIA, type: 'territory-acknowledgement', case: caseId, with: about };
    await desk.say(answer);
    assert.equal(await desk.refused(answer), 'already-answered');
    await desk.tell({ by: VELDMARK, type: 'territory-closure', case: caseId, with: about });
    assert.equal(await desk.refused({ ...answer, type: 'territory-step' }), 'thread-closed');
  });

  test('of which two answers race is acknowledged once', async () => {
    const caseId = randomUUID();
    const notice = await desk.tell({ by: VELDMARK, type: 'territory-notice', case: caseId });
    const about = answering('territory-acknowledgement', notice);
    const answer = { by: ARVENIA, type: 'territory-acknowledgement', case: caseId, with: about };
    const outcomes = await Promise.all([desk.try(answer), desk.try(answer), desk.try(answer)]);
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1);
  });
});

describe('a decision not to notify', () => {
  test('is valid, and no release of it is accepted, to anybody', async () => {
    const speech = { by: VELDMARK, type: 'territory-decision', case: randomUUID() };
    const decision = await desk.say(speech);
    for (const to of [ARVENIA, SORREL, HOSPITAL]) {
      const given = await desk.give(speech, decision, to, { channel: 'csirt', basis: 'Any law' });
      assert.equal(given.ok ? 'given' : given.refusal.code, 'never-released', to);
    }
  });

  test('is in no list of another party, on the same node or another one', async () => {
    const caseId = randomUUID();
    await desk.say({ by: VELDMARK, type: 'territory-decision', case: caseId });
    assert.ok((await listed(VELDMARK)).includes(caseId));
    for (const party of [HOSPITAL, ARVENIA]) assert.equal((await listed(party)).includes(caseId), false, party);
  });
});

describe('channels are rooms', () => {
  test('a request in the diplomatic channel is not released in the CSIRT channel without a recorded reason', async () => {
    const speech = { by: VELDMARK, type: 'consultation-request', case: randomUUID() };
    const asked = await desk.say(speech);
    const silently = await desk.give(speech, asked, ARVENIA, { channel: 'csirt' });
    assert.equal(silently.ok ? 'given' : silently.refusal.code, 'crossing-not-recorded');
    must(await desk.give(speech, asked, ARVENIA, { channel: 'csirt', crossing: 'Their desk is awake.' }));
  });

  test('an answer in another channel than the question needs a recorded reason', async () => {
    const caseId = randomUUID();
    const asked = await desk.tell({ by: VELDMARK, type: 'preservation-request', case: caseId });
    const reply = (more: Record<string, string>) => ({
      by: ARVENIA,
      type: 'preservation-reply',
      case: caseId,
      with: { ...answering('preservation-reply', asked), channel: 'csirt', ...more },
    });
    assert.equal(await desk.refused(reply({})), 'crossing-not-recorded');
    await desk.tell(reply({ crossing: 'The police desk has no night shift.' }));
    const [ask] = (await threadOf(VELDMARK, caseId))!.asks;
    assert.equal(ask?.state, 'answered');
  });

  test('data are preserved in the police channel alone', async () => {
    const wrong = { by: VELDMARK, type: 'preservation-request', case: randomUUID(), with: { channel: 'csirt' } };
    assert.equal(await desk.refused(wrong), 'wrong-channel');
  });
});

describe('a contact off the record', () => {
  const speech = (more: Record<string, boolean | string>, without: readonly string[] = []) => ({
    by: VELDMARK,
    type: 'contact-record',
    case: randomUUID(),
    with: { off_the_record: true, ...more },
    without,
    approved: false,
  });

  test('says that it took place, and nothing of what was said', async () => {
    assert.equal(await desk.refused(speech({})), 'contact-off-the-record');
    const record = speech({}, ['summary']);
    const said = await desk.say(record);
    must(await desk.give(record, said, ARVENIA));
    await desk.arrived(ARVENIA, said);
    const seen = (await threadOf(ARVENIA, record.case))!.entries[0]!.shown.claims;
    assert.equal(seen.get('with_party')?.value, ARVENIA);
    assert.equal(seen.has('summary'), false);
  });
});

describe('assistance', () => {
  test('is asked, asked back, answered and closed; nothing follows', async () => {
    const caseId = randomUUID();
    const asked = await desk.tell({ by: VELDMARK, type: 'assistance-request', case: caseId });
    const about = answering('assistance-reply', asked);
    const reply = (answer: string, more: Record<string, string>) => ({
      by: ARVENIA,
      type: 'assistance-reply',
      case: caseId,
      with: { ...about, answer, ...more },
    });
    await desk.tell(reply('asks', { question: 'Which system?' }));
    assert.equal(await desk.refused(reply('asks', { question: 'Which system?' })), 'already-answered');
    assert.equal(await desk.refused(reply('unable', {})), 'answer-incomplete');
    await desk.tell(reply('accepted', {}));
    await desk.tell({ by: VELDMARK, type: 'assistance-closed', case: caseId, with: about });
    assert.equal(await desk.refused(reply('unable', { reason: 'Too late.' })), 'thread-closed');
  });

  test('is closed by whoever asked, and by nobody else', async () => {
    const caseId = randomUUID();
    const asked = await desk.tell({ by: VELDMARK, type: 'assistance-request', case: caseId });
    const closing = { by: ARVENIA, type: 'assistance-closed', case: caseId };
    const about = { ...answering('assistance-closed', asked), to: VELDMARK };
    assert.equal(await desk.refused({ ...closing, with: about }), 'not-your-request');
  });

  test('an answer that arrives before its question stands as such, and finds it once it comes', async () => {
    const caseId = randomUUID();
    const speech = { by: VELDMARK, type: 'assistance-request', case: caseId };
    const asked = await desk.tell(speech);
    const reply = {
      by: ARVENIA,
      type: 'assistance-reply',
      case: caseId,
      with: answering('assistance-reply', asked),
    };
    const answer = await desk.tell(reply);
    must(await desk.give(reply, answer, SORREL));
    await desk.arrived(SORREL, answer);
    const early = await threadOf(SORREL, caseId);
    assert.deepEqual(
      early?.loose.map(({ digest }) => digest),
      [answer],
    );
    must(await desk.give(speech, asked, SORREL));
    await desk.arrived(SORREL, asked);
    const whole = await threadOf(SORREL, caseId);
    assert.equal(whole?.loose.length, 0);
    assert.equal(whole?.asks[0]?.state, 'answered');
  });
});

test('views of this room built anew are the views that grew', async () => {
  for (const { ledger, store } of federation.nodes) {
    const rows = () =>
      store.snapshot(async (moment) => {
        const found = await moment
          .$extendTables<{ cooperation_statement: { digest: string } }>()
          .selectFrom('cooperation_statement')
          .selectAll()
          .orderBy('digest')
          .execute();
        return JSON.stringify(found);
      });
    const grown = await rows();
    must(await ledger.rebuildViews());
    assert.equal(await rows(), grown);
  }
});
