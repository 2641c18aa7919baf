import { FINDER_FACTS } from './finder-facts.ts';
import { Regime } from './regime.ts';

/** Where the published schema stands in the repository; `tools/regime-schema.ts` writes it, a test holds it. */
export const REGIME_SCHEMA_FILE = 'regimes/regime.schema.json';

const CONDITION = { $ref: '#/$defs/condition' };
const LIST = { type: 'array', minItems: 1, items: CONDITION };
const FACT = { enum: Object.keys(FINDER_FACTS) };

/** JSON Schema 2020-12 of a regime file, from the schema that loading checks with; conditions spelt out. */
export function regimeSchema(): Readonly<Record<string, unknown>> {
  // TypeBox keeps more beside the keywords than is published.
  const plain = JSON.parse(JSON.stringify(Regime)) as {
    properties: Record<string, unknown> & { stages: { items: { properties: Record<string, unknown> } } };
  };
  plain.properties.applies = CONDITION;
  plain.properties.stages.items.properties.only_if = CONDITION;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:comity:regime:1',
    title: 'A regime: a law, agreement, norm or policy from which obligations follow',
    ...plain,
    $defs: {
      condition: {
        oneOf: [
          exactly({ all: LIST }),
          exactly({ any: LIST }),
          exactly({ not: CONDITION }),
          exactly({ fact: FACT, in: { type: 'array', minItems: 1, items: { type: 'string' } } }),
          exactly({ fact: FACT, is: { type: 'boolean' } }),
        ],
      },
    },
  };
}

function exactly(properties: Readonly<Record<string, unknown>>) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
