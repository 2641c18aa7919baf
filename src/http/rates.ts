import { clientOf } from './client-address.ts';
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
