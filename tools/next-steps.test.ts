import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEXT_STEP_TEXTS } from '#help/next-step-texts.ts';
import { codesWithNextStep, nextStepFor } from '#help/next-steps.ts';
import { isTest } from './rooms.ts';
import { readSources } from './source.ts';

const CODE_TYPE = /^(?:(?:export )?type \w*Code|export const \w+_CODES) =[^;]*;/gmu;
const REFUSED = /\brefuse\(\s*'([a-z0-9-]+)'|\bcode: '([a-z0-9-]+)',\s*sentence/gu;

/** Each code that a room declares, and each one that a refusal is given with. */
function codesOfTheProgram(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { path, lines } of readSources()) {
    if (!/^(?:src|bin)\//u.test(path) || isTest(path)) continue;
    const text = lines.join('\n');
    for (const [declared] of text.matchAll(CODE_TYPE)) {
      for (const [, code] of declared.matchAll(/'([a-z0-9-]+)'/gu)) found.add(code!);
    }
    for (const [, refused, written] of text.matchAll(REFUSED)) found.add((refused ?? written)!);
  }
  return found;
}

test('each code that anybody can be refused with has a next step, and each next step is for a code that exists', () => {
  const codes = codesOfTheProgram();
  const listed = codesWithNextStep();
  assert.ok(codes.size > 600, `only ${codes.size} codes were found`);
  assert.deepEqual([...codes].filter((code) => !listed.includes(code)).sort(), [], 'without a next step');
  assert.deepEqual(listed.filter((code) => !codes.has(code)).sort(), [], 'no such code');
  assert.equal(new Set(listed).size, listed.length);
});

test('a next step is one or two whole sentences that tell somebody to do something', () => {
  for (const text of Object.values(NEXT_STEP_TEXTS)) {
    assert.match(text, /^[A-Z“][^.]*\.(?:[a-z]+[^.]*\.)*(?: [A-Z“][^.]*\.)?$/u, text);
  }
  assert.equal(nextStepFor('second-person-needed'), NEXT_STEP_TEXTS['second-person']);
});
