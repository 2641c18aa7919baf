import type { VerisIncident } from './incident.ts';

type ActorKind =
  | 'state'
  | 'state-affiliated'
  | 'criminal'
  | 'activist'
  | 'insider'
  | 'partner'
  | 'terrorist'
  | 'nature'
  | 'other';

const BY_VARIETY: Readonly<Record<string, ActorKind>> = {
  'Nation-state': 'state',
  'State-affiliated': 'state-affiliated',
  'Organized crime': 'criminal',
  Activist: 'activist',
  Terrorist: 'terrorist',
  'Force majeure': 'nature',
  Acquaintance: 'other',
  Auditor: 'other',
  Competitor: 'other',
  Customer: 'other',
  'Former employee': 'other',
  Unaffiliated: 'other',
  Other: 'other',
};

/**
 * Kinds of actor the coder suspected. Countries, names and motives of actors are not carried over: saying who did it
 * is attribution, with evidence of its own.
 */
export function actorKinds({ actor = {} }: VerisIncident): readonly ActorKind[] {
  const kinds = (actor.external?.variety ?? []).flatMap((variety) => BY_VARIETY[variety] ?? []);
  if (actor.internal !== undefined) kinds.push('insider');
  if (actor.partner !== undefined) kinds.push('partner');
  return [...new Set(kinds)];
}

const DELIBERATE = ['malware', 'hacking', 'social', 'misuse', 'physical'] as const;

/** Errors and nature are no intrusions; where the action is unknown, so is the purpose. */
export function maliceOf({
  action = {},
  security_incident: certainty,
}: VerisIncident): 'yes' | 'suspected' | 'no' | undefined {
  if (DELIBERATE.some((kind) => action[kind] !== undefined))
    return certainty === 'Confirmed' ? 'yes' : 'suspected';
  return action.error !== undefined || action.environmental !== undefined ? 'no' : undefined;
}
