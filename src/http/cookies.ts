import { primitives } from '#primitives';
import type { Cookies, NodeDescription, Reply, Request } from './contract.ts';

const FORM_SECRET_BYTES = 16;
const SECRET_PATTERN = /^[A-Za-z0-9_-]{22,128}$/;

/**
 * Browsers share cookies between the ports of one host, and several nodes may stand on one machine: the names carry
 * the node's address. `__Host-` (RFC 6265bis) forbids overwriting from a sibling domain, and needs https.
 */
export function cookiesOf(node: NodeDescription): Cookies {
  const url = new URL(node.publicUrl);
  const secure = url.protocol === 'https:';
  const address = url.host.replaceAll(/[^a-z0-9]/g, '-');
  const prefix = secure ? '__Host-' : '';
  return {
    session: `${prefix}comity-session-${address}`,
    form: `${prefix}comity-form-${address}`,
    language: `${prefix}comity-language-${address}`,
    report: `${prefix}comity-report-${address}`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  };
}

/** A cookie's value when it has the form of our secrets. */
export function readSecret(request: Request, name: string): string | undefined {
  const value = request.cookies[name];
  return value !== undefined && SECRET_PATTERN.test(value) ? value : undefined;
}

/** Signs the browser in with a secret from the parties room; it lives until the browser closes or the session ends. */
export function startSession(reply: Reply, secret: string): void {
  const { session, options } = reply.server.cookieNames;
  void reply.setCookie(session, secret, options);
}

export function endSession(reply: Reply): void {
  const { session, options } = reply.server.cookieNames;
  void reply.clearCookie(session, options);
}

/** Lets the browser go on with one report, by a secret from the parties room. */
export function startReport(reply: Reply, secret: string): void {
  const { report, options } = reply.server.cookieNames;
  void reply.setCookie(report, secret, options);
}

/** The secret that ties forms to this browser, made when the first form is shown. */
export function formSecret(request: Request, reply: Reply): string {
  const { form, options } = request.server.cookieNames;
  const known = readSecret(request, form);
  if (known !== undefined) return known;
  const made = primitives.randomBytes(FORM_SECRET_BYTES).toBase64({ alphabet: 'base64url', omitPadding: true });
  request.cookies[form] = made;
  void reply.setCookie(form, made, options);
  return made;
}
