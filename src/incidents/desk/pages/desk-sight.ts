/** The cases that a desk speaks of, read at once and added up once each, as its viewer may see them. */
import type { Request } from '#http/contract.ts';
import type { Seat } from '#incidents/case/next-step.ts';
import { type CaseSummary, summarise } from '#incidents/case/summary.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { Severity } from '#vocabulary/severity.ts';

export type Computed = Extract<Severity, { readonly computable: true }>;

export type DeskSight = {
  readonly now: Temporal.Instant;
  readonly viewer: string | null;
  readonly reckoning: Reckoning;
  /** Undefined where the viewer is shown nothing of the case. */
  summary(caseId: string): CaseSummary | undefined;
  /** All that the viewer is shown of a case; nothing of one that was not read. */
  shown(caseId: string): readonly Shown[];
  statement(caseId: string | null, digest: string): Shown | undefined;
  /** Somebody says now that people are in danger; whoever says so is not outvoted. */
  danger(caseId: string | null): boolean;
  /** The gravest score that a speaker's inputs give. */
  severity(caseId: string | null): Computed | undefined;
};

export function deskSight(
  cases: ReadonlyMap<string, readonly Shown[]>,
  seat: Seat,
  asked: { readonly now: Temporal.Instant; readonly viewer: Request['viewer']; readonly reckoning: Reckoning },
): DeskSight {
  const summaries = new Map<string, CaseSummary>();
  function summary(caseId: string): CaseSummary | undefined {
    const known = summaries.get(caseId);
    const shown = cases.get(caseId);
    if (known !== undefined || shown === undefined) return known;
    const made = summarise(shown, seat);
    summaries.set(caseId, made);
    return made;
  }
  const of = (caseId: string | null) => (caseId === null ? undefined : summary(caseId));
  return {
    now: asked.now,
    viewer: asked.viewer.party,
    reckoning: asked.reckoning,
    summary,
    shown: (caseId) => cases.get(caseId) ?? [],
    statement: (caseId, digest) => cases.get(caseId ?? '')?.find((one) => one.digest === digest),
    danger: (caseId) => of(caseId)?.answers.danger.current.some(({ value }) => value === 'yes') ?? false,
    severity(caseId) {
      const computed = (of(caseId)?.severities ?? []).flatMap(({ severity }) =>
        severity.computable ? [severity] : [],
      );
      return computed.toSorted((one, other) => other.score - one.score)[0];
    },
  };
}
