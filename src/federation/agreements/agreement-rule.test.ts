import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { COOPERATION_TRAITS } from '#cooperation/statements.ts';
import type { RuleContext } from '#ledger/contract.ts';
import type { AgreementTerms } from '#parties/agreement-terms.ts';
import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { type AgreementState, agreementKept, NO_AGREEMENT, staysAtHome } from './agreement-rule.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:ministry.sorrel.example';
const TEXT = 'A'.repeat(43);
const AT = Temporal.Instant.from('2026-03-01T12:00:00Z');

function terms(more: Partial<AgreementTerms> = {}): AgreementTerms {
  return {
    digest: TEXT,
    community: '00000000-0000-4000-8000-000000000009',
    name: 'Shelf agreement',
    current: true,
    validUntil: null,
    members: new Map([
      [VELDMARK, null],
      [ARVENIA, null],
    ]),
    permits: ['mitigation', 'attribution'],
    onward: null,
    retentionDays: null,
    channels: null,
    types: null,
    ...more,
  };
}

function target(type = 'assistance-request', values: Readonly<Record<string, JsonValue>> = {}, issuer = VELDMARK) {
  const claims = new Map<string, Claim>(
    Object.entries({ description: 'Two hospitals', ...values }).map(([name, value]) => [
      name,
      { name, value, marking: marking('amber', ['mitigation']) },
    ]),
  );
  return { issuer, type, claims };
}

function draft(claims: Draft['claims'] = {}): Draft {
  return {
    type: 'release',
    issuer: VELDMARK,
    case: 'c',
    claims: {
      target: 'T'.repeat(43),
      to: ARVENIA,
      claims: ['description'],
      channel: 'csirt',
      under: TEXT,
      ...claims,
    },
  };
}

const context: RuleContext = {
  actor: { kind: 'person', party: VELDMARK, person: `${VELDMARK}#1` },
  at: AT,
  roles: new Set(),
  approvers: new Map(),
};

function state(more: Partial<AgreementTerms> = {}, rest: Partial<AgreementState> = {}): AgreementState {
  return { ...NO_AGREEMENT, under: terms(more), ...rest };
}

function judged(given: AgreementState, said: Draft, what = target()): string {
  const verdict = agreementKept(given, what, ['description'], said, context);
  if (!verdict.ok && given.under !== undefined) assert.match(verdict.refusal.sentence, /Shelf agreement|AAAA/u);
  return verdict.ok ? 'yes' : verdict.refusal.code;
}

describe('a release under an agreement', () => {
  const week = { retentionDays: 7 };
  const rows: readonly [string, AgreementState, Draft, string][] = [
    ['goes to a member', state(), draft(), 'yes'],
    ['needs the text', NO_AGREEMENT, draft(), 'agreement-not-held'],
    ['stops when the agreement ends', state({ validUntil: AT }), draft(), 'agreement-not-in-force'],
    ['stops when a newer text is stated', state({ current: false }), draft(), 'agreement-not-in-force'],
    ['goes to no stranger', state(), draft({ to: SORREL }), 'agreement-not-joined'],
    ['comes from no stranger', state({ members: new Map([[ARVENIA, null]]) }), draft(), 'agreement-not-joined'],
    [
      'goes to no member that left',
      state({
        members: new Map([
          [VELDMARK, null],
          [ARVENIA, AT],
        ]),
      }),
      draft(),
      'agreement-not-joined',
    ],
    ['stays in its channels', state({ channels: ['police'] }), draft(), 'agreement-channel'],
    ['goes in each of its channels', state({ channels: ['police', 'csirt'] }), draft(), 'yes'],
    [
      'never goes public under channels that name no such',
      state({ channels: ['csirt'] }),
      draft({ channel: 'public' }),
      'agreement-channel',
    ],
    ['gives the kinds it names', state({ types: ['assistance-request'] }), draft(), 'yes'],
    ['gives no other kinds', state({ types: ['incident-report'] }), draft(), 'agreement-type'],
    ['allows the uses it permits', state(), draft({ uses: ['mitigation', 'attribution'] }), 'yes'],
    ['allows no other uses', state(), draft({ uses: ['publication'] }), 'agreement-use'],
    [
      'allows none where the text permits none',
      state({ permits: [] }),
      draft({ uses: ['mitigation'] }),
      'agreement-use',
    ],
    ['says when it is deleted', state(week), draft(), 'agreement-retention'],
    ['is deleted in time', state(week), draft({ delete_by: '2026-03-08T12:00:00Z' }), 'yes'],
    [
      'is deleted a second too late',
      state(week),
      draft({ delete_by: '2026-03-08T12:00:01Z' }),
      'agreement-retention',
    ],
    [
      'is deleted within ten years where the text names more days than there are',
      state({ retentionDays: Number.MAX_SAFE_INTEGER }),
      draft({ delete_by: '2036-03-02T12:00:00Z' }),
      'agreement-retention',
    ],
    [
      'is deleted on a day that exists',
      state(week),
      draft({ delete_by: '2026-02-30T12:00:00Z' }),
      'agreement-retention',
    ],
  ];
  for (const [title, given, said, due] of rows) test(title, () => assert.equal(judged(given, said), due));

  test('allows no use beyond what its originator marked', () => {
    const foreign = target('assistance-request', {}, ARVENIA);
    assert.equal(judged(state(), draft({ uses: ['attribution'], to: ARVENIA }), foreign), 'agreement-use');
    assert.equal(judged(state(), draft({ uses: ['mitigation'] }), foreign), 'yes');
  });
});

