import { lookup as resolve } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { isExerciseAddress, isPublicAddress } from './address.ts';
import type { FetchCode } from './codes.ts';

const CONNECT_TIMEOUT_MS = 5_000;
/** From the first byte sent to the last byte received, whatever trickles in between. */
const TOTAL_TIMEOUT_MS = 20_000;
/** A peer that sends nothing for this long is given up before the total time is over. */
export const SILENCE_TIMEOUT_MS = 8_000;
const ANSWER_LIMIT_BYTES = 8 * 1_048_576;
const ANSWER_HEADERS_LIMIT_BYTES = 16_384;
const KEEP_ALIVE_MS = 15_000;
const SOCKETS_PER_PEER = 4;

export type PeerRequest = {
  /** The address the peer was confirmed with; nothing outside it is ever asked. */
  readonly node: string;
  /** Below that address, beginning with a slash. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Media types the answer may have. */
  readonly accept: readonly string[];
  /** The answer is not read: whatever its type, that it was taken is all that counts. */
  readonly anyType?: boolean;
  readonly maxBytes?: number;
  readonly totalMs?: number;
};

/** What came back. `verdict` is all that callers learn of the status line. */
export type PeerAnswer = {
  readonly verdict: 'ok' | 'conflict' | 'refused' | 'busy' | 'failed';
  readonly type: string;
  readonly body: Uint8Array;
};

export interface PeerFetch extends Disposable {
  (request: PeerRequest): Promise<Outcome<PeerAnswer, FetchCode>>;
}

export type FetchSettings = {
  /** Allow loopback and private addresses: exercises only. */
  readonly privatePeers: boolean;
  /** How names become addresses; every address is checked before a socket is opened to exactly that address. */
  readonly lookup?: LookupFunction;
  readonly connectMs?: number;
  readonly silenceMs?: number;
};

/**
 * A fetcher for peers that cannot be led elsewhere: it asks only the confirmed address, checks the address that the
 * name resolves to and connects to that very address, follows no redirect, and bounds time, silence, headers and
 * bytes. Everything a peer can do wrong comes back as a refusal; nothing is thrown.
 */
export function createPeerFetch(settings: FetchSettings): PeerFetch {
  const allowed = settings.privatePeers ? isExerciseAddress : isPublicAddress;
  const lookup = checkedLookup(settings.lookup ?? (resolve as LookupFunction), allowed);
  const options = { keepAlive: true, timeout: KEEP_ALIVE_MS, maxSockets: SOCKETS_PER_PEER, lookup };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  async function fetchPeer(request: PeerRequest): Promise<Outcome<PeerAnswer, FetchCode>> {
    const target = targetOf(request, settings.privatePeers, allowed);
    return target.ok ? exchange(target.value, request, agents, settings) : target;
  }
  return Object.assign(fetchPeer, {
    [Symbol.dispose]() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  });
}

/** The URL to ask, if it lies below the confirmed address and may be connected to at all. */
function targetOf(
  request: PeerRequest,
  privatePeers: boolean,
  allowed: (address: string) => boolean,
): Outcome<URL, FetchCode> {
  const base = URL.parse(request.node);
  if (base === null || base.username !== '' || base.password !== '' || base.search !== '' || base.hash !== '') {
    return refuse('peer-address-malformed', phrase`"${request.node}" is not the address of a node.`);
  }
  if (base.protocol !== 'https:' && !(privatePeers && base.protocol === 'http:')) {
    return refuse('peer-address-refused', 'A peer must be reached over https.');
  }
  const prefix = base.href.replace(/\/$/, '');
  const url = URL.parse(`${prefix}${request.path}`);
  if (url === null || !request.path.startsWith('/') || !url.href.startsWith(`${prefix}/`)) {
    return refuse('peer-address-malformed', 'The path leads out of the confirmed address.');
  }
  // A literal address never passes the resolver, so it is checked here.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !allowed(literal)) return refusedAddress(literal);
  return accept(url);
}

function refusedAddress(address: string): Outcome<never, FetchCode> {
  return refuse('peer-address-refused', phrase`${address} is not an address a peer may have.`);
}

class RefusedAddress extends Error {}

/** Resolves, refuses the name if any of its addresses is not allowed, and hands on only what was checked. */
function checkedLookup(lookup: LookupFunction, allowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const addresses = Array.isArray(found) ? found : [];
      const bad = addresses.find((entry) => !allowed(entry.address));
      if (bad !== undefined) return done(new RefusedAddress(bad.address), '');
      const first = addresses[0];
      if (first === undefined) return done(new Error(`${hostname} has no address`), '');
      if (options.all) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}

