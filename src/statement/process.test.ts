import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { encodeTextBase64url } from './base64url.ts';
import { placeDisclosures, processPayload } from './process.ts';
import { type JsonObject, type RawDisclosure, readRawDisclosures } from './raw-disclosure.ts';

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';

function disclosures(names: readonly string[]): readonly RawDisclosure[] {
  const encoded = names.map((name, at) => encodeTextBase64url(`["${SALT}","${name}",{"v":${at},"m":{}}]`));
  const read = readRawDisclosures(encoded);
  assert.ok(read.ok);
  return read.value;
}

function decoys(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => primitives.sha256Base64url(`decoy ${at}`));
}

/** Both ways agree, in what they refuse and in what comes out. */
function assertSame(payload: JsonObject, shown: readonly RawDisclosure[]): boolean {
  const general = processPayload(payload, shown);
  const placed = placeDisclosures(payload, shown);
  if (!placed.ok || !general.ok) assert.deepEqual(placed, general);
  else assert.deepEqual(placed.value(), general.value);
  return general.ok;
}

describe('disclosures are placed as RFC 9901 wants it, whether the digests are', () => {
  const shown = disclosures(['a', 'b', 'c']);
  const digests: readonly string[] = [...shown.map(({ digest }) => digest), ...decoys(5)];
  const payload = (_sd: unknown, more: object = {}) =>
    ({ iss: 'x', _sd, _sd_alg: 'sha-256', ...more }) as JsonObject;

  test('sorted, as we sign them', () => assert.ok(assertSame(payload(digests.toSorted()), shown)));
  test('in any other order', () => assert.ok(assertSame(payload(digests.toSorted().reverse()), shown)));
  test('all disclosed', () => assert.ok(assertSame(payload(digests.slice(0, 3).sort()), shown)));
  test('none disclosed', () => assert.ok(assertSame(payload(digests.toSorted()), [])));

  const refused: readonly (readonly [string, JsonObject, readonly RawDisclosure[]])[] = [
    ['a digest stands twice', payload([...digests, digests[4]!].toSorted()), shown],
    ['a disclosed digest stands twice', payload([...digests, digests[0]!].toSorted()), shown],
    ['a disclosure has no digest', payload(digests.slice(1).toSorted()), shown],
    ['a disclosure comes twice', payload(digests.toSorted()), [...shown, shown[0]!]],
    ['a digest is no text', payload([1, ...digests.toSorted()]), shown],
    ['a withheld digest is too short', payload(['A', ...digests].toSorted()), shown],
    ['a withheld digest has stray bits', payload([`${'A'.repeat(42)}B`, ...digests].toSorted()), shown],
    ['the digests are no list', payload('x'), shown],
    ['the digests are missing', { iss: 'x', _sd_alg: 'sha-256' }, shown],
    ['a claim stands openly too', payload(digests.toSorted(), { a: 1 }), shown],
    ['an element digest stands at the top', payload(digests.toSorted(), { '...': 'x' }), shown],
    ['another hash is named', payload(digests.toSorted(), { _sd_alg: 'sha-512' }), shown],
  ];
  for (const [title, bad, given] of refused) {
    test(`and refused alike when ${title}`, () => assert.equal(assertSame(bad, given), false));
  }

  test('and a claim under two digests is refused', () => {
    const twice = disclosures(['a', 'a']);
    assert.equal(assertSame(payload(twice.map(({ digest }) => digest).sort()), twice), false);
  });
  test('and reserved names are refused', () => {
    const reserved = disclosures(['_sd']);
    assert.equal(assertSame(payload(reserved.map(({ digest }) => digest)), reserved), false);
  });
});

test('any mixture of digests, doubles, decoys and claims is judged alike both ways', () => {
  const pool = disclosures(Array.from({ length: 12 }, (_, at) => `claim_${at}`));
  const fake = decoys(6);
  const some = fc.subarray([...pool]);
  fc.assert(
    fc.property(
      some,
      some,
      fc.subarray([...fake]),
      fc.boolean(),
      fc.option(fc.constantFrom(...fake, 'short', 7, null), { nil: undefined }),
      (signed, shown, extra, sorted, odd) => {
        const digests: unknown[] = [...signed.map(({ digest }) => digest), ...extra];
        if (odd !== undefined) digests.push(odd);
        if (sorted) digests.sort((one, other) => (String(one) < String(other) ? -1 : 1));
        assertSame({ iss: 'x', _sd: digests, _sd_alg: 'sha-256' } as JsonObject, shown);
      },
    ),
    { numRuns: 500 },
  );
});
