/**
 * A regime: a law, agreement, norm or policy written as data, from which obligations follow. One JSON file each under
 * `regimes/`; `docs/regimes.md` tells how to write one. Everything here is a schema; loading and refusing stands in
 * `load-regimes.ts`, computing in `engine.ts`.
 */
import { type Static, Type } from 'typebox';
import { STAGE_FACTS } from './facts.ts';

/**
 * What kind of promise: only the first two can be breached; a norm is answered or not; a promise is one's own; an
 * expectation is what an exercise waits for, answered or not, and stands in no score.
 */
export const OBLIGATION_KINDS = ['law', 'agreement', 'norm', 'promise', 'expectation'] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];

/** P: primary text read; S: secondary source read; R: unconfirmed. A stage marked R shows no countdown. */
export const CONFIDENCES = ['P', 'S', 'R'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const REGIME_STATUSES = [
  'in-force',
  'partly-in-force',
  'not-in-force',
  'proposed',
  'voluntary',
  'agreed-policy',
  'unconfirmed',
] as const;

/** Moments that a named person states in a `clock-event`; the software never decides that one has come. */
export const MOMENTS = [
  'awareness',
  'noticing',
  'discovery',
  'detection',
  'reasonable-belief',
  'classification',
  'determination',
  'corrective-measure-available',
  'payment-made',
  'oral-report',
  'new-information',
  'handled',
  /** Said where a law then asks for a progress report instead of a final one. */
  'still-being-handled',
  /** It became known that a limit will be missed. */
  'delay-foreseen',
  'request',
  /** Of a kind that the law names, and no sooner: a pipeline's operator under the TSA directives. */
  'identification',
  /** The incident was verified, as Portugal counts. */
  'verification',
  /** There was evidence of the incident, as Italy counts. */
  'evidence',
  'occurrence',
  /** Its significant impact ended. */
  'end-of-impact',
  /** A report came in that is to be passed on, where no statement here brought it. */
  'report-received',
  'near-miss',
  /** The bearer learnt of a significant threat. */
  'threat-learnt',
] as const;
export type Moment = (typeof MOMENTS)[number];

export const PERIOD_UNITS = ['minute', 'hour', 'calendar-day', 'business-day', 'calendar-month'] as const;

/** Legal calendars: how periods of this regime are counted (`calendar.ts`). `plain` knows no holidays and extends nothing. */
export const CALENDARS = ['plain', 'eu-1182-71', 'us-federal', 'national', 'eu-national'] as const;

/** Which last days the receiver's closing hour ends: all of them, those on which it works, those moved off a free day. */
export const CLOSING_DAYS = ['day', 'business-day', 'extended-day'] as const;

/** Of hours and days; `regime-check.ts` takes fewer months. */
const MAX_VALUE = 1_000;
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const Line = Type.String({ minLength: 1, maxLength: 400 });
const Text = Type.String({ minLength: 1, maxLength: 4_000 });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const TypeName = Type.String({ pattern: '^[a-z][a-z-]{1,60}$' });
const ClaimName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' });
const exact = { additionalProperties: false } as const;

export const Period = Type.Object(
  { value: Type.Integer({ minimum: 0, maximum: MAX_VALUE }), unit: Type.Enum([...PERIOD_UNITS]) },
  exact,
);
export type Period = Static<typeof Period>;

const ClaimValue = Type.Object({ claim: ClaimName, is: Type.Union([Type.String(), Type.Boolean()]) }, exact);
export type ClaimValue = Static<typeof ClaimValue>;

const PLAIN_ANCHORS = [
  Type.Object({ moment: Type.Enum([...MOMENTS]) }, exact),
  Type.Object({ filed: Id }, exact),
] as const;

/**
 * The event a clock runs from. `moment`: a person states when it was. `filed`: an earlier stage of this regime was
 * submitted. `deadline`: another stage's limit expires. `said`: a statement of this type was made in the case, `at`
 * the time it was recorded in its own log, or arrived here (its receipt). `every`: periodic, counted from the last
 * time the stage was met; where it `runs`, turn after turn from the same beginning, whether or not anything was filed.
 * The turns begin with the declaration or `from` something else, and end with the last that is due before `until`.
 */
export const Anchor = Type.Union([
  ...PLAIN_ANCHORS,
  Type.Object({ deadline: Id }, exact),
  Type.Object(
    {
      said: TypeName,
      at: Type.Enum(['recorded', 'received']),
      /** Only statements with this claim value, or all of these, set it off, as `{"claim":"holds","is":"publication"}`. */
      where: Type.Optional(Type.Union([ClaimValue, Type.Array(ClaimValue, { minItems: 2, maxItems: 4 })])),
    },
    exact,
  ),
  Type.Object(
    {
      every: Period,
      runs: Type.Optional(Type.Literal(true)),
      from: Type.Optional(Type.Union([...PLAIN_ANCHORS])),
      until: Type.Optional(Type.Union([...PLAIN_ANCHORS])),
    },
    exact,
  ),
]);
export type Anchor = Static<typeof Anchor>;

export const Zone = Type.String({ pattern: '^[A-Za-z_]+(/[A-Za-z_+-]+){0,2}$', maxLength: 60 });

/**
 * The receiver closes before the day ends: what comes later has the date of the next day. The clock shows the earlier
 * end, since whoever keeps it is in time by both readings; the end of the day stands beside it.
 */
export const Closes = Type.Object(
  {
    at: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    /** Where the receiver sits; absent where its clock is the bearer's. */
    zone: Type.Optional(Zone),
    on: Type.Enum([...CLOSING_DAYS]),
    citation: Line,
    confidence: Type.Enum([...CONFIDENCES]),
  },
  exact,
);
export type Closes = Static<typeof Closes>;

export const Limit = Type.Object({ within: Period, of: Anchor, closes: Type.Optional(Closes) }, exact);
export type Limit = Static<typeof Limit>;

/** How a stage is met: by a `duty-filing` (and what it names), or by a statement of this type that refers to the trigger. */
const MetBy = Type.Union([
  Type.Object({ filing: Type.Literal(true) }, exact),
  Type.Object(
    {
      said: Type.Array(TypeName, { minItems: 1, maxItems: 8 }),
      /** The claim that refers to the trigger; absent where any such statement in the case by the bearer counts. */
      refers: Type.Optional(ClaimName),
    },
    exact,
  ),
]);

/**
 * Who has to act. `declarer`: whoever stated that the regime applies to it. `speaker`: who made the statement that
 * triggers. `receiver`: the party that the triggering statement was given to. `named`: each party that a claim of the
 * triggering statement names, `named_in`.
 */
const BEARERS = ['declarer', 'speaker', 'receiver', 'named'] as const;

/** Whom to tell: a routing rule in words, and where it can be computed, from what. */
export const Addressee = Type.Object(
  {
    /** As `csirt`, `competent-authority`, `data-protection-authority`, `public`, `users`, `enisa`, `speaker`, `receiver`. */
    role: Id,
    name: Line,
    /** The party kind that may stand for it here, if parties of that kind do. */
    kind: Type.Optional(Id),
  },
  exact,
);

const Need = Type.Object(
  {
    fact: Type.Enum(Object.keys(STAGE_FACTS)),
    /** `must`; `if-known`: left out when not known; `where-relevant`: the bearer judges. */
    need: Type.Enum(['must', 'if-known', 'where-relevant']),
  },
  exact,
);

export const Stage = Type.Object(
  {
    id: Id,
    name: Line,
    citation: Line,
    confidence: Type.Enum([...CONFIDENCES]),
    bearer: Type.Enum([...BEARERS]),
    /** The claim that names the bearers, where they are `named`: a party, or a list of parties. */
    named_in: Type.Optional(ClaimName),
    addressees: Type.Array(Addressee, { minItems: 1, maxItems: 8 }),
    /** The event that opens the clock; before it the stage is not yet triggered. */
    opens: Anchor,
    /** The earliest of these is due; empty where the text names no hours ("without undue delay"): then no countdown. */
    limits: Type.Array(Limit, { maxItems: 4 }),
    /** A claim of the statement that opens it says by when, beside the limits; the earlier one counts. */
    due_in: Type.Optional(ClaimName),
    /** What is not done by then is no breach: it ends what opened the stage, and nothing said later revives it. */
    effect: Type.Optional(Type.Literal('lapse')),
    /** Only where this event comes after, or not after, the limit (DORA: classified after the first 24 hours). */
    when: Type.Optional(
      Type.Object({ event: Anchor, is: Type.Enum(['after', 'not-after']), limit: Limit }, exact),
    ),
    /** Only where this fact of the declaration holds, as trust service providers under NIS2. */
    only_if: Type.Optional(Type.Unsafe<Condition>({})),
    qualifier: Type.Optional(Line),
    met_by: MetBy,
    /** May the bearer file again, each filing a new instance of what follows (DORA intermediate, NIS2 progress). */
    repeats: Type.Optional(Type.Boolean()),
    needs: Type.Array(Need, { maxItems: 60 }),
    note: Type.Optional(Text),
  },
  exact,
);
export type Stage = Static<typeof Stage>;

/** Three-valued: a fact that is not known leaves the answer open, and names itself as what would decide. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly fact: string; readonly in: readonly string[] }
  | { readonly fact: string; readonly is: boolean };

/**
 * Before this nobody owes anything under the regime: from the first moment of the day `on`, in the zone of the regime,
 * and of the day that a fact of the declaration tells, `plus` a period. Of two, the later. What a person states of an
 * earlier time opens no clock; where the fact is not known, nothing counts down and the page asks for it.
 */
export const Begins = Type.Object(
  {
    on: Type.Optional(Day),
    fact: Type.Optional(Type.String({ pattern: '^[a-z][a-z_]{1,39}$' })),
    plus: Type.Optional(Period),
    citation: Line,
  },
  exact,
);
export type Begins = Static<typeof Begins>;

/** Where a report is filed. */
export const Channel = Type.Object(
  {
    name: Line,
    confidence: Type.Enum([...CONFIDENCES]),
    /** ISO 639-1, the languages in which it is taken. */
    languages: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { maxItems: 8 })),
    languages_confidence: Type.Optional(Type.Enum([...CONFIDENCES])),
  },
  exact,
);

