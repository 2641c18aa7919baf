/**
 * The national layer of a directive: what one state's act makes of it, `regimes/nis2/<state>.json`. Laid over the
 * directive's own text it gives a plain regime, which engine, finder and pages take like any other.
 */
import { type Static, Type } from 'typebox';
import {
  Addressee,
  Anchor,
  Begins,
  CALENDARS,
  CONFIDENCES,
  type Condition,
  type Confidence,
  Limit,
  REGIME_STATUSES,
  type Regime,
  Stage,
  Zone,
} from './regime.ts';

const exact = { additionalProperties: false } as const;
const Line = Type.String({ minLength: 1, maxLength: 400 });
const Text = Type.String({ minLength: 1, maxLength: 2_000 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const Sureness = Type.Enum([...CONFIDENCES]);
const Told = Type.Object({ text: Text, confidence: Sureness }, exact);
const Office = Type.Object({ name: Line, confidence: Sureness }, exact);

/** What the act makes of one stage; what it leaves as it is stays out. `null` takes away. */
const Amended = Type.Object(
  {
    id: Id,
    citation: Line,
    confidence: Sureness,
    name: Type.Optional(Line),
    addressees: Type.Optional(Type.Array(Addressee, { minItems: 1, maxItems: 8 })),
    opens: Type.Optional(Anchor),
    limits: Type.Optional(Type.Array(Limit, { maxItems: 4 })),
    when: Type.Optional(Type.Null()),
    only_if: Type.Optional(Type.Union([Type.Unsafe<Condition>({}), Type.Null()])),
    qualifier: Type.Optional(Type.Union([Line, Type.Null()])),
    repeats: Type.Optional(Type.Boolean()),
    note: Type.Optional(Type.Union([Text, Type.Null()])),
  },
  exact,
);

export const NationalFile = Type.Object(
  {
    /** ISO 3166-1 alpha-2; the file's name is the same in small letters. */
    state: Type.String({ pattern: '^[A-Z]{2}$' }),
    name: Line,
    /** In place of “NIS2 in …”. */
    title: Type.Optional(Line),
    version: Type.Integer({ minimum: 1, maximum: 10_000 }),
    valid_from: Day,
    /** The version of the directive's regime that it is laid over: a later one changes nothing here. */
    base: Type.Integer({ minimum: 1, maximum: 10_000 }),
    act: Line,
    number: Line,
    /** Where its text stands officially, so that every due time is one click from its law. */
    address: Type.Optional(Type.String({ pattern: '^https://[^\\s<>]+$', maxLength: 250 })),
    status: Type.Enum([...REGIME_STATUSES]),
    status_confidence: Sureness,
    /** Of when what is said of its status is. */
    status_as_of: Line,
    status_note: Type.Optional(Text),
    in_force_from: Type.Optional(Line),
    begins: Type.Optional(Begins),
    time_zone: Zone,
    calendar: Type.Enum([...CALENDARS]),
    portal: Type.Optional(Office),
    csirt: Office,
    authority: Office,
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, maxItems: 8 }),
    languages_confidence: Sureness,
    /** Who is told what the directive has told to the CSIRT or the authority. */
    addressees: Type.Array(Addressee, { minItems: 1, maxItems: 8 }),
    /** In place of the directive's own scope; its state is added. */
    applies: Type.Optional(Type.Unsafe<Condition>({})),
    /** What is not significant is reported too: the directive's stages ask for it one by one. */
    beyond_significant: Type.Optional(Type.Literal(true)),
    obligated: Type.Optional(Text),
    threshold: Type.Optional(Text),
    /** The directive's stages that the act has too, each by its own article. */
    stages: Type.Array(Amended, { maxItems: 16 }),
    /** Those that it has not. */
    drops: Type.Array(Id, { maxItems: 16 }),
    adds: Type.Array(Stage, { maxItems: 8 }),
    differs: Type.Array(Told, { maxItems: 12 }),
    special: Type.Array(Told, { maxItems: 12 }),
    notes: Type.Array(Text, { maxItems: 6 }),
    sources: Type.Array(Type.Object({ name: Line, source_date: Line, seen: Day, confidence: Sureness }, exact), {
      minItems: 1,
      maxItems: 12,
    }),
    confidence: Sureness,
    checked_on: Day,
  },
  exact,
);
export type NationalFile = Static<typeof NationalFile>;

export function nationalId(base: string, state: string): string {
  return `${base.replace(/^eu-/u, '')}-${state.toLowerCase()}`;
}

