import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Recorded, View } from '#ledger/contract.ts';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { marking } from '#statement/marking.ts';
import { JUNK } from '#testing/junk.ts';
import { CSIRT, openPartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('base64url');
const STEP = 7;

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
      for (const at of JUNK.keys()) {
        const records = names.map(([type, claims], place) => recordOf(type, claims, at, place));
        for (const view of node.ledger.views.all) {
          const failure = await folded(view, records);
          assert.ok(
            failure instanceof TakenBack,
            `${view.name} at ${JSON.stringify(JUNK[at])}: ${String(failure)}`,
          );
        }
      }
    });
  });

  function recordOf(type: string, names: readonly string[], at: number, arrival: number): Recorded {
    const value = (place: number): JsonValue => JUNK[(at + place * STEP) % JUNK.length]!;
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
