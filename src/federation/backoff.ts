export const FIRST_RETRY_MS = 500;
export const LAST_RETRY_MS = 15 * 60_000;
/** A wait is this share shorter at most, so that peers that failed together do not come back together. */
const JITTER = 0.3;
const MOST_DOUBLINGS = 20;

/** How long to wait after so many failures in a row (1 or more); `random` lies between 0 and 1. */
export function retryAfterMs(failures: number, random: number): number {
  const doubled = FIRST_RETRY_MS * 2 ** Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
  return Math.round(Math.min(doubled, LAST_RETRY_MS) * (1 - JITTER * random));
}
