import type { ApiSchema } from '#http/api-document.ts';
import { FORMS_IN_WORDS } from '#statement/statement-type.ts';

/** One value that a route takes, as a line of a table. */
export type SchemaRow = {
  /** Within objects and lists, as `persons[].name`. */
  readonly name: string;
  readonly required: boolean;
  /** What it may be, written as types are: `string[]`, `"tell" | "wait"`. */
  readonly kind: string;
  readonly description: string;
};

const DEPTH_MOST = 4;
const VALUES_SHOWN = 12;
const BETWEEN = ' | ';

/** The values of a body's schema, down to a depth at which the schema itself is easier to read. */
export function schemaRows(schema: ApiSchema, within = '', depth = 0): readonly SchemaRow[] {
  const properties = partsOf(schema.properties);
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return properties.flatMap(([name, part]) => {
    const row = rowOf(`${within}${name}`, part, required.has(name));
    const inner = part.type === 'array' ? schemaIn(part.items) : part;
    const below = `${row.name}${part.type === 'array' ? '[]' : ''}.`;
    return depth < DEPTH_MOST && inner !== undefined ? [row, ...schemaRows(inner, below, depth + 1)] : [row];
  });
}

export function rowOf(name: string, schema: ApiSchema, required: boolean): SchemaRow {
  return { name, required, kind: kindIn(schema), description: textIn(schema.description) };
}

/** What a value may be, in the notation of types, with its bounds. */
export function kindIn(schema: ApiSchema): string {
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as readonly unknown[] | undefined;
  if (choices !== undefined) {
    return [...new Set(choices.map((one) => kindIn(schemaIn(one) ?? {})))].join(BETWEEN);
  }
  if (Array.isArray(schema.enum)) return valuesIn(schema.enum);
  if ('const' in schema) return JSON.stringify(schema.const);
  switch (schema.type) {
    case 'array': {
      const of = kindIn(schemaIn(schema.items) ?? {});
      return `${of.includes(BETWEEN) ? `(${of})` : of}[]${boundsOf(schema.minItems, schema.maxItems)}`;
    }
    case 'string':
      return FORMS_IN_WORDS.get(textIn(schema.pattern))?.replace(/^must be an? /u, '') ?? stringIn(schema);
    case 'integer':
    case 'number':
      return `${schema.type}${boundsOf(schema.minimum, schema.maximum)}`;
    default:
      return typeof schema.type === 'string' ? schema.type : 'any';
  }
}

function stringIn(schema: ApiSchema): string {
  return `string${boundsOf(schema.minLength, schema.maxLength)}`;
}

function valuesIn(values: readonly unknown[]): string {
  const shown = values.slice(0, VALUES_SHOWN).map((value) => JSON.stringify(value));
  return [...shown, ...(values.length > VALUES_SHOWN ? ['…'] : [])].join(BETWEEN);
}

function boundsOf(least: unknown, most: unknown): string {
  if (typeof least !== 'number' && typeof most !== 'number') return '';
  return ` ${typeof least === 'number' ? least : ''}…${typeof most === 'number' ? most : ''}`;
}

function partsOf(properties: unknown): readonly (readonly [string, ApiSchema])[] {
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, part]) => {
    const schema = schemaIn(part);
    return schema === undefined ? [] : [[name, schema] as const];
  });
}

function schemaIn(value: unknown): ApiSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ApiSchema) : undefined;
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
