import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CSIRT, HOSPITAL, NEIGHBOUR, say } from '#incidents/testing/case-story.ts';
import { shown, type Told } from '#incidents/testing/told.ts';
import type { JsonValue } from '#statement/draft.ts';
import { titleFor } from './title.ts';

const titled = (id: string, by: string, title: JsonValue) => say(id, by, 'case-title', { title });

function calledBy(told: readonly Told[], opener: string | undefined, party: string | null): string | undefined {
  return titleFor(shown(told), opener, party);
}

test('a case is called as one’s own party called it last, else as its opener did, else by no title', () => {
  const said = [
    titled('a', HOSPITAL, 'Opener, first'),
    titled('b', NEIGHBOUR, 'Neighbour'),
    titled('c', HOSPITAL, 'Opener, last'),
    titled('d', CSIRT, 'Ours'),
  ];
  assert.equal(calledBy(said, HOSPITAL, CSIRT), 'Ours');
  assert.equal(calledBy(said, HOSPITAL, HOSPITAL), 'Opener, last');
  assert.equal(calledBy(said, HOSPITAL, null), 'Opener, last');
  assert.equal(calledBy(said.slice(1, 2), HOSPITAL, CSIRT), undefined);
  assert.equal(calledBy([], undefined, null), undefined);
});

test('what another node let pass as a title is cut to one that fits, and what is no text is none', () => {
  assert.equal(Array.from(calledBy([titled('a', HOSPITAL, '🚑'.repeat(200))], HOSPITAL, null) ?? '').length, 80);
  for (const value of ['', '  ', 7, null, ['a'], { a: 1 }]) {
    assert.equal(calledBy([titled('a', HOSPITAL, value)], HOSPITAL, null), undefined, JSON.stringify(value));
  }
});
