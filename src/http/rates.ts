import type { App, Request } from './contract.ts';
import { RATES_PER_MINUTE, type RateClass } from './limits.ts';
import { kindOf } from './route-kind.ts';

const MINUTE_MS = 60_000;
export const SAFE_METHODS = new Set<string>(['GET', 'HEAD', 'OPTIONS']);

export function changesState(request: Request): boolean {
  return !SAFE_METHODS.has(request.method);
}

function rateClassOf(request: Request): RateClass {
  const chosen = request.routeOptions.config?.rate;
  if (chosen !== undefined) return chosen;
  if (kindOf(request) === 'machine') return 'federation';
  return changesState(request) ? 'write' : 'read';
}

const IPV4_MAPPED = /^::ffff:(?=\d+\.)/i;
const NETWORK_GROUPS = 4;

/**
 * Who is counted as one: an IPv4 address, or the network of 64 bits that an IPv6 address lies in, since one household has
 * more addresses in its own than could ever be remembered.
 */
export function clientOf({ ip }: Pick<Request, 'ip'>): string {
  // Whoever is gone before the request is looked at has no address any more.
  const address = String(ip).replace(IPV4_MAPPED, '');
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - groups.length - after.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, gap) }, () => '0'), ...after];
  return `${all.slice(0, NETWORK_GROUPS).map(shortest).join(':')}::/64`;
}

function shortest(group: string): string {
  return Number.parseInt(group, 16).toString(16);
}

/**
 * Counts a request against its class; answers the seconds to wait when the class is used up. Clients are told apart
 * by address, so that nobody earns a fresh allowance by inventing cookies.
 */
export function rateLimiter(
  app: App,
  rates: Readonly<Record<RateClass, number>> = RATES_PER_MINUTE,
): (request: Request) => Promise<number | null> {
  const classes = Object.keys(RATES_PER_MINUTE) as RateClass[];
  const limiters = new Map(
    classes.map((name) => [
      name,
      app.createRateLimit({ max: rates[name], timeWindow: MINUTE_MS, keyGenerator: clientOf }),
    ]),
  );
  return async function secondsToWait(request) {
    const verdict = await limiters.get(rateClassOf(request))!(request);
    return !verdict.isAllowed && verdict.isExceeded ? Math.max(1, verdict.ttlInSeconds) : null;
  };
}
