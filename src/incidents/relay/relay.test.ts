import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { preview } from '#incidents/preview.ts';
import { incidentReport } from '#incidents/statements/report.ts';
import { VICTIM_CLAIMS } from '#incidents/statements.ts';
import { CASE, digestOf, shown, type Told } from '#incidents/testing/told.ts';
import { checkDraft } from '#statement/check.ts';
import type { JsonValue } from '#statement/draft.ts';
import { proposeRelay, type RelayingAuthority } from './relay.ts';

const HOSPITAL = 'did:web:hospital.example';
const CSIRT = 'did:web:csirt.example';
const NEIGHBOUR = 'did:web:neighbour.example';
const SECRET = 'Sankt Orla';

const AUTHORITY: RelayingAuthority = {
  party: CSIRT,
  territory: 'XV',
  contact: { phone: '+999 10 555 0112' },
  authorityOf: new Map([['XA', NEIGHBOUR]]),
};

const CLAIMS: Readonly<Record<string, JsonValue>> = {
  danger_to_life: 'no',
  incident_type: 'availability/sabotage',
  malicious: 'suspected',
  noticed_at: '2026-03-01T02:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA', 'XS'],
  effects: [{ kind: 'care-delayed', people: { best: 400 }, service: `${SECRET} laboratory` }],
  description: `At ${SECRET} the screens are dark`,
  service: SECRET,
  contact: { name: SECRET, phone: '1' },
  victim_name: SECRET,
  victim_party: HOSPITAL,
  victim_contact: { phone: '1' },
  reported_to: CSIRT,
  indicators: [{ kind: 'ipv4', value: '192.0.2.1' }],
  nciss: { actor: 'unknown' },
};

function report(more: Partial<Told> = {}): Told {
  return { id: 'a', by: HOSPITAL, type: 'incident-report', claims: CLAIMS, ...more };
}

function proposal(told: readonly Told[] = [report()], authority = AUTHORITY) {
  const outcome = proposeRelay(shown(told), authority, CASE);
  assert.ok(outcome.ok);
  return outcome.value;
}

test('the proposed relay is a valid report of the authority that rests on the operator’s', () => {
  const { draft } = proposal();
  assert.equal(draft.issuer, CSIRT);
  assert.deepEqual(draft.claims.based_on, [digestOf('a')]);
  assert.ok(checkDraft(incidentReport, draft).ok);
});

test('nothing of the proposed relay says who was hit: no victim claim, no free text, no contact at the victim', () => {
  const { draft } = proposal();
  assert.ok(!JSON.stringify(draft).includes(SECRET));
  assert.ok(!JSON.stringify(draft.claims).includes(HOSPITAL));
  assert.deepEqual(draft.claims.contact, AUTHORITY.contact);
});

test('whatever is left out is named with its reason', () => {
  const reasons = new Map(proposal().leftOut.map((one) => [one.claim, one.because]));
  assert.equal(reasons.get('victim_name'), 'victim');
  assert.equal(reasons.get('description'), 'may-name-the-victim');
  assert.equal(reasons.get('reported_to'), 'about-the-report');
});

test('a claim marked red is left out, since it was meant for named persons', () => {
  const { draft, leftOut } = proposal([report({ markings: { indicators: { tlp: 'red' } } })]);
  assert.equal(draft.claims.indicators, undefined);
  assert.deepEqual(
    leftOut.find((one) => one.claim === 'indicators'),
    { claim: 'indicators', because: 'named-persons-only' },
  );
});

test('label and permitted uses of each claim go on with it', () => {
  const { draft } = proposal([report({ markings: { nciss: { tlp: 'amber+strict', uses: [] } } })]);
  assert.deepEqual([draft.markings?.nciss?.tlp, draft.markings?.nciss?.uses], ['amber+strict', []]);
});

test('each other state named as affected is a recipient, with its authority or none known', () => {
  assert.deepEqual(
    proposal().recipients.map((one) => [one.state, one.authority]),
    [
      ['XA', NEIGHBOUR],
      ['XS', null],
    ],
  );
});

