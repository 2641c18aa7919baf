import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDraft } from '#statement/check.ts';
import type { JsonValue } from '#statement/draft.ts';
import { COMMON_CLAIMS, NOT_KNOWN_YET } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import { INCIDENT_ACTS } from './acts.ts';
import { FREE_TEXT_CLAIMS, INCIDENT_TYPES, TYPE_BY_NAME, VICTIM_CLAIMS } from './statements.ts';

const CASE = '4a3c2b1a-0000-4000-8000-000000000001';

const ALERT: Readonly<Record<string, JsonValue>> = {
  danger_to_life: 'no',
  incident_type: 'availability/sabotage',
  malicious: 'suspected',
  noticed_at: '2026-03-01T02:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA'],
  effects: [{ kind: 'care-delayed', people: { best: 400 }, hours: 12 }],
};

function check(type: string, claims: Readonly<Record<string, JsonValue>>) {
  return checkDraft(TYPE_BY_NAME.get(type)!, { type, issuer: 'did:web:a.example', case: CASE, claims });
}

function refusedAt(type: string, claims: Readonly<Record<string, JsonValue>>) {
  const outcome = check(type, claims);
  assert.ok(!outcome.ok, `${type} took ${JSON.stringify(claims)}`);
  return outcome.refusal;
}

test('every type has a version, a sentence for people on each claim, and fits the 64 claims of a statement', () => {
  for (const type of INCIDENT_TYPES) {
    assert.match(type.vct, /^urn:comity:statement:[a-z-]+:1$/);
    assert.ok(Object.keys(type.claims).length <= 64, type.name);
    for (const [name, spec] of Object.entries(type.claims))
      assert.ok(spec.label.length > 1, `${type.name}.${name}`);
  }
});

test('somebody may author each type: an act is listed for every one', () => {
  const acts = new Set(INCIDENT_ACTS.map((act) => act.name));
  for (const type of INCIDENT_TYPES) assert.ok(acts.has(`author:${type.name}`), type.name);
});

test('an alert whose every question is answered "not known yet" is a valid alert', () => {
  const unknown = Object.fromEntries(Object.keys(ALERT).map((name) => [name, NOT_KNOWN_YET]));
  assert.ok(check('incident-alert', unknown).ok);
});

test('an alert that leaves a question out is refused: silence is not "not known yet"', () => {
  for (const name of Object.keys(ALERT)) {
    const { [name]: _left, ...rest } = ALERT;
    assert.equal(refusedAt('incident-alert', rest).code, 'claim-missing', name);
  }
});

const WRONG: readonly (readonly [string, JsonValue])[] = [
  ['danger_to_life', 'maybe'],
  ['danger_to_life', true],
  ['danger_to_life', null],
  ['danger_to_life', { known: 'never' }],
  ['danger_to_life', { known: 'not-yet', since: 'today' }],
  ['incident_type', 'ransomware'],
  ['malicious', 'perhaps'],
  ['noticed_at', '01.03.2026'],
  ['noticed_at', 1772332800],
  ['sectors', []],
  ['sectors', ['health', 'health']],
  ['sectors', ['hospitals']],
  ['affected_states', ['XV', 'xa']],
  ['affected_states', 'XV'],
  ['affected_states', Array.from({ length: 65 }, () => 'XV')],
  ['effects', []],
  ['effects', [{ kind: 'care-delayed', people: 400 }]],
  ['effects', [{ kind: 'care-delayed', people: {} }]],
  ['effects', [{ kind: 'care-delayed', people: { best: -1 } }]],
  ['effects', [{ kind: 'care-delayed', people: { best: 1.5 } }]],
  ['effects', [{ kind: 'care-delayed', hours: -1 }]],
  ['effects', [{ kind: 'sadness' }]],
  ['effects', [{ kind: 'care-delayed', blame: 'XA' }]],
  ['description', ''],
  ['description', 'x'.repeat(4_001)],
  ['contact', {}],
  ['contact', { fax: '1' }],
  ['reported_to', 'csirt.veldmark.example'],
  ['preliminary', 'yes'],
  ['confidence', 'certain'],
  ['nciss', { actor: 'energy' }],
  ['sources', [{ title: 'a', publisher: 'b', url: 'javascript:alert(1)', confirmed: true }]],
  ['sources', [{ title: 'a', publisher: 'b' }]],
];

