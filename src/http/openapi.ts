import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import type { ApiAnswer, ApiDocument, ApiOperation } from './api-document.ts';
import type { App, NodeDescription } from './contract.ts';
import { RATES_PER_MINUTE } from './limits.ts';
import { ProblemSchema } from './problem.ts';
import { SAFE_METHODS } from './rates.ts';
import { kindOfPath } from './route-kind.ts';
import { AUTHORS } from './scope.ts';

const OPENAPI_PATH = '/api/v1/openapi.json';

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
        schemas: { Problem: ProblemSchema as object },
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
      return { schema: { ...own, ...asksOf(app, route) }, url };
    },
  });
  let document: ApiDocument | undefined;
  app.decorate('apiDocument', () => {
    document ??= withRefusals(app.swagger() as unknown as ApiDocument);
    return document;
  });
  app.get(OPENAPI_PATH, { schema: { hide: true } }, () => app.apiDocument());
}

/** Whom a route lets in and how often, as the checks before its handler read it from the same places. */
function asksOf(app: App, { preHandler, config, method }: RouteOptions) {
  const scope = config?.scope ?? AUTHORS;
  const needsActor = [preHandler].flat().includes(app.requireActor);
  const changes = [method].flat().some((one) => !SAFE_METHODS.has(one));
  return {
    ...(needsActor ? { security: [{ token: [] }, { session: [] }] } : {}),
    ...(scope === AUTHORS ? {} : { 'x-scope': scope }),
    'x-per-minute': RATES_PER_MINUTE[config?.rate ?? (changes ? 'write' : 'read')],
  };
}

function withRefusals(document: ApiDocument): ApiDocument {
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => [
      method,
      { ...operation, responses: { ...answersOf(operation), ...refusalsOf(operation) } },
    ]);
    return [path, Object.fromEntries(operations)] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

/** The generator has words of its own for an answer that no route describes. */
function answersOf({ responses }: ApiOperation): Readonly<Record<string, ApiAnswer>> {
  const said = Object.entries(responses).map(([status, answer]) => [
    status,
    answer.description === 'Default Response' ? { ...answer, description: 'Done' } : answer,
  ]);
  return Object.fromEntries(said);
}

/** What the server itself refuses before a handler is asked, by status; what a rule refuses is told by its code. */
function refusalsOf(operation: ApiOperation): Readonly<Record<string, ApiAnswer>> {
  const { parameters = [], requestBody, security } = operation;
  const reads = parameters.length > 0 || requestBody !== undefined;
  const codes: readonly (readonly [string, boolean, string])[] = [
    ['400', reads, requestBody === undefined ? 'malformed-request' : 'malformed-request, malformed-json'],
    ['401', true, security === undefined ? 'token-not-valid' : 'sign-in-needed, token-not-valid'],
    ['403', security !== undefined, 'scope-not-granted, scope-missing, not-mandated'],
    ['413', requestBody !== undefined, 'body-too-large'],
    ['415', requestBody !== undefined, 'media-type-not-supported'],
    ['429', true, 'rate-limited'],
    ['default', true, 'Refused by a rule: the code says by which'],
  ];
  const said = codes.filter(([, applies]) => applies);
  return Object.fromEntries(said.map(([status, , description]) => [status, { description, content: PROBLEM }]));
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
