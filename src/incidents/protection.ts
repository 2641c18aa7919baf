import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { USES } from '#statement/marking.ts';
import { isExerciseState } from '#vocabulary/states.ts';
import file from './protection.json' with { type: 'json' };

/** How well an entry is founded: read in the law itself, in a source that quotes it, or remembered only. */
const LAW_CONFIDENCES = ['primary', 'secondary', 'unconfirmed'] as const;

const Protection = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{3,40}$' }),
    /** ISO 3166-1 alpha-2, or `EU` for all member states. */
    territories: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1 }),
    instrument: Type.String({ minLength: 1 }),
    citation: Type.String({ minLength: 1 }),
    applies_to: Type.Array(Type.String({ pattern: '^[a-z-]+$' }), { minItems: 1 }),
    protects: Type.String({ minLength: 1 }),
    limits: Type.String({ minLength: 1 }),
    status: Type.Enum(['in-force', 'not-in-force']),
    confidence: Type.Enum([...LAW_CONFIDENCES]),
  },
  { additionalProperties: false },
);
export type Protection = Static<typeof Protection>;

const UseOfReport = Type.Object(
  {
    use: Type.Enum([...USES]),
    who: Type.String({ minLength: 1 }),
    for_what: Type.String({ minLength: 1 }),
    unless_permitted: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
);
export type UseOfReport = Static<typeof UseOfReport>;

export const ProtectionFile = Type.Object(
  {
    compiled: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
    notice: Type.String({ minLength: 1 }),
    protections: Type.Array(Protection),
    uses: Type.Array(UseOfReport, { minItems: USES.length, maxItems: USES.length }),
  },
  { additionalProperties: false },
);

// A wrong data file is a mistake of ours, found at the start of every program and test that uses it.
const { notice, compiled, protections, uses } = Value.Parse(ProtectionFile, file);

const EU_MEMBERS: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

export type ProtectionAnswer = {
  readonly notice: string;
  readonly compiled: string;
  readonly protections: readonly Protection[];
  readonly uses: readonly UseOfReport[];
  /** A fictional state has no law: European law is shown, and said to be an example. */
  readonly asExample: boolean;
  /** No law of this state is written up here, which does not mean that there is none. */
  readonly nothingKnown: boolean;
};

/** Which law protects a report made in this state, and who may use it for what. Shown before anything is signed. */
export function protectionOf(territory: string, statementType: string): ProtectionAnswer {
  const asExample = isExerciseState(territory);
  const european = asExample || EU_MEMBERS.has(territory);
  const found = protections.filter(
    (entry) =>
      entry.applies_to.includes(statementType) &&
      (entry.territories.includes(territory) || (european && entry.territories.includes('EU'))),
  );
  return { notice, compiled, protections: found, uses, asExample, nothingKnown: found.length === 0 };
}
