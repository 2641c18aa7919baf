import type { Outcome, Refusal } from '#outcome.ts';
import { accept, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { HttpCode } from './codes.ts';
import type { Reply, Request } from './contract.ts';
import { formSecret, readSecret } from './cookies.ts';

/** The hidden field of every form, and the header that scripts send instead. */
export const FORM_TOKEN_FIELD = 'form_token';
export const FORM_TOKEN_HEADER = 'x-form-token';

const encoder = new TextEncoder();

function derive(purpose: string, ...secrets: readonly string[]): string {
  const digest = primitives.sha256(encoder.encode(['comity-form', purpose, ...secrets].join('\0')));
  return digest.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/**
 * The token of a form shown on this request: a double submit that needs no server memory, because it is derived
 * from cookies that other sites can neither read nor set. It is bound to the session, so that a form shown to one
 * person cannot be sent by the next who signs in at the same desk.
 */
export function formToken(request: Request, reply: Reply): string {
  return derive(
    'shown',
    formSecret(request, reply),
    readSecret(request, request.server.cookieNames.session) ?? '',
  );
}

/**
 * The token of a form kept for somebody whose sign-in expired while they typed. It is bound to the browser alone,
 * because the session it will be sent under does not exist yet.
 */
export function keptFormToken(request: Request, reply: Reply): string {
  return derive('kept', formSecret(request, reply));
}

/** What browsers say about where a request comes from. Absent on requests by programs, which carry no cookie. */
function fromElsewhere(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.headers.origin;
  return origin !== undefined && origin !== request.server.publicOrigin;
}

function tokenSent(request: Request): string | undefined {
  const header = request.headers[FORM_TOKEN_HEADER];
  if (typeof header === 'string') return header;
  const body = request.body;
  if (typeof body !== 'object' || body === null || !(FORM_TOKEN_FIELD in body)) return undefined;
  return typeof body[FORM_TOKEN_FIELD] === 'string' ? body[FORM_TOKEN_FIELD] : undefined;
}

/** May this state-changing request, made by a browser, be acted upon? */
export function checkForm(request: Request, signedIn: boolean): Outcome<null, HttpCode> {
  if (fromElsewhere(request)) {
    return refuse(
      'form-not-from-here',
      'This form was sent from another site, so nothing was done. Open the page here and send it again.',
    );
  }
  const names = request.server.cookieNames;
  const secret = readSecret(request, names.form);
  const sent = tokenSent(request);
  if (secret === undefined || sent === undefined) return formExpired();
  const shown = derive('shown', secret, readSecret(request, names.session) ?? '');
  const kept = signedIn ? derive('kept', secret) : shown;
  return sent === shown || sent === kept ? accept(null) : formExpired();
}

function formExpired(): { ok: false; refusal: Refusal<HttpCode> } {
  return refuse(
    'form-expired',
    'This form was shown before you signed in or out, or cookies are switched off. Nothing was done; check it and send it again.',
  );
}
