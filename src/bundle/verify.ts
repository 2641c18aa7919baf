/**
 * Checks an evidence bundle offline, with what the verifier holds and nothing else. The same file runs in
 * `comity verify`, on the server and in the browser's "Check a statement".
 */
import type { Refusal } from '#outcome.ts';
import { changesIn } from './changes.ts';
import type { BundleCode } from './codes.ts';
import { findContradictions } from './contradiction.ts';
import { type Examined, prove, readEntry } from './examine.ts';
import { type Bundle, type BundleEntry, parseBundle } from './format.ts';
import { deliveriesOf, receiptTimes, settleLinks, soundOnes } from './linkage.ts';
import {
  type Change,
  type Delivery,
  firstOpen,
  overall,
  type Report,
  STEPS,
  type StatementReport,
  type Step,
  sentences,
  type Verdict,
  verdictOf,
} from './report.ts';
import { type Candidates, settleSigners, verifyEarly } from './signers.ts';
import { partyName, type Trust } from './trust.ts';
import { CheckpointJudge } from './witnessing.ts';

/**
 * Signatures checked in a row go faster, since reading between them evicts what they need from the processor's cache;
 * but what is read is large, and must not pile up.
 */
const ENTRIES_AT_ONCE = 32;

/** Work that may be laid down between any two steps, as a browser must that is to answer its reader meanwhile. */
export type InSteps<Result> = Generator<undefined, Result, undefined>;

/**
 * Every check, in order, for every statement. Never throws on a bad bundle; `now` serves only to refuse cosignatures
 * from the future. What a bundle leaves out (a revocation, a recall) nobody can see in it; the sentences speak only of
 * what is there.
 */
export function verifyBundle(text: string, trust: Trust, now: Temporal.Instant): Report {
  return atOnce(verifyInSteps(text, trust, now));
}

export function verifyParsed(bundle: Bundle, trust: Trust, now: Temporal.Instant): Report {
  return atOnce(parsedInSteps(bundle, trust, now));
}

/** What {@link verifyBundle} does, a step for each statement that is read and for each signature of one. */
export function* verifyInSteps(text: string, trust: Trust, now: Temporal.Instant): InSteps<Report> {
  const bundle = parseBundle(text);
  return bundle.ok ? yield* parsedInSteps(bundle.value, trust, now) : unreadable(bundle.refusal);
}

function atOnce<Result>(steps: InSteps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function* parsedInSteps(bundle: Bundle, trust: Trust, now: Temporal.Instant): InSteps<Report> {
  const judge = new CheckpointJudge(trust, now);
  const candidates: Candidates = new Map();
  function* examineAll(entries: readonly BundleEntry[], list: string): InSteps<Examined[]> {
    const examined: Examined[] = [];
    for (let start = 0; start < entries.length; start += ENTRIES_AT_ONCE) {
      const part = entries.slice(start, start + ENTRIES_AT_ONCE);
      const some: Examined[] = [];
      for (const [index, entry] of part.entries()) {
        some.push(readEntry(entry, `${list}/${start + index}`));
        yield;
      }
      for (const one of some) {
        prove(one, judge);
        yield;
      }
      for (const one of some) {
        verifyEarly(one, candidates);
        yield;
      }
      examined.push(...some);
    }
    return examined;
  }
  const keys = yield* examineAll(bundle.keys, 'keys');
  const statements = yield* examineAll(bundle.statements, 'statements');
  const all = [...statements, ...keys];

  settleSigners(all, candidates, trust);
  const misbehaviour = findContradictions(all, bundle.checkpoints, trust, judge);
  const sound = soundOnes(all);
  settleLinks(sound, trust);

  const context: Context = {
    trust,
    changes: changesIn(sound, trust),
    deliveries: deliveriesOf(sound, trust),
    receivedAt: receiptTimes(sound, trust),
  };
  const reports = statements.map((one) => reportOf(one, context));
  const verdict = misbehaviour.length > 0 ? 'failed' : overall(reports.map((report) => report.verdict));
  return {
    verdict,
    sentence: overallSentence(verdict, reports, misbehaviour.length),
    refusal: null,
    exported: bundle.exported.toString(),
    statements: reports,
    keys: keys.map((one) => reportOf(one, context)),
    misbehaviour,
  };
}

function unreadable(refusal: Refusal<BundleCode>): Report {
  const { sentence } = refusal;
  return { verdict: 'failed', sentence, refusal, exported: null, statements: [], keys: [], misbehaviour: [] };
}

type Context = {
  readonly trust: Trust;
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  readonly deliveries: ReadonlyMap<string, readonly Delivery[]>;
  readonly receivedAt: ReadonlyMap<string, Temporal.Instant>;
};

function reportOf(one: Examined, { trust, changes, deliveries, receivedAt }: Context): StatementReport {
  const { head, held, claims, place } = one;
  const steps = stepsOf(one);
  const verdict = verdictOf(steps);
  const digest = head?.digest ?? null;
  return {
    place,
    verdict,
    sentence: sentenceOf(one, verdict, steps, trust),
    digest,
    issuer: head?.issuer ?? null,
    type: head?.type ?? null,
    log: held?.origin ?? head?.log ?? null,
    logIndex: held?.index ?? null,
    realm: head?.realm ?? null,
    claims: [...claims.values()],
    undisclosed: head?.undisclosed ?? 0,
    provenAt: earlier(one.witnessedAt, digest === null ? undefined : receivedAt.get(digest))?.toString() ?? null,
    steps,
    changes: digest === null ? [] : (changes.get(digest) ?? []),
    deliveries: digest === null ? [] : (deliveries.get(digest) ?? []),
  };
}

function stepsOf(one: Examined): Step[] {
  const steps: Step[] = [];
  for (const name of STEPS) {
    const step = one.steps.get(name);
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** The design's proven time: the earlier of the addressee's receipt and the instant the witness quorum stood. */
function earlier(
  witnessed: Temporal.Instant | null,
  received: Temporal.Instant | undefined,
): Temporal.Instant | null {
  if (witnessed === null || received === undefined) return received ?? witnessed;
  return Temporal.Instant.compare(received, witnessed) < 0 ? received : witnessed;
}

function sentenceOf(one: Examined, verdict: Verdict, steps: readonly Step[], trust: Trust): string {
  const open = verdict === 'proved' ? undefined : firstOpen(steps);
  if (one.head === null || (verdict === 'failed' && open !== undefined))
    return open?.sentence ?? 'It could not be read.';
  const { issuer, realm } = one.head;
  const exercise =
    realm === 'live' ? undefined : `This belongs to the exercise "${realm}"; nothing in it happened.`;
  const said = `${partyName(trust, issuer)} signed this ${one.head.type}, and its log holds it.`;
  return sentences(verdict === 'proved' ? said : (open?.sentence ?? said), exercise);
}

function overallSentence(verdict: Verdict, reports: readonly StatementReport[], contradictions: number): string {
  if (contradictions > 0) return 'The bundle proves that a party or a log contradicted itself; see below.';
  const count = (wanted: Verdict): number => reports.filter((report) => report.verdict === wanted).length;
  const all = reports.length;
  switch (verdict) {
    case 'proved':
      return all === 1 ? 'The statement is proved.' : `All ${all} statements are proved.`;
    case 'not-yet-witnessed':
      return `${count('not-yet-witnessed')} of ${all} statements are not yet witnessed by enough independent witnesses; nothing is wrong with any.`;
    case 'failed':
      return `${count('failed')} of ${all} statements failed a check. Do not rely on them.`;
  }
}
