import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES } from '#capabilities.ts';
import { loadCommands } from '#cli/of-capabilities.ts';
import { NEXT_STEP_TEXTS } from '#help/next-step-texts.ts';
import { codesWithNextStep, nextStepFor } from '#help/next-steps.ts';
import { isTest } from './rooms.ts';
import { readSources } from './source.ts';

const DECLARATION = /^(?:export )?const \w+_CODES = \{([^;]*)\} as const satisfies Codes;/gmu;
const CODE_TYPE = /^(?:export )?type \w*Code =[^;]*;/gmu;
const REFUSED = /\brefuse\(\s*'([a-z0-9-]+)'|\bcode: '([a-z0-9-]+)',\s*sentence/gu;

await loadCommands(CAPABILITIES);

const shipped = readSources()
  .filter(({ path }) => /^(?:src|bin)\//u.test(path) && !isTest(path))
  .map(({ lines }) => lines.join('\n'));

/** As the files of the rooms declare them, each as often as it is declared. */
const declared = shipped
  .flatMap((text) => [...text.matchAll(DECLARATION)])
  .flatMap(([, codes]) => [...codes!.matchAll(/^ {2}'?([a-z0-9-]+)'?: \{/gmu)])
  .map(([, code]) => code!);

/** Each code that a room names in the type of its refusals, and each one that a refusal is given with. */
function codesRefusedWith(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const text of shipped) {
    for (const [type] of text.matchAll(CODE_TYPE)) {
      for (const [, code] of type.matchAll(/'([a-z0-9-]+)'/gu)) found.add(code!);
    }
    for (const [, refused, written] of text.matchAll(REFUSED)) found.add((refused ?? written)!);
  }
  return found;
}

test('each code that anybody can be refused with is declared by one room, with what its reader does next', () => {
  assert.ok(declared.length > 600, `only ${declared.length} codes were found`);
  assert.deepEqual([...codesRefusedWith()].filter((code) => !declared.includes(code)).sort(), [], 'undeclared');
  assert.deepEqual(declared.filter((code, at) => declared.indexOf(code) !== at).sort(), [], 'declared twice');
});

test('each code that a room declares is known once the command line has its commands', () => {
  assert.deepEqual([...codesWithNextStep()].sort(), [...declared].sort());
});

test('a next step is one or two whole sentences that tell somebody to do something', () => {
  for (const text of Object.values(NEXT_STEP_TEXTS)) {
    assert.match(text, /^[A-Z“][^.]*\.(?:[a-z]+[^.]*\.)*(?: [A-Z“][^.]*\.)?$/u, text);
  }
  assert.equal(nextStepFor('second-person-needed'), NEXT_STEP_TEXTS['second-person']);
});
