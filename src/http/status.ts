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
  'scope-missing': 403,
  'wrong-party': 403,
  'actor-not-allowed': 403,
  'form-not-from-here': 403,
  'form-expired': 403,
  'seats-not-offered': 403,
  'not-found': 404,
  'case-not-found': 404,
  'thread-not-found': 404,
  'statement-not-found': 404,
  'party-not-found': 404,
  'regime-not-found': 404,
  'draft-not-found': 404,
  'contact-not-found': 404,
  'proposal-not-found': 404,
  'calendar-not-found': 404,
  'ping-unknown': 404,
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
  // C2SP tlog-witness fixes these.
  'origin-unknown': 404,
  'log-signature-missing': 403,
  'log-signature-invalid': 403,
  'request-malformed': 400,
  'note-malformed': 400,
  'checkpoint-malformed': 400,
  'old-size-too-large': 400,
  'old-size-conflict': 409,
  'root-conflict': 409,
  'tile-path-malformed': 404,
  'request-too-long': 413,
  // Between nodes.
  'request-unsigned': 401,
  'request-signature-invalid': 401,
  'request-stale': 401,
  'peer-unknown': 403,
  'party-not-here': 404,
  'invitation-not-valid': 404,
  'invitation-used': 410,
  'delivery-too-large': 413,
  failure: 500,
  // Later it may be taken; a node that carries it for somebody keeps it until then.
  'too-many-unsigned': 503,
  'nobody-on-duty': 503,
  'ledger-busy': 503,
  'ledger-recovering': 503,
  'ledger-moved': 503,
  closing: 503,
};

export function statusOf(code: string): number {
  return EXCEPTIONS[code] ?? DEFAULT_REFUSAL_STATUS;
}
