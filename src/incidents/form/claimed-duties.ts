import { findDuties, openFacts, type RegimeAnswer, type StageAnswer } from '#obligations/finder/finder.ts';
import type { Facts } from '#obligations/finder/verdict.ts';
import type { FinderFact } from '#obligations/regimes/finder-facts.ts';
import type { Rulebook } from '#obligations/regimes/load-regimes.ts';
import type { Moment } from '#obligations/regimes/regime.ts';
import type { JsonValue } from '#statement/draft.ts';
import { readTime } from '#vocabulary/asserted-time.ts';

/** Moments that are taken to be the noticing until a person says otherwise. */
const AS_NOTICED: readonly Moment[] = [
  'awareness',
  'noticing',
  'discovery',
  'detection',
  'identification',
  'evidence',
  'verification',
];

export type DutyRow = { readonly answer: RegimeAnswer; readonly stage: StageAnswer };

export type ClaimedDuties = {
  /** Stages of laws that apply, those due first before those without a time. */
  readonly rows: readonly DutyRow[];
  /** Laws that may apply: each once, with its first stage, by when it would be due. */
  readonly open: readonly DutyRow[];
  /** What would decide most of them: to be asked next. */
  readonly asks: readonly FinderFact[];
  /** What the times are counted from; null where it is not known to the minute. */
  readonly noticedAt: Temporal.Instant | null;
};

/**
 * What the duty finder makes of what a report says so far. It proposes: that a law applies, and when awareness began,
 * a person decides.
 */
export function claimedDuties(
  claims: ReadonlyMap<string, JsonValue> | Readonly<Record<string, JsonValue>>,
  { state, zone, told = {} }: { readonly state: string; readonly zone: string; readonly told?: Facts },
  rulebook: Rulebook,
): ClaimedDuties {
  const said = claims instanceof Map ? (Object.fromEntries(claims) as Record<string, JsonValue>) : claims;
  const value = (name: string) => (said as Readonly<Record<string, JsonValue>>)[name];
  const span = readTime(value('noticed_at'));
  const noticedAt = span?.precision === 'instant' ? span.from : null;
  const moments = new Map(noticedAt === null ? [] : AS_NOTICED.map((moment) => [moment, noticedAt] as const));
  const known = { moments, filed: new Map<string, Temporal.Instant>() };
  const answers = findDuties({ facts: { ...factsOf(value, state), ...told }, known, zone }, rulebook);
  const laws = answers.filter(
    ({ regime, binding, applies }) => binding && isLaw(regime.kind) && applies !== 'does-not-apply',
  );
  const rows = laws.flatMap((answer) => stagesOf(answer).map((stage) => ({ answer, stage }))).toSorted(bySoonest);
  const open = rows.filter(
    (row, at) => !isSure(row) && rows.findIndex((one) => one.answer === row.answer && !isSure(one)) === at,
  );
  return { rows: rows.filter(isSure), open, asks: openFacts(laws), noticedAt };
}

function stagesOf({ stages }: RegimeAnswer): readonly StageAnswer[] {
  return stages.filter(({ applies, noClock }) => applies !== 'does-not-apply' && noClock !== 'stands-aside');
}

function isLaw(kind: RegimeAnswer['regime']['kind']): boolean {
  return kind !== 'norm' && kind !== 'agreement' && kind !== 'expectation';
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
  return endOf(one) - endOf(other);
}

function endOf({ stage: { due, noClock } }: DutyRow): number {
  return noClock === null && due !== null ? due.end.epochMilliseconds : Number.MAX_SAFE_INTEGER;
}

/** It applies from what was answered, without any "if". */
function isSure({ answer, stage }: DutyRow): boolean {
  return answer.applies === 'applies' && stage.applies === 'applies';
}
