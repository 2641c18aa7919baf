import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { test } from 'node:test';
import { acceptedVectors } from '#testing/accepted-statements.ts';
import { refusedVectors } from '#testing/refused-statements.ts';
import type { StatementCase, StatementVectors } from '#testing/statement-case.ts';
import { importKey } from './jwk.ts';
import { open } from './open.ts';
import { parse, verify } from './parse.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'vectors', 'statement');
const FILES = { accepted: acceptedVectors, refused: refusedVectors } as const;

for (const [name, make] of Object.entries(FILES)) {
  const path = join(FOLDER, `${name}.json`);

  test(`vectors/statement/${name}.json is what its cases are made to be (COMITY_WRITE_VECTORS=1 writes it)`, () => {
    const text = `${JSON.stringify(make(), null, 2)}\n`;
    if (env.COMITY_WRITE_VECTORS === '1') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, text);
    }
    assert.equal(readFileSync(path, 'utf8'), text);
  });

  if (!existsSync(path)) continue;
  const vectors = JSON.parse(readFileSync(path, 'utf8')) as StatementVectors;
  for (const vector of vectors.cases) {
    test(`${name}: ${vector.title}${vector.verdict === 'refused' ? ` (${vector.code})` : ''}`, () => {
      assert.deepEqual(judge(vectors, vector), dueVerdict(vector));
    });
  }
}

test('a title stands once in the vectors, and ten of them are refused for each that is accepted', () => {
  const accepted = acceptedVectors().cases;
  const refused = refusedVectors().cases;
  const titles = [...accepted, ...refused].map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length);
  assert.ok(refused.length >= accepted.length * 10, `${refused.length} against ${accepted.length}`);
});

function dueVerdict(vector: StatementCase): unknown {
  if (vector.verdict === 'refused') return { at: vector.at, code: vector.code };
  return { digest: vector.digest, withheld: vector.withheld, claims: vector.claims };
}

function judge(vectors: StatementVectors, { presentation, key }: StatementCase): unknown {
  const imported = importKey(vectors.keys[key]);
  assert.ok(imported.ok);
  const parsed = parse(presentation);
  if (!parsed.ok) return { at: 'parse', code: parsed.refusal.code };
  const verified = verify(parsed.value, imported.value);
  if (!verified.ok) return { at: 'verify', code: verified.refusal.code };
  const opened = open(verified.value, undefined);
  if (!opened.ok) return { at: 'open', code: opened.refusal.code };
  const claims = [...opened.value.claims.values()];
  return { digest: parsed.value.digest, withheld: parsed.value.digestCount - claims.length, claims };
}
