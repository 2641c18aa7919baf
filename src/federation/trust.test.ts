import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CheckpointJudge } from '#bundle/witnessing.ts';
import { formatSignedCheckpoint, type SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { signerKey, verifierKey } from '#log/verifier-key.ts';
import { primitives } from '#primitives';
import { World } from '#testing/evidence.ts';
import type { Peer } from './peering.ts';
import { provenAt, type Trust, trustOf } from './trust.ts';

/** A neighbour's statement, witnessed five seconds after it was said, and what a node and a verifier trust. */
function witnessed() {
  const world = new World();
  const said = world.say(world.neighbour, 'incident-alert', { summary: 'x' });
  const proof = parseLogProof(world.entry(said).proof ?? '');
  assert.ok(proof.ok);
  const { north, east, west } = world.witnesses;
  const trust: Trust = {
    logs: new Map([[world.south.origin, world.south.signer.verifier]]),
    witnesses: [north, east, west].map(({ verifier }) => ({
      key: verifier,
      operator: verifier.name,
      logs: new Set<string>(),
    })),
  };
  const { signed } = proof.value;
  return { world, signed, trust, cosignedAt: said.at.add({ seconds: 5 }) };
}

function bundleSays(world: World, signed: SignedCheckpoint, now: Temporal.Instant): Temporal.Instant | null {
  return new CheckpointJudge(world.trust(), now).judge(formatSignedCheckpoint(signed), signed).reachedAt;
}

test('a node and a bundle prove the same instant by the same cosignatures: the end of the second they are dated by', () => {
  const { world, signed, trust, cosignedAt } = witnessed();
  const later = cosignedAt.add({ minutes: 1 });
  const end = cosignedAt.add({ seconds: 1 });
  assert.equal(String(provenAt(signed, trust, later)), String(end));
  assert.equal(String(bundleSays(world, signed, later)), String(end));
});

test('what is held already is proven by now at the latest, whatever second its witnesses date it by', () => {
  const { signed, trust, cosignedAt } = witnessed();
  const within = cosignedAt.add({ milliseconds: 300 });
  const before = cosignedAt.subtract({ minutes: 4 });
  assert.equal(String(provenAt(signed, trust, within)), String(within));
  assert.equal(String(provenAt(signed, trust, before)), String(before));
  assert.equal(
    String(provenAt(signed, trust, cosignedAt.add({ hours: 1 }))),
    String(cosignedAt.add({ seconds: 1 })),
  );
});

test('a witness key is one pair of eyes, under whatever names and by however many peers it is confirmed', () => {
  const key = (name: string) => signerKey(name, 'ed25519', primitives.generateKey('Ed25519')).verifier;
  const shared = primitives.generateKey('Ed25519');
  const eyes = (name: string) => signerKey(name, 'cosignature-ed25519', shared).verifier;
  const node = (name: string, witnessKeys: Peer['witnessKeys']) => {
    const log = `${name}.example/log`;
    return { log, logKey: key(log), formerLogKeys: [], witnessKeys } as unknown as Peer;
  };
  const own = { ...node('here', []), formerLogKeys: [] };
  const first = node('first', [eyes('first.example/witness')]);
  const renamed = node('second', [
    eyes('second.example/witness'),
    verifierKey('x', 'cosignature-ed25519', shared.publicKey),
  ]);
  const { witnesses } = trustOf(own, [first, renamed, node('third', [eyes('first.example/witness')])]);
  assert.deepEqual(
    witnesses.map((witness) => [witness.key.name, witness.operator]),
    [['first.example/witness', first.log]],
  );
});
