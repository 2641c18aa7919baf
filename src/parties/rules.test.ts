import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { CSIRT, CSIRT_FOUNDING, HOSPITAL, HOSPITAL_FOUNDING, openPartyNode } from '#testing/party-node.ts';
import { alertDraft } from '#testing/releases.ts';
import { communitiesOf } from './community-view.ts';
import type { Founded } from './keys/founding.ts';
import { MANDATE_DAYS_MOST } from './keys/mandate-rules.ts';
import { mandatesOf, partyOf, viewerFor } from './view.ts';

const MINISTRY = 'did:web:communications.sorrel.example';
const COMMUNITY = '00000000-0000-4000-8000-00000000c0de';
const NEW_PERSON = `${CSIRT}#01900000-0000-7000-8000-0000000000aa`;
const ENTRY = '00000000-0000-4000-8000-0000000000e1';

/** Two founded parties and a way to speak for them. */
async function world() {
  await using stack = new AsyncDisposableStack();
  const node = stack.use(await openPartyNode());
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const tomas = node.person(csirt, 'Tomas');
  const mira = node.person(csirt, 'Mira');
  const ilse = node.person(hospital, 'Ilse');
  async function say(
    founded: Founded,
    actor: Actor,
    type: string,
    claims: Record<string, unknown>,
    changes: Partial<Draft> = {},
  ) {
    const draft: Draft = {
      type,
      issuer: founded.party,
      case: founded.case,
      claims: claims as Record<string, JsonValue>,
      ...changes,
    };
    const outcome = await node.ledger.submit({ kind: 'draft', actor, draft });
    return { code: codeOf(outcome), digest: outcome.ok ? (outcome.value?.digest ?? '') : '' };
  }
  const opened = stack.move();
  return {
    node,
    csirt,
    hospital,
    tomas,
    mira,
    ilse,
    say,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

const term = { valid_from: '2026-03-01T08:00:00Z', valid_until: '2026-09-01T08:00:00Z' };
const mandateOf = (person: string, roles: string[] = ['reader']) => ({
  party: CSIRT,
  person,
  display_name: 'X',
  roles,
  ...term,
});

test('an administrator mandates a colleague, who may then act', async () => {
  await using here = await world();
  const said = await here.say(here.csirt, here.tomas, 'mandate', mandateOf(NEW_PERSON, ['administrator']));
  assert.equal(said.code, 'accepted');
  const colleague: Actor = { kind: 'person', person: NEW_PERSON, party: CSIRT };
  const next = mandateOf(`${CSIRT}#01900000-0000-7000-8000-0000000000ab`);
  assert.equal((await here.say(here.csirt, colleague, 'mandate', next)).code, 'accepted');
});

test('nobody mandates themselves, a person of another party, for another party, or without being administrator', async () => {
  await using here = await world();
  const { csirt, tomas, mira, ilse, say } = here;
  assert.equal((await say(csirt, tomas, 'mandate', mandateOf(tomas.person, ['approver']))).code, 'self-mandate');
  assert.equal((await say(csirt, tomas, 'mandate', mandateOf(ilse.person))).code, 'person-not-of-party');
  assert.equal(
    (await say(csirt, tomas, 'mandate', { ...mandateOf(NEW_PERSON), party: HOSPITAL })).code,
    'subject-not-issuer',
  );
  assert.equal((await say(csirt, mira, 'mandate', mandateOf(NEW_PERSON))).code, 'not-mandated');
  assert.equal((await say(csirt, ilse, 'mandate', mandateOf(NEW_PERSON))).code, 'wrong-party');
  assert.equal(
    (await say(csirt, { kind: 'node' }, 'mandate', mandateOf(NEW_PERSON))).code,
    'party-already-founded',
  );
});

test('a mandate has known roles and a bounded term that runs forward', async () => {
  await using here = await world();
  const { csirt, tomas, say } = here;
  const mandate = (changes: object) => say(csirt, tomas, 'mandate', { ...mandateOf(NEW_PERSON), ...changes });
  assert.equal((await mandate({ roles: ['king'] })).code, 'claim-shape');
  assert.equal((await mandate({ roles: [] })).code, 'claim-shape');
  assert.equal((await mandate({ roles: ['reader', 'reader'] })).code, 'claim-shape');
  assert.equal((await mandate({ valid_until: term.valid_from })).code, 'period-empty');
  assert.equal((await mandate({ valid_until: '2026-02-30T08:00:00Z' })).code, 'period-empty');
  const tooLong = Temporal.Instant.from(term.valid_from).add({ hours: 24 * MANDATE_DAYS_MOST + 1 });
  assert.equal((await mandate({ valid_until: tooLong.toString() })).code, 'mandate-too-long');
});

test('a mandate is ended once, by its party, and never the last administrator’s', async () => {
  await using here = await world();
  const { node, csirt, hospital, tomas, ilse, say } = here;
  const mandates = await mandatesOf(node.connection, CSIRT, node.clock.now);
  const digestOf = (name: string) => mandates.find((mandate) => mandate.name === name)!.digest;
  const end = (name: string) => ({ party: CSIRT, mandate: digestOf(name), ended_at: node.clock.now.toString() });
  assert.equal((await say(csirt, tomas, 'mandate-end', end('Tomas'))).code, 'last-administrator');
  assert.equal(
    (await say(hospital, ilse, 'mandate-end', { ...end('Mira'), party: HOSPITAL })).code,
    'mandate-unknown',
  );
  assert.equal((await say(csirt, tomas, 'mandate-end', end('Mira'))).code, 'accepted');
  node.clock.now = node.clock.now.add({ minutes: 1 });
  assert.equal((await say(csirt, tomas, 'mandate-end', end('Mira'))).code, 'mandate-ended');
  await say(csirt, tomas, 'mandate', mandateOf(NEW_PERSON, ['administrator']));
  assert.equal((await say(csirt, tomas, 'mandate-end', end('Tomas'))).code, 'accepted');
});

test('an ended mandate authors nothing more', async () => {
  await using here = await world();
  const { node, csirt, tomas, say } = here;
  await say(csirt, tomas, 'mandate', mandateOf(NEW_PERSON, ['administrator']));
  node.clock.now = Temporal.Instant.from(term.valid_until);
  const actor: Actor = { kind: 'person', person: NEW_PERSON, party: CSIRT };
  const profile = { subject: CSIRT, name: 'New name', kind: 'csirt', territory: 'XV' };
  assert.equal((await say(csirt, actor, 'party-profile', profile)).code, 'not-mandated');
  assert.equal((await say(csirt, tomas, 'party-profile', profile)).code, 'accepted');
  assert.equal((await partyOf(node.connection, CSIRT))?.name, 'New name');
});

test('what was submitted together with the end of a mandate is decided without that mandate', async () => {
  await using here = await world();
  const { csirt, tomas, say } = here;
  const actor: Actor = { kind: 'person', person: NEW_PERSON, party: CSIRT };
  const mandate = await say(csirt, tomas, 'mandate', mandateOf(NEW_PERSON, ['duty-officer']));
  const alert = alertDraft(CSIRT, COMMUNITY);
  const ended_at = here.node.clock.now.toString();
  const answers = await Promise.all([
    say(csirt, tomas, 'mandate-end', { party: CSIRT, mandate: mandate.digest, ended_at }),
    say(csirt, actor, alert.type, alert.claims, { case: alert.case }),
  ]);
  assert.deepEqual(
    answers.map(({ code }) => code),
    ['accepted', 'not-mandated'],
  );
});

test('a party keeps its kind, its state and its case for good', async () => {
  await using here = await world();
  const { csirt, hospital, tomas, say } = here;
  const profile = { subject: CSIRT, name: 'CSIRT', kind: 'csirt', territory: 'XV' };
  assert.equal(
    (await say(csirt, tomas, 'party-profile', { ...profile, kind: 'state-authority' })).code,
    'party-kind-fixed',
  );
  assert.equal(
    (await say(csirt, tomas, 'party-profile', { ...profile, territory: 'XA' })).code,
    'party-kind-fixed',
  );
  assert.equal((await say(csirt, tomas, 'party-profile', profile, { case: hospital.case })).code, 'wrong-case');
  assert.equal(
    (await say(csirt, tomas, 'party-profile', { ...profile, root: hospital.root })).code,
    'root-mismatch',
  );
  assert.equal((await say(csirt, tomas, 'party-profile', { ...profile, territory: 'xv' })).code, 'claim-shape');
});

const ministry = { subject: MINISTRY, name: 'Ministry', kind: 'state-authority', territory: 'XS' };

test('an authority describes a party without a node; an operator describes nobody', async () => {
  await using here = await world();
  const { node, csirt, hospital, tomas, ilse, say } = here;
  assert.equal((await say(csirt, tomas, 'party-profile', ministry)).code, 'accepted');
  assert.equal((await partyOf(node.connection, MINISTRY))?.describedBy, CSIRT);
  assert.equal((await say(hospital, ilse, 'party-profile', ministry)).code, 'subject-not-issuer');
});

test('of a party that speaks for itself an authority confirms only what it says, and its own root', async () => {
  await using here = await world();
  const { node, csirt, hospital, tomas, say } = here;
  const vouched = { subject: HOSPITAL, name: 'Hospital', kind: 'operator', territory: 'XV', root: hospital.root };
  assert.equal((await say(csirt, tomas, 'party-profile', { ...vouched, kind: 'ngo' })).code, 'party-kind-fixed');
  assert.equal((await say(csirt, tomas, 'party-profile', { ...vouched, root: csirt.root })).code, 'root-mismatch');
  assert.equal((await say(csirt, tomas, 'party-profile', vouched)).code, 'accepted');
  assert.equal((await partyOf(node.connection, HOSPITAL))?.describedBy, HOSPITAL);
});

const contact = {
  party: CSIRT,
  contact: ENTRY,
  channel: 'csirt',
  name: 'Desk',
  phone: '+999 10 555 0112',
  hours: '24/7',
};

test('a party lists its own points of contact and those of the guests it describes', async () => {
  await using here = await world();
  const { csirt, hospital, tomas, ilse, say } = here;
  const next = (number: number) => ({ contact: `00000000-0000-4000-8000-0000000000e${number}` });
  assert.equal((await say(csirt, tomas, 'contact-point', contact)).code, 'accepted');
  assert.equal(
    (await say(csirt, tomas, 'contact-point', { ...contact, phone: '+999 10 555 0113' })).code,
    'accepted',
  );
  assert.equal(
    (await say(csirt, tomas, 'contact-point', { ...contact, ...next(2), party: HOSPITAL })).code,
    'contact-of-another',
  );
  assert.equal(
    (await say(hospital, ilse, 'contact-point', { ...contact, party: HOSPITAL })).code,
    'contact-of-another',
  );
  await say(csirt, tomas, 'party-profile', ministry);
  assert.equal(
    (await say(csirt, tomas, 'contact-point', { ...contact, ...next(3), party: MINISTRY })).code,
    'accepted',
  );
});

test('a point of contact has a channel, a telephone and a key that can be such', async () => {
  await using here = await world();
  const { csirt, tomas, say } = here;
  const wrong: [string, unknown][] = [
    ['channel', 'public'],
    ['phone', 'call me'],
    ['email', 'two@example.org, three@example.org'],
    ['url', 'javascript:alert(1)'],
    ['seal', 'age1short'],
    ['languages', ['english please']],
    ['verified_on', 'yesterday'],
  ];
  for (const [name, value] of wrong) {
    assert.equal(
      (await say(csirt, tomas, 'contact-point', { ...contact, [name]: value })).code,
      'claim-shape',
      name,
    );
  }
  const never = { ...contact, valid_until: '2026-02-30T00:00:00Z' };
  assert.equal((await say(csirt, tomas, 'contact-point', never)).code, 'period-empty');
});

const text = { community: COMMUNITY, name: 'Shelf', members: [CSIRT, HOSPITAL], permits: ['mitigation'] };
const inCommunity = (...approvals: string[]) => ({ case: COMMUNITY, approvals });

test('a community begins with an agreement that two persons gave, and grows by accession', async () => {
  await using here = await world();
  const { node, csirt, hospital, tomas, mira, ilse, say } = here;
  assert.equal((await say(csirt, tomas, 'agreement', text, { case: COMMUNITY })).code, 'approval-missing');
  const agreed = await say(csirt, tomas, 'agreement', text, inCommunity(mira.person));
  assert.equal(agreed.code, 'accepted');
  const joining = { community: COMMUNITY, member: HOSPITAL, agreement: agreed.digest };
  assert.equal((await say(hospital, ilse, 'accession', joining, { case: COMMUNITY })).code, 'approval-missing');
  const second = { ...mandateOf(`${HOSPITAL}#01900000-0000-7000-8000-0000000000bb`, ['legal']), party: HOSPITAL };
  await say(hospital, ilse, 'mandate', second);
  assert.equal((await say(hospital, ilse, 'accession', joining, inCommunity(second.person))).code, 'accepted');
  assert.deepEqual(await communitiesOf(node.connection, HOSPITAL, node.clock.now), [COMMUNITY]);
});

test('an agreement is changed by its keeper alone, names its keeper, and stands in its own case', async () => {
  await using here = await world();
  const { csirt, hospital, tomas, mira, ilse, say } = here;
  const second = { ...mandateOf(`${HOSPITAL}#01900000-0000-7000-8000-0000000000bb`, ['legal']), party: HOSPITAL };
  await say(hospital, ilse, 'mandate', second);
  assert.equal((await say(csirt, tomas, 'agreement', text, { approvals: [mira.person] })).code, 'wrong-case');
  const without = { ...text, members: [HOSPITAL] };
  assert.equal(
    (await say(csirt, tomas, 'agreement', without, inCommunity(mira.person))).code,
    'not-named-in-agreement',
  );
  await say(csirt, tomas, 'agreement', text, inCommunity(mira.person));
  assert.equal(
    (await say(hospital, ilse, 'agreement', text, inCommunity(second.person))).code,
    'community-of-another',
  );
});

test('a party accedes for itself, to the text in force, and only where it is named', async () => {
  await using here = await world();
  const { csirt, hospital, tomas, mira, ilse, say } = here;
  const second = { ...mandateOf(`${HOSPITAL}#01900000-0000-7000-8000-0000000000bb`, ['legal']), party: HOSPITAL };
  await say(hospital, ilse, 'mandate', second);
  const join = (claims: object) =>
    say(
      hospital,
      ilse,
      'accession',
      { community: COMMUNITY, member: HOSPITAL, ...claims },
      inCommunity(second.person),
    );
  const old = await say(csirt, tomas, 'agreement', text, inCommunity(mira.person));
  assert.equal((await join({ agreement: old.digest, member: CSIRT })).code, 'subject-not-issuer');
  const changed = await say(csirt, tomas, 'agreement', { ...text, members: [CSIRT] }, inCommunity(mira.person));
  assert.equal((await join({ agreement: old.digest })).code, 'community-unknown');
  assert.equal((await join({ agreement: changed.digest })).code, 'not-named-in-agreement');
});

test('whoever serves says so itself, about a party that is known', async () => {
  await using here = await world();
  const { node, csirt, tomas, say } = here;
  const serve = (claims: object) =>
    say(csirt, tomas, 'service-relation', { party: CSIRT, serves: HOSPITAL, ...claims });
  assert.equal((await serve({ party: HOSPITAL, serves: CSIRT })).code, 'subject-not-issuer');
  assert.equal((await serve({ serves: CSIRT })).code, 'subject-not-issuer');
  assert.equal((await serve({ serves: MINISTRY })).code, 'party-not-found');
  assert.equal((await serve({})).code, 'accepted');
  assert.deepEqual((await viewerFor(node.connection, { kind: 'key', party: HOSPITAL }, node.clock.now)).servedBy, [
    CSIRT,
  ]);
});
