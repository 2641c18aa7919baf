import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accept } from '#outcome.ts';
import { NOTE } from '#testing/tiny-ledger.ts';
import type { Admitted } from './admission.ts';
import { type ConflictKey, conflictKind, conflictOf } from './conflict-key.ts';
import { conflicts, cutIntoWaves } from './waves.ts';

type Item = { readonly name: number; readonly admitted: Admitted };

const CASES = ['case-a', 'case-b', 'case-c'];
const PARTIES = ['did:web:a.example', 'did:web:b.example'];

/** Statements held before, by the letters of the cases that they stand in. */
const HELD = new Map(CASES.map((caseId) => [caseId.at(-1)!.repeat(43), caseId]));
const caseOf = (digest: string) => HELD.get(digest);

const port = conflictKind<[port: string]>('port');
const given = conflictKind<[caseId: string, party: string]>('given-for-a-test');

function admitted(
  caseId: string,
  issuer: string,
  extra: readonly ConflictKey[],
  read?: readonly ConflictKey[],
  named: readonly string[] = [],
): Admitted {
  const shared = read === undefined ? {} : { readKeys: () => read };
  const rule = {
    type: 'note',
    conflictKeys: () => extra,
    ...shared,
    load: async () => [],
    decide: () => accept(null),
  };
  const draft = { type: 'note', issuer, case: caseId, claims: { based_on: named } };
  const actor = { kind: 'person', party: issuer, person: `${issuer}#x` } as const;
  return { actor, own: { type: NOTE, rule, draft, claims: [], signed: null }, foreign: [], idempotency: null };
}

const items = fc
  .array(
    fc.tuple(
      fc.constantFrom(...CASES),
      fc.constantFrom(...PARTIES),
      fc.subarray([port('80'), conflictOf.party(PARTIES[0] ?? '')]),
      fc.option(fc.subarray([port('80'), port('443')]), { nil: undefined }),
      fc.subarray([...HELD.keys(), 'z'.repeat(43)]),
    ),
    { maxLength: 40 },
  )
  .map((list) =>
    list.map(
      ([caseId, issuer, extra, read, named], name): Item => ({
        name,
        admitted: admitted(caseId, issuer, extra, read, named),
      }),
    ),
  );

function wavesOf(list: readonly Item[]): Item[][] {
  return cutIntoWaves(list, (item) => item.admitted, caseOf);
}

function clash(one: Item, other: Item): boolean {
  const [first, second] = [conflicts(one.admitted, caseOf), conflicts(other.admitted, caseOf)];
  const touches = (
    writes: readonly ConflictKey[],
    side: { writes: readonly ConflictKey[]; reads: readonly ConflictKey[] },
  ) => writes.some((key) => side.writes.includes(key) || side.reads.includes(key));
  return touches(first.writes, second) || touches(second.writes, first);
}

test('no two submissions of a wave conflict, and what conflicts keeps its order, however they come', () => {
  fc.assert(
    fc.property(items, (list) => {
      const waves = wavesOf(list);
      const placed = new Map(waves.flatMap((wave, at) => wave.map((item) => [item.name, at] as const)));
      assert.equal(placed.size, list.length);
      for (const [at, one] of list.entries()) {
        for (const other of list.slice(at + 1)) {
          if (!clash(one, other)) continue;
          assert.ok((placed.get(one.name) ?? 0) < (placed.get(other.name) ?? 0));
        }
      }
    }),
  );
});

test('independent submissions share one wave, and each wave has something in it', () => {
  const list = Array.from({ length: 50 }, (_, name) => ({
    name,
    admitted: admitted(`case-${name}`, 'did:web:a.example', []),
  }));
  assert.equal(wavesOf(list).length, 1);
  fc.assert(
    fc.property(items, (several) => {
      assert.ok(wavesOf(several).every((wave) => wave.length > 0));
    }),
  );
});

test('a change of who a party is waits for what that party said before it, and holds up what it says after', () => {
  const party = 'did:web:a.example';
  const list = [
    admitted('case-1', party, []),
    admitted('case-2', party, [conflictOf.party(party)]),
    admitted('case-3', party, []),
    admitted('case-4', 'did:web:b.example', []),
  ].map((one, name) => ({ name, admitted: one }));
  const waves = wavesOf(list).map((wave) => wave.map((item) => item.name));
  assert.deepEqual(waves, [[0, 3], [1], [2]]);
});

test('what leaves its case as it is shares a wave with its like, and neither overtakes who changes the case nor who gave it what it reads', () => {
  const [one, other] = ['did:web:a.example', 'did:web:b.example'];
  const list = [
    admitted('case-1', one, [given('case-1', 'x')], [given('case-1', 'a')]),
    admitted('case-1', one, [given('case-1', 'b')], [given('case-1', 'a')]),
    admitted('case-1', other, [given('case-1', 'y')], [given('case-1', 'b')]),
    admitted('case-1', one, []),
    admitted('case-1', one, [given('case-1', 'z')], [given('case-1', 'a')]),
  ].map((each, name) => ({ name, admitted: each }));
  const waves = wavesOf(list).map((wave) => wave.map((item) => item.name));
  assert.deepEqual(waves, [[0, 1], [2], [3], [4]]);
});

test('what names a statement of another case waits for whoever speaks there, and shares a wave with others who name it', () => {
  const party = 'did:web:a.example';
  const [inA = ''] = HELD.keys();
  const list = [
    admitted('case-1', party, [], undefined, [inA]),
    admitted('case-2', party, [], undefined, [inA]),
    admitted('case-a', party, []),
    admitted('case-3', party, [], undefined, [inA]),
    admitted('case-4', party, [], undefined, ['z'.repeat(43)]),
  ].map((one, name) => ({ name, admitted: one }));
  const waves = wavesOf(list).map((wave) => wave.map((item) => item.name));
  assert.deepEqual(waves, [[0, 1, 4], [2], [3]]);
});
