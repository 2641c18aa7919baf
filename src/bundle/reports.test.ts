import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { primitives } from '#primitives';
import type { BundleEntry } from './format.ts';
import { parseTrust } from './trust.ts';
import { verifyBundle } from './verify.ts';

type Vectors = { now: string; trust: string; bundle: { statements: BundleEntry[] } };
/** SHA-256 of each report as JSON, base64url: of the whole bundle, then of the bundles that {@link changed} makes. */
type Reports = { readonly whole: string; readonly changed: readonly string[] };

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const { now, trust, bundle } = JSON.parse(readFileSync('vectors/bundle/cases.json', 'utf8')) as Vectors;
const reports = JSON.parse(readFileSync('vectors/bundle/reports.json', 'utf8')) as Reports;

/** The bundle with one character changed in every presentation (an even `round`) or in every proof (an odd one). */
function changed(round: number): object {
  const statements = bundle.statements.map(({ presentation, proof }, at): BundleEntry => {
    const chance = primitives.sha256(new TextEncoder().encode(`round ${round}, statement ${at}`));
    return round % 2 === 0
      ? { presentation: withOther(presentation, chance), proof }
      : { presentation, proof: proof === null ? null : withOther(proof, chance) };
  });
  return { ...bundle, statements };
}

function withOther(text: string, chance: Uint8Array): string {
  const place = new DataView(chance.buffer, chance.byteOffset).getUint32(0) % text.length;
  const other = ALPHABET[chance[4]! % ALPHABET.length]!;
  const put = other === text[place] ? '.' : other;
  return text.slice(0, place) + put + text.slice(place + 1);
}

function reportOf(document: object): string {
  const parsed = parseTrust(trust);
  assert.ok(parsed.ok);
  const report = verifyBundle(JSON.stringify(document), parsed.value, Temporal.Instant.from(now));
  return primitives.sha256Base64url(JSON.stringify(report));
}

test('a bundle, and sixty with a character changed in every statement or proof, are reported on to the letter as ever', () => {
  assert.equal(reports.changed.length, 60);
  // Whoever rewords a sentence of the report writes these digests anew.
  const found = reports.changed.map((_, round) => reportOf(changed(round)));
  assert.deepEqual({ whole: reportOf(bundle), changed: found }, reports);
});
