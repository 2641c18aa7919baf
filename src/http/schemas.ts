import { type TSchema, Type } from 'typebox';
import type { StatementType } from '#statement/statement-type.ts';
import { apiRoute, fileRoute } from './api-route.ts';
import type { App } from './contract.ts';
import { refused } from './problem.ts';

const SCHEMA_MAX_AGE_SECONDS = 3_600;

const listSchemas = apiRoute(
  'GET',
  '/schemas/',
  'listSchemas',
  Type.Object({
    types: Type.Array(
      Type.Object({
        name: Type.String(),
        version: Type.Integer(),
        vct: Type.String(),
        label: Type.String(),
        schema: Type.String({ description: 'Where its JSON Schema is' }),
      }),
    ),
  }),
);

const readSchema = fileRoute('/schemas/:name/:version.json', 'readSchema', 'application/schema+json');

/** JSON Schema 2020-12 of every statement type, at `/schemas/<name>/<version>.json`; `/schemas/` lists them. */
export function registerSchemas(
  app: App,
  types: Iterable<StatementType>,
  schemaOf: (type: StatementType) => unknown,
): void {
  const known = new Map([...types].map((type) => [`${type.name}/${type.version}`, type]));
  const cacheControl = `public, max-age=${SCHEMA_MAX_AGE_SECONDS}`;

  app.get(
    listSchemas.path,
    { schema: { summary: 'The statement types of this node', tags: ['schemas'], ...listSchemas.schema } },
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
    readSchema.path,
    { schema: { params, summary: 'JSON Schema of a statement type', tags: ['schemas'], ...readSchema.schema } },
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
