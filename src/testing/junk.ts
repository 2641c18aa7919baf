import { createHash } from 'node:crypto';
import type { JsonValue } from '#statement/draft.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
const CASE = '0b1c2d3e-4f50-4617-8283-94a5b6c7d8e9';

/** What a claim might hold that is not what its name promises. */
export const JUNK: readonly JsonValue[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53 - 1, '', 'x', 'constructor', 'all', '1e5', '\u202e'],
  ...['2026-13-45T99:99:99Z', '+275760-09-12T23:59:59Z', '-271821-04-21T00:00:00Z', '0001-01-01T00:00:00Z'],
  ...['2026-03-01T08:00:00Z', 'P999999999Y', 'PT99999999999999H', 'did:web:a.example', digest('a'), CASE],
  ...[[], [[]], [null], [1, 'a', {}], ['did:web:a.example'], [{ name: 'x' }], [digest('b')], [{}]],
  ...[
    {},
    { v: 1 },
    { from: 'x', to: 'y' },
    { local: '2026-99-99T00:00', zone: 'Mars/Base' },
    { unit: 'h', value: -5 },
  ],
  ...['a'.repeat(5_000), ['a'.repeat(3_000)]],
];
