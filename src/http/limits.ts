/** Every bound that the server puts on a request. A route may set a larger `bodyLimit` of its own, by name. */
export const API_BODY_LIMIT_BYTES = 1_048_576;
export const FORM_BODY_LIMIT_BYTES = 262_144;
export const URL_LIMIT_CHARACTERS = 2_048;
/** The sign-in carries the address it leads back to, of which each character may be written as three. */
export const SIGN_IN_URL_LIMIT_CHARACTERS = 3 * URL_LIMIT_CHARACTERS + 100;
export const PARAMETER_LIMIT_CHARACTERS = 600;
export const HEADERS_LIMIT_BYTES = 16_384;
export const IDEMPOTENCY_KEY_LIMIT_CHARACTERS = 255;
export const FORM_FIELDS_LIMIT = 500;

/** A request must have arrived whole within this time, and its headers within the shorter one. */
export const REQUEST_TIMEOUT_MS = 30_000;
export const HEADERS_TIMEOUT_MS = 15_000;
export const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** A connection over which nothing goes, because its client does not read: its answer lies in memory until then. */
export const SOCKET_IDLE_TIMEOUT_MS = 120_000;
export const CLOSE_GRACE_MS = 5_000;

/** How many requests a minute one client may make, by what they cost. A client is a session, a token or an address. */
export const RATES_PER_MINUTE = {
  read: 6_000,
  write: 600,
  /** Guessing passkeys, tokens, codes and guest links. */
  'sign-in': 30,
  /** Anybody, without signing in, makes the server work: exports, verification. */
  costly: 120,
  /** Peers: many releases travel in one request. */
  federation: 30_000,
} as const;
export type RateClass = keyof typeof RATES_PER_MINUTE;
export const RATE_CLIENTS_REMEMBERED = 20_000;

/** Open pages that follow live changes. */
export const EVENT_STREAMS_LIMIT = 1_000;
/** Of pages that nobody signed in for: some eighty addresses could take all, and leave those on duty none. */
export const EVENT_STREAMS_OF_STRANGERS_LIMIT = 500;
export const EVENT_STREAMS_PER_CLIENT_LIMIT = 12;
/** A browser opens the next one by itself, and is recognised anew: whoever signed out or lost a mandate hears no longer. */
export const EVENT_STREAM_LIFE_MS = 600_000;
export const EVENT_HEARTBEAT_MS = 25_000;
/** Of what was recorded before a page began to listen. */
export const EVENTS_REMEMBERED_MS = 60_000;
export const EVENTS_REMEMBERED_MOST = 1_000;
export const EVENTS_CLOCKS_DIFFER_MS = 2_000;
