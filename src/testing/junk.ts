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

/** Times at either end of what can be reckoned with, and texts that are none although they begin as one. */
export const TIMES: readonly JsonValue[] = [
  ...['0000', '0000-01-01', '0000-01-01T00:00Z', '0001-01-01', '0001-01-01T00:00:00Z'],
  ...['9999', '9999-12', '9999-12-31', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59.999Z'],
  ...['+275760-09-13', '+275760-09-13T00:00:00Z', '-271821-04-19', '-271821-04-20T00:00:00Z'],
  ...['2026-02-30', '2026-02-30T12:00:00Z', '2026-03-01[u-ca=hebrew]', '2026-03-01T08:00:00Z[u-ca=hebrew]'],
  { local: '9999-12-31T23:59', zone: 'Pacific/Kiritimati' },
  { local: '-271821-04-19T00:00', zone: 'Pacific/Niue' },
];
