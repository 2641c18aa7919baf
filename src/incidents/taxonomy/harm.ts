import { Type } from 'typebox';

/**
 * Kinds of harm to people, in the words of a duty officer. The grouping follows Agrafiotis and others 2018 ("A taxonomy
 * of cyber-harms", Journal of Cybersecurity 4(1)), cut down to what touches civilian life; economic and reputational
 * harm of the victim organisation is left to its own reports.
 */
export const HARMS = {
  'loss-of-life': { label: 'Someone died', group: 'physical', gravity: 7 },
  'danger-to-life': { label: 'Someone’s life is in danger', group: 'physical', gravity: 6 },
  injury: { label: 'People are hurt or ill', group: 'physical', gravity: 5 },
  'care-delayed': { label: 'Medical care is delayed or diverted', group: 'physical', gravity: 4 },
  'emergency-unreachable': {
    label: 'Emergency services cannot be reached or sent',
    group: 'physical',
    gravity: 4,
  },
  'supply-interrupted': { label: 'Power, water, heat, food or fuel is cut off', group: 'daily-life', gravity: 3 },
  'environment-damaged': { label: 'Air, water or land is polluted', group: 'physical', gravity: 3 },
  'communication-interrupted': { label: 'People cannot communicate', group: 'daily-life', gravity: 2 },
  'transport-interrupted': { label: 'People or goods cannot travel', group: 'daily-life', gravity: 2 },
  'payments-interrupted': { label: 'People cannot pay or be paid', group: 'daily-life', gravity: 2 },
  'public-service-interrupted': { label: 'A public service is not available', group: 'daily-life', gravity: 2 },
  'personal-data-exposed': { label: 'Private information became known', group: 'rights', gravity: 2 },
  'data-falsified': { label: 'Information people rely on was changed', group: 'rights', gravity: 2 },
  'property-damaged': { label: 'Things were damaged', group: 'economic', gravity: 1 },
  'income-lost': { label: 'People lost income or savings', group: 'economic', gravity: 1 },
  fear: { label: 'People are frightened or confused', group: 'psychological', gravity: 1 },
  none: { label: 'No harm to people so far', group: 'none', gravity: 0 },
} as const;

export type HarmId = keyof typeof HARMS;

export const HARM_IDS = Object.keys(HARMS) as readonly HarmId[];

export const HarmId = Type.Enum(HARM_IDS as unknown as [HarmId, ...HarmId[]]);

/** The gravest first; gravity only orders a list, it is no measure. */
export function gravestFirst(one: HarmId, other: HarmId): number {
  return HARMS[other].gravity - HARMS[one].gravity;
}

/** Who is hit: the organisation's own users, those who depend on them, or everybody through a shared system. */
export const ORDERS_OF_EFFECT = ['direct', 'indirect', 'systemic'] as const;
