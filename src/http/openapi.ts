import swagger from '@fastify/swagger';
import type { App, NodeDescription } from './contract.ts';
import { ProblemSchema } from './problem.ts';
import { kindOfPath } from './route-kind.ts';

export const OPENAPI_PATH = '/api/v1/openapi.json';

/** OpenAPI 3.1 of every `/api/` route, generated from the schemas that the routes check requests with. */
export async function describeApi(app: App, node: NodeDescription): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Comity',
        version: '1',
        description:
          'Statements, their log and their releases. Each answer holds only what the caller may see. Refusals are problem+json with a stable `code`.',
      },
      servers: [{ url: node.publicUrl }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token of a party' },
          session: { type: 'apiKey', in: 'cookie', name: app.cookieNames.session },
        },
      },
      security: [{}, { token: [] }, { session: [] }],
    },
    hideUntagged: false,
    transform: ({ schema, url, route }) => {
      const kind = route.config?.kind ?? kindOfPath(url);
      const own = schema ?? {};
      if (kind !== 'api') return { schema: { ...own, hide: true }, url };
      const response = (own.response ?? {}) as Record<string, unknown>;
      return { schema: { ...own, response: { ...response, default: problemResponse } }, url };
    },
  });
  app.get(OPENAPI_PATH, { schema: { hide: true } }, () => app.swagger());
}

const problemResponse = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: ProblemSchema } },
};
