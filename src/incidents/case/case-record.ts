import { type Static, Type } from 'typebox';
import type { FlowCode } from '#incidents/codes.ts';
import { Source } from '#incidents/statements/analysis-claims.ts';
import { Line, Text } from '#incidents/statements/incident-claims.ts';
import { TYPE_BY_NAME } from '#incidents/statements.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { PARTY_KINDS } from '#parties/statements.ts';
import { checkDraft } from '#statement/check.ts';
import type { ClaimCode } from '#statement/codes.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { type Marking, marking } from '#statement/marking.ts';
import { departure, fits } from '#statement/validator.ts';
import { AssertedTime, readTime } from '#vocabulary/asserted-time.ts';

const Id = Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' });

/** One thing said: who, when in history, and from which published sources it is known. */
const Step = Type.Object(
  {
    id: Id,
    at: AssertedTime,
    case: Id,
    speaker: Id,
    title: Line,
    type: Id,
    /** Sources of every fact in the claims. */
    facts: Type.Array(Id, { minItems: 1, maxItems: 20 }),
    /** True where nobody is known to have said this then, and the replay shows what could have been said. */
    what_comity_adds: Type.Optional(Type.Boolean()),
    based_on: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 16 })),
    other_case: Type.Optional(Id),
    release_to: Type.Optional(Type.Array(Id, { maxItems: 16 })),
    claims: Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 64 }),
  },
  { additionalProperties: false },
);
export type RecordStep = Static<typeof Step>;

/** The public record of a real intrusion, as a sequence of statements that a demo can replay. */
export const CaseRecord = Type.Object(
  {
    record: Type.Literal('comity-case-record-1'),
    title: Line,
    about: Text,
    compiled: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    limits: Text,
    sources: Type.Record(Type.String({ maxLength: 41 }), Source),
    speakers: Type.Record(
      Type.String({ maxLength: 41 }),
      Type.Object({ kind: Type.Enum([...PARTY_KINDS]), stands_for: Line }, { additionalProperties: false }),
    ),
    cases: Type.Record(Type.String({ maxLength: 41 }), Line),
    steps: Type.Array(Step, { minItems: 1, maxItems: 200 }),
  },
  { additionalProperties: false },
);
export type CaseRecord = Static<typeof CaseRecord>;

/** What a replay knows by now: who plays whom, and what became of earlier steps. */
export type Replay = {
  readonly issuers: Readonly<Record<string, string>>;
  readonly cases: Readonly<Record<string, string>>;
  readonly digests: ReadonlyMap<string, string>;
};

/** Sound through and through, or the first thing that is not: form, names that lead nowhere, order, every claim. */
export function readCaseRecord(text: string): Outcome<CaseRecord, FlowCode | ClaimCode> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return refuse('not-a-record', 'The file is not JSON.');
  }
  if (!fits(CaseRecord, content)) {
    const { pointer, expected } = departure(CaseRecord, content);
    return refuse('not-a-record', phrase`This is no case record: ${expected}.`, pointer || undefined);
  }
  const record = content as CaseRecord;
  const seen = new Set<string>();
  for (const [position, step] of record.steps.entries()) {
    const place = `/steps/${position}`;
    const dangling = danglingName(record, step, seen);
    if (dangling !== undefined) return refuse('not-a-record', phrase`"${dangling}" is not named before.`, place);
    if (position > 0 && isAfter(record.steps[position - 1]!.at, step.at)) {
      return refuse('not-a-record', 'Steps stand in the order in which they happened.', place);
    }
    const checked = checkDraft(TYPE_BY_NAME.get(step.type)!, stepDraft(record, step, rehearsal(record)));
    if (!checked.ok)
      return refuse(checked.refusal.code, wordsOf(checked.refusal), `${place}/${checked.refusal.place}`);
    seen.add(step.id);
  }
  return accept(record);
}

/** Only what no reading of both puts in order: some time of a day is not after an hour of that day. */
function isAfter(earlier: string, later: string): boolean {
  const [first, second] = [readTime(earlier), readTime(later)];
  if (first === undefined || second === undefined) return true;
  return Temporal.Instant.compare(first.from, second.until) > 0;
}

function danglingName(record: CaseRecord, step: RecordStep, seen: ReadonlySet<string>): string | undefined {
  if (seen.has(step.id)) return step.id;
  if (!TYPE_BY_NAME.has(step.type)) return step.type;
  const cases = [step.case, step.other_case ?? step.case];
  const speakers = [step.speaker, ...(step.release_to ?? [])];
  return (
    cases.find((name) => !Object.hasOwn(record.cases, name)) ??
    speakers.find((name) => !Object.hasOwn(record.speakers, name)) ??
    step.facts.find((name) => !Object.hasOwn(record.sources, name)) ??
    step.based_on?.find((name) => !seen.has(name))
  );
}

/** Stands in for parties, cases and digests while a record is checked. */
function rehearsal(record: CaseRecord): Replay {
  const names = (part: object) => Object.keys(part);
  return {
    issuers: Object.fromEntries(names(record.speakers).map((name) => [name, 'did:web:rehearsal.example'])),
    cases: Object.fromEntries(names(record.cases).map((name) => [name, '00000000-0000-4000-8000-000000000000'])),
    digests: new Map(record.steps.map((step, position) => [step.id, String(position).padStart(43, '0')])),
  };
}

/** Everything in a public record is public: each claim is clear, with its sources beside it. */
const PUBLIC: Marking = marking('clear', ['mitigation', 'attribution', 'publication']);

/** The step as a draft for whoever plays its speaker. */
export function stepDraft(record: CaseRecord, step: RecordStep, replay: Replay): Draft {
  const type = TYPE_BY_NAME.get(step.type);
  const claims: Record<string, JsonValue> = { ...(step.claims as Record<string, JsonValue>) };
  if (step.based_on !== undefined) claims.based_on = step.based_on.map((id) => replay.digests.get(id) ?? id);
  if (step.other_case !== undefined) claims.other_case = replay.cases[step.other_case] ?? step.other_case;
  if (type?.claims.sources !== undefined)
    claims.sources = step.facts.map((name) => record.sources[name] as JsonValue);
  return {
    type: step.type,
    issuer: replay.issuers[step.speaker] ?? step.speaker,
    case: replay.cases[step.case] ?? step.case,
    claims,
    markings: Object.fromEntries([...Object.keys(claims), 'case', 'iat'].map((name) => [name, PUBLIC])),
  };
}
