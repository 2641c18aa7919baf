import { findDuties, type RegimeAnswer, type StageAnswer } from '#obligations/finder.ts';
import type { Rulebook } from '#obligations/load-regimes.ts';
import type { Moment } from '#obligations/regime.ts';
import type { Facts } from '#obligations/verdict.ts';
import type { JsonValue } from '#statement/draft.ts';
import { readTime } from './asserted-time.ts';

/** Moments that are taken to be the noticing until a person says otherwise. */
const AS_NOTICED: readonly Moment[] = ['awareness', 'noticing', 'discovery', 'detection'];

export type DutyRow = { readonly answer: RegimeAnswer; readonly stage: StageAnswer };

export type ClaimedDuties = {
  /** Laws and their stages that apply or may apply, those due first before those without a time. */
  readonly rows: readonly DutyRow[];
  /** What the times are counted from; null where it is not known to the minute. */
  readonly noticedAt: Temporal.Instant | null;
};

/**
 * What the duty finder makes of what a report says so far. It proposes: that a law applies, and when awareness began,
 * a person decides.
 */
export function claimedDuties(
  claims: ReadonlyMap<string, JsonValue> | Readonly<Record<string, JsonValue>>,
  { state, zone }: { readonly state: string; readonly zone: string },
  rulebook: Rulebook,
): ClaimedDuties {
  const said = claims instanceof Map ? (Object.fromEntries(claims) as Record<string, JsonValue>) : claims;
  const value = (name: string) => (said as Readonly<Record<string, JsonValue>>)[name];
  const span = readTime(value('noticed_at'));
  const noticedAt = span?.precision === 'instant' ? span.from : null;
  const moments = new Map(noticedAt === null ? [] : AS_NOTICED.map((moment) => [moment, noticedAt] as const));
  const known = { moments, filed: new Map<string, Temporal.Instant>() };
  const answers = findDuties({ facts: factsOf(value, state), known, zone }, rulebook);
  const rows = answers
    .filter(({ regime, binding, applies }) => binding && isLaw(regime.kind) && applies !== 'does-not-apply')
    .flatMap((answer) => answer.stages.map((stage) => ({ answer, stage })))
    .filter(({ stage }) => stage.applies !== 'does-not-apply' && stage.noClock !== 'stands-aside');
  return { rows: rows.toSorted(bySoonest), noticedAt };
}

function isLaw(kind: RegimeAnswer['regime']['kind']): boolean {
  return kind !== 'norm' && kind !== 'agreement';
}

function factsOf(value: (name: string) => JsonValue | undefined, state: string): Facts {
  const listed = (name: string) => {
    const found = value(name);
    return Array.isArray(found) ? found.map(String) : undefined;
  };
  const sectors = listed('sectors')?.filter((sector) => sector !== 'other');
  const states = listed('affected_states');
  return {
    ...(state === '' ? {} : { state }),
    ...(sectors === undefined || sectors.length === 0 ? {} : { sectors }),
    ...(states === undefined ? {} : { cross_border: states.some((code) => code !== state) }),
  };
}

function bySoonest(one: DutyRow, other: DutyRow): number {
  return endOf(one) - endOf(other) || Number(isSure(other)) - Number(isSure(one));
}

function endOf({ stage: { due, noClock } }: DutyRow): number {
  return noClock === null && due !== null ? due.end.epochMilliseconds : Number.MAX_SAFE_INTEGER;
}

/** It applies from what was answered, without any "if". */
export function isSure({ answer, stage }: DutyRow): boolean {
  return answer.applies === 'applies' && stage.applies === 'applies';
}
