import { type TSchema, Type } from 'typebox';
import type { StatementType } from '#statement/statement-type.ts';
import type { App } from './contract.ts';
import { refused } from './problem.ts';

const SCHEMA_MAX_AGE_SECONDS = 3_600;

/** JSON Schema 2020-12 of every statement type, at `/schemas/<name>/<version>.json`; `/schemas/` lists them. */
export function registerSchemas(
  app: App,
  types: Iterable<StatementType>,
  schemaOf: (type: StatementType) => unknown,
): void {
  const known = new Map([...types].map((type) => [`${type.name}/${type.version}`, type]));
  const cacheControl = `public, max-age=${SCHEMA_MAX_AGE_SECONDS}`;

  app.get(
    '/schemas/',
    { schema: { summary: 'The statement types of this node', tags: ['schemas'] } },
    (_request, reply) =>
      reply.header('cache-control', cacheControl).send({
        types: [...known.values()].map(({ name, version, vct, label }) => ({
          name,
          version,
          vct,
          label,
          schema: `/schemas/${name}/${version}.json`,
        })),
      }),
  );

  const params: TSchema = Type.Object({
    name: Type.String({ pattern: '^[a-z][a-z-]{1,63}$' }),
    version: Type.String({ pattern: '^[0-9]{1,4}$' }),
  });
  app.get(
    '/schemas/:name/:version.json',
    { schema: { params, summary: 'JSON Schema of a statement type', tags: ['schemas'] } },
    (request, reply) => {
      const { name, version } = request.params as { name: string; version: string };
      const type = known.get(`${name}/${version}`);
      if (type === undefined) {
        return refused(reply, {
          code: 'not-found',
          sentence: 'This node knows no statement type of that name and version. /schemas/ lists them.',
        });
      }
      return reply
        .header('cache-control', cacheControl)
        .header('access-control-allow-origin', '*')
        .type('application/schema+json')
        .send(JSON.stringify(schemaOf(type)));
    },
  );
}