for (const [name, value] of WRONG) {
  test(`an alert with ${name} = ${JSON.stringify(value).slice(0, 60)} is refused at that claim`, () => {
    const refusal = refusedAt('incident-alert', { ...ALERT, [name]: value });
    assert.equal(refusal.code, 'claim-shape');
    assert.match(refusal.place ?? '', new RegExp(name));
  });
}

test('claims that no type of ours has, or that the node fills in, are refused', () => {
  assert.equal(refusedAt('incident-alert', { ...ALERT, culprit: 'XA' }).code, 'claim-unknown');
  assert.equal(refusedAt('incident-alert', { ...ALERT, victim_name: 'Sankt Orla' }).code, 'claim-unknown');
  assert.equal(refusedAt('incident-alert', { ...ALERT, iat: 1 }).code, 'claim-reserved');
});

test('an alert cannot name the victim, a report can, and no victim claim is freer than amber+strict', () => {
  for (const name of VICTIM_CLAIMS) {
    assert.equal(TYPE_BY_NAME.get('incident-alert')!.claims[name], undefined);
    for (const type of INCIDENT_TYPES) {
      const spec = type.claims[name];
      if (spec !== undefined)
        assert.ok(['amber+strict', 'red'].includes(spec.marking.tlp), `${type.name}.${name}`);
    }
  }
});

test('only a public warning is clear by default', () => {
  for (const type of INCIDENT_TYPES) {
    for (const [name, spec] of Object.entries(type.claims)) {
      if (Object.hasOwn(COMMON_CLAIMS, name)) continue;
      assert.equal(spec.marking.tlp === 'clear', type.name === 'public-warning', `${type.name}.${name}`);
    }
  }
});

test('the free-text claims are claims of some type, so that none is forgotten by a renaming', () => {
  for (const name of FREE_TEXT_CLAIMS) {
    assert.ok(
      INCIDENT_TYPES.some((type) => type.claims[name] !== undefined),
      name,
    );
  }
});

test('a victim notice carries three to six challenge words and has no room for a telephone number', () => {
  const notice = {
    summary: 'Your mail server talks to a known controller.',
    advice: 'Call us.',
    challenge: ['amber', 'heron', 'lantern'],
    number_found_in: 'The national list of contact points',
  };
  assert.ok(check('victim-notice', notice).ok);
  for (const challenge of [
    ['amber', 'heron'],
    ['amber', 'heron', 'NOT'],
    ['amber', 'heron', '0112'],
    ['a', 'b', 'c'],
    [],
  ]) {
    assert.equal(refusedAt('victim-notice', { ...notice, challenge }).code, 'claim-shape', challenge.join());
  }
  assert.equal(TYPE_BY_NAME.get('victim-notice')!.claims.contact, undefined);
});

test('a withdrawal names one to sixteen statements once each, and one of two reasons', () => {
  const digest = 'A'.repeat(43);
  assert.ok(check('incident-withdrawal', { withdraws: [digest], reason: 'false-alarm' }).ok);
  for (const claims of [
    { withdraws: [], reason: 'false-alarm' },
    { withdraws: [digest, digest], reason: 'false-alarm' },
    { withdraws: ['short'], reason: 'false-alarm' },
    { withdraws: [digest], reason: 'regret' },
    { withdraws: digest, reason: 'false-alarm' },
  ]) {
    assert.equal(refusedAt('incident-withdrawal', claims).code, 'claim-shape', JSON.stringify(claims));
  }
});

test('a technique, a CVE or an indicator of the wrong form stops a report', () => {
  for (const [name, value] of [
    ['techniques', ['T12']],
    ['cves', ['CVE-24-1']],
    ['indicators', [{ kind: 'ip', value: '192.0.2.1' }]],
    ['likelihood', 'probable'],
    ['victim_named_because', {}],
    ['victim_named_because', { consent: 'A'.repeat(43), law: 'x' }],
    ['based_on', ['x']],
  ] as const) {
    assert.equal(refusedAt('incident-report', { ...ALERT, [name]: value as JsonValue }).code, 'claim-shape', name);
  }
});

test('likelihood and confidence are claims of their own', () => {
  const { claims } = TYPE_BY_NAME.get('incident-report')!;
  assert.ok(fits(claims.likelihood!.schema, 'likely') && !fits(claims.likelihood!.schema, 'high'));
  assert.ok(fits(claims.confidence!.schema, 'high') && !fits(claims.confidence!.schema, 'likely'));
});
