import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIENTS_MOST, DRIPPING_AFTER_MS, DRIPPING_BELOW_BYTES_A_SECOND } from './limits.ts';
import { type OpenSession, roomFor } from './sessions.ts';

const NOW_MS = 1_000_000;

type Made = { readonly ageMs?: number; readonly bytes?: number; readonly waits?: boolean };

function session(
  client: string,
  { ageMs = DRIPPING_AFTER_MS, bytes = 10, waits = false }: Made = {},
): OpenSession {
  return { client, openedMs: NOW_MS - ageMs, bytes: () => bytes, waitsForUs: () => waits };
}
const many = (count: number, make: (at: number) => OpenSession) =>
  Array.from({ length: count }, (_, at) => make(at));

test('whoever holds fewer sessions than are free finds room, and nobody has to go', () => {
  const sessions = many(CLIENTS_MOST / 2, () => session('flood'));
  assert.equal(roomFor(sessions, 'somebody', NOW_MS).type, 'free');
});

test('of those who drip the one goes whose client holds the most, and of these the slowest', () => {
  const sessions = [
    ...many(4, (at) => session('most', { bytes: 100 - at })),
    ...many(CLIENTS_MOST - 4, (at) => session(`one-${at}`, { bytes: 1 })),
  ];
  const room = roomFor(sessions, 'somebody', NOW_MS);
  assert.equal(room.type === 'leaves' && room.session, sessions[3]);
});

test('a client’s own session that drips gives way to its next, and never one of a client that holds fewer', () => {
  const own = many(CLIENTS_MOST / 2, (at) => session('own', { bytes: at }));
  const other = session('other', { bytes: 0 });
  const room = roomFor([other, ...own], 'own', NOW_MS);
  assert.equal(room.type === 'leaves' && room.session, own[0]);
  const quick = own.map((one) => ({ ...one, bytes: () => DRIPPING_BELOW_BYTES_A_SECOND * NOW_MS }));
  assert.equal(roomFor([other, ...quick], 'own', NOW_MS).type, 'refused');
});

test('a session that is new, quick, or waits for us goes for nobody', () => {
  const quickBytes = (DRIPPING_BELOW_BYTES_A_SECOND * DRIPPING_AFTER_MS) / 1_000;
  const kinds: readonly Made[] = [{ ageMs: DRIPPING_AFTER_MS - 1 }, { bytes: quickBytes }, { waits: true }];
  for (const made of kinds) {
    const sessions = many(CLIENTS_MOST, (at) => session(`one-${at}`, made));
    assert.equal(roomFor(sessions, 'somebody', NOW_MS).type, 'refused', JSON.stringify(made));
  }
});
