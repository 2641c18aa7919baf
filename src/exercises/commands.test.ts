import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { accept } from '#outcome.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import { exerciseCommands } from './commands.ts';

/** A node that keeps what it is asked, and tells how the clock stands as it is told to. */
function nodeWith(standing: object = {}) {
  const asked: unknown[] = [];
  const post = async (path: string, body: unknown) => {
    asked.push([path, body]);
    return accept({ digest: 'd'.repeat(43) });
  };
  const api = { get: async () => accept(standing), post } as unknown as ApiClient;
  return { asked, ...heardCommands(api, exerciseCommands) };
}

test('each command says one thing about the clock, and nothing that was not typed', async () => {
  const lines: readonly (readonly [typed: string, body: object])[] = [
    ['start', { act: 'start', speed: 1 }],
    [
      'start --speed 8760 --at 2027-03-01T08:00:00Z --in 30',
      { act: 'start', speed: 8_760, instant: '2027-03-01T08:00:00Z', in_seconds: 30 },
    ],
    ['speed 60', { act: 'speed', speed: 60 }],
    ['speed 0 --in 0', { act: 'speed', speed: 0, in_seconds: 0 }],
    ['pause', { act: 'pause' }],
    ['jump 2027-04-01T00:00:00Z', { act: 'jump', instant: '2027-04-01T00:00:00Z' }],
  ];
  for (const [typed, body] of lines) {
    const { asked, run } = nodeWith();
    await run('exercise', 'clock', ...typed.split(' '));
    assert.deepEqual(asked, [['/api/v1/exercise/clock', body]], typed);
  }
});

test('show tells the instant, the speed, who sets it, and each word with why it does not count', async () => {
  const word = {
    act: 'start',
    effectiveAt: '2026-03-01T08:00:00Z',
    issuer: 'did:web:csirt.example',
    unheeded: null,
  };
  const words = [word, { ...word, issuer: 'did:web:other.example', unheeded: 'of-another' }];
  const standing = { now: '2027-03-01T08:00:00Z', started: true, speed: 8_760, keeper: word.issuer, words };
  const { heard, run } = nodeWith(standing);
  await run('exercise', 'clock', 'show');
  assert.match(heard.lines[0] ?? '', /2027-03-01T08:00:00Z.*8,760 times/u);
  assert.match(heard.lines[1] ?? '', /csirt\.example/u);
  assert.match(heard.lines[3] ?? '', /other\.example: does not count \(of-another\)/u);
  const held = nodeWith({ ...standing, speed: 0 });
  await held.run('exercise', 'clock', 'show');
  assert.match(held.heard.lines[0] ?? '', /the clock is held/u);
  const fresh = nodeWith({ ...standing, started: false, keeper: null, words: [] });
  await fresh.run('exercise', 'clock', 'show');
  assert.deepEqual(fresh.heard.lines, ['Not started: the exercise goes by the world’s time.']);
});
