/** Claims of any shape, read as what they should be: null, or nothing, where they are something else. */

import type { Anchor, ClaimValue } from '#obligations/regimes/regime.ts';
import { instantFrom } from '#statement/instant-text.ts';

export const MAX_LISTED = 256;
export const MAX_VALUE_CHARACTERS = 1_000;
export const DIGEST = /^[A-Za-z0-9_-]{43}$/;
export const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;
const REGIME = /^[a-z0-9][a-z0-9-]{0,60}$/;

export function isRegime(value: unknown): value is string {
  return typeof value === 'string' && REGIME.test(value);
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_VALUE_CHARACTERS) : null;
}

export function digest(value: unknown): string | null {
  return typeof value === 'string' && DIGEST.test(value) ? value : null;
}

export function party(value: unknown): string | null {
  return typeof value === 'string' && PARTY.test(value) ? value : null;
}

/** What claims a statement must have to set an anchor off; none where any statement of its type does. */
export function claimsWanted({ where = [] }: Extract<Anchor, { said: string }>): readonly ClaimValue[] {
  return Array.isArray(where) ? where : [where];
}

/** One text, or a list of them. */
export function listed(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_LISTED).filter((item): item is string => typeof item === 'string');
}

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/;

export function instant(value: unknown): Temporal.Instant | null {
  return typeof value === 'string' && INSTANT.test(value) ? (instantFrom(value) ?? null) : null;
}

/** An asserted time may be a year, a month or a day: a hold lasts to its end, in UTC. */
export function endOf(value: unknown): Temporal.Instant | null {
  const shape = typeof value === 'string' ? /^(\d{4})(-\d{2})?(-\d{2})?$/.exec(value) : null;
  if (shape === null) return instant(value);
  try {
    const first = Temporal.PlainDate.from(`${shape[1]}${shape[2] ?? '-01'}${shape[3] ?? '-01'}`);
    const length = shape[3] !== undefined ? { days: 1 } : shape[2] !== undefined ? { months: 1 } : { years: 1 };
    return first.add(length).toZonedDateTime('UTC').toInstant();
  } catch {
    return null;
  }
}

const MAX_ZONES_REMEMBERED = 1_000;
const zones = new Map<string, boolean>();

export function knownZone(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 60) return null;
  let known = zones.get(value);
  if (known === undefined) {
    known = isZone(value);
    if (zones.size < MAX_ZONES_REMEMBERED) zones.set(value, known);
  }
  return known ? value : null;
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
