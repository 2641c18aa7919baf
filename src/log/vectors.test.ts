import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import { parseCheckpoint, verifyLogSignature } from './checkpoint.ts';
import type { LogCode } from './codes.ts';
import { verifyConsistency } from './consistency.ts';
import { verifyInclusion } from './inclusion.ts';
import { checkQuorum, logKeys, verifyCosignatures } from './policy.ts';
import { parsePolicy } from './policy-file.ts';
import { parseLogProof, verifyProvenEntry } from './proof.ts';
import { parseTilePath } from './tile.ts';

type Verdict = Outcome<unknown, LogCode>;
type VectorFile<Input> = {
  about: string;
  operation: string;
  cases: { claim: string; input: Input; due: 'accepted' | LogCode }[];
};
type InclusionInput = { index: number; size: number; leaf: string; root: string; proof: string[] };
type ConsistencyInput = { oldSize: number; newSize: number; oldRoot: string; newRoot: string; proof: string[] };

function bytes(text: string): Uint8Array {
  return Uint8Array.fromBase64(text);
}

function load<Input, More = unknown>(name: string): VectorFile<Input> & More {
  return JSON.parse(readFileSync(`vectors/log/${name}.json`, 'utf8')) as VectorFile<Input> & More;
}

function check<Input>(file: VectorFile<Input>, operation: string, judge: (input: Input) => Verdict): void {
  assert.equal(file.operation, operation);
  assert.ok(file.cases.some(({ due }) => due === 'accepted'));
  for (const { claim, input, due } of file.cases) {
    const verdict = judge(input);
    assert.equal(verdict.ok ? 'accepted' : verdict.refusal.code, due, claim);
  }
}

describe('our vectors get their due verdicts', () => {
  test('inclusion proofs', () => {
    check(load<InclusionInput>('inclusion'), 'verify-inclusion', ({ index, size, leaf, root, proof }) =>
      verifyInclusion(index, size, bytes(leaf), bytes(root), proof.map(bytes)),
    );
  });

  test('consistency proofs', () => {
    check(load<ConsistencyInput>('consistency'), 'verify-consistency', (it) =>
      verifyConsistency(it.oldSize, it.newSize, bytes(it.oldRoot), bytes(it.newRoot), it.proof.map(bytes)),
    );
  });

  test('tile paths', () => {
    check(load<string>('tile-path'), 'parse-tile-path', parseTilePath);
  });

  test('policy files', () => {
    check(load<string>('policy'), 'parse-policy', parsePolicy);
  });

  test('proof files', () => {
    check(load<{ proof: string; entry: string }>('proof'), 'verify-proof-file', ({ proof, entry }) => {
      const parsed = parseLogProof(proof);
      return parsed.ok ? verifyProvenEntry(parsed.value, bytes(entry)) : parsed;
    });
  });

  test('checkpoints with their cosignatures, under a policy', () => {
    const file = load<{ checkpoint: string; quorum: string }, { policy: string; now: string }>('checkpoint');
    const now = Temporal.Instant.from(file.now);
    check(file, 'verify-checkpoint', ({ checkpoint, quorum }) => {
      const policy = parsePolicy(file.policy.replace('{quorum}', quorum));
      assert.ok(policy.ok);
      const signed = parseCheckpoint(checkpoint);
      if (!signed.ok) return signed;
      const signature = verifyLogSignature(signed.value, logKeys(policy.value), now);
      if (!signature.ok) return signature;
      const cosignatures = verifyCosignatures(signed.value, policy.value, now);
      return cosignatures.ok ? checkQuorum(policy.value, cosignatures.value) : cosignatures;
    });
  });
});
