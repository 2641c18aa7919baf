/** Worked examples of a regime, `regimes/examples/<id>.json`: what is known, and when each stage is then due. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { type Known, NO_CLOCKS } from '#obligations/regimes/due.ts';
import { REGIMES_FOLDER } from '#obligations/regimes/load-regimes.ts';
import { MOMENTS } from '#obligations/regimes/regime.ts';
import { parseJsonBytes } from '#statement/json.ts';
import { departure, fits } from '#statement/validator.ts';
import type { Facts } from './verdict.ts';

const exact = { additionalProperties: false } as const;
const At = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$' });
const Id = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' });
const Line = Type.String({ minLength: 1, maxLength: 400 });

const ExampleFile = Type.Object(
  {
    regime: Id,
    version: Type.Integer({ minimum: 1 }),
    examples: Type.Array(
      Type.Object(
        {
          title: Line,
          citation: Line,
          /** Its number among the clock test vectors of the fact sheet. */
          vector: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
          note: Type.Optional(Line),
          facts: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Boolean(), Line, Type.Array(Line)]))),
          zone: Line,
          events: Type.Array(
            Type.Union([
              Type.Object({ moment: Type.Enum([...MOMENTS]), at: At }, exact),
              Type.Object({ filed: Id, at: At }, exact),
              Type.Object({ said: Id, at: At }, exact),
            ]),
          ),
          expect: Type.Array(
            Type.Union([
              Type.Object(
                {
                  stage: Id,
                  due: At,
                  unextended: Type.Optional(At),
                  lenient: Type.Optional(At),
                  /** The end with relief for weekends, for those who have it; no clock counts with it. */
                  relieved: Type.Optional(At),
                },
                exact,
              ),
              Type.Object(
                {
                  stage: Id,
                  none: Type.Enum([...NO_CLOCKS]),
                },
                exact,
              ),
            ]),
            { minItems: 1 },
          ),
        },
        exact,
      ),
      { minItems: 3 },
    ),
  },
  exact,
);
export type ExampleFile = Static<typeof ExampleFile>;
export type Example = ExampleFile['examples'][number];

const read = new Map<string, readonly Example[]>();

/** The examples of a regime, read once; none where it has no file. A file of ours that is malformed is a failure. */
export function examplesOf(regime: string): readonly Example[] {
  let examples = read.get(regime);
  if (examples === undefined) {
    examples = readExamples(regime);
    read.set(regime, examples);
  }
  return examples;
}

function readExamples(regime: string): readonly Example[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(REGIMES_FOLDER, 'examples', `${regime}.json`));
  } catch {
    return [];
  }
  const parsed = parseJsonBytes(bytes);
  if (!parsed.ok) throw new Error(`regimes/examples/${regime}.json is no sound JSON: ${parsed.refusal.sentence}`);
  if (!fits(ExampleFile, parsed.value)) {
    const { pointer, expected } = departure(ExampleFile, parsed.value);
    throw new Error(`regimes/examples/${regime}.json: ${pointer} ${expected}`);
  }
  return (parsed.value as ExampleFile).examples;
}

/** What an example takes as known. */
export function knownIn({ events }: Example): Known {
  const at = ({ at: text }: { readonly at: string }) => Temporal.Instant.from(text);
  return {
    moments: new Map(events.flatMap((event) => ('moment' in event ? [[event.moment, at(event)] as const] : []))),
    filed: new Map(events.flatMap((event) => ('filed' in event ? [[event.filed, at(event)] as const] : []))),
    said: new Map(events.flatMap((event) => ('said' in event ? [[event.said, at(event)] as const] : []))),
  };
}

export function factsIn({ facts }: Example): Facts {
  return (facts ?? {}) as Facts;
}
