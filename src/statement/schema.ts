import type { TSchema } from 'typebox';
import { MAX_AUDIENCE, MAX_NAME_CHARACTERS } from './limits.ts';
import { PAP_ORDER, TLP_ORDER, USES } from './marking.ts';
import { COMMON_CLAIMS, type StatementType } from './statement-type.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** A JSON Schema 2020-12 document. */
export type SchemaDocument = { readonly [keyword: string]: unknown };

/**
 * What a reader finds in the processed payload (RFC 9901, section 7.1) of a statement of this type. Every claim may be
 * withheld, so none is required here; `x-required` names those that its issuer must have committed to.
 */
export function statementSchema(type: StatementType): SchemaDocument {
  const claims = Object.entries(type.claims);
  return {
    $schema: DIALECT,
    $id: type.vct,
    title: type.label,
    type: 'object',
    properties: {
      iss: { type: 'string', pattern: '^did:web:' },
      vct: { const: type.vct },
      log: { type: 'string' },
      realm: { type: 'string' },
      ...Object.fromEntries(
        claims.map(([name, spec]) => [name, disclosedClaim(spec.schema, spec.label, spec.help)]),
      ),
    },
    required: ['iss', 'vct', 'log', 'realm'],
    additionalProperties: false,
    'x-required': claims.filter(([, spec]) => spec.required).map(([name]) => name),
    $defs: { marking: MARKING },
  };
}

/** What an author gives: the type's own claims as plain values, without those that are filled in at signing. */
export function draftSchema(type: StatementType): SchemaDocument {
  const own = Object.entries(type.claims).filter(([name]) => !Object.hasOwn(COMMON_CLAIMS, name));
  return {
    $schema: DIALECT,
    $id: `${type.vct}:draft`,
    title: type.label,
    type: 'object',
    properties: Object.fromEntries(
      own.map(([name, { schema, label, help, marking }]) => [
        name,
        {
          ...plain(schema),
          title: label,
          ...(help === undefined ? {} : { description: help }),
          'x-marking': marking,
        },
      ]),
    ),
    required: own.filter(([, spec]) => spec.required).map(([name]) => name),
    additionalProperties: false,
  };
}

function disclosedClaim(schema: TSchema, title: string, description: string | undefined): SchemaDocument {
  return {
    title,
    ...(description === undefined ? {} : { description }),
    type: 'object',
    properties: { v: plain(schema), m: { $ref: '#/$defs/marking' } },
    required: ['v', 'm'],
    additionalProperties: false,
  };
}

/** The schema as JSON: what a validation library keeps beside the keywords is not published. */
function plain(schema: TSchema): SchemaDocument {
  return JSON.parse(JSON.stringify(schema));
}

const MARKING: SchemaDocument = {
  title: 'Marking: t TLP 2.0, p PAP, u permitted uses, a audience',
  type: 'object',
  properties: {
    t: { enum: [...TLP_ORDER] },
    p: { enum: [...PAP_ORDER] },
    u: { type: 'array', items: { enum: [...USES] }, uniqueItems: true },
    a: {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: MAX_NAME_CHARACTERS },
      maxItems: MAX_AUDIENCE,
      uniqueItems: true,
    },
  },
  required: ['t', 'p', 'u', 'a'],
  additionalProperties: false,
};
