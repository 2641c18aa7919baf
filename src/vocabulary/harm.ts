import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { TAXONOMY_TEXTS } from './taxonomy-texts.ts';

/**
 * Kinds of harm to people, in the words of a duty officer. The grouping follows Agrafiotis and others 2018 ("A taxonomy
 * of cyber-harms", Journal of Cybersecurity 4(1)), cut down to what touches civilian life; economic and reputational
 * harm of the victim organisation is left to its own reports.
 */
export const HARMS = {
  'loss-of-life': { group: 'physical', gravity: 7 },
  'danger-to-life': { group: 'physical', gravity: 6 },
  injury: { group: 'physical', gravity: 5 },
  'care-delayed': { group: 'physical', gravity: 4 },
  'emergency-unreachable': { group: 'physical', gravity: 4 },
  'supply-interrupted': { group: 'daily-life', gravity: 3 },
  'environment-damaged': { group: 'physical', gravity: 3 },
  'communication-interrupted': { group: 'daily-life', gravity: 2 },
  'transport-interrupted': { group: 'daily-life', gravity: 2 },
  'payments-interrupted': { group: 'daily-life', gravity: 2 },
  'public-service-interrupted': { group: 'daily-life', gravity: 2 },
  'personal-data-exposed': { group: 'rights', gravity: 2 },
  'data-falsified': { group: 'rights', gravity: 2 },
  'property-damaged': { group: 'economic', gravity: 1 },
  'income-lost': { group: 'economic', gravity: 1 },
  fear: { group: 'psychological', gravity: 1 },
  none: { group: 'none', gravity: 0 },
} as const;

export type HarmId = keyof typeof HARMS;

export const HARM_IDS = Object.keys(HARMS) as readonly HarmId[];

/** The harm in words. */
export function harmLabel(id: HarmId): string {
  return TAXONOMY_TEXTS.harms[id];
}

export const HarmId = ofKind({ words: 'harm' }, Type.Enum(HARM_IDS as unknown as [HarmId, ...HarmId[]]));

/** The gravest first; gravity only orders a list, it is no measure. */
export function gravestFirst(one: HarmId, other: HarmId): number {
  return HARMS[other].gravity - HARMS[one].gravity;
}

/** Who is hit: the organisation's own users, those who depend on them, or everybody through a shared system. */
export const ORDERS_OF_EFFECT = ['direct', 'indirect', 'systemic'] as const;
