/**
 * Instants are stored as whole microseconds since 1970 (UTC) in a BIGINT, the same on both engines: exact to compare
 * and to index, and a safe JavaScript number from the year 1684 to 2255. What others assert may lie outside, as an end
 * in the year 9999: it counts as the first or the last of these, since no engine gives a larger number back.
 */
const NANOSECONDS_PER_MICROSECOND = 1000n;

/** Cut, not rounded, so that no stored instant lies after the real one, unless that is before all that can be stored. */
export function toMicroseconds(instant: Temporal.Instant): number {
  const microseconds = Number(instant.epochNanoseconds / NANOSECONDS_PER_MICROSECOND);
  return Math.min(Math.max(microseconds, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

export function fromMicroseconds(microseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(microseconds) * NANOSECONDS_PER_MICROSECOND);
}
