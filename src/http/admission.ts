import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import type { HttpCode } from './codes.ts';
import type { App, Identities, Request } from './contract.ts';
import { checkForm } from './form-token.ts';
import { IDEMPOTENCY_KEY_LIMIT_CHARACTERS, SIGN_IN_URL_LIMIT_CHARACTERS, URL_LIMIT_CHARACTERS } from './limits.ts';
import { refused } from './problem.ts';
import { changesState } from './rates.ts';
import { bearerToken, keepForm, recognise, scopeCovers } from './recognise.ts';
import { kindOf } from './route-kind.ts';
import { AUTHORS } from './scope.ts';

const KEY_PATTERN = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_LIMIT_CHARACTERS}}$`);

const LOOPBACK_NUMBERS = ['127.0.0.1', '[::1]'];

/** The hidden field in which a form carries its idempotency key. */
export const IDEMPOTENCY_KEY_FIELD = 'idempotency_key';

/** What every request passes before its handler, in this order. */
export function admit(
  app: App,
  identities: Identities,
  secondsToWait: (request: Request) => Promise<number | null>,
): void {
  app.addHook('onRequest', async (request, reply) => {
    request.viewer = PUBLIC_VIEWER;
    const longest = request.url.startsWith('/sign-in?') ? SIGN_IN_URL_LIMIT_CHARACTERS : URL_LIMIT_CHARACTERS;
    if (request.url.length > longest) {
      return refused(
        reply,
        refuse(
          'url-too-long',
          phrase`An address has at most ${longest} characters, this one ${request.url.length}. Shorten what you typed, or use a link from one of our pages.`,
        ).refusal,
      );
    }
    const named = byName(app, request);
    if (named !== undefined) return reply.redirect(named);
    const wait = await secondsToWait(request);
    if (wait !== null) {
      const sentence = phrase`Too many requests from your address. Wait ${wait} seconds, then try again.`;
      return refused(reply.header('retry-after', wait), refuse('rate-limited', sentence).refusal);
    }
    if (kindOf(request) === 'machine') return;
    const recognised = await recognise(request, identities);
    if (!recognised.ok) return refused(reply.header('www-authenticate', 'Bearer'), recognised.refusal);
    if (recognised.value === null) return;
    request.signedIn = recognised.value;
    request.actor = recognised.value.actor;
    request.viewer = recognised.value.viewer;
    const scope = checkScope(request);
    if (!scope.ok) return refused(reply, scope.refusal);
  });

  // Before the body is judged, so that a form from elsewhere learns nothing of what would be wrong with it.
  app.addHook('preValidation', async (request, reply) => {
    if (!changesState(request) || kindOf(request) === 'machine') return;
    if (bearerToken(request) === undefined && needsFormToken(request)) {
      const form = checkForm(request, request.signedIn !== null);
      if (!form.ok) {
        const keep = form.refusal.code === 'form-expired' && kindOf(request) === 'page';
        return keep ? keepForm(request, reply) : refused(reply, form.refusal);
      }
    }
    const key = idempotencyKeyOf(request);
    if (!key.ok) return refused(reply, key.refusal);
    request.idempotencyKey = key.value;
  });
}

/**
 * Whoever opened a page of this machine by its number is led to the name it goes by, since a browser keeps passkeys,
 * cookies and the origin of forms for that name alone.
 */
function byName({ publicOrigin }: App, request: Request): string | undefined {
  const { host, protocol } = new URL(publicOrigin);
  if (changesState(request) || kindOf(request) !== 'page' || !host.startsWith('localhost')) return undefined;
  const asked = URL.parse(`${protocol}//${request.headers.host ?? host}`);
  if (asked === null || !LOOPBACK_NUMBERS.includes(asked.hostname)) return undefined;
  asked.hostname = 'localhost';
  return asked.host === host ? `${publicOrigin}${request.url}` : undefined;
}

/** Requests that carry a browser's cookies, and every form; a program without cookies has nothing to be stolen. */
function needsFormToken(request: Request): boolean {
  return kindOf(request) === 'page' || request.signedIn !== null || request.headers.origin !== undefined;
}

function checkScope(request: Request): Outcome<null, HttpCode> {
  const { actor, routeOptions, is404 } = request;
  const isPage = kindOf(request) === 'page' && !is404;
  if (isPage && changesState(request) && actor?.kind === 'person' && actor.scopes !== undefined) {
    return refuse('scope-not-granted', 'A token sends no forms: use the API with it, or sign in yourself.');
  }
  const asked = routeOptions.config?.scope ?? null;
  if (asked === null || actor?.kind !== 'person' || scopeCovers(actor.scopes, asked)) return accept(null);
  const sentence =
    asked === AUTHORS
      ? 'This token authors no statement. Make one with a scope as "author:incident-*".'
      : `This token does not carry the scope "${asked}". Make one that does.`;
  return refuse('scope-not-granted', sentence);
}

function idempotencyKeyOf(request: Request): Outcome<string | undefined, HttpCode> {
  const header = request.headers['idempotency-key'];
  const body = request.body;
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const field = isForm && typeof body === 'object' && body !== null && IDEMPOTENCY_KEY_FIELD in body;
  const key = header ?? (field ? body[IDEMPOTENCY_KEY_FIELD] : undefined);
  if (key === undefined) return accept(undefined);
  if (typeof key === 'string' && KEY_PATTERN.test(key)) return accept(key);
  return refuse(
    'idempotency-key-malformed',
    phrase`An idempotency key is 1 to ${IDEMPOTENCY_KEY_LIMIT_CHARACTERS} visible ASCII characters.`,
  );
}
