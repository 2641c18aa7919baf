import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { nodeModels } from '#node-models.ts';
import { createAuthority } from '#parties/authority.ts';
import { approveDraft } from '#parties/workspace/approval.ts';
import type { Draft } from '#statement/draft.ts';
import { must, startFederation, type TestFederation } from '#testing/federation.ts';
import { testReckoning } from '#testing/reckoning.ts';
import { keepWish, planOf, proposeSending, sendApproved } from './sending.ts';
import { ARVENIA, PLANS, SORREL, type Speech, StateDesk, VELDMARK } from './testing/state-desk.ts';

let federation: TestFederation;
let desk: StateDesk;

before(async () => {
  federation = await startFederation(PLANS, { cadenceMs: 100, mirrorCadenceMs: 60_000 });
  desk = new StateDesk(federation);
});
after(async () => {
  await federation[Symbol.asyncDispose]();
});

function soon(hours: number): string {
  return Temporal.Now.instant().add({ hours }).toString({ smallestUnit: 'second' });
}

/** An agreement of Veldmark and Arvenia with these terms, joined by both and held on both nodes. */
async function agreed(terms: Draft['claims'] = {}): Promise<string> {
  const community = randomUUID();
  const text: Speech = {
    by: VELDMARK,
    type: 'agreement',
    case: community,
    without: ['person'],
    with: { community, name: 'Shelf agreement', members: [VELDMARK, ARVENIA], permits: ['mitigation'], ...terms },
  };
  const agreement = await sayAsAdministrator(text);
  must(await desk.give(text, agreement, ARVENIA, { channel: 'csirt' }));
  await desk.arrived(ARVENIA, agreement);
  const joining: Speech = {
    by: ARVENIA,
    type: 'accession',
    case: community,
    without: ['person'],
    with: { community, member: ARVENIA, agreement },
  };
  const joined = await sayAsAdministrator(joining);
  must(await desk.give(joining, joined, VELDMARK, { channel: 'csirt' }));
  await desk.arrived(VELDMARK, joined);
  return agreement;
}

async function sayAsAdministrator(speech: Speech): Promise<string> {
  const node = desk.node(speech.by);
  const actor = node.person(speech.by, 'administrator');
  const said = must(await node.ledger.submit({ kind: 'draft', actor, draft: desk.draft(speech) }));
  return said?.digest ?? '';
}

async function givenUnder(terms: Draft['claims'], more: Draft['claims'] = {}, to = ARVENIA): Promise<string> {
  const under = await agreed(terms);
  const speech = { by: VELDMARK, type: 'assistance-request', case: randomUUID() };
  const asked = await desk.say(speech);
  const given = await desk.give(speech, asked, to, { under, ...more });
  return given.ok ? 'given' : given.refusal.code;
}

describe('an agreement binds what is given under it', () => {
  test('a release within its terms is given', async () => {
    const terms = { channels: ['csirt'], types: ['assistance-request'], retention_days: 7, onward: 'members' };
    assert.equal(await givenUnder(terms, { delete_by: soon(24), uses: ['mitigation'] }), 'given');
  });

  test('a release that breaks a term is refused, and the refusal cites the term', async () => {
    assert.equal(await givenUnder({ channels: ['police'] }), 'agreement-channel');
    assert.equal(await givenUnder({ types: ['incident-report'] }), 'agreement-type');
    assert.equal(await givenUnder({ retention_days: 1 }), 'agreement-retention');
    assert.equal(await givenUnder({ retention_days: 1 }, { delete_by: soon(30) }), 'agreement-retention');
    assert.equal(await givenUnder({}, { uses: ['publication'] }), 'agreement-use');
    assert.equal(await givenUnder({}, {}, SORREL), 'agreement-not-joined');
  });

  test('a release under an agreement that has expired is refused', async () => {
    const ended = Temporal.Now.instant().subtract({ hours: 1 }).toString({ smallestUnit: 'second' });
    assert.equal(await givenUnder({ valid_until: ended }), 'agreement-not-in-force');
  });

  test('a release under something that is no agreement is refused', async () => {
    const speech = { by: VELDMARK, type: 'assistance-request', case: randomUUID() };
    const asked = await desk.say(speech);
    const given = await desk.give(speech, asked, ARVENIA, { under: asked });
    assert.equal(given.ok ? 'given' : given.refusal.code, 'agreement-not-held');
  });

  test('what was received under it goes on only as it says', async () => {
    const under = await agreed({ onward: 'nobody' });
    const speech = { by: VELDMARK, type: 'assistance-request', case: randomUUID() };
    const asked = await desk.say(speech);
    must(await desk.give(speech, asked, ARVENIA, { under }));
    await desk.arrived(ARVENIA, asked);
    const passing = { ...speech, by: ARVENIA };
    const onward = await desk.give(passing, asked, SORREL, { basis: 'Any law' }, ['description', 'channel']);
    assert.equal(onward.ok ? 'given' : onward.refusal.code, 'agreement-onward');
  });
});

