import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept } from '#outcome.ts';
import type { Parsed } from '#statement/parse.ts';
import { ALPHA, NOTE } from '#testing/tiny-ledger.ts';
import type { Admitted } from './admission.ts';
import { preparable } from './prepared.ts';

function draft(caseId: string, signed: Parsed | null = null): Admitted {
  const rule = { type: 'note', load: async () => [], decide: () => accept(null) };
  const own = { type: NOTE, rule, draft: { type: 'note', issuer: ALPHA, case: caseId, claims: {} }, claims: [] };
  return { actor: { kind: 'node' }, own: { ...own, signed }, foreign: [], idempotency: null };
}

test('drafts are prepared together up to the first that touches another, or is no draft of ours', () => {
  const signed = draft('d', { digest: 'x' } as Parsed);
  const arrival: Admitted = { actor: { kind: 'node' }, own: null, foreign: [], idempotency: null };
  assert.equal(preparable([]), 0);
  assert.equal(preparable([draft('a'), draft('b'), draft('c')]), 3);
  assert.equal(preparable([draft('a'), draft('b'), draft('a'), draft('c')]), 2);
  assert.equal(preparable([draft('a'), signed, draft('b')]), 1);
  assert.equal(preparable([draft('a'), arrival, draft('b')]), 1);
  assert.equal(preparable([arrival, draft('a'), draft('b')]), 0);
});
