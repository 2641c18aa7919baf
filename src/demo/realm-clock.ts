/** How long an accelerated exercise can run before it has caught up with the present. */
export const CATCH_UP_HOURS = 24;
export const SPEED_MOST = 1_000;

/**
 * The clock of an exercise that runs faster than the world's. It begins in the past, by as much as it gains in a day,
 * because a signature dated later than now is refused wherever it is checked, offline too; once it has caught up it
 * runs as everybody's does. Timers (back-off, timeouts, cadences) never ask it.
 */
export function realmClock(
  speed: number,
  real: () => Temporal.Instant = () => Temporal.Now.instant(),
): () => Temporal.Instant {
  const begun = real();
  const start = begun.subtract({ hours: (speed - 1) * CATCH_UP_HOURS });
  return () => {
    const now = real();
    const passedMs = now.epochMilliseconds - begun.epochMilliseconds;
    const quick = start.add({ milliseconds: Math.round(passedMs * speed) });
    return Temporal.Instant.compare(quick, now) < 0 ? quick : now;
  };
}