describe('what was received under an agreement', () => {
  const free = draft();
  const { under: _, ...rest } = free.claims;
  const plain = (to: string, more: Draft['claims'] = {}): Draft => ({ ...free, claims: { ...rest, to, ...more } });
  const given = (onward: AgreementTerms['onward'], deleteBy: Temporal.Instant | null = null): AgreementState => ({
    ...NO_AGREEMENT,
    givenUnder: [{ agreement: TEXT, terms: terms({ onward }), deleteBy }],
  });
  const rows: readonly [string, AgreementState, Draft, string][] = [
    ['goes on where the agreement says nothing', given(null), plain(SORREL), 'yes'],
    ['goes to nobody where it says so', given('nobody'), plain(ARVENIA), 'agreement-onward'],
    ['goes to members where it says so', given('members'), plain(ARVENIA), 'yes'],
    ['goes to no one else then', given('members'), plain(SORREL), 'agreement-onward'],
    ['goes on with consent where it says so', given('with-consent'), plain(SORREL, { consent: TEXT }), 'yes'],
    ['goes nowhere without that consent', given('with-consent'), plain(SORREL), 'agreement-onward'],
    ['goes nowhere once it is to be deleted', given(null, AT), plain(ARVENIA), 'agreement-retention'],
    ['goes on until then', given(null, AT.add({ seconds: 1 })), plain(ARVENIA), 'yes'],
    [
      'is bound by the first agreement, whatever the second allows',
      { ...given('nobody'), under: terms() },
      draft(),
      'agreement-onward',
    ],
    [
      'goes on freely where the text is not held here, since nothing is known of its terms',
      { ...NO_AGREEMENT, givenUnder: [{ agreement: TEXT, terms: undefined, deleteBy: null }] },
      plain(SORREL),
      'yes',
    ],
  ];
  for (const [title, known, said, due] of rows) test(title, () => assert.equal(judged(known, said), due));
});

describe('in the room of a joint team', () => {
  const room = { ...state(), room: TEXT };
  test('things go out under its agreement', () => assert.equal(judged(room, draft()), 'yes'));
  test('nothing goes out without one', () => {
    const { under: _, ...claims } = draft().claims;
    assert.equal(judged(room, { ...draft(), claims }), 'room-needs-agreement');
  });
  test('nothing goes out under another one', () => {
    assert.equal(judged({ ...room, under: terms() }, draft({ under: 'B'.repeat(43) })), 'room-needs-agreement');
  });
});

describe('what stays at home', () => {
  function home(type: string, names: readonly string[], crosses: boolean, values = {}): string {
    const verdict = staysAtHome(target(type, values), names, crosses, COOPERATION_TRAITS);
    return verdict.ok ? 'yes' : verdict.refusal.code;
  }
  test('a decision not to notify is given to nobody, not even at home', () => {
    assert.equal(home('territory-decision', ['reason'], true), 'never-released');
    assert.equal(home('territory-decision', [], false), 'never-released');
  });
  test('a counterpart’s word on its operations crosses no border', () => {
    assert.equal(home('deconfliction-reply', ['answer'], true), 'stays-in-state');
    assert.equal(home('deconfliction-reply', ['answer'], false), 'yes');
  });
  test('whether counterparts were consulted crosses no border with the notice', () => {
    assert.equal(home('territory-notice', ['observed', 'deconfliction'], true), 'stays-in-state');
    assert.equal(home('territory-notice', ['observed', 'deconfliction_note'], true), 'stays-in-state');
    assert.equal(home('territory-notice', ['observed'], true), 'yes');
  });
  test('what was said off the record is given to nobody, should it have been written down', () => {
    assert.equal(home('contact-record', ['at', 'summary'], true, { off_the_record: true }), 'off-the-record');
    assert.equal(home('contact-record', ['at', 'tension'], false, { off_the_record: true }), 'off-the-record');
    assert.equal(home('contact-record', ['at', 'with_party'], true, { off_the_record: true }), 'yes');
    assert.equal(home('contact-record', ['at', 'summary'], true, { off_the_record: false }), 'yes');
  });
});
