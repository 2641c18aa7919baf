import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { USES } from '#statement/marking.ts';
import { fits } from '#statement/validator.ts';
import { isStateCode } from '#vocabulary/states.ts';
import { ProtectionFile, protectionOf } from './protection.ts';
import { TYPE_BY_NAME } from './statements.ts';

const file = JSON.parse(readFileSync(join(import.meta.dirname, 'protection.json'), 'utf8')) as {
  protections: Record<string, unknown>[];
};

test('the data file has the form of its schema, each id once, each type and state known', () => {
  assert.ok(fits(ProtectionFile, file));
  const ids = file.protections.map((entry) => entry.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const entry of file.protections) {
    for (const type of entry.applies_to as string[]) assert.ok(TYPE_BY_NAME.has(type), type);
    for (const state of entry.territories as string[]) assert.ok(state === 'EU' || isStateCode(state), state);
  }
});

test('an entry with a missing citation, an unknown confidence or a member more is refused', () => {
  const [first] = file.protections;
  for (const broken of [
    { ...first, citation: '' },
    { ...first, confidence: 'sure' },
    { ...first, lawyer: 'x' },
  ]) {
    assert.ok(!fits(ProtectionFile, { ...file, protections: [broken] }));
  }
});

test('in the European Union the reporter reads that notifying does not by itself raise liability, with the citation', () => {
  for (const state of ['DE', 'FR', 'SE']) {
    const entry = protectionOf(state, 'incident-alert').protections.find((one) => one.id === 'eu-nis2-23-1');
    assert.match(entry?.citation ?? '', /23\(1\)/);
    assert.match(entry?.protects ?? '', /liable/);
  }
});

test('how well each entry is founded stays visible, unconfirmed ones included', () => {
  const confidences = protectionOf('DE', 'incident-alert').protections.map((one) => one.confidence);
  assert.ok(confidences.includes('unconfirmed') && confidences.includes('secondary'));
  assert.match(protectionOf('DE', 'incident-alert').notice, /not legal advice/);
});

test('where no law is written up that is said, and not taken for there being none', () => {
  const answer = protectionOf('CH', 'incident-alert');
  assert.deepEqual([answer.nothingKnown, answer.protections.length], [true, 0]);
  assert.equal(answer.uses.length, USES.length);
});

test('a fictional state is shown European law as an example, and told so', () => {
  const answer = protectionOf('XV', 'incident-alert');
  assert.ok(answer.asExample && answer.protections.length > 0);
  assert.equal(protectionOf('DE', 'incident-alert').asExample, false);
});

test('a near miss is protected as a voluntary report, a withdrawal by nothing in particular', () => {
  assert.deepEqual(
    protectionOf('DE', 'near-miss').protections.map((one) => one.id),
    ['eu-nis2-30-2'],
  );
  assert.ok(protectionOf('DE', 'incident-withdrawal').nothingKnown);
});

test('each permitted use says who uses the report, for what, and what follows from not permitting it', () => {
  assert.deepEqual(
    protectionOf('DE', 'incident-alert').uses.map((one) => one.use),
    [...USES],
  );
});
