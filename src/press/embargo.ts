import { fits } from '#statement/validator.ts';
import { Embargo } from './statements.ts';

/** The instant of the hour; undefined for a zone nobody knows, and for an hour that a change of clocks skips or repeats. */
export function embargoEnd(value: unknown): Temporal.Instant | undefined {
  if (!fits(Embargo, value as never)) return undefined;
  const { local, zone } = value as Embargo;
  try {
    return Temporal.PlainDateTime.from(local, { overflow: 'reject' })
      .toZonedDateTime(zone, { disambiguation: 'reject' })
      .toInstant();
  } catch {
    return undefined;
  }
}
