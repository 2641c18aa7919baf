/** Who wants to be told how, and who stands in for whom. */
import { isWebhookAddress } from '#federation/webhook.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { isMailAddress } from '#parties/mail.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Connection } from '#store/connection.ts';
import { insertRows } from '#store/dialect.ts';
import type { ReminderCode } from './codes.ts';
import {
  BEFORE_HOURS_DEFAULT,
  type Chain,
  DEPUTY_AFTER_HOURS_DEFAULT,
  HEAD_AFTER_HOURS_DEFAULT,
  type Level,
  type Quiet,
} from './plan.ts';
import { reminderTables } from './tables.ts';

const BEFORE_HOURS_MOST = 336;
const BEFORE_TIMES_MOST = 6;
const AFTER_HOURS_MOST = 168;
const LAST_HOUR = 23;

export type PersonSettings = {
  readonly mail: string | null;
  readonly webhook: string | null;
  /** No mail or webhook, except for danger to life; the inbox is always filled. */
  readonly muted: boolean;
  readonly quiet: Quiet;
  readonly beforeHours: readonly number[];
};

export const PERSON_DEFAULT: PersonSettings = {
  mail: null,
  webhook: null,
  muted: false,
  quiet: { zone: 'UTC', fromHour: 0, untilHour: 0 },
  beforeHours: BEFORE_HOURS_DEFAULT,
};

export type PartySettings = {
  /** Persons of the party; empty means those whose mandates make them so. */
  readonly deputies: readonly string[];
  readonly heads: readonly string[];
  readonly deputyAfterHours: number;
  readonly headAfterHours: number;
  readonly timesTravel: boolean;
};

export const PARTY_DEFAULT: PartySettings = {
  deputies: [],
  heads: [],
  deputyAfterHours: DEPUTY_AFTER_HOURS_DEFAULT,
  headAfterHours: HEAD_AFTER_HOURS_DEFAULT,
  timesTravel: false,
};

export async function personSettings(connection: Connection, person: string): Promise<PersonSettings> {
  const row = await reminderTables(connection)
    .selectFrom('reminder_person')
    .selectAll()
    .where('person', '=', person)
    .executeTakeFirst();
  if (row === undefined) return PERSON_DEFAULT;
  return {
    mail: row.mail,
    webhook: row.webhook,
    muted: Number(row.muted) === 1,
    quiet: { zone: row.zone, fromHour: Number(row.quiet_from), untilHour: Number(row.quiet_until) },
    beforeHours: JSON.parse(row.before_hours) as number[],
  };
}

export async function savePersonSettings(
  connection: Connection,
  { party, person }: { readonly party: string; readonly person: string },
  settings: PersonSettings,
): Promise<Outcome<null, ReminderCode>> {
  const fault = unfitPerson(settings);
  if (fault !== undefined) return fault;
  const { mail, webhook, muted, quiet, beforeHours } = settings;
  const row = {
    person,
    party,
    mail,
    webhook,
    muted: Number(muted),
    zone: quiet.zone,
    quiet_from: quiet.fromHour,
    quiet_until: quiet.untilHour,
    before_hours: JSON.stringify(beforeHours),
  };
  await insertRows(connection, 'reminder_person', [row], { keys: ['person'], do: 'replace' });
  return accept(null);
}

