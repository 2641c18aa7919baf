import type { Static, TSchema } from 'typebox';
import type { Marking } from '#statement/marking.ts';
import { isUnknown, type Unknown } from '#statement/statement-type.ts';
import type { Confidence } from '#vocabulary/judgement.ts';
import { type ClaimReader, claimReader, type ShownStatement } from './shown-statement.ts';
import { type Change, confidence } from './standing.ts';

export type NotKnown = 'not-known-yet' | 'not-applicable';

/** One party saying one thing. It is a claim, and stays one however many repeat it. */
export type Assertion<Value> = {
  readonly value: Value | NotKnown;
  readonly by: string;
  readonly digest: string;
  readonly type: string;
  readonly at: Temporal.Instant;
  readonly marking: Marking;
  /** The speaker's own, for the whole statement. */
  readonly confidence?: Confidence | NotKnown;
  /** `stands`, or what became of it and by which statement. */
  readonly state: 'stands' | 'superseded' | 'corrected' | 'retracted' | 'withdrawn';
  readonly changedBy?: string;
};

/**
 * What a case says to one question. `withheld`: somebody answered and the viewer is not shown the answer. `differs`:
 * two parties give different answers; both stand in `current`, and nobody here decides between them.
 */
export type Answer<Value> = {
  readonly state: 'agreed' | 'differs' | 'not-known-yet' | 'withheld' | 'not-said';
  /** At most one for each party: its latest word that stands. */
  readonly current: readonly Assertion<Value>[];
  /** Every assertion in order of arrival, replaced and withdrawn ones included. */
  readonly history: readonly Assertion<Value>[];
};

/** A question of the case page: a claim of the statement types. */
export type Question<Value> = ClaimReader<Value> & { readonly required: boolean };

/** `required` ones stand in every alert and report, so that a missing one was withheld or erased. */
export function question<Schema extends TSchema>(
  name: string,
  schema: Schema,
  required = false,
): Question<Static<Schema>> {
  return { ...claimReader(name, schema), required };
}

/** One assertion while it is judged. */
type Said<Value> = {
  readonly statement: ShownStatement;
  readonly value: Value | NotKnown;
  /** Where among the statements it speaks; a correction speaks in the place of what it corrects. */
  readonly position: number;
  state: Assertion<Value>['state'];
  changedBy: string | undefined;
};

/** Pure: the same statements give the same answer. `shown` is in order of arrival; `Value` is the claim's when known. */
export function answer<Value>(
  asked: Question<unknown>,
  shown: readonly ShownStatement[],
  changes: readonly Change[],
  withdrawn: ReadonlyMap<string, string>,
): Answer<Value> {
  const corrections = changes.filter(
    (one) => one.kind === 'correction' && one.effective && !withdrawn.has(one.digest),
  );
  const said = gather<Value>(asked, shown, corrections);
  const correctedBy = correctionsOf(asked.name, said, corrections);
  for (const one of said) {
    const taken = withdrawn.get(one.statement.digest);
    const corrected = correctedBy.get(one.statement.digest);
    if (taken !== undefined) change(one, 'withdrawn', taken);
    else if (corrected !== undefined) change(one, corrected.state, corrected.by);
  }
  const latest = latestOfEach(said);
  for (const one of said) {
    const later = latest.get(one.statement.issuer);
    if (one.state === 'stands' && later !== undefined && later !== one) {
      change(one, 'superseded', later.statement.digest);
    }
  }
  const history = said.map((one) => assertion(asked.name, one));
  const current = history.filter((_one, at) => said[at]!.state === 'stands');
  return { state: stateOf(asked, current, shown, withdrawn), current, history };
}

function gather<Value>(
  asked: Question<unknown>,
  shown: readonly ShownStatement[],
  corrections: readonly Change[],
): readonly Said<Value>[] {
  const targets = new Map(corrections.map((one) => [one.digest, one.target]));
  const positions = new Map(shown.map((statement, position) => [statement.digest, position]));
  return shown.flatMap((statement, at): Said<Value>[] => {
    const value = asked.read(statement);
    if (value === undefined) return [];
    const target = targets.get(statement.digest);
    const position = target === undefined ? at : (positions.get(target) ?? at);
    return [{ statement, value: known<Value>(value), position, state: 'stands', changedBy: undefined }];
  });
}

/** For each statement the last correction that took this claim back or gave it another value. */
function correctionsOf(name: string, said: readonly Said<unknown>[], corrections: readonly Change[]) {
  const speaking = new Set(said.map((one) => one.statement.digest));
  const found = new Map<string, { readonly state: 'retracted' | 'corrected'; readonly by: string }>();
  for (const { target, digest, retracts } of corrections) {
    if (retracts.includes(name)) found.set(target, { state: 'retracted', by: digest });
    else if (speaking.has(digest)) found.set(target, { state: 'corrected', by: digest });
  }
  return found;
}

function change<Value>(one: Said<Value>, state: Assertion<Value>['state'], by: string): void {
  one.state = state;
  one.changedBy = by;
}

function latestOfEach<Value>(said: readonly Said<Value>[]): ReadonlyMap<string, Said<Value>> {
  const latest = new Map<string, Said<Value>>();
  for (const one of said) {
    if (one.state !== 'stands') continue;
    const before = latest.get(one.statement.issuer);
    if (before === undefined || one.position >= before.position) latest.set(one.statement.issuer, one);
  }
  return latest;
}

function assertion<Value>(name: string, { statement, value, state, changedBy }: Said<Value>): Assertion<Value> {
  const sureness = confidence.read(statement);
  return {
    value,
    by: statement.issuer,
    digest: statement.digest,
    type: statement.type,
    at: statement.recordedAt,
    marking: statement.claims.get(name)!.marking,
    ...(sureness === undefined ? {} : { confidence: known<Confidence>(sureness) }),
    state,
    ...(changedBy === undefined ? {} : { changedBy }),
  };
}

function known<Value>(value: unknown): Value | NotKnown {
  if (!isUnknown(value)) return value as Value;
  return (value as Static<typeof Unknown>).known === 'not-yet' ? 'not-known-yet' : 'not-applicable';
}

function stateOf<Value>(
  asked: Question<unknown>,
  current: readonly Assertion<Value>[],
  shown: readonly ShownStatement[],
  withdrawn: ReadonlyMap<string, string>,
): Answer<Value>['state'] {
  const values = new Set(current.filter((one) => !isNotKnown(one.value)).map((one) => comparable(one.value)));
  if (values.size > 1) return 'differs';
  if (values.size === 1) return 'agreed';
  if (current.length > 0) return 'not-known-yet';
  const mustHaveSaid = shown.some(
    (statement) =>
      asked.required &&
      (statement.type === 'incident-alert' || statement.type === 'incident-report') &&
      !withdrawn.has(statement.digest) &&
      (statement.withheld || statement.erased > 0),
  );
  return mustHaveSaid ? 'withheld' : 'not-said';
}

export function isNotKnown(value: unknown): value is NotKnown {
  return value === 'not-known-yet' || value === 'not-applicable';
}

/** Lists are sets here: two parties that name the same states in another order agree. */
function comparable(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value);
}
