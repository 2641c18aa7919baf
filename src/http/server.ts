import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyError, type FastifyRequest } from 'fastify';
import { phrase, type Refusal, refuse } from '#outcome.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { admit } from './admission.ts';
import { trustOf } from './client-address.ts';
import type {
  App,
  Identities,
  NodeDescription,
  PeoplePages,
  Reply,
  Request,
  TypeBoxProvider,
} from './contract.ts';
import { cookiesOf } from './cookies.ts';
import { RefusedBody, takeForms } from './form-body.ts';
import { answerInLanguage } from './language.ts';
import * as limits from './limits.ts';
import { countAnswers, type Gauges } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { refused } from './problem.ts';
import { rateLimiter } from './rates.ts';
import { requireActor } from './recognise.ts';
import { askForScopes, type ScopeOfAct } from './scope.ts';
import { securityHeadersOf } from './security-headers.ts';
import { type HealthCheck, registerService } from './service.ts';
import { compileValidator, MalformedPart } from './typebox.ts';
import { answerUnreadable } from './unreadable.ts';

export type ServerSettings = {
  readonly node: NodeDescription;
  readonly identities: Identities;
  readonly people: PeoplePages;
  /** A pino logger; silent when left out. */
  readonly logger?: FastifyBaseLogger;
  /** Believe `X-Forwarded-For` from these proxies (addresses or subnets) and nobody else. */
  readonly trustedProxies?: readonly string[];
  readonly rates?: Readonly<Record<limits.RateClass, number>>;
  readonly socketIdleMs?: number;
  readonly health?: HealthCheck;
  readonly gauges?: Gauges;
  /** The scope that a token needs for an act of the table of authority; acts are described without it when left out. */
  readonly scopeOfAct?: ScopeOfAct;
};

/**
 * The server without routes of its own besides `/healthz`, `/livez` and the OpenAPI document: capabilities add
 * theirs before `listen`. Await it, then register; it closes gracefully with `close()`.
 */
export async function buildServer(settings: ServerSettings): Promise<App> {
  const app: App = Fastify({
    ...(settings.logger === undefined ? {} : { loggerInstance: settings.logger }),
    bodyLimit: limits.API_BODY_LIMIT_BYTES,
    requestTimeout: limits.REQUEST_TIMEOUT_MS,
    keepAliveTimeout: limits.KEEP_ALIVE_TIMEOUT_MS,
    connectionTimeout: settings.socketIdleMs ?? limits.SOCKET_IDLE_TIMEOUT_MS,
    routerOptions: { maxParamLength: limits.PARAMETER_LIMIT_CHARACTERS },
    http: { maxHeaderSize: limits.HEADERS_LIMIT_BYTES, headersTimeout: limits.HEADERS_TIMEOUT_MS },
    trustProxy: settings.trustedProxies === undefined ? false : trustOf(settings.trustedProxies),
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void answerAddress(app, error, request as Request, reply as Reply),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }).withTypeProvider<TypeBoxProvider>();

  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.decorate('node', settings.node);
  app.decorate('publicOrigin', new URL(settings.node.publicUrl).origin);
  app.decorate('cookieNames', cookiesOf(settings.node));
  app.decorate('people', settings.people);
  app.decorate('requireActor', requireActor);
  app.decorate('metricsText', countAnswers(app, settings.gauges ?? (async () => ({}))));
  app.decorateRequest('signedIn', null);
  app.decorateRequest('actor', null);
  app.decorateRequest('viewer');
  app.decorateRequest('idempotencyKey');

  await app.register(cookie);
  takeForms(app);
  await app.register(rateLimit, { global: false, cache: limits.RATE_CLIENTS_REMEMBERED });
  sendSecurityHeaders(app, settings.node);
  admit(app, settings.identities, rateLimiter(app, settings.rates));
  answerInLanguage(app, settings.identities);
  answerErrors(app);
  askForScopes(app, settings.scopeOfAct);
  await describeApi(app, settings.node);
  registerService(app, settings.health ?? (async () => null));
  return app;
}

function sendSecurityHeaders(app: App, node: NodeDescription): void {
  const headers = securityHeadersOf(node);
  app.addHook('onRequest', async (_request, reply) => {
    void reply.headers(headers);
  });
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
}

/**
 * An address that leads nowhere because it cannot be read. No hook has run for it, so what a page of refusal rests on is
 * put there first; whatever is thrown from here would end the process.
 */
function answerAddress(app: App, error: FastifyError, request: Request, reply: Reply): Reply {
  request.viewer = PUBLIC_VIEWER;
  request.signedIn = null;
  request.actor = null;
  request.cookies = app.parseCookie(request.headers.cookie ?? '');
  void reply.headers(securityHeadersOf(app.node)).header('cache-control', 'no-store');
  if (error.code === 'FST_ERR_MAX_PARAM_LENGTH') {
    const sentence = phrase`Each part of an address has at most ${limits.PARAMETER_LIMIT_CHARACTERS} characters. Shorten what you typed, or use a link from one of our pages.`;
    return refused(reply, refuse('url-too-long', sentence).refusal);
  }
  const sentence =
    'This address cannot be read: after each % in it two hexadecimal digits of UTF-8 follow. Check it.';
  return refused(reply, { code: 'malformed-request', sentence });
}

function answerErrors(app: App): void {
  app.setNotFoundHandler((_request, reply) =>
    refused(reply, {
      code: 'not-found',
      sentence: 'There is nothing at this address. Check it, or begin at the home page.',
    }),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error, bodyLimitOf(request));
    if (refusal.code === 'failure') request.log.error(error, 'a request failed');
    return refused(reply, refusal);
  });
}

/** A form has a smaller limit than JSON, unless its route sets its own. */
function bodyLimitOf(request: FastifyRequest): number {
  const { bodyLimit } = request.routeOptions;
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm && bodyLimit === limits.API_BODY_LIMIT_BYTES ? limits.FORM_BODY_LIMIT_BYTES : bodyLimit;
}

/** What the framework found wrong with a request, in our words; anything else is a failure of ours. */
function refusalOf(error: FastifyError, bodyLimitBytes: number): Refusal {
  if (error instanceof RefusedBody) return error.refusal;
  if (error instanceof MalformedPart) {
    return {
      code: 'malformed-request',
      sentence: `This part of the request ${error.message}.`,
      place: error.place,
    };
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse(
        'body-too-large',
        phrase`This address takes at most ${bodyLimitBytes} bytes. Send less, or in parts.`,
      ).refusal;
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {
        code: 'media-type-not-supported',
        sentence: 'Send application/json here, or a form from one of our pages.',
      };
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return {
        code: 'malformed-json',
        sentence: 'The body is not the JSON it claims to be. Check it and send it again.',
      };
    default:
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
        return { code: 'malformed-request', sentence: 'The request is malformed. Check it and send it again.' };
      }
      return {
        code: 'failure',
        sentence: 'Something failed on this node; the operator finds it in the log. Try again in a moment.',
      };
  }
}