type Agents = { readonly 'http:': http.Agent; readonly 'https:': https.Agent };

function exchange(
  url: URL,
  request: PeerRequest,
  agents: Agents,
  settings: FetchSettings,
): Promise<Outcome<PeerAnswer, FetchCode>> {
  const { promise, resolve: settle } = Promise.withResolvers<Outcome<PeerAnswer, FetchCode>>();
  const secure = url.protocol === 'https:';
  const outgoing = (secure ? https : http).request(url, {
    method: request.method,
    agent: secure ? agents['https:'] : agents['http:'],
    maxHeaderSize: ANSWER_HEADERS_LIMIT_BYTES,
    headers: {
      ...request.headers,
      accept: request.accept.join(', '),
      // A compressed answer could unfold into any size.
      'accept-encoding': 'identity',
      ...(request.body === undefined ? {} : { 'content-length': String(request.body.length) }),
    },
  });
  let waiting: NodeJS.Timeout;
  function end(outcome: Outcome<PeerAnswer, FetchCode>): void {
    clearTimeout(whole);
    clearTimeout(waiting);
    if (!outcome.ok) outgoing.destroy();
    settle(outcome);
  }
  function expect(ms: number, code: FetchCode, sentence: string): void {
    clearTimeout(waiting);
    waiting = setTimeout(() => end(refuse(code, sentence)), ms);
  }
  const totalMs = request.totalMs ?? TOTAL_TIMEOUT_MS;
  const silenceMs = settings.silenceMs ?? SILENCE_TIMEOUT_MS;
  const whole = setTimeout(
    () => end(refuse('peer-too-slow', phrase`The peer took longer than ${totalMs} ms.`)),
    totalMs,
  );
  expect(settings.connectMs ?? CONNECT_TIMEOUT_MS, 'peer-unreachable', 'The peer did not take the connection.');
  outgoing.on('socket', (socket) => {
    const silent = () => expect(silenceMs, 'peer-silent', `The peer said nothing for ${silenceMs} ms.`);
    if (!socket.connecting) silent();
    else socket.once(secure ? 'secureConnect' : 'connect', silent);
  });
  outgoing.on('error', (error) => {
    if (error instanceof RefusedAddress) return end(refusedAddress(error.message));
    return end(refuse('peer-unreachable', phrase`The peer could not be reached (${error.message}).`));
  });
  outgoing.on('response', (response) => {
    const checked = checkHead(response, request);
    if (!checked.ok) return end(checked);
    const limit = request.maxBytes ?? ANSWER_LIMIT_BYTES;
    const parts: Uint8Array[] = [];
    let bytes = 0;
    response.on('data', (part: Uint8Array) => {
      bytes += part.length;
      parts.push(part);
      if (bytes > limit)
        return end(refuse('peer-answer-too-large', phrase`The peer sends more than ${limit} bytes.`));
      return expect(silenceMs, 'peer-silent', `The peer said nothing for ${silenceMs} ms.`);
    });
    response.on('error', (error) =>
      end(refuse('peer-unreachable', phrase`The answer broke off (${error.message}).`)),
    );
    response.on('end', () => end(accept({ ...checked.value, body: new Uint8Array(Buffer.concat(parts)) })));
  });
  outgoing.end(request.body);
  return promise;
}

const PROBLEM_TYPE = 'application/problem+json';

/** This is the client's only reading of HTTP status numbers. */
function checkHead(
  response: http.IncomingMessage,
  request: PeerRequest,
): Outcome<Omit<PeerAnswer, 'body'>, FetchCode> {
  const status = response.statusCode ?? 0;
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (status >= 300 && status < 400) {
    return refuse('peer-redirects', 'The peer points elsewhere; only its confirmed address is asked.');
  }
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    return refuse('peer-answer-type', 'The peer sends a compressed answer that was not asked for.');
  }
  if (status >= 200 && status < 300) {
    if (request.anyType !== true && !request.accept.includes(type)) {
      return refuse(
        'peer-answer-type',
        phrase`The peer answers with "${type}" instead of ${request.accept.join(' or ')}.`,
      );
    }
    return accept({ verdict: 'ok', type });
  }
  if (type !== PROBLEM_TYPE && !request.accept.includes(type)) return accept({ verdict: 'failed', type });
  if (status === 409) return accept({ verdict: 'conflict', type });
  if (status === 429 || status === 503) return accept({ verdict: 'busy', type });
  return accept({ verdict: status >= 400 && status < 500 ? 'refused' : 'failed', type });
}
