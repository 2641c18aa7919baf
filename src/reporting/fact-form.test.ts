import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { JsonValue } from '#statement/draft.ts';
import { readForm } from './fact-form.ts';

function read(fact: StageFact, known: JsonValue, sent: readonly string[]) {
  return readForm([fact], new Map([[fact, known]]), { [fact]: sent });
}

test('what the case says stays its own in whatever order a page ticks it', () => {
  for (const fact of ['affected_states', 'sectors'] as const) {
    const [one, other] = fact === 'sectors' ? ['health', 'energy'] : ['XV', 'XA'];
    const same = read(fact, [one!, other!], [other!, one!]);
    assert.deepEqual([same.typed, same.omitted, same.errors.size], [{}, [], 0], fact);
  }
});

test('a state more is typed behind those that were said, one less is typed too, none at all is left out', () => {
  assert.deepEqual(read('affected_states', ['XV', 'XA'], ['SE', 'XA', 'XV']).typed.affected_states, [
    'XV',
    'XA',
    'SE',
  ]);
  assert.deepEqual(read('affected_states', ['XV', 'XA'], ['XA']).typed.affected_states, ['XA']);
  assert.deepEqual(read('affected_states', ['XV', 'XA'], []).omitted, ['affected_states']);
});

test('what is the code of no state is refused at its field', () => {
  assert.deepEqual([...read('affected_states', ['XV'], ['Veldmark']).errors.keys()], ['affected_states']);
});