test('where nobody knows the states there are no recipients, and that is said', () => {
  const { recipients, statesNotKnownYet } = proposal([
    report({ claims: { ...CLAIMS, affected_states: { known: 'not-yet' } } }),
  ]);
  assert.deepEqual([recipients.length, statesNotKnownYet], [0, true]);
});

test('what the operator was not willing to show the authority is not known yet to the authority', () => {
  const { effects: _effects, ...rest } = CLAIMS;
  const { draft } = proposal([report({ claims: rest })]);
  assert.deepEqual(draft.claims.effects, { known: 'not-yet' });
  assert.ok(checkDraft(incidentReport, draft).ok);
});

test('a later word of the operator replaces the earlier one', () => {
  const update = report({ id: 'b', type: 'incident-update', claims: { malicious: 'yes' } });
  const { draft } = proposal([report(), update]);
  assert.equal(draft.claims.malicious, 'yes');
  assert.deepEqual(draft.claims.based_on, [digestOf('a'), digestOf('b')]);
});

test('what is withdrawn is not passed on, and with nothing left there is nothing to relay', () => {
  const withdrawal: Told = {
    id: 'w',
    by: HOSPITAL,
    type: 'incident-withdrawal',
    claims: { withdraws: [digestOf('a')], reason: 'false-alarm' },
  };
  const outcome = proposeRelay(shown([report(), withdrawal]), AUTHORITY, CASE);
  assert.ok(!outcome.ok);
  assert.equal(outcome.refusal.code, 'nothing-to-relay');
});

test('the authority’s own reports, near misses and notices are no reason to relay', () => {
  for (const told of [report({ by: CSIRT }), report({ type: 'near-miss' }), report({ type: 'receipt' })]) {
    assert.equal(proposeRelay(shown([told]), AUTHORITY, CASE).ok, false);
  }
});

test('whatever an operator writes into any claim, the relay never carries a victim claim', () => {
  const names = [...Object.keys(incidentReport.claims), ...VICTIM_CLAIMS];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (claims) => {
      const outcome = proposeRelay(
        shown([report({ claims: claims as Record<string, JsonValue> })]),
        AUTHORITY,
        CASE,
      );
      if (!outcome.ok) return;
      for (const name of VICTIM_CLAIMS) {
        assert.ok(!Object.hasOwn(outcome.value.draft.claims, name));
        assert.ok(!outcome.value.releasedClaims.includes(name));
      }
    }),
  );
});

test('the preview shows field by field that the neighbour gets the relay and never the operator’s report', () => {
  const { draft, releasedClaims } = proposal();
  const viewer = { party: NEIGHBOUR, person: null, servedBy: [], communities: [] };
  const granted = { id: NEIGHBOUR, name: 'Arvenia', viewer, grant: { to: NEIGHBOUR, claims: releasedClaims } };
  const stranger = { id: 'public', name: 'The public', viewer: { ...viewer, party: null } };
  const { rows, shownCounts } = preview(draft, incidentReport, [granted, stranger], []);
  assert.equal(shownCounts[0], releasedClaims.length);
  assert.equal(shownCounts[1], 0);
  const basis = rows.find((row) => row.name === 'based_on');
  assert.deepEqual(basis?.cells[0], { shown: false, because: 'not-released' });
});

test('what the operator calls a trade secret is left out, and the relay says so', () => {
  const claims = { ...CLAIMS, nciss: { actor: 'unknown' }, trade_secrets: ['indicators'] };
  const { draft, leftOut } = proposal([report({ claims })]);
  assert.equal(draft.claims.indicators, undefined);
  assert.equal(draft.claims.trade_secrets, undefined);
  assert.deepEqual(
    leftOut.filter(({ because }) => because === 'trade-secret'),
    [{ claim: 'indicators', because: 'trade-secret' }],
  );
});