/** Stages that the act must say something about: those of whoever reports. What authorities owe stays the directive's. */
export function reportersStages({ stages }: Regime): readonly Stage[] {
  return stages.filter(({ bearer }) => bearer === 'declarer');
}

/** The regime of the state; `national` and `base` are sound, and say something of each stage. */
export function laidOver(base: Regime, national: NationalFile): Regime {
  const { state, portal, languages, languages_confidence: sure } = national;
  const stages = reportersStages(base).flatMap((stage) => {
    const amended = national.stages.find(({ id }) => id === stage.id);
    return amended === undefined ? [] : [amendedStage(stage, amended, national)];
  });
  return {
    id: nationalId(base.id, state),
    version: national.version,
    valid_from: national.valid_from,
    kind: base.kind,
    title: national.title ?? `NIS2 in ${national.name}`,
    instrument: `${national.act} (${national.number})`,
    jurisdiction: state,
    status: national.status,
    status_confidence: national.status_confidence,
    ...(national.in_force_from === undefined ? {} : { in_force_from: national.in_force_from }),
    status_note: [`As of: ${national.status_as_of}.`, national.status_note ?? ''].join(' ').trim(),
    obligated: national.obligated ?? base.obligated,
    threshold: national.threshold ?? base.threshold,
    applies: scopeOf(base, national),
    calendar: national.calendar,
    time_zone: national.time_zone,
    ...(national.begins === undefined ? {} : { begins: national.begins }),
    ...(portal === undefined ? {} : { file_at: { ...portal, languages, languages_confidence: sure } }),
    carries_out: base.id,
    stages: [...stages, ...national.adds],
    notes: notesOf(national),
    sources: sourcesOf(national),
    checked_on: national.checked_on,
    confidence: national.confidence,
  };
}

type Amended = NationalFile['stages'][number];

function amendedStage(
  stage: Stage,
  amended: Amended,
  { addressees, beyond_significant: beyond }: NationalFile,
): Stage {
  const { when, only_if: only, qualifier, note, ...rest } = amended;
  const asked = beyond === true && only === undefined ? withSignificance(stage.only_if) : only;
  const told = stage.addressees.some(({ role }) => role === 'csirt') ? addressees : stage.addressees;
  const changed: Record<string, unknown> = { ...stage, addressees: told, ...rest };
  for (const [name, value] of Object.entries({ when, only_if: asked, qualifier, note })) {
    if (value === null) delete changed[name];
    else if (value !== undefined) changed[name] = value;
  }
  return changed as Stage;
}

const SIGNIFICANT: Condition = { fact: 'significant', is: true };

function withSignificance(only: Condition | undefined): Condition {
  return only === undefined ? SIGNIFICANT : { all: [SIGNIFICANT, only] };
}

/** The directive's scope in this state: its words on states give way to the one. */
function scopeOf(base: Regime, { state, applies, beyond_significant: beyond }: NationalFile): Condition {
  const here: Condition = { fact: 'state', in: [state] };
  if (applies !== undefined) return { all: [here, applies] };
  const parts = 'all' in base.applies ? base.applies.all : [base.applies];
  const others = parts.filter((part) => !isOfStates(part) && !(beyond === true && isSignificance(part)));
  return { all: [here, ...others] };
}

function isOfStates(part: Condition): boolean {
  if ('not' in part) return isOfStates(part.not);
  return 'fact' in part && part.fact === 'state';
}

function isSignificance(part: Condition): boolean {
  return 'fact' in part && part.fact === 'significant';
}

/** The act itself first, by its official address; then who read it, or of it, and when. */
function sourcesOf({ act, number, address, sources }: NationalFile): string[] {
  const read = sources.map(
    ({ name, source_date: of, seen, confidence }) => `${name} (of ${of}; seen ${seen}) [${confidence}]`,
  );
  return address === undefined ? read : [`${act} (${number}) <${address}>`, ...read];
}

function notesOf(national: NationalFile): readonly string[] & string[] {
  const office = (
    what: string,
    { name, confidence }: { readonly name: string; readonly confidence: Confidence },
  ) => `${what}: ${name} [${confidence}]`;
  const differing = national.differs.map(
    ({ text, confidence }) => `Differs from the directive: ${text} [${confidence}]`,
  );
  return [
    ...differing,
    ...national.special.map(({ text, confidence }) => `${text} [${confidence}]`),
    ...national.notes,
    `${office('CSIRT', national.csirt)}. ${office('Authority', national.authority)}.`,
  ];
}
