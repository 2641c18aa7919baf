import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONTACT_TYPES } from '#contacts/statements.ts';
import type { Hold } from '#incidents/notices/hold-view.ts';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import type { RuleContext } from '#ledger/contract.ts';
import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import { marking, type Tlp } from '#statement/marking.ts';
import { Traits } from '#statement/traits.ts';
import { NO_AGREEMENT } from './agreement-rule.ts';
import { decideRelease } from './release-rule.ts';
import type { PartyStanding, ReleaseState } from './release-state.ts';

const CSIRT = 'did:web:csirt.veldmark.example';
const HOSPITAL = 'did:web:hospital.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const TARGET = 'T'.repeat(43);
const BASIS = 'B'.repeat(43);

const csirt: PartyStanding = { kind: 'csirt', territory: 'XV' };
const operator: PartyStanding = { kind: 'operator', territory: 'XV' };
const neighbour: PartyStanding = { kind: 'csirt', territory: 'XA' };

function held(
  claims: Readonly<Record<string, JsonValue | [JsonValue, Tlp]>>,
  issuer = CSIRT,
): ReleaseState['target'] {
  const entries = Object.entries(claims).map(([name, given]): [string, Claim] => {
    const [value, tlp] = Array.isArray(given) && given.length === 2 ? given : [given as JsonValue, 'amber'];
    return [name, { name, value: value as JsonValue, marking: marking(tlp as Tlp) }];
  });
  return { issuer, type: 'incident-report', claims: new Map(entries) };
}

/** The mandated authority of Veldmark gives its own report to its neighbour, two persons agreeing. */
function given(more: Partial<ReleaseState> = {}): ReleaseState {
  return {
    target: held({ iat: 1, case: 'c', summary: 's', victim_name: 'Hospital' }),
    issuer: csirt,
    recipient: neighbour,
    originator: csirt,
    mandated: [CSIRT],
    consent: undefined,
    receivedThrough: [],
    follows: undefined,
    holds: [],
    agreement: NO_AGREEMENT,
    ...more,
  };
}

function draft(claims: Draft['claims'] = {}, issuer = CSIRT): Draft {
  return {
    type: 'release',
    issuer,
    case: 'c',
    claims: {
      target: TARGET,
      to: ARVENIA,
      claims: ['iat', 'case', 'summary'],
      channel: 'csirt',
      hides_victim: true,
      ...claims,
    },
  };
}

function context(approvers: readonly string[] = ['mira'], actor: RuleContext['actor'] = person): RuleContext {
  return {
    actor,
    at: Temporal.Instant.from('2026-03-01T08:00:00Z'),
    roles: new Set(['duty-officer']),
    approvers: new Map(approvers.map((name) => [`${CSIRT}#${name}`, new Set(['approver'])])),
    traits: new Traits([...INCIDENT_TYPES, ...CONTACT_TYPES]),
  };
}
const person = { kind: 'person', person: `${CSIRT}#tomas`, party: CSIRT } as const;
const node = { kind: 'node' } as const;

function refused(code: string, state: ReleaseState, said: Draft, when = context()): void {
  const verdict = decideRelease(state, said, when);
  assert.equal(verdict.ok ? 'accepted' : verdict.refusal.code, code);
}
function accepted(state: ReleaseState, said: Draft, when = context()): void {
  const verdict = decideRelease(state, said, when);
  assert.ok(verdict.ok, verdict.ok ? '' : verdict.refusal.sentence);
}

describe('across a border', () => {
  const REGION = 'did:web:forum.example';
  const between: Partial<ReleaseState> = { issuer: { kind: 'regional-body', territory: 'XN' }, mandated: [] };

  test('a regional body gives states what it says itself, two persons agreeing', () => {
    const own = given({ ...between, target: held({ note: 'n' }, REGION) });
    const approved = context([`${REGION}#mira`]);
    accepted(own, draft({ claims: ['note'] }, REGION), approved);
    const alone: RuleContext = {
      ...context([]),
      actor: { kind: 'person', person: `${REGION}#one`, party: REGION },
    };
    refused('second-person-needed', own, draft({ claims: ['note'] }, REGION), alone);
  });

  test('a regional body gives no state what another one said', () => {
    refused('not-mandated-authority', given(between), draft({ basis: 'Any law' }, REGION));
  });

  test('the mandated authority gives its own statement after a second person has approved', () => {
    accepted(given(), draft());
  });
  test('one person alone does not suffice', () => {
    refused('second-person-needed', given(), draft(), context([]));
  });
  test('the author does not count twice', () => {
    refused('second-person-needed', given(), draft(), context(['tomas']));
  });
  test('a party that signs with its own key needs two approvals', () => {
    const key = { kind: 'key', party: CSIRT } as const;
    refused('second-person-needed', given(), draft(), context(['mira'], key));
    accepted(given(), draft(), context(['mira', 'henrik'], key));
  });
  test('nobody but the mandated authority gives anything', () => {
    const state = given({ issuer: operator, originator: operator, target: held({ iat: 1 }, HOSPITAL) });
    const law = { basis: 'Law 4/2026, section 2', hides_victim: false, claims: ['iat'] };
    refused('not-mandated-authority', state, draft(law, HOSPITAL));
    refused('not-mandated-authority', given({ mandated: [] }), draft());
  });
});

