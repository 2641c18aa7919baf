import type { Regime, Stage } from '#obligations/regimes/regime.ts';

/** Where regimes are looked up: by the version that a party declared, never by the newest. */
export type RegimeBook = {
  version(id: string, version: number): Regime | undefined;
};

/** A stage in its regime, as a report refers to it. */
export type StageOf = { readonly regime: Regime; readonly stage: Stage };

export function stageIn(regime: Regime, id: string): Stage | undefined {
  return regime.stages.find((stage) => stage.id === id);
}

/** By the word in its id. Until the final report an estimate is as good as a value (ITS (EU) 2025/302, Art. 1(3)). */
export function isFinal(stage: Pick<Stage, 'id'>): boolean {
  return /(?:^|-)final(?:-|$)/.test(stage.id);
}

/** Who a stage is told to, by role; the first where a form names none. */
export function addresseeOf(stage: Stage, role: string) {
  return stage.addressees.find((one) => one.role === role);
}
