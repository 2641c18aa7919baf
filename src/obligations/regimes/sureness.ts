/** How sure a due time is. Three things can be wrong about it, and the least sure of them counts. */
import type { Holidays } from './holidays.ts';
import { CONFIDENCES, type Confidence, type Regime, type Stage } from './regime.ts';

/** What the sureness hangs on: the text of the stage, whether that text binds, or the holidays its days were counted by. */
export type Sureness = {
  readonly confidence: Confidence;
  readonly least: 'text' | 'status' | 'calendar';
};

/**
 * The least sure of a stage's text, of its regime's standing and, where days were counted by holidays, of these. With R
 * nothing counts down. `holidays` is null where none were asked, or where the state's are not known: only weekends
 * count as free then, so that the clock ends early and never late.
 */
export function surenessOf(
  { confidence: text }: Pick<Stage, 'confidence'>,
  { status_confidence: status }: Pick<Regime, 'status_confidence'>,
  holidays: Pick<Holidays, 'confidence'> | null,
): Sureness {
  const found: Sureness[] = [
    { confidence: text, least: 'text' },
    { confidence: status, least: 'status' },
    ...(holidays === null ? [] : [{ confidence: holidays.confidence, least: 'calendar' } as const]),
  ];
  return found.reduce((least, one) => (rank(one) > rank(least) ? one : least));
}

function rank({ confidence }: Sureness): number {
  return CONFIDENCES.indexOf(confidence);
}