describe('within a state', () => {
  test('an operator reports to its authority alone, without a second person', () => {
    const state = given({
      issuer: operator,
      recipient: csirt,
      originator: operator,
      target: held({ iat: 1 }, HOSPITAL),
    });
    accepted(state, draft({ to: CSIRT, claims: 'all', hides_victim: false }, HOSPITAL), context([]));
  });
});

describe('the victim', () => {
  test('is not named across a border', () => {
    refused('victim-not-hidden', given(), draft({ claims: ['iat', 'victim_name'], hides_victim: false }));
    refused('victim-not-hidden', given(), draft({ claims: 'all', hides_victim: false }));
  });
  test('may be named where a law is cited', () => {
    accepted(given(), draft({ claims: ['victim_name'], hides_victim: false, basis: 'Law 4/2026, section 2' }));
  });
  test('may be named where it consents to these claims and this recipient', () => {
    const state = given({
      target: held({ iat: 1, victim_name: 'Hospital', victim_party: HOSPITAL }),
      consent: {
        issuer: HOSPITAL,
        target: TARGET,
        targetIssuer: CSIRT,
        scope: 'named-parties',
        recipients: [ARVENIA],
        claims: ['victim_name'],
      },
    });
    const named = { claims: ['iat', 'victim_name'], hides_victim: false, consent: 'C'.repeat(43) };
    accepted(state, draft(named));
    const more = { ...named, claims: ['iat', 'victim_name', 'victim_party'] };
    refused('victim-not-hidden', state, draft(more));
    const elsewhere = { ...state, consent: { ...state.consent!, recipients: ['did:web:other.example'] } };
    refused('consent-does-not-cover', elsewhere, draft(named));
    const stranger = { ...state, consent: { ...state.consent!, issuer: 'did:web:other.example' } };
    refused('consent-does-not-cover', stranger, draft(named));
    refused('consent-not-held', { ...state, consent: undefined }, draft(named));
  });
  test('consents to what its authority says by its consent to the report that rests on', () => {
    const consent = {
      issuer: HOSPITAL,
      target: BASIS,
      targetIssuer: HOSPITAL,
      scope: 'affected-states',
      recipients: [],
      claims: ['victim_name'],
    };
    const target = held({ iat: 1, victim_name: 'Hospital', based_on: [BASIS] });
    const named = draft({ claims: ['iat', 'victim_name'], hides_victim: false, consent: 'C'.repeat(43) });
    accepted(given({ target, consent }), named);
    refused('consent-does-not-cover', given({ target, consent: { ...consent, targetIssuer: CSIRT } }), named);
  });
  test("is named by an operator's own statement, which therefore does not cross a border", () => {
    const state = given({ originator: operator, target: held({ iat: [1, 'clear'] }, HOSPITAL) });
    refused('relay-own-statement', state, draft({ claims: ['iat'], hides_victim: false }));
    refused('victim-flag-wrong', state, draft({ claims: ['iat'], basis: 'Law 4/2026' }));
  });
  test('is said to be hidden only where it is', () => {
    refused('victim-flag-wrong', given(), draft({ claims: ['victim_name'], basis: 'Law' }));
    refused('victim-flag-wrong', given(), draft({ hides_victim: false }));
  });
});

describe('what others said', () => {
  const of = (tlp: Tlp) => given({ target: held({ iat: [1, tlp] }, ARVENIA), originator: neighbour });

  test('goes on without asking where it is clear or green', () => {
    for (const tlp of ['clear', 'green'] as const) accepted(of(tlp), draft({ claims: ['iat'] }));
  });
  test('is not passed on where its label ends with the first receiver', () => {
    for (const tlp of ['amber', 'amber+strict', 'red'] as const) {
      refused('originator-consent-needed', of(tlp), draft({ claims: ['iat'] }));
    }
  });
  test('is passed on where a law says so', () => {
    accepted(of('amber'), draft({ claims: ['iat'], basis: 'Agreement of 2024, article 4' }));
  });
  test('leaves the channel it came through only by a recorded decision', () => {
    const state = { ...of('green'), receivedThrough: ['police'] };
    refused('crossing-not-recorded', state, draft({ claims: ['iat'] }));
    accepted(state, draft({ claims: ['iat'], crossing: 'Agreed with the prosecutor on 1 March' }));
    accepted({ ...state, receivedThrough: ['police', 'csirt'] }, draft({ claims: ['iat'] }));
  });
});

