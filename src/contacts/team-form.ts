/** Teams as the Trusted Introducer's `teams.json` writes them; what a contact has no place for stays behind. */
import { isObject } from './contact-list.ts';

const HOURS_CHARACTERS = 500;

export function readTeams(team: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const country = isObject(team.country) ? team.country.code : undefined;
  const zone = textOf(team.business_hours_timezone);
  const hours = textOf(team.business_hours);
  const entry = {
    state: country,
    kind: 'csirt',
    organisation: team.official_name,
    name: team.short_name,
    hours: hours === undefined ? undefined : [hours, zone].filter(Boolean).join(', ').slice(0, HOURS_CHARACTERS),
    phone: phoneOf(team.phones),
    email: first(team.emails, (one) => textOf(one.address)),
    pgp: first(team.pgp_keys, (one) => textOf(one.fingerprint)?.replaceAll(/\s/gu, '').toUpperCase()),
  };
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined && value !== ''));
}

/** The number for emergencies before any other voice line; a fax reaches nobody at night. */
function phoneOf(phones: unknown): string | undefined {
  const uses = (one: Readonly<Record<string, unknown>>) => (Array.isArray(one.usage) ? one.usage : []);
  const urgent = first(phones, (one) => (uses(one).includes('emergency') ? textOf(one.number) : undefined));
  return urgent ?? first(phones, (one) => (uses(one).includes('voice') ? textOf(one.number) : undefined));
}

function first(
  list: unknown,
  read: (one: Readonly<Record<string, unknown>>) => string | undefined,
): string | undefined {
  if (!Array.isArray(list)) return undefined;
  for (const one of list) {
    const found = isObject(one) ? read(one) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