describe('a joint team', () => {
  async function founded(): Promise<{ readonly team: string; readonly under: string; readonly case: string }> {
    const under = await agreed();
    const caseId = randomUUID();
    const speech: Speech = {
      by: VELDMARK,
      type: 'joint-team',
      case: caseId,
      with: { governed_by: under, members: [VELDMARK, ARVENIA], lead: VELDMARK },
    };
    const team = await desk.say(speech);
    must(await desk.give(speech, team, ARVENIA, { under }));
    await desk.arrived(ARVENIA, team);
    return { team, under, case: caseId };
  }

  test('needs an agreement that each member has joined', async () => {
    const under = await agreed();
    const speech = { by: VELDMARK, type: 'joint-team', case: randomUUID() };
    const members = [VELDMARK, ARVENIA, SORREL];
    assert.equal(
      await desk.refused({ ...speech, with: { governed_by: under, members, lead: VELDMARK } }),
      'agreement-not-joined',
    );
    assert.equal(
      await desk.refused({ ...speech, with: { members: [VELDMARK, ARVENIA], lead: VELDMARK } }),
      'agreement-not-held',
    );
  });

  test('is joined by its members alone, under its agreement', async () => {
    const { team, under, case: caseId } = await founded();
    const joining = { by: ARVENIA, type: 'joint-team-accession', case: caseId };
    const stranger = { ...joining, by: SORREL, with: { team, governed_by: under } };
    assert.equal(await desk.refused(stranger), 'reference-not-known');
    await desk.say({ ...joining, with: { team, governed_by: under } });
    assert.equal(await desk.refused({ ...joining, with: { team, governed_by: under } }), 'already-answered');
  });

  test('tells its other members of founding, joining and leaving by itself, once a second person has approved', async () => {
    const { team, under, case: caseId } = await founded();
    const node = desk.node(ARVENIA);
    const person = node.person(ARVENIA, 'duty-officer').person;
    const sender = {
      workspace: { connection: node.store.connection, party: ARVENIA, person },
      ledger: node.ledger,
      authority: createAuthority(
        nodeModels(node.origin, () => node.ledger.now(), testReckoning()).map(({ acts = [] }) => acts),
      ),
    };
    async function sayAndApprove(type: string, claims: Draft['claims']) {
      const kept = must(await keepWish(sender, { type, case: caseId, claims: { ...claims, channel: 'csirt' } }));
      assert.deepEqual(planOf(kept)?.recipients, [VELDMARK]);
      assert.equal(planOf(kept)?.under, under);
      const proposed = must(await proposeSending(sender, kept));
      assert.ok('draft' in proposed, 'nothing leaves before a second person has approved');
      const actor = node.person(ARVENIA, 'approver');
      const approver = { ...sender.workspace, person: actor.person };
      const seen = { id: proposed.draft, version: proposed.version, covers: kept.covers };
      const approved = must(await approveDraft(approver, sender.authority, actor, seen, node.ledger.now()));
      const sent = must(await sendApproved(sender, { id: approved.id, version: approved.version }));
      assert.deepEqual([...sent.refused], []);
      await desk.arrived(VELDMARK, sent.target);
    }
    await sayAndApprove('joint-team-accession', { team, governed_by: under });
    await sayAndApprove('joint-team-end', { team, reason: 'The work is done.' });
  });

  test('gives things in its room under its agreement alone, on both nodes', async () => {
    const { team, under, case: caseId } = await founded();
    const about = { team, governed_by: under };
    await desk.say({ by: ARVENIA, type: 'joint-team-accession', case: caseId, with: about });
    for (const [by, to] of [
      [VELDMARK, ARVENIA],
      [ARVENIA, VELDMARK],
    ] as const) {
      const speech = { by, type: 'assistance-request', case: caseId, with: { to } };
      const said = await desk.say(speech);
      const bare = await desk.give(speech, said, to);
      assert.equal(bare.ok ? 'given' : bare.refusal.code, 'room-needs-agreement', by);
      const elsewhere = await desk.give({ ...speech, case: randomUUID() }, said, to);
      assert.equal(elsewhere.ok ? 'given' : elsewhere.refusal.code, 'room-needs-agreement', by);
      const outside = await desk.give(speech, said, SORREL, { under });
      assert.equal(outside.ok ? 'given' : outside.refusal.code, 'agreement-not-joined', by);
      must(await desk.give(speech, said, to, { under }));
    }
  });

  test('named in another state’s case by somebody else binds nobody else there', async () => {
    const { case: caseId } = await founded();
    const speech = { by: SORREL, type: 'consultation-request', case: caseId, with: { to: VELDMARK } };
    const said = await desk.say(speech);
    must(await desk.give(speech, said, VELDMARK));
  });
});

