import type { TSchema } from 'typebox';
import type { App } from '#http/contract.ts';
import { departure, fits } from '#statement/validator.ts';

/**
 * A test site answers nothing but what its routes say they answer, to the letter: a member that a schema does not name
 * is refused too. Whoever asked gets a failure, and closing the server tells what was wrong, so that no test passes over
 * it. Call it before the server is ready.
 */
export function checkAnswers(app: App): void {
  const lies: string[] = [];
  app.setSerializerCompiler<TSchema>(({ schema, method, url, httpStatus }) => {
    const exact = closed(schema) as TSchema;
    return (value) => {
      const text = JSON.stringify(value);
      const said: unknown = JSON.parse(text);
      if (!fits(exact, said)) {
        const { pointer, expected } = departure(exact, said);
        lies.push(
          `${method} ${url} answered ${httpStatus} with what its schema does not say: ${pointer} ${expected}`,
        );
        throw new Error(lies.at(-1));
      }
      return text;
    };
  });
  app.addHook('onClose', async () => {
    if (lies.length > 0) throw new Error(lies.join('\n'));
  });
}

/** The same schema, in which no object has members beyond those it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return 'properties' in schema ? { ...parts, additionalProperties: false } : parts;
}
