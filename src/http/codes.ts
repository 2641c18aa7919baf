import type { Codes } from '#codes.ts';

/** Every refusal this room utters itself; capabilities have their own lists. */
export const HTTP_CODES = {
  'not-found': { next: 'open-from-the-list', status: 'not-found' },
  'sign-in-needed': { next: 'sign-in', status: 'not-signed-in' },
  'token-not-valid': { next: 'renew-the-token', status: 'not-signed-in' },
  'scope-not-granted': { next: 'renew-the-token', status: 'not-allowed' },
  'form-not-from-here': { next: 'look-again', status: 'not-allowed' },
  'form-expired': { next: 'look-again', status: 'not-allowed' },
  'malformed-request': { next: 'fix-the-program', status: 'malformed' },
  'malformed-json': { next: 'fix-the-program', status: 'malformed' },
  'body-too-large': { next: 'make-it-smaller', status: 'too-large' },
  'form-too-many-fields': { next: 'make-it-smaller', status: 'too-large' },
  'url-too-long': { next: 'make-it-smaller', status: 'address-too-long' },
  'media-type-not-supported': { next: 'fix-the-program', status: 'media-type' },
  'idempotency-key-malformed': { next: 'fix-the-program', status: 'malformed' },
  'rate-limited': { next: 'wait-a-minute', status: 'too-often' },
  'too-many-streams': { next: 'wait-a-minute', status: 'too-often' },
  closing: { next: 'wait-a-minute', status: 'unavailable' },
  failure: { next: 'tell-the-administrator', status: 'failure' },
} as const satisfies Codes;
export type HttpCode = keyof typeof HTTP_CODES;
