import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readIncident } from './incident.ts';
import { verisRecord } from './testing/veris-record.ts';

function code(value: unknown): string {
  const outcome = readIncident(value);
  return outcome.ok ? 'read' : outcome.refusal.code;
}

test('a sound record of each version from 1.2 to 1.4 is read', () => {
  for (const version of ['1.2', '1.2.1', '1.3', '1.3.3', '1.4', '1.4.1']) {
    assert.equal(code(verisRecord({ schema_version: version })), 'read', version);
  }
});

test('what changed between the versions is read in both forms', () => {
  for (const more of [
    { discovery_method: 'Int - log review' },
    { actor: { external: { variety: ['Activist'], name: 'X' } } },
    { actor: { external: { variety: ['Activist'], name: ['X', 'Y'] } } },
    { victim: { country: 'GB', industry: '22' } },
    {
      asset: { cloud: 'Unknown', assets: [{ variety: 'S - Web application' }], governance: ['Personally owned'] },
    },
    { asset: { cloud: ['Other'], role: ['OT'] } },
    { plus: { anything: { at: ['all'] } } },
    { action: undefined, actor: undefined },
  ]) {
    const record = JSON.parse(JSON.stringify(verisRecord(more)));
    assert.equal(code(record), 'read', JSON.stringify(more));
  }
});

const OTHERS: readonly (readonly [string, unknown, string])[] = [
  ['a text', 'incident', 'veris-not-an-incident'],
  ['a list', [verisRecord()], 'veris-not-an-incident'],
  ['null', null, 'veris-not-an-incident'],
  ['an empty object', {}, 'veris-not-an-incident'],
  [
    'a JSON schema of VERIS',
    { $schema: 'x', properties: {}, incident_id: 1, security_incident: 1, timeline: 1 },
    'veris-not-an-incident',
  ],
  [
    'the list of enumerations',
    { action: {}, actor: {}, security_incident: ['Confirmed'], timeline: {} },
    'veris-not-an-incident',
  ],
  ['a record without a version', { ...verisRecord(), schema_version: undefined }, 'veris-version'],
  ['version 1.1', verisRecord({ schema_version: '1.1' }), 'veris-version'],
  ['version 1.10', verisRecord({ schema_version: '1.10' }), 'veris-version'],
  ['version 2.0', verisRecord({ schema_version: '2.0.0' }), 'veris-version'],
  ['a version as number', verisRecord({ schema_version: 1.3 }), 'veris-version'],
  ['a member VERIS does not know', verisRecord({ culprit: 'x' }), 'veris-shape'],
  ['an action VERIS does not know', verisRecord({ action: { magic: { variety: ['x'] } } }), 'veris-shape'],
  ['a variety that is no list', verisRecord({ action: { hacking: { variety: 'SQLi' } } }), 'veris-shape'],
  ['a number among the varieties', verisRecord({ action: { hacking: { variety: [1] } } }), 'veris-shape'],
  ['a certainty of its own', verisRecord({ security_incident: 'Maybe' }), 'veris-shape'],
  ['a month 13', verisRecord({ timeline: { incident: { year: 2024, month: 13 } } }), 'veris-shape'],
  ['a year as text', verisRecord({ timeline: { incident: { year: '2024' } } }), 'veris-shape'],
  ['no time of the incident', verisRecord({ timeline: {} }), 'veris-shape'],
  ['a negative count', verisRecord({ attribute: { confidentiality: { data_total: -1 } } }), 'veris-shape'],
  ['an empty id', verisRecord({ incident_id: '' }), 'veris-shape'],
  ['a summary without end', verisRecord({ summary: 'x'.repeat(200_001) }), 'veris-shape'],
];

for (const [what, value, due] of OTHERS) {
  test(`${what} is refused as ${due}`, () => {
    assert.equal(code(JSON.parse(JSON.stringify(value))), due);
  });
}

test('a refusal names the place inside the record', () => {
  const outcome = readIncident(verisRecord({ timeline: { incident: { year: 2024, month: 13 } } }));
  assert.ok(!outcome.ok);
  assert.match(outcome.refusal.place ?? '', /timeline/);
});

test('any JSON is read or refused with a code, never an exception', () => {
  const members = ['incident_id', 'security_incident', 'timeline', 'schema_version', 'action', 'actor', 'victim'];
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...members), fc.jsonValue())), (value) => {
      code(value);
    }),
  );
});