describe('a response team', () => {
  async function matched() {
    const caseId = randomUUID();
    const asking = { by: SORREL, type: 'team-request', case: caseId, with: { to: ARVENIA } };
    const request = await desk.tell(asking);
    const offering = { by: ARVENIA, type: 'team-offer', case: caseId, with: { request, to: SORREL } };
    const offer = await desk.tell(offering);
    const match = await desk.tell({
      by: SORREL,
      type: 'team-match',
      case: caseId,
      with: { request, offer, to: ARVENIA, host: SORREL, sender: ARVENIA },
    });
    return { caseId, request, offer, match };
  }

  test('comes only with the consent of its host, and leaves when the host says so', async () => {
    const { caseId, match } = await matched();
    const deploy = (consent: string) => ({
      by: ARVENIA,
      type: 'team-deployment',
      case: caseId,
      with: { match, consent, to: SORREL },
    });
    assert.equal(await desk.refused(deploy(match)), 'host-not-consenting');
    const word = { by: SORREL, type: 'host-consent', case: caseId };
    const consent = await desk.tell({ ...word, with: { match, to: ARVENIA } });
    await desk.tell(deploy(consent));
    const report = { by: ARVENIA, type: 'team-report', case: caseId, with: { match, to: SORREL } };
    await desk.tell(report);
    const ended = { match, to: ARVENIA, consent: 'ended', reason: 'The work is done.' };
    await desk.tell({ ...word, with: ended, without: ['status', 'exit', 'until'] });
    assert.equal(await desk.refused(report), 'host-not-consenting');
    await desk.tell({ ...report, with: { ...report.with, final: true } });
    assert.equal(await desk.refused({ ...report, with: { ...report.with, final: true } }), 'team-left');
  });

  test('is not deployed by whoever did not offer it, and its host does not consent for another', async () => {
    const { caseId, match } = await matched();
    const word = { by: ARVENIA, type: 'host-consent', case: caseId, with: { match, to: SORREL } };
    assert.equal(await desk.refused(word), 'not-asked');
    const consent = await desk.tell({
      by: SORREL,
      type: 'host-consent',
      case: caseId,
      with: { match, to: ARVENIA },
    });
    const own = { by: SORREL, type: 'team-deployment', case: caseId, with: { match, consent, to: ARVENIA } };
    assert.equal(await desk.refused(own), 'not-asked');
  });

  test('is matched to who asked and who offered, and to nobody else', async () => {
    const { caseId, request, offer } = await matched();
    const match = { by: SORREL, type: 'team-match', case: caseId };
    const wrong = { request, offer, to: ARVENIA, host: SORREL, sender: VELDMARK };
    assert.equal(await desk.refused({ ...match, with: wrong }), 'match-wrong');
    const noOffer = { request, offer: request, to: ARVENIA, host: SORREL, sender: ARVENIA };
    assert.equal(await desk.refused({ ...match, with: noOffer }), 'reference-not-known');
  });
});
