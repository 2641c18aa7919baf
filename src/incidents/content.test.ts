import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonValue } from '#statement/draft.ts';
import type { ContentCode } from './codes.ts';
import { checkContent } from './content.ts';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');

function verdict(claims: Readonly<Record<string, JsonValue>>, type = 'incident-alert') {
  const issuer = 'did:web:a.example';
  const outcome = checkContent({ type, issuer, case: '4a3c2b1a-0000-4000-8000-000000000001', claims }, NOW);
  return outcome.ok ? 'yes' : outcome.refusal.code;
}

const UNKNOWN = { known: 'not-yet' };

const TABLE: readonly (readonly [string, Readonly<Record<string, JsonValue>>, ContentCode | 'yes'])[] = [
  ['noticed just now', { noticed_at: '2026-03-01T12:00Z' }, 'yes'],
  ['noticed by a clock that runs nine minutes ahead', { noticed_at: '2026-03-01T12:09Z' }, 'yes'],
  ['noticed in an hour', { noticed_at: '2026-03-01T13:00Z' }, 'time-in-the-future'],
  ['noticed today, as a day', { noticed_at: '2026-03-01' }, 'yes'],
  ['noticed tomorrow', { noticed_at: '2026-03-02' }, 'time-in-the-future'],
  ['noticed this year, as a year', { noticed_at: '2026' }, 'yes'],
  ['noticed on a day that does not exist', { noticed_at: '2026-02-30' }, 'time-malformed'],
  ['began after it was noticed', { noticed_at: '2026-02-01', occurred_at: '2026-02-03' }, 'times-out-of-order'],
  ['began in the month in which it was noticed', { noticed_at: '2026-02-01', occurred_at: '2026-02' }, 'yes'],
  [
    'began the moment it was noticed',
    { noticed_at: '2026-02-01T10:00Z', occurred_at: '2026-02-01T10:00Z' },
    'yes',
  ],
  ['ended before it began', { occurred_at: '2026-02-03', occurred_until: '2026-02-01' }, 'times-out-of-order'],
  ['nobody knows when', { noticed_at: UNKNOWN, occurred_at: UNKNOWN }, 'yes'],
  [
    'at least more than at most',
    { effects: [{ kind: 'fear', people: { at_least: 10, at_most: 5 } }] },
    'people-out-of-order',
  ],
  ['best above at most', { effects: [{ kind: 'fear', people: { best: 10, at_most: 5 } }] }, 'people-out-of-order'],
  ['three equal numbers', { effects: [{ kind: 'fear', people: { at_least: 5, best: 5, at_most: 5 } }] }, 'yes'],
  ['people not known yet', { effects: [{ kind: 'fear', people: UNKNOWN }] }, 'yes'],
  ['a defanged indicator', { indicators: [{ kind: 'domain', value: 'evil[.]example' }] }, 'indicator-malformed'],
  ['indicators not known yet', { indicators: UNKNOWN }, 'yes'],
];

for (const [title, claims, due] of TABLE) {
  test(`${title}: ${due === 'yes' ? 'accepted' : `refused as ${due}`}`, () => {
    assert.equal(verdict(claims), due);
  });
}

test('the refusal names the claim, and the place inside it', () => {
  const claims = { effects: [{ kind: 'none' }, { kind: 'fear', people: { at_least: 2, best: 1 } }] };
  const outcome = checkContent({ type: 'incident-alert', issuer: 'did:web:a.example', case: '', claims }, NOW);
  assert.ok(!outcome.ok);
  assert.equal(outcome.refusal.place, 'effects/1/people');
});

test('claims of a wrong shape are left to the schema and never throw', () => {
  const names = ['noticed_at', 'occurred_at', 'effects', 'indicators', 'retracts'];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), fc.boolean(), (claims, correction) => {
      verdict(claims as Record<string, JsonValue>, correction ? 'incident-correction' : 'incident-alert');
    }),
  );
});
