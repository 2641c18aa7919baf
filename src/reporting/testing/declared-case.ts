import { caseIdFrom } from '#statement/case-id.ts';
import type { PartyNode } from '#testing/party-node.ts';
import { testRulebook } from '#testing/reckoning.ts';

export type Person = { readonly kind: 'person'; readonly person: string; readonly party: string };

const { regimes } = testRulebook();

/** A case that a hospital reported, with the laws it declared and the moment it became aware. Answers the case. */
export async function declaredCase(
  node: PartyNode,
  who: Person,
  laws: Readonly<Record<string, readonly { readonly role: string; readonly party: string }[]>>,
): Promise<string> {
  const caseId = caseIdFrom(`report once ${crypto.randomUUID()}`);
  const say = (type: string, claims: Record<string, unknown>) =>
    node.say(who, { type, issuer: who.party, case: caseId, claims });
  await say('incident-alert', {
    danger_to_life: 'no',
    incident_type: 'availability/sabotage',
    malicious: 'suspected',
    noticed_at: '2026-03-01T02:40Z',
    sectors: ['health'],
    affected_states: ['XV', 'XA'],
    effects: [{ kind: 'care-delayed', people: { best: 400 }, hours: 6 }],
    description: 'Records cannot be opened.',
    contact: { name: 'Ilse', phone: '+999 12' },
  });
  for (const [id, addressees] of Object.entries(laws)) {
    const regime = regimes.current(id);
    if (regime === undefined) throw new Error(`there is no regime ${id}`);
    await say('regime-applies', {
      regime: id,
      version: regime.version,
      regime_hash: regimes.hash(id, regime.version),
      applies: true,
      reason: 'A hospital of this size.',
      decided_by: who.person,
      ...(addressees.length === 0 ? {} : { addressees }),
    });
  }
  await say('clock-event', {
    moment: 'awareness',
    at: '2026-03-01T03:00:00Z',
    reason: 'The duty officer was told.',
    decided_by: who.person,
  });
  return caseId;
}
