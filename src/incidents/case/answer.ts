import type { Static, TSchema } from 'typebox';
import type { Confidence } from '#incidents/taxonomy/judgement.ts';
import type { Marking } from '#statement/marking.ts';
import { isUnknown, type Unknown } from '#statement/statement-type.ts';
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

type Draft<Value> = Assertion<Value> & { readonly position: number };

/** Pure: the same statements give the same answer. `shown` is in order of arrival; `Value` is the claim's when known. */
export function answer<Value>(
  asked: Question<unknown>,
  shown: readonly ShownStatement[],
  changes: readonly Change[],
  withdrawn: ReadonlyMap<string, string>,
): Answer<Value> {
  const positions = new Map(shown.map((statement, position) => [statement.digest, position]));
  const corrections = new Map(
    changes.filter((one) => one.kind === 'correction' && one.effective).map((one) => [one.digest, one]),
  );
  const said = shown.flatMap((statement): Draft<Value>[] => {
    const value = asked.read(statement);
    if (value === undefined) return [];
    // A correction speaks in the place of what it corrects: a later update stays the later word.
    const target = corrections.get(statement.digest)?.target ?? statement.digest;
    return [{ ...assertion<Value>(asked.name, statement, value), position: positions.get(target) ?? 0 }];
  });
  const judged = said.map((one) => afterChanges(one, asked.name, said, [...corrections.values()], withdrawn));
  const current = latestOfEach(judged);
  const history = judged.map((one) => finish(one, current));
  return {
    state: stateOf(asked, current, shown, withdrawn),
    current: current.map((one) => finish(one, current)),
    history,
  };
}

function assertion<Value>(name: string, statement: ShownStatement, value: unknown): Assertion<Value> {
  const sureness = confidence.read(statement);
  return {
    value: known<Value>(value),
    by: statement.issuer,
    digest: statement.digest,
    type: statement.type,
    at: statement.recordedAt,
    marking: statement.claims.get(name)!.marking,
    ...(sureness === undefined ? {} : { confidence: known<Confidence>(sureness) }),
    state: 'stands',
  };
}

function known<Value>(value: unknown): Value | NotKnown {
  if (!isUnknown(value)) return value as Value;
  return (value as Static<typeof Unknown>).known === 'not-yet' ? 'not-known-yet' : 'not-applicable';
}

function afterChanges<Value>(
  one: Draft<Value>,
  name: string,
  said: readonly Draft<Value>[],
  corrections: readonly Change[],
  withdrawn: ReadonlyMap<string, string>,
): Draft<Value> {
  const taken = withdrawn.get(one.digest);
  if (taken !== undefined) return { ...one, state: 'withdrawn', changedBy: taken };
  for (const correction of corrections.toReversed()) {
    if (correction.target !== one.digest || withdrawn.has(correction.digest)) continue;
    if (correction.retracts.includes(name)) return { ...one, state: 'retracted', changedBy: correction.digest };
    if (said.some((other) => other.digest === correction.digest)) {
      return { ...one, state: 'corrected', changedBy: correction.digest };
    }
  }
  return one;
}

function latestOfEach<Value>(judged: readonly Draft<Value>[]): readonly Draft<Value>[] {
  const latest = new Map<string, Draft<Value>>();
  for (const one of judged) {
    if (one.state !== 'stands') continue;
    const before = latest.get(one.by);
    if (before === undefined || one.position >= before.position) latest.set(one.by, one);
  }
  return [...latest.values()];
}

function finish<Value>(
  { position: _position, ...one }: Draft<Value>,
  current: readonly Draft<Value>[],
): Assertion<Value> {
  if (one.state !== 'stands' || current.some((latest) => latest.digest === one.digest)) return one;
  const latest = current.find((other) => other.by === one.by);
  return latest === undefined ? one : { ...one, state: 'superseded', changedBy: latest.digest };
}

function stateOf<Value>(
  asked: Question<unknown>,
  current: readonly Draft<Value>[],
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
      statement.withheld + statement.erased > 0,
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
