/** Every refusal this room utters itself; capabilities have their own lists. */
export type HttpCode =
  | 'not-found'
  | 'sign-in-needed'
  | 'token-not-valid'
  | 'scope-not-granted'
  | 'form-not-from-here'
  | 'form-expired'
  | 'malformed-request'
  | 'malformed-json'
  | 'body-too-large'
  | 'form-too-many-fields'
  | 'url-too-long'
  | 'media-type-not-supported'
  | 'idempotency-key-malformed'
  | 'rate-limited'
  | 'too-many-streams'
  | 'closing'
  | 'failure';
