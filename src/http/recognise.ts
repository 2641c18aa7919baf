import { accept, type Outcome, refuse } from '#outcome.ts';
import type { HttpCode } from './codes.ts';
import type { Identities, Reply, Request, SignedIn } from './contract.ts';
import { readSecret } from './cookies.ts';
import { problemOf, refused } from './problem.ts';
import { kindOf } from './route-kind.ts';

const BEARER_PATTERN = /^Bearer ([A-Za-z0-9_~.+/=-]{16,512})$/;

/** The bearer token of a request (RFC 6750), undefined when it carries none. */
export function bearerToken(request: Request): string | undefined {
  return BEARER_PATTERN.exec(request.headers.authorization ?? '')?.[1];
}

/** Who sends this request; null is the public. A wrong token is refused rather than read as the public. */
export async function recognise(
  request: Request,
  identities: Identities,
): Promise<Outcome<SignedIn | null, HttpCode>> {
  if (request.headers.authorization !== undefined) {
    const token = bearerToken(request);
    const holder = token === undefined ? null : await identities.fromToken(token);
    if (holder !== null) return accept(holder);
    return refuse(
      'token-not-valid',
      'This token is unknown, expired or revoked. Make a new one on the page of your party.',
    );
  }
  const secret = readSecret(request, request.server.cookieNames.session);
  return accept(secret === undefined ? null : await identities.fromSession(secret));
}

/**
 * Does a token's list of scopes cover the one a route asks for? `author:*` covers `author:incident-alert`; of `author:`
 * any that begins so will do.
 */
export function scopeCovers(granted: readonly string[] | undefined, asked: string): boolean {
  if (granted === undefined) return true;
  if (asked.endsWith(':')) return granted.some((scope) => scope.startsWith(asked));
  return granted.some((scope) => (scope.endsWith('*') ? asked.startsWith(scope.slice(0, -1)) : scope === asked));
}

/** The `preHandler` of routes for somebody signed in. */
export async function requireActor(request: Request, reply: Reply): Promise<unknown> {
  if (request.actor !== null) return undefined;
  if (kindOf(request) !== 'page') {
    return refused(reply.header('www-authenticate', 'Bearer'), {
      code: 'sign-in-needed',
      sentence: 'Only somebody signed in may do this. Send a session cookie or an API token.',
    });
  }
  if (request.method === 'GET') return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
  return keepForm(request, reply);
}

/** Shows what was typed in a form that cannot be acted on now, ready to be sent again. */
export function keepForm(request: Request, reply: Reply): Reply {
  const status = problemOf({ code: 'sign-in-needed', sentence: '' }).status;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(request.server.people.keptForm(request, reply, fieldsOf(request.body)));
}

/** What a form sent, by field. */
export function fieldsOf(body: unknown): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>();
  if (typeof body !== 'object' || body === null) return fields;
  for (const [name, value] of Object.entries(body)) {
    const values = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
    if (values.length > 0) fields.set(name, values);
  }
  return fields;
}
