import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { FORMS_IN_WORDS } from '#statement/statement-type.ts';

/** What a validator reports: where in the request, and what was expected there. */
export class MalformedPart extends Error {
  readonly place: string;

  constructor(place: string, expected: string) {
    super(expected);
    this.place = place;
  }
}

/**
 * Fastify's validator compiler on TypeBox. Path, query and header values arrive as text, so they are converted to
 * the schema's types first; a JSON body is taken as it stands. Most routes of a node are not asked for long after it
 * starts, so each validator is compiled when the first request needs it.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = function compileValidator({ schema, httpPart }) {
  let compiled: Validator | undefined;
  const arrivesAsText = httpPart !== 'body';
  return (input: unknown) => {
    compiled ??= Compile(schema);
    const validator = compiled;
    const value = arrivesAsText ? validator.Convert(input) : input;
    if (validator.Check(value)) return { value };
    const first = validator.Errors(value)[0];
    return {
      error: new MalformedPart(
        `${httpPart ?? 'request'}${first?.instancePath ?? ''}`,
        first === undefined ? 'has the wrong form' : expected(first),
      ),
    };
  };
};

function expected(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'pattern':
      return FORMS_IN_WORDS.get(String(error.params.pattern)) ?? error.message;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    default:
      return error.message;
  }
}
