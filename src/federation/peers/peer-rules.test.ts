import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RuleContext } from '#ledger/contract.ts';
import { formatVerifierKey, signerKey, verifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import type { Draft } from '#statement/draft.ts';
import { decidePeerConfirmation, decidePeerRemoval, type PeerState } from './peer-rules.ts';

const OURS = 'did:web:csirt.veldmark.example';
const OPERATOR = 'did:web:hospital.veldmark.example';
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
    confirmers: new Set([OURS]),
    ...more,
  };
  const hosted = new Set([OURS, OPERATOR]);
  return { hosted, hosts: new Set([OURS]), ownLog: 'veldmark.example/log', standing: [standing] };
}

function judged(
  known: PeerState,
  log: ReturnType<typeof key>,
  former: readonly ReturnType<typeof key>[] = [],
  more: Draft['claims'] = {},
  issuer = OURS,
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
  const draft: Draft = { type: 'peer-confirmation', issuer, case: 'c', claims };
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

test('a witness key made to share name and number with another node’s is confirmed for nobody', () => {
  const made = signerKey(witness.name, 'cosignature-ed25519', primitives.generateKey('Ed25519')).verifier;
  const known = state({ witnessKeys: [{ ...witness, keyId: made.keyId }] });
  const witness_vkeys = [formatVerifierKey(made)];
  assert.equal(judged(known, key('evil.example/log'), [], { witness_vkeys }), 'peer-witness-taken');
  assert.equal(judged(state(), key('evil.example/log'), [], { witness_vkeys }), 'accepted');
});

test('an operator beside an authority confirms parties of a node that the authority confirmed, and no key of its own choice', () => {
  const known = state();
  const [confirmed] = known.standing;
  const beside = {
    peer: 'did:web:grid.arvenia.example',
    node: 'https://arvenia.example',
    request_vkey: formatVerifierKey(confirmed!.requestKey),
    witness_vkeys: [formatVerifierKey(witness)],
  };
  assert.equal(judged(known, victims, [], beside, OPERATOR), 'accepted');
  const byOperator = state({ confirmers: new Set([OPERATOR]) });
  assert.equal(judged(byOperator, victims, [], beside, OPERATOR), 'not-mandated');
  for (const other of [
    { node: 'https://evil.example' },
    { request_vkey: formatVerifierKey(key('evil.example/request')) },
    {
      witness_vkeys: [
        formatVerifierKey(witness),
        formatVerifierKey(verifierKey('evil.example/w', 'cosignature-ed25519', victims.key)),
      ],
    },
    { former_vkeys: [formatVerifierKey(key('evil.example/log'))] },
    { log_vkey: 'nonsense' },
  ])
    assert.equal(
      judged(known, victims, [], { ...beside, ...other }, OPERATOR),
      'not-mandated',
      JSON.stringify(other),
    );
});

test('on a node of operators alone each confirms peers', () => {
  const alone = { ...state(), hosts: new Set([OURS, OPERATOR]) };
  assert.equal(judged(alone, key('evil.example/log'), [], {}, OPERATOR), 'accepted');
});

test('an operator of the node says for it neither who is a peer nor with which keys', () => {
  assert.equal(judged(state(), key('evil.example/log'), [], {}, OPERATOR), 'not-mandated');
  const itself = { peer: VICTIM, node: 'https://evil.example' };
  assert.equal(judged(state(), victims, [], itself, OPERATOR), 'not-mandated');
});

test('whoever confirmed a peer takes that back, and nobody else does it for them', () => {
  const removal = (issuer: string, peer = VICTIM) => {
    const draft: Draft = { type: 'peer-removal', issuer, case: 'c', claims: { peer, reason: 'x' } };
    const verdict = decidePeerRemoval(state(), draft, context);
    return verdict.ok ? 'accepted' : verdict.refusal.code;
  };
  assert.equal(removal(OURS), 'accepted');
  assert.equal(removal(OPERATOR), 'peer-not-confirmed');
  assert.equal(removal(OURS, 'did:web:evil.example'), 'peer-not-confirmed');
});
