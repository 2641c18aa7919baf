import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { standingPeers } from '#federation/peering.ts';
import { federationTables } from '#federation/tables.ts';
import { MACHINE_TIMER } from '#federation/timer.ts';
import type { JsonValue } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestNode } from '#testing/federation.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { PeerServices } from './peer-services.ts';

const NORTH = 'did:web:csirt.north.example';
const SOUTH = 'did:web:csirt.south.example';

/** North confirms South once more, with these keys of its witness. */
async function confirmed(north: TestNode, witness_vkeys: readonly string[]): Promise<void> {
  const row = await federationTables(north.store.connection)
    .selectFrom('federation_peer_confirmation')
    .selectAll()
    .where('origin', '=', 'own')
    .executeTakeFirstOrThrow();
  const { peer, root, node, log: log_origin, log_vkey, request_vkey, case_id } = row;
  const claims: Record<string, JsonValue> = {
    peer,
    root,
    node,
    log_origin,
    log_vkey,
    request_vkey,
    witness_vkeys,
  };
  const draft = {
    type: 'peer-confirmation',
    issuer: NORTH,
    case: case_id ?? '',
    claims: { ...claims, via: 'again' },
  };
  must(await north.ledger.submit({ kind: 'draft', actor: north.person(NORTH, 'administrator'), draft }));
}

test('a witness whose new keys were confirmed cosigns with them from then on, without a restart', async () => {
  await using federation = await startFederation(
    [
      { name: 'north', parties: [{ party: NORTH, name: 'North', kind: 'csirt', territory: 'XN' }] },
      { name: 'south', parties: [{ party: SOUTH, name: 'South', kind: 'csirt', territory: 'XS' }] },
    ],
    { cadenceMs: 50, mirrorCadenceMs: 50 },
  );
  const [north] = federation.nodes as [TestNode, TestNode];
  const { office, ledger, fetchPeer, keys, job } = north.federation;
  await job[Symbol.asyncDispose]();
  const row = await federationTables(north.store.connection)
    .selectFrom('federation_peer_confirmation')
    .select('witness_vkeys')
    .where('origin', '=', 'own')
    .executeTakeFirstOrThrow();
  await confirmed(north, []);
  await using _services = new PeerServices({
    office,
    ledger,
    fetchPeer,
    keys,
    mirrorCadenceMs: 50,
    random: () => 0.5,
    timer: MACHINE_TIMER,
    trouble: (error) => assert.fail(String(error)),
  });
  await say(north, alertDraft(NORTH, randomUUID()));
  await confirmed(north, JSON.parse(row.witness_vkeys) as string[]);
  assert.ok((await standingPeers(north.store.connection))[0]?.witnessKeys.length);
  const { logIndex } = await say(north, alertDraft(NORTH, randomUUID()));
  await eventually('the cosignature', async () => {
    const signed = await ledger.published();
    const names = signed?.note.signatures.map(({ name }) => name) ?? [];
    return (signed?.checkpoint.size ?? 0) > logIndex && names.some((name) => name.startsWith('south.'));
  });
});