function unfitPerson({ mail, webhook, quiet, beforeHours }: PersonSettings) {
  if (mail !== null && !isMailAddress(mail)) {
    return refuse<ReminderCode>('reminder-mail-malformed', 'Write one mail address, as duty@example.org.', 'mail');
  }
  if (webhook !== null && !isWebhookAddress(webhook)) {
    return refuse<ReminderCode>(
      'reminder-webhook-malformed',
      'Write one https address without a name or password.',
      'webhook',
    );
  }
  const isHour = (hour: number) => Number.isInteger(hour) && hour >= 0 && hour <= LAST_HOUR;
  if (!isZone(quiet.zone) || !isHour(quiet.fromHour) || !isHour(quiet.untilHour)) {
    return refuse<ReminderCode>(
      'reminder-hours-malformed',
      'Write whole hours from 0 to 23, and a zone as Europe/Berlin.',
      'zone',
    );
  }
  const fits = beforeHours.every((hours) => Number.isInteger(hours) && hours >= 1 && hours <= BEFORE_HOURS_MOST);
  if (fits && beforeHours.length <= BEFORE_TIMES_MOST) return undefined;
  return refuse<ReminderCode>(
    'reminder-hours-malformed',
    phrase`Write at most ${BEFORE_TIMES_MOST} whole numbers of hours from 1 to ${BEFORE_HOURS_MOST}.`,
    'before_hours',
  );
}

function isZone(zone: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId !== '';
  } catch {
    return false;
  }
}

export async function partySettings(connection: Connection, party: string): Promise<PartySettings> {
  const row = await reminderTables(connection)
    .selectFrom('reminder_party')
    .selectAll()
    .where('party', '=', party)
    .executeTakeFirst();
  if (row === undefined) return PARTY_DEFAULT;
  return {
    deputies: JSON.parse(row.deputies) as string[],
    heads: JSON.parse(row.heads) as string[],
    deputyAfterHours: Number(row.deputy_after_hours),
    headAfterHours: Number(row.head_after_hours),
    timesTravel: Number(row.times_travel) === 1,
  };
}

export async function savePartySettings(
  connection: Connection,
  party: string,
  settings: PartySettings,
  at: Temporal.Instant,
): Promise<Outcome<null, ReminderCode>> {
  const mandated = new Set((await mandatesOf(connection, party, at)).map(({ person }) => person));
  const stranger = [...settings.deputies, ...settings.heads].find((person) => !mandated.has(person));
  if (stranger !== undefined) {
    return refuse('reminder-person-unknown', phrase`${stranger} holds no mandate of your party.`, 'deputies');
  }
  const hours = [settings.deputyAfterHours, settings.headAfterHours];
  if (hours.some((one) => !Number.isInteger(one) || Math.abs(one) > AFTER_HOURS_MOST)) {
    return refuse(
      'reminder-hours-malformed',
      phrase`Write whole hours from -${AFTER_HOURS_MOST} to ${AFTER_HOURS_MOST}.`,
      'deputy_after_hours',
    );
  }
  const row = {
    party,
    deputies: JSON.stringify(settings.deputies),
    heads: JSON.stringify(settings.heads),
    deputy_after_hours: settings.deputyAfterHours,
    head_after_hours: settings.headAfterHours,
    times_travel: Number(settings.timesTravel),
  };
  await insertRows(connection, 'reminder_party', [row], { keys: ['party'], do: 'replace' });
  return accept(null);
}

const ROLE_OF: Readonly<Record<Level, readonly string[]>> = {
  person: ['duty-officer', 'reporter'],
  deputy: ['approver'],
  head: ['administrator'],
};

/** Person, deputy, head: as the party has set them, and else by their mandates in force. */
export async function chainOf(connection: Connection, party: string, at: Temporal.Instant): Promise<Chain> {
  const settings = await partySettings(connection, party);
  const mandates = await mandatesOf(connection, party, at);
  const inForce = new Set(mandates.map(({ person }) => person));
  const byRole = (level: Level) => [
    ...new Set(
      mandates.filter(({ roles }) => roles.some((role) => ROLE_OF[level].includes(role))).map((one) => one.person),
    ),
  ];
  const named = (list: readonly string[], level: Level) => {
    const present = list.filter((person) => inForce.has(person));
    return present.length === 0 ? byRole(level) : present;
  };
  return {
    levels: new Map([
      ['person', byRole('person')],
      ['deputy', named(settings.deputies, 'deputy')],
      ['head', named(settings.heads, 'head')],
    ]),
    deputyAfterHours: settings.deputyAfterHours,
    headAfterHours: settings.headAfterHours,
  };
}
