import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { isReceivingOnItsWay } from '#federation/delivery/silence.ts';
import { accept } from '#outcome.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import { borderCommands } from './commands.ts';

const CASE = '5e1f0c3a-92d4-4b7e-8a61-3f0d27c9b854';
const GIVEN = '2026-03-01T08:00:00Z';

test('a state that was told a moment ago is on its way, and silent only once the node says so', async () => {
  const unanswered = { releasedAt: GIVEN, receivedAt: null, acknowledgedAt: null, silentSince: GIVEN };
  const row = (state: string, onItsWay: boolean) => ({
    ...{ state, reasons: [], decided: null },
    told: { ...unanswered, onItsWay },
  });
  const cases = [{ case: CASE, states: [row('XA', true), row('XF', false)] }];
  const api = { get: async () => accept({ cases }) } as unknown as ApiClient;
  const { heard, run } = heardCommands(api, borderCommands);
  await run('border');
  assert.match(heard.lines[1] ?? '', /XA {2}on its way since 2026-03-01T08:00:00Z/u);
  assert.match(heard.lines[2] ?? '', /XF {2}silent since 2026-03-01T08:00:00Z/u);
});

test('what was given is on its way for five minutes, and not any more once it was received', () => {
  const releasedAt = Temporal.Instant.from(GIVEN);
  const told = { releasedAt, receivedAt: null, acknowledgedAt: null, silentSince: releasedAt };
  assert.equal(isReceivingOnItsWay(told, releasedAt.add({ seconds: 299 })), true);
  assert.equal(isReceivingOnItsWay(told, releasedAt.add({ seconds: 300 })), false);
  assert.equal(isReceivingOnItsWay({ ...told, receivedAt: releasedAt }, releasedAt), false);
});
