import assert from 'node:assert/strict';
import { CASE, World } from './evidence.ts';
import { HOSPITAL, type PartyNode, TEST_REALM } from './party-node.ts';

/**
 * A neighbour's alert arrives in the case {@link CASE}, given to the hospital of this node and to nobody else of it.
 * Answers the digests of the alert and of the receipt; throws when the arrival is refused.
 */
export async function givenToHospital({
  ledger,
  clock,
}: PartyNode): Promise<{ readonly alert: string; readonly receipt: string }> {
  const world = new World();
  world.realm = TEST_REALM;
  const names = ['iat', 'case', 'summary'];
  const alert = world.say(world.neighbour, 'incident-alert', { summary: 'for the hospital' });
  const given = { target: alert.digest, to: HOSPITAL, claims: names, channel: 'csirt', hides_victim: true };
  const release = world.say(world.neighbour, 'release', given);
  const foreign = [release, alert].map((said) => {
    const { presentation, proof } = world.entry(said);
    return { presentation, proof: proof ?? '' };
  });
  const claims = {
    release: release.digest,
    target: alert.digest,
    received_at: clock.now.toString(),
    claims: names,
  };
  const receipt = { type: 'receipt', issuer: HOSPITAL, case: CASE, claims };
  const arrived = await ledger.submit({ kind: 'arrival', actor: { kind: 'node' }, foreign, receipt });
  assert.ok(arrived.ok, arrived.ok ? '' : arrived.refusal.sentence);
  return { alert: alert.digest, receipt: arrived.value?.digest ?? '' };
}