describe('nobody gives', () => {
  test('a statement or a claim that it does not hold', () => {
    refused('target-not-held', given({ target: undefined }), draft());
    refused('claim-not-held', given(), draft({ claims: ['iat', 'root_cause'] }));
  });
  test('anything to itself, or to a party nobody knows', () => {
    refused('release-to-itself', given(), draft({ to: CSIRT }));
    refused('recipient-unknown', given({ recipient: undefined }), draft());
  });
  test('anything before its own profile stands', () => {
    refused('party-not-known', given({ issuer: undefined }), draft());
  });
});

describe('a hold', () => {
  const hold: Hold = {
    digest: 'H'.repeat(43),
    issuer: CSIRT,
    holds: 'release',
    target: TARGET,
    until: Temporal.Instant.from('2026-03-02T00:00:00Z'),
    hiddenFrom: [],
  };

  test('delays the release of what it names until it is over', () => {
    refused('held-until', given({ holds: [hold] }), draft());
    accepted(given({ holds: [{ ...hold, until: Temporal.Instant.from('2026-03-01T08:00:00Z') }] }), draft());
    accepted(given({ holds: [{ ...hold, target: 'X'.repeat(43) }] }), draft());
    refused('held-until', given({ holds: [{ ...hold, target: undefined }] }), draft());
  });
  test('on a kind of notice delays giving one of that kind, and nothing else', () => {
    accepted(given({ holds: [{ ...hold, holds: 'victim-notice' }] }), draft());
    const notice = { ...held({ iat: 1, case: 'c', summary: 's' })!, type: 'victim-notice' };
    refused('held-until', given({ target: notice, holds: [{ ...hold, holds: 'victim-notice' }] }), draft());
  });
  test('holds back neither itself nor what follows up a statement by itself', () => {
    const itself = { ...held({ iat: 1, case: 'c', summary: 's' })!, type: 'hold' };
    accepted(given({ target: itself, holds: [{ ...hold, target: undefined }] }), draft());
    const follows = { claims: ['iat', 'summary'] };
    const change = given({ target: held({ iat: 1, summary: 's', withdraws: [TARGET] }), follows, holds: [hold] });
    accepted(change, draft({ claims: ['iat', 'summary', 'withdraws'] }), context([], node));
  });
  test('goes to nobody it is hidden from, by a person or by itself, and to others only with that word', () => {
    const claims = {
      iat: 1,
      case: 'c',
      summary: 's',
      ends: TARGET,
      hidden_from: [[ARVENIA], 'amber+strict'],
    } as const;
    const target = { ...held(claims as never)!, type: 'hold' };
    const names = ['iat', 'case', 'summary', 'hidden_from'];
    refused('hidden-from-recipient', given({ target }), draft({ claims: names }));
    const follows = { claims: 'all' as const };
    refused('hidden-from-recipient', given({ target, follows }), draft({ claims: names }), context([], node));
    const other = { to: 'did:web:csirt.third.example' };
    refused('hiding-left-out', given({ target }), draft(other));
    accepted(given({ target }), draft({ ...other, claims: names }));
  });
});

describe('a node by itself', () => {
  const follows = { claims: ['iat', 'summary'] };
  const change = given({
    target: held({
      iat: 1,
      withdraws: [TARGET],
      reason: 'false-alarm',
      summary: 's',
      advice: 'a',
      victim_name: 'H',
    }),
    follows,
  });

  test('passes a change on to whoever holds what it changes, with no more than that carried', () => {
    accepted(change, draft({ claims: ['iat', 'withdraws', 'reason', 'summary'] }), context([], node));
  });
  test('gives nothing that is not such a change', () => {
    refused('not-automatic', given(), draft(), context([], node));
  });
  test('adds no claim that the changed statement did not carry, and never names the victim', () => {
    refused('not-automatic', change, draft({ claims: ['iat', 'advice'] }), context([], node));
    refused('not-automatic', change, draft({ claims: 'all' }), context([], node));
    const all = { ...change, follows: { claims: 'all' as const } };
    refused('not-automatic', all, draft({ claims: ['victim_name'], hides_victim: false }), context([], node));
  });
});

describe('a statement that names its one addressee and carries nothing of an incident', () => {
  const ping = (claims: Readonly<Record<string, JsonValue>> = {}, issuer = CSIRT): ReleaseState['target'] => ({
    ...held({ iat: 1, case: 'c', to: ARVENIA, challenge: 'AAAAA-BBBBB', ...claims }, issuer)!,
    type: 'reachability-ping',
  });
  const given_ = (target: ReleaseState['target']) => given({ target });
  const said = (to = ARVENIA) => draft({ to, claims: ['iat', 'case', 'to', 'challenge'] });

  test('is given to that addressee by the node, across a border too', () => {
    accepted(given_(ping()), said(), context([], node));
  });
  test('is not given by the node to anybody else, nor when another party said it', () => {
    refused('not-automatic', given_(ping()), said('did:web:third.example'), context([], node));
    refused('not-automatic', given_(ping({}, ARVENIA)), said(), context([], node));
  });
  test('any other type that names an addressee still needs persons', () => {
    refused('not-automatic', given_({ ...ping()!, type: 'incident-report' }), said(), context([], node));
  });
});
