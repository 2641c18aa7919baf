import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { incidentWithdrawal } from '#incidents/statements/report.ts';
import { readField } from './alert-questions.ts';
import { LINK_NAMES_MOST, LINK_VALUE_CHARACTERS_MOST, linkForm, readAlertLink, readLink } from './form-link.ts';

const query = (text: string) => {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    fields[name] = Object.hasOwn(fields, name) ? [fields[name]!, value].flat() : value;
  }
  return fields;
};

test('a link fills in fields under the names of the claims, and under the short names that are documented', () => {
  const link = readAlertLink(
    query('kind=availability/dos&sector=health,energy&state=XV&state=XA&title=Results+stopped&danger_to_life=yes'),
  );
  assert.deepEqual(link.refused, []);
  assert.deepEqual(link.fields, {
    incident_type: 'availability/dos',
    sectors: ['health', 'energy'],
    affected_states: ['XV', 'XA'],
    description: 'Results stopped',
    danger_to_life: 'yes',
  });
});

test('a name that the form does not have, a value that its field refuses, and a repetition are told and left out', () => {
  const link = readAlertLink(
    query('severity=high&kind=nonsense&noticed_at=yesterday&service=A&service=B&danger_to_life=yes&people=many'),
  );
  assert.deepEqual(link.fields, { danger_to_life: 'yes' });
  assert.deepEqual(
    link.refused.map(({ name, because }) => [name, because]),
    [
      ['severity', 'unknown'],
      ['kind', 'malformed'],
      ['noticed_at', 'malformed'],
      ['service', 'repeated'],
      ['people', 'malformed'],
    ],
  );
});

test('a claim and its short name in one link are one field said twice', () => {
  const { fields, refused } = readAlertLink(query('sectors=health&sector=energy'));
  assert.deepEqual(fields, { sectors: ['health'] });
  assert.deepEqual(refused, [{ name: 'sector', because: 'repeated' }]);
});

test('names of the language itself are no fields', () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const sent = Object.assign(Object.create(null), { [name]: 'x' });
    assert.deepEqual(readAlertLink(sent).fields, {}, name);
  }
});

test('a value longer than a link may carry, or with control characters, is refused', () => {
  const long = readAlertLink({ description: 'a'.repeat(LINK_VALUE_CHARACTERS_MOST + 1) });
  assert.deepEqual(long.refused, [{ name: 'description', because: 'too-long' }]);
  const bell = readAlertLink({ description: 'ring \u0007 ring' });
  assert.deepEqual(bell.refused, [{ name: 'description', because: 'malformed' }]);
  assert.equal(readAlertLink({ description: 'two\nlines' }).fields.description, 'two\nlines');
});

test('more names than a link may carry are not looked at', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`name${at}`, 'x']));
  assert.equal(readAlertLink(many).refused.length, LINK_NAMES_MOST);
});

test('a withdrawal takes its claims as its type does', () => {
  const form = linkForm(incidentWithdrawal.claims, ['reason', 'duplicate_of', 'summary']);
  assert.deepEqual(readLink(form, { reason: 'false-alarm', summary: 'A drill' }).fields, {
    reason: 'false-alarm',
    summary: 'A drill',
  });
  assert.deepEqual(
    readLink(form, { reason: 'boredom', duplicate_of: 'x', withdraws: 'y' }).refused.map(({ because }) => because),
    ['malformed', 'malformed', 'unknown'],
  );
});

test('whatever a link carries, only values that the form itself would take are proposed, and reading them again changes nothing', () => {
  const value = fc.oneof(fc.string(), fc.constantFrom('health', 'yes', 'XV', '1200', 'not-known-yet', '2026-03'));
  const name = fc.oneof(
    fc.string(),
    fc.constantFrom('sectors', 'people', 'noticed_at', 'affected_states', 'harm', 'kind', 'hours', 'service'),
  );
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(value, fc.array(value))), (sent) => {
      const { fields } = readAlertLink(sent);
      for (const [field, taken] of Object.entries(fields)) {
        assert.ok(readField(field as 'service', taken).ok, `${field}: ${JSON.stringify(taken)}`);
      }
      assert.deepEqual(readAlertLink(fields), { fields, refused: [] });
    }),
  );
});