export const Regime = Type.Object(
  {
    id: Id,
    /** Counted up with each change of content; older versions stay under `regimes/superseded/`. */
    version: Type.Integer({ minimum: 1, maximum: 10_000 }),
    /** First day on which this version is used for clocks that open by themselves. */
    valid_from: Day,
    kind: Type.Enum([...OBLIGATION_KINDS]),
    title: Line,
    instrument: Line,
    /** `EU`, an ISO 3166-1 alpha-2 code, or `UN`, `OSCE`, `any`. */
    jurisdiction: Type.String({ pattern: '^(EU|UN|OSCE|any|[A-Z]{2})$' }),
    status: Type.Enum([...REGIME_STATUSES]),
    status_confidence: Type.Enum([...CONFIDENCES]),
    in_force_from: Type.Optional(Line),
    status_note: Type.Optional(Text),
    obligated: Text,
    threshold: Text,
    applies: Type.Unsafe<Condition>({}),
    calendar: Type.Enum([...CALENDARS]),
    /** IANA zone in which days and hours of this regime are counted; absent where the bearer's own zone counts. */
    time_zone: Type.Optional(Zone),
    begins: Type.Optional(Begins),
    /** Known by name only: listed so that nobody believes it does not exist, and never counted. */
    computed: Type.Optional(Type.Literal(false)),
    file_at: Type.Optional(Channel),
    /** The regime that this act carries out in its state; only acts of the national layer have it. */
    carries_out: Type.Optional(Id),
    /** At least one, unless the regime is not computed. */
    stages: Type.Array(Stage, { maxItems: 16 }),
    notes: Type.Array(Text, { maxItems: 20 }),
    sources: Type.Array(Line, { minItems: 1, maxItems: 20 }),
    checked_on: Day,
    confidence: Type.Enum([...CONFIDENCES]),
  },
  exact,
);
export type Regime = Static<typeof Regime>;
