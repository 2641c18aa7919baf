import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkContent } from '#incidents/content.ts';
import { incidentAlert } from '#incidents/statements/report.ts';
import type { Fields } from '#site/form-body.ts';
import { checkDraft } from '#statement/check.ts';
import { NOT_KNOWN_YET } from '#statement/statement-type.ts';
import {
  ALERT_QUESTIONS,
  alertDraft,
  answeredQuestions,
  type Claims,
  DONT_KNOW,
  readAnswer,
} from './alert-questions.ts';

const ADDRESS = { issuer: 'did:web:hospital.example', case: '4a3c2b1a-0000-4000-8000-000000000001' };

function claims(question: string, fields: Fields): Claims {
  const outcome = readAnswer(question, fields);
  assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.refusal.place}: ${outcome.refusal.sentence}`);
  return outcome.value;
}

function refusal(question: string, fields: Fields) {
  const outcome = readAnswer(question, fields);
  assert.ok(!outcome.ok, JSON.stringify(fields));
  return outcome.refusal;
}

test('an alert takes five questions, and the first is about danger', () => {
  assert.equal(ALERT_QUESTIONS.length, 5);
  assert.equal(ALERT_QUESTIONS[0]?.id, 'danger');
});

test('every claim an alert requires is asked by one of the five questions', () => {
  const asked = new Set(ALERT_QUESTIONS.flatMap((question) => question.claims));
  for (const [name, spec] of Object.entries(incidentAlert.claims)) {
    if (spec.required && !['iat', 'case', 'number', 'case_number'].includes(name))
      assert.ok(asked.has(name), name);
  }
});

test('"I don’t know yet" is a valid answer to every question, and the alert made of it is valid', () => {
  const fields = {
    danger_to_life: DONT_KNOW,
    incident_type: DONT_KNOW,
    malicious: DONT_KNOW,
    noticed_at: DONT_KNOW,
    sectors: DONT_KNOW,
    affected_states: DONT_KNOW,
    harm: DONT_KNOW,
  };
  const answers = Object.assign({}, ...ALERT_QUESTIONS.map((question) => claims(question.id, fields)));
  for (const name of Object.keys(answers)) assert.deepEqual(answers[name], NOT_KNOWN_YET, name);
  assert.ok(checkDraft(incidentAlert, alertDraft(answers, ADDRESS)).ok);
});

test('an alert handed in after the first question records the others as not known yet', () => {
  const draft = alertDraft(claims('danger', { danger_to_life: 'yes' }), ADDRESS);
  assert.equal(draft.claims.danger_to_life, 'yes');
  assert.deepEqual(draft.claims.effects, NOT_KNOWN_YET);
  assert.ok(checkDraft(incidentAlert, draft).ok);
});

test('full answers become claims that the schema and the content check take', () => {
  const answers = {
    ...claims('danger', { danger_to_life: 'yes', danger_detail: ' Two wards ' }),
    ...claims('what', { incident_type: 'availability/sabotage', malicious: 'suspected', description: '' }),
    ...claims('when', { noticed_at: '2026-03-01T02:40', occurred_at: '2026-02' }),
    ...claims('where', { sectors: ['health', 'health'], affected_states: ['XV', 'XA'], service: 'Laboratory' }),
    ...claims('people', { harm: ['care-delayed', 'fear'], people: '1 200', hours: '2.5' }),
  };
  assert.equal(answers.danger_detail, 'Two wards');
  assert.equal(answers.noticed_at, '2026-03-01T02:40Z');
  assert.deepEqual(answers.sectors, ['health']);
  assert.deepEqual(answers.effects, [
    { kind: 'care-delayed', people: { best: 1200 }, hours: 2.5 },
    { kind: 'fear', people: { best: 1200 }, hours: 2.5 },
  ]);
  const draft = alertDraft(answers, {
    ...ADDRESS,
    reportedTo: 'did:web:csirt.example',
    preliminary: true,
    contact: { phone: '1' },
  });
  assert.ok(checkDraft(incidentAlert, draft).ok);
  assert.ok(checkContent(draft, Temporal.Instant.from('2026-03-01T12:00:00Z')).ok);
  assert.equal(answeredQuestions(answers).size, 5);
});

test('what the reporter allows stands in the marking of every claim', () => {
  const draft = alertDraft(claims('danger', { danger_to_life: 'no' }), {
    ...ADDRESS,
    uses: ['mitigation', 'prosecution'],
  });
  for (const name of Object.keys(draft.claims))
    assert.deepEqual(draft.markings?.[name]?.uses, ['mitigation', 'prosecution'], name);
  assert.ok(checkDraft(incidentAlert, draft).ok);
});

const BAD: readonly (readonly [string, Fields, string, string])[] = [
  ['danger', {}, 'answer-missing', 'danger_to_life'],
  ['danger', { danger_to_life: 'perhaps' }, 'answer-malformed', 'danger_to_life'],
  ['danger', { danger_to_life: ['', 'yes'] }, 'answer-missing', 'danger_to_life'],
  ['danger', { danger_to_life: 'no', danger_detail: 'x'.repeat(4_001) }, 'answer-malformed', 'danger_detail'],
  ['what', { incident_type: '__proto__', malicious: 'no' }, 'answer-malformed', 'incident_type'],
  ['what', { incident_type: 'availability/dos' }, 'answer-missing', 'malicious'],
  ['when', { noticed_at: 'yesterday' }, 'answer-malformed', 'noticed_at'],
  ['when', { noticed_at: '2026-02-30' }, 'answer-malformed', 'noticed_at'],
  ['when', { noticed_at: '2026-03-01T02:40+01:00' }, 'answer-malformed', 'noticed_at'],
  ['when', { noticed_at: '' }, 'answer-missing', 'noticed_at'],
  ['where', { sectors: 'health' }, 'answer-missing', 'affected_states'],
  ['where', { sectors: 'hospitals', affected_states: 'XV' }, 'answer-malformed', 'sectors'],
  ['where', { sectors: 'health', affected_states: ['XV', 'Atlantis'] }, 'answer-malformed', 'affected_states'],
  ['people', {}, 'answer-missing', 'harm'],
  ['people', { harm: ['none', 'fear'] }, 'answer-malformed', 'harm'],
  ['people', { harm: 'sorrow' }, 'answer-malformed', 'harm'],
  ['people', { harm: 'fear', people: 'many' }, 'answer-malformed', 'people'],
  ['people', { harm: 'fear', people: '-1' }, 'answer-malformed', 'people'],
  ['people', { harm: 'fear', people: '1.5' }, 'answer-malformed', 'people'],
  ['people', { harm: 'fear', people: '1e300' }, 'answer-malformed', 'people'],
  ['people', { harm: 'fear', hours: '0x10000000000' }, 'answer-malformed', 'hours'],
  ['verdict', {}, 'question-unknown', ''],
];

for (const [question, fields, code, place] of BAD) {
  test(`${question} with ${JSON.stringify(fields).slice(0, 60)} is refused as ${code}`, () => {
    const { code: found, place: where } = refusal(question, fields);
    assert.equal(found, code);
    if (place !== '') assert.equal(where, place);
  });
}

test('whatever a form sends, an accepted answer makes a valid alert', () => {
  const names = [
    'danger_to_life',
    'incident_type',
    'malicious',
    'noticed_at',
    'occurred_at',
    'sectors',
    'affected_states',
    'harm',
    'people',
    'hours',
  ];
  const values = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(
      'yes',
      'no',
      DONT_KNOW,
      'availability/dos',
      '2026-03-01',
      'health',
      'XV',
      'fear',
      'none',
      '12',
      '1e3',
    ),
    fc.array(fc.constantFrom('XV', 'health', 'fear', DONT_KNOW, 'none'), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...ALERT_QUESTIONS.map(({ id }) => id)),
      fc.dictionary(fc.constantFrom(...names), values),
      (id, fields) => {
        const outcome = readAnswer(id, fields as Fields);
        if (outcome.ok)
          assert.ok(
            checkDraft(incidentAlert, alertDraft(outcome.value, ADDRESS)).ok,
            JSON.stringify(outcome.value),
          );
      },
    ),
  );
});

test('numbers and times may be typed in the digits of an Arabic keyboard', () => {
  const people = readAnswer('people', { harm: 'care-delayed', people: '١٬٢٠٠', hours: '۵' });
  assert.ok(people.ok);
  assert.deepEqual(people.value, { effects: [{ kind: 'care-delayed', people: { best: 1200 }, hours: 5 }] });
  const when = readAnswer('when', { noticed_at: '٢٠٢٦-٠٣-٠١T١٤:٣٠' });
  assert.ok(when.ok);
  assert.equal(when.value.noticed_at, '2026-03-01T14:30Z');
});
