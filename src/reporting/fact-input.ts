import type { StageFact } from '#obligations/regimes/facts.ts';
import { RSIT_IDS } from '#vocabulary/rsit.ts';
import { SECTOR_IDS } from '#vocabulary/sectors.ts';
import { LOST_PROPERTIES, SENSITIVITIES } from './fact-claims.ts';

/** How a fact is asked for. `choice` and `choices` name their values; `fixed` ones are shown, and changed elsewhere. */
export type FactInput =
  | {
      readonly kind:
        | 'line'
        | 'text'
        | 'lines'
        | 'codes'
        | 'states'
        | 'time'
        | 'time-and-person'
        | 'whole'
        | 'number';
    }
  | { readonly kind: 'choice' | 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'contact' | 'effects' | 'indicators' | 'fixed' };

const YES_NO = ['yes', 'no'];
const INPUTS: Readonly<Partial<Record<StageFact, FactInput>>> = {
  victim_name: { kind: 'line' },
  entity_identifier: { kind: 'line' },
  service: { kind: 'line' },
  area: { kind: 'line' },
  product: { kind: 'line' },
  contact: { kind: 'contact' },
  sectors: { kind: 'choices', values: SECTOR_IDS },
  noticed_at: { kind: 'time' },
  aware_at: { kind: 'time' },
  occurred_at: { kind: 'time' },
  occurred_until: { kind: 'time' },
  classified_at: { kind: 'time-and-person' },
  incident_type: { kind: 'choice', values: RSIT_IDS },
  malicious: { kind: 'choice', values: ['yes', 'suspected', 'no'] },
  cross_border: { kind: 'choice', values: ['yes', 'suspected', 'no'] },
  criminal_complaint: { kind: 'choice', values: YES_NO },
  continuity_plan: { kind: 'choice', values: YES_NO },
  stage: { kind: 'choice', values: ['ongoing', 'contained', 'recovering', 'recovered'] },
  sensitivity: { kind: 'choice', values: SENSITIVITIES },
  affected_states: { kind: 'states' },
  product_states: { kind: 'states' },
  techniques: { kind: 'codes' },
  cves: { kind: 'codes' },
  classification_criteria: { kind: 'lines' },
  authorities_informed: { kind: 'lines' },
  users_affected: { kind: 'whole' },
  users_share: { kind: 'number' },
  duration_hours: { kind: 'number' },
  lost_properties: { kind: 'choices', values: LOST_PROPERTIES },
  actor_kinds: {
    kind: 'choices',
    values: 'state state-affiliated criminal activist insider partner terrorist nature other'.split(' '),
  },
  effects: { kind: 'effects' },
  indicators: { kind: 'indicators' },
  nciss: { kind: 'fixed' },
};

export function inputOf(fact: StageFact): FactInput {
  return INPUTS[fact] ?? { kind: 'text' };
}
