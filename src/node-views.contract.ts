import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Recorded, View } from '#ledger/contract.ts';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { CSIRT, openPartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
const STEP = 7;

/** What a claim might hold that is not what its name promises. */
const VALUES: readonly JsonValue[] = [
  ...[null, true, 0, -1, 1.5, 1e300, 2 ** 53 - 1, '', 'x', 'constructor', 'all', '1e5', '\u202e'],
  ...['2026-13-45T99:99:99Z', '+275760-09-12T23:59:59Z', '-271821-04-21T00:00:00Z', '0001-01-01T00:00:00Z'],
  ...['2026-03-01T08:00:00Z', 'P999999999Y', 'PT99999999999999H', 'did:web:a.example', digest('a'), randomUUID()],
  ...[[], [[]], [null], [1, 'a', {}], ['did:web:a.example'], [{ name: 'x' }], [digest('b')], [{}]],
  ...[
    {},
    { v: 1 },
    { from: 'x', to: 'y' },
    { local: '2026-99-99T00:00', zone: 'Mars/Base' },
    { unit: 'h', value: -5 },
  ],
  ...['a'.repeat(50_000), ['a'.repeat(3_000)]],
];

class TakenBack extends Error {}

export function nodeViewsContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    test('whatever a neighbour says under the names of our types, every view takes it in', async () => {
      await using place = await makePlace();
      await using node = await openPartyNode(place.target);
      const names = [...node.ledger.types.values()].map((type) => [type.name, Object.keys(type.claims)] as const);
      async function folded(view: View, records: readonly Recorded[]): Promise<unknown> {
        return node.store
          .transaction(async (transaction) => {
            await view.fold(transaction, records);
            throw new TakenBack();
          })
          .catch((failure: unknown) => failure);
      }
      for (const at of VALUES.keys()) {
        const records = names.map(([type, claims], place) => recordOf(type, claims, at, place));
        for (const view of node.ledger.views.all) {
          const failure = await folded(view, records);
          assert.ok(
            failure instanceof TakenBack,
            `${view.name} at ${JSON.stringify(VALUES[at])}: ${String(failure)}`,
          );
        }
      }
    });
  });

  function recordOf(type: string, names: readonly string[], at: number, arrival: number): Recorded {
    const value = (place: number): JsonValue => VALUES[(at + place * STEP) % VALUES.length]!;
    const claims = names
      .filter((one) => one !== 'case')
      .map((one, place): [string, Claim] => [one, { name: one, value: value(place), marking: marking('amber') }]);
    return {
      digest: digest(`${type} ${at}`),
      arrival: 1_000_000 + arrival,
      origin: 'foreign',
      issuer: CSIRT,
      type,
      vct: `urn:comity:statement:${type}:2`,
      realm: 'exercise:test',
      log: 'other.example/log',
      logIndex: arrival,
      case: randomUUID(),
      claims: new Map(claims),
      signer: 'k',
      recordedAt: Temporal.Instant.from('2026-03-01T08:00:00Z'),
    };
  }
}
