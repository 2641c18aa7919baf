import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleContext } from '#ledger/contract.ts';
import { formatVerifierKey, signerKey, verifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { Draft } from '#statement/draft.ts';
import { decidePeerConfirmation, type PeerState } from './peer-rules.ts';

const OURS = 'did:web:csirt.veldmark.example';
const VICTIM = 'did:web:cyber.arvenia.example';
const context = {} as RuleContext;

function key(name: string) {
  return signerKey(name, 'ed25519', primitives.generateKey('Ed25519')).verifier;
}
const victims = key('arvenia.example/log');
const witness = signerKey(
  'arvenia.example/witness',
  'cosignature-ed25519',
  primitives.generateKey('Ed25519'),
).verifier;

function state(more: Partial<PeerState['standing'][number]> = {}): PeerState {
  const standing = {
    party: VICTIM,
    node: 'https://arvenia.example',
    log: victims.name,
    logKey: victims,
    formerLogKeys: [],
    witnessKeys: [witness],
    requestKey: key('arvenia.example/request'),
    ...more,
  };
  return { hosted: new Set([OURS]), ownLog: 'veldmark.example/log', standing: [standing] };
}

function judged(
  known: PeerState,
  log: ReturnType<typeof key>,
  former: readonly ReturnType<typeof key>[] = [],
  more: Draft['claims'] = {},
) {
  const claims = {
    peer: 'did:web:evil.example',
    node: 'https://evil.example',
    log_origin: log.name,
    log_vkey: formatVerifierKey(log),
    former_vkeys: former.map(formatVerifierKey),
    witness_vkeys: [],
    request_vkey: formatVerifierKey(key('evil.example/request')),
    ...more,
  };
  const draft: Draft = { type: 'peer-confirmation', issuer: OURS, case: 'c', claims };
  const verdict = decidePeerConfirmation(known, draft, context);
  return verdict.ok ? 'accepted' : verdict.refusal.code;
}

test('a log that a peer speaks for has one key, whether it is called a log or one that was before', () => {
  assert.equal(judged(state(), key('evil.example/log')), 'accepted');
  assert.equal(judged(state(), key('arvenia.example/log')), 'peer-log-taken');
  assert.equal(judged(state(), key('arvenia.example/log/2'), [key('arvenia.example/log')]), 'peer-log-taken');
  const succeeded = state({
    log: 'arvenia.example/log/2',
    logKey: key('arvenia.example/log/2'),
    formerLogKeys: [victims],
  });
  assert.equal(judged(succeeded, key('arvenia.example/log')), 'peer-log-taken');
  assert.equal(judged(succeeded, key('arvenia.example/log/3'), [victims]), 'peer-log-taken');
});

test('parties of one node are confirmed with the one log that it has, and with its successors', () => {
  const beside = { peer: 'did:web:grid.arvenia.example', node: 'https://arvenia.example' };
  assert.equal(judged(state(), victims, [], beside), 'accepted');
  assert.equal(judged(state(), key('arvenia.example/log/2'), [victims], beside), 'accepted');
  assert.equal(judged(state(), victims), 'peer-log-taken');
});

test('a witness key of another node is confirmed for nobody else, under whatever name', () => {
  const named = verifierKey('evil.example/witness', 'cosignature-ed25519', witness.key);
  assert.notEqual(named.keyId, witness.keyId);
  const witness_vkeys = [formatVerifierKey(named)];
  assert.equal(judged(state(), key('evil.example/log'), [], { witness_vkeys }), 'peer-witness-taken');
});

test('nobody has a key for the log of this node, not even as one that was before', () => {
  assert.equal(judged(state(), key('veldmark.example/log')), 'peer-is-ourselves');
  assert.equal(judged(state(), key('veldmark.example/log/2'), [key('veldmark.example/log')]), 'peer-is-ourselves');
});
