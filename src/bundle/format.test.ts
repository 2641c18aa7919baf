import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { World } from '#testing/evidence.ts';
import type { BundleFileCode } from './codes.ts';
import {
  type Bundle,
  fitsBundle,
  formatBundle,
  MAX_BUNDLE_CHARACTERS,
  MAX_BUNDLE_CHECKPOINTS,
  MAX_BUNDLE_STATEMENTS,
  parseBundle,
} from './format.ts';
import { verifyBundle } from './verify.ts';

const world = new World();
const alert = world.say(world.operator, 'incident-alert', { title: 'x' });
const bundle: Bundle = world.bundle([alert], { checkpoints: ['a checkpoint'] });
const text = formatBundle(bundle);
const plain = JSON.parse(text) as Record<string, unknown>;

function changed(change: Record<string, unknown>): string {
  return JSON.stringify({ ...plain, ...change });
}

function without(name: string): string {
  const { [name]: _, ...rest } = plain;
  return JSON.stringify(rest);
}

describe('bundle documents', () => {
  test('a bundle is read back as written', () => {
    assert.deepEqual(parseBundle(text), { ok: true, value: bundle });
  });

  test('keys, checkpoints and proofs may be absent: a statement can be older than its proof', () => {
    const bare = parseBundle(
      `{"comity-bundle":1,"exported":"2026-03-01T12:00:00Z","statements":[{"presentation":"x"}]}`,
    );
    assert.ok(bare.ok);
    assert.deepEqual([bare.value.keys, bare.value.checkpoints, bare.value.statements[0]?.proof], [[], [], null]);
  });

  const entry = { presentation: 'x', proof: 'y' };
  const malformed: Record<string, [string, BundleFileCode]> = {
    nothing: ['', 'bundle-malformed'],
    'a list': ['[]', 'bundle-malformed'],
    'another document': ['{"type":"bundle"}', 'bundle-malformed'],
    'JSON with a comma too many': [text.replace(/\n\}\n$/, ',}'), 'bundle-malformed'],
    'a member that stands twice': [text.replace('{', '{"comity-bundle":1,'), 'bundle-malformed'],
    'a later version': [changed({ 'comity-bundle': 2 }), 'bundle-version-unknown'],
    'a version written as text': [changed({ 'comity-bundle': '1' }), 'bundle-version-unknown'],
    'a member nobody knows': [changed({ title: 'Proof!' }), 'bundle-malformed'],
    'a bundle without its time': [without('exported'), 'bundle-malformed'],
    'a time without its zone': [changed({ exported: '2026-03-01T12:00:00' }), 'bundle-malformed'],
    'a time that never was': [changed({ exported: '2026-02-30T12:00:00Z' }), 'bundle-malformed'],
    'a time of a thousand digits': [
      changed({ exported: `2026-03-01T12:00:00.${'0'.repeat(1_000)}Z` }),
      'bundle-malformed',
    ],
    'a bundle without statements': [without('statements'), 'bundle-malformed'],
    'an empty bundle': [changed({ statements: [] }), 'bundle-empty'],
    'statements that are an object': [changed({ statements: { 0: entry } }), 'bundle-malformed'],
    'a statement that is text': [changed({ statements: ['x'] }), 'bundle-malformed'],
    'a statement without its presentation': [changed({ statements: [{ proof: 'y' }] }), 'bundle-malformed'],
    'a statement with a verdict of its own': [
      changed({ statements: [{ ...entry, verified: true }] }),
      'bundle-malformed',
    ],
    'a proof that is a number': [changed({ statements: [{ ...entry, proof: 7 }] }), 'bundle-malformed'],
    'keys that are an object': [changed({ keys: {} }), 'bundle-malformed'],
    'a key that is a bare JWK': [changed({ keys: [{ kty: 'EC' }] }), 'bundle-malformed'],
    'a checkpoint that is no text': [changed({ checkpoints: [1] }), 'bundle-malformed'],
    'too many statements': [
      changed({ statements: Array(MAX_BUNDLE_STATEMENTS + 1).fill(entry) }),
      'bundle-too-many-statements',
    ],
    'too many keys': [
      changed({ keys: Array(MAX_BUNDLE_STATEMENTS + 1).fill(entry) }),
      'bundle-too-many-statements',
    ],
    'too many checkpoints': [
      changed({ checkpoints: Array(MAX_BUNDLE_CHECKPOINTS + 1).fill('') }),
      'bundle-malformed',
    ],
    'a bundle over the limit': [' '.repeat(MAX_BUNDLE_CHARACTERS + 1), 'bundle-too-long'],
    'arrays without end': ['['.repeat(100_000), 'bundle-malformed'],
  };
  for (const [what, [input, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}, and verifies as failed with that sentence`, () => {
      const parsed = parseBundle(input);
      assert.ok(!parsed.ok, `${what} was accepted`);
      assert.equal(parsed.refusal.code, code);
      const report = verifyBundle(input, world.trust(), world.now);
      assert.equal(report.verdict, 'failed');
      assert.deepEqual(report.refusal, parsed.refusal);
    });
  }

  test('what fits is read up to the last statement, key, checkpoint and character, and what does not is refused', () => {
    const many = (count: number) => Array<typeof entry>(count).fill(entry);
    const long = (beyond: number): Bundle => {
      const alone = (presentation: string) => ({ ...bundle, statements: [{ presentation, proof: null }] });
      return alone('x'.repeat(MAX_BUNDLE_CHARACTERS + beyond - formatBundle(alone('')).length));
    };
    for (const [fits, size] of [
      [true, { ...bundle, statements: many(MAX_BUNDLE_STATEMENTS) }],
      [false, { ...bundle, statements: many(MAX_BUNDLE_STATEMENTS + 1) }],
      [true, { ...bundle, keys: many(MAX_BUNDLE_STATEMENTS) }],
      [false, { ...bundle, keys: many(MAX_BUNDLE_STATEMENTS + 1) }],
      [true, { ...bundle, checkpoints: Array<string>(MAX_BUNDLE_CHECKPOINTS).fill('') }],
      [false, { ...bundle, checkpoints: Array<string>(MAX_BUNDLE_CHECKPOINTS + 1).fill('') }],
      [true, long(0)],
      [false, long(1)],
    ] as const) {
      assert.deepEqual([fitsBundle(size), parseBundle(formatBundle(size)).ok], [fits, fits]);
    }
    const half = { presentation: 'x'.repeat(MAX_BUNDLE_CHARACTERS), proof: null };
    assert.equal(fitsBundle({ ...bundle, statements: Array(20).fill(half) }), false, 'longer than any string');
  });

  test('whatever stands in its texts, verification answers and never throws', () => {
    const { presentation, proof } = bundle.statements[0] as { presentation: string; proof: string };
    const broken = (whole: string): fc.Arbitrary<string> =>
      fc.oneof(
        fc.string(),
        fc.tuple(fc.nat(whole.length), fc.nat(3), fc.string({ maxLength: 3 })).map(([at, dropped, put]) => {
          return whole.slice(0, at) + put + whole.slice(at + dropped);
        }),
      );
    const trust = world.trust();
    fc.assert(
      fc.property(broken(presentation), broken(proof), (badPresentation, badProof) => {
        const statements = [
          { presentation: badPresentation, proof },
          { presentation, proof: badProof },
        ];
        const report = verifyBundle(JSON.stringify({ ...plain, statements }), trust, world.now);
        for (const one of report.statements) if (one.claims.length > 0) assert.equal(one.digest, alert.digest);
      }),
      { numRuns: 200 },
    );
  });

  test('whatever the bytes, the parser answers and never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (input) => assert.ok(!parseBundle(input).ok)));
  });
});
