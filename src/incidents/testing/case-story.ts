import type { Seat } from '#incidents/case/next-step.ts';
import { summarise } from '#incidents/case/summary.ts';
import type { JsonValue } from '#statement/draft.ts';
import { shown, type Told } from './told.ts';

export const HOSPITAL = 'did:web:hospital.example';
export const CSIRT = 'did:web:csirt.example';
export const NEIGHBOUR = 'did:web:neighbour.example';
export const PUBLIC: Seat = { party: null };

export const UNKNOWN = { known: 'not-yet' };
export const ALERT = {
  danger_to_life: 'yes',
  incident_type: 'availability/sabotage',
  malicious: 'suspected',
  noticed_at: '2026-03-01T02:40Z',
  sectors: ['health'],
  affected_states: ['XV', 'XA'],
  effects: [{ kind: 'care-delayed', people: { best: 400 } }],
};

/** An alert of the hospital that answers every question. */
export function alert(id = 'a', by = HOSPITAL, claims: Readonly<Record<string, JsonValue>> = {}): Told {
  return { id, by, type: 'incident-alert', claims: { ...ALERT, reported_to: CSIRT, ...claims } };
}

export function say(id: string, by: string, type: string, claims: Readonly<Record<string, JsonValue>> = {}): Told {
  return { id, by, type, claims };
}

/** The case as one seat sees it. */
export function of(told: readonly Told[], seat: Seat = PUBLIC) {
  return summarise(shown(told), seat);
}
