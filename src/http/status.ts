/**
 * The one place where a refusal's code becomes an HTTP status. A refusal is by default 422: understood, and refused
 * for the reason given. The exceptions are listed here; whoever adds a code elsewhere need not come here.
 */
export const DEFAULT_REFUSAL_STATUS = 422;

const EXCEPTIONS: Readonly<Record<string, number>> = {
  'malformed-request': 400,
  'malformed-json': 400,
  'idempotency-key-malformed': 400,
  'sign-in-needed': 401,
  'token-not-valid': 401,
  'session-expired': 401,
  'passkey-not-valid': 401,
  'scope-not-granted': 403,
  'not-mandated': 403,
  'form-not-from-here': 403,
  'form-expired': 403,
  'seats-not-offered': 403,
  'not-found': 404,
  'case-not-found': 404,
  'statement-not-found': 404,
  'party-not-found': 404,
  'draft-not-found': 404,
  'guest-link-not-valid': 404,
  'guest-link-used': 410,
  'guest-link-expired': 410,
  'idempotency-key-reused': 409,
  'version-conflict': 409,
  'body-too-large': 413,
  'url-too-long': 414,
  'media-type-not-supported': 415,
  'rate-limited': 429,
  'too-many-streams': 429,
  failure: 500,
  'ledger-busy': 503,
  closing: 503,
};

export function statusOf(code: string): number {
  return EXCEPTIONS[code] ?? DEFAULT_REFUSAL_STATUS;
}
