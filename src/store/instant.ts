/**
 * Instants are stored as whole microseconds since 1970 (UTC) in a BIGINT, the same on both engines: exact to compare
 * and to index, and a safe JavaScript number until the year 2255.
 */
const NANOSECONDS_PER_MICROSECOND = 1000n;

/** Cut, not rounded, so that no stored instant lies after the real one. */
export function toMicroseconds(instant: Temporal.Instant): number {
  return Number(instant.epochNanoseconds / NANOSECONDS_PER_MICROSECOND);
}

export function fromMicroseconds(microseconds: number): Temporal.Instant {
  return Temporal.Instant.fromEpochNanoseconds(BigInt(microseconds) * NANOSECONDS_PER_MICROSECOND);
}
