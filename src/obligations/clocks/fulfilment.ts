/** What met a duty: a filing that a person stated, or an answer that refers to what was asked. */

import type { Stage } from '#obligations/regimes/regime.ts';
import { isBefore } from '#obligations/timeline.ts';
import type { Said } from './case-event.ts';
import type { FilingStood } from './case-index.ts';
import { type Context, endOf, type Occasion } from './clock-context.ts';

/** When the clock opened, and when it ends where it ends at all. */
export type Limits = { readonly openedAt: Temporal.Instant | null; readonly dueAt: Temporal.Instant | null };

/** A periodic duty that nobody ever filed late still ends somewhere. */
const MAX_TURNS = 512;

export type Fulfilment = {
  readonly at: Temporal.Instant;
  readonly by: string;
  /** Since when it was said. */
  readonly since: Temporal.Instant;
  readonly elsewhere: boolean;
};

/**
 * The earliest that counts, or undefined. An answer taken back still was given. A filing taken back before its limit
 * left nobody informed when the limit came; after the limit, taking it back undoes nothing
 * (`docs/decisions/0014-a-report-taken-back-before-its-limit.md`).
 */
export function fulfilmentOf(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  addressee: { readonly role: string; readonly party: string | null },
  { openedAt, dueAt }: Limits,
): Fulfilment | undefined {
  const filed = filingThat(context, stage, occasion, addressee.party, { openedAt, dueAt });
  const said = answerThat(context, stage, occasion, addressee.party, openedAt);
  const fulfilments: Fulfilment[] = [];
  if (filed !== undefined) {
    const { at, digest, recordedAt, elsewhere } = filed;
    fulfilments.push({ at, by: digest, since: recordedAt, elsewhere });
  }
  if (said !== undefined) {
    fulfilments.push({ at: said.recordedAt, by: said.digest, since: said.recordedAt, elsewhere: false });
  }
  return fulfilments.length === 2 && isBefore(fulfilments[1]!.at, fulfilments[0]!.at)
    ? fulfilments[1]
    : fulfilments[0];
}

function filingThat(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  addressee: string | null,
  { openedAt, dueAt }: Limits,
): FilingStood | undefined {
  const reaches = (filing: FilingStood) => isFor(context, stage, filing.addressee, addressee);
  if (occasion.series !== undefined) return filingOfRunning(context, stage, occasion, reaches);
  if (occasion.turn !== null) return turnFilings(context, stage).filter(reaches)[occasion.turn - 1];
  const filings = context.index
    .filingsOf(context.bearer, context.regime.id, stage.id)
    .filter((filing) => reaches(filing) && stoodAt(filing, dueAt));
  // What opens again and again is answered by what comes after; what opens once may have been told ahead.
  const again = occasion.event !== null || occasion.root !== null;
  if (!again) return filings[0];
  return openedAt === null ? undefined : filings.find((filing) => !isBefore(filing.at, openedAt));
}

/**
 * Each filing answers the earliest turn that had begun and was not answered yet, so that who missed one and files twice
 * is late with the first and in time with the second. What was taken back before its turn ended answered none.
 */
function filingOfRunning(
  context: Context,
  stage: Stage,
  { turn, series = [] }: Occasion,
  reaches: (filing: FilingStood) => boolean,
): FilingStood | undefined {
  let next = 0;
  for (const filing of context.index.filingsOf(context.bearer, context.regime.id, stage.id)) {
    const candidate = series[next];
    if (candidate === undefined) return undefined;
    if (!reaches(filing) || isBefore(filing.at, candidate.opens) || !stoodAt(filing, candidate.ends)) continue;
    next += 1;
    if (next === turn) return filing;
  }
  return undefined;
}

/** It still stood when the limit came; where there is no limit, it stands until it is taken back. */
function stoodAt({ takenBackAt }: FilingStood, dueAt: Temporal.Instant | null): boolean {
  return takenBackAt === null || (dueAt !== null && !isBefore(takenBackAt, dueAt));
}

/**
 * What ended each turn of a periodic duty, in order. A filing taken back before the end of its turn ended none, and
 * one report filed with several addressees, or written down twice, ended one.
 */
export function turnFilings(context: Context, stage: Stage): readonly FilingStood[] {
  const begin = context.declaration ?? context.trigger;
  if (begin === null || !('every' in stage.opens)) return [];
  const turns: FilingStood[] = [];
  let from = begin.recordedAt;
  for (const filing of context.index.filingsOf(context.bearer, context.regime.id, stage.id)) {
    const isSame = filing.report !== null && turns.some(({ report }) => report === filing.report);
    if (isSame || !stoodAt(filing, endOf(context, from, stage.opens.every))) continue;
    turns.push(filing);
    from = filing.at;
    if (turns.length === MAX_TURNS) break;
  }
  return turns;
}

/** A filing without a named addressee is for all of the stage; one with a party unknown to the stage for those unnamed. */
function isFor(context: Context, stage: Stage, filedWith: string | null, addressee: string | null): boolean {
  if (filedWith === null || filedWith === addressee) return true;
  if (addressee !== null) return false;
  const named = stage.addressees.map(({ role }) => context.declaration?.addressees.get(role));
  return !named.includes(filedWith);
}

function answerThat(
  context: Context,
  stage: Stage,
  occasion: Occasion,
  addressee: string | null,
  openedAt: Temporal.Instant | null,
): Said | undefined {
  const { met_by: met } = stage;
  if (!('said' in met)) return undefined;
  const { index, bearer } = context;
  const trigger = occasion.event ?? context.trigger;
  const candidates = met.said.flatMap((type) => {
    if (met.refers === undefined || trigger === null) return index.saidBy(bearer, type);
    return referencesTo(context, trigger).flatMap((digest) =>
      answersTo(context, trigger, type, met.refers!, digest),
    );
  });
  const fitting = candidates.filter((said) => {
    if (said.digest === trigger?.digest) return false;
    if (met.refers === undefined && (openedAt === null || isBefore(said.recordedAt, openedAt))) return false;
    // One given to somebody else tells this addressee nothing; a release always goes to one party.
    if (addressee === null) return said.type !== 'release';
    return said.to.length === 0 || said.to.includes(addressee);
  });
  let first: Said | undefined;
  for (const said of fitting) {
    if (first === undefined || isBefore(said.recordedAt, first.recordedAt)) first = said;
  }
  return first;
}

/** The bearer's own, and what whoever gave it to a bearer without a node wrote down for it. */
function answersTo({ index, bearer }: Context, trigger: Said, type: string, claim: string, digest: string) {
  const givers = new Set([trigger.by, ...index.releasesOf(trigger.digest).map(({ by }) => by)]);
  givers.delete(bearer);
  const writtenDown = [...givers]
    .flatMap((giver) => index.referring(giver, type, claim, digest))
    .filter((said) => said.values.get('on_behalf_of') === bearer);
  return [...index.referring(bearer, type, claim, digest), ...writtenDown];
}

/** An answer to a release names the release, its receipt, or what was released. */
function referencesTo({ index }: Context, trigger: Said): readonly string[] {
  const target = trigger.type === 'release' ? trigger.values.get('target') : undefined;
  const receipts = index.receiptsOf(trigger.digest).map(({ digest }) => digest);
  return [trigger.digest, ...(typeof target === 'string' ? [target] : []), ...receipts];
}
