/** The agreed rhythm of pings. What is due follows from the statements, so that a restart neither forgets nor repeats. */

import type { Connection } from '#store/connection.ts';
import { declareTables } from '#store/declared-tables.ts';
import { insertRows } from '#store/dialect.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import type { ContactEntry } from './directory.ts';
import type { Ping } from './view.ts';

/** R: the UN directory's pings are said to come every six months; no text that was read fixes it. */
export const EVERY_MONTHS_DEFAULT = 6;
export const EVERY_MONTHS_MOST = 24;
/** As `regimes/contact-ping-policy.json` has it: an agreed policy, no law. */
export const ANSWER_HOURS_DEFAULT = 24;
export const ANSWER_HOURS_MOST = 720;

export type Rhythm = {
  readonly party: string;
  readonly on: boolean;
  readonly everyMonths: number;
  readonly answerHours: number;
  readonly setBy: string;
  readonly setAt: Temporal.Instant;
};

const TABLES = declareTables({
  contact_schedule: {
    columns: {
      party: 'text',
      switched_on: 'bigint',
      every_months: 'bigint',
      answer_hours: 'bigint',
      set_by: 'text',
      set_at: 'bigint',
    },
  },
});

/** Losing it costs the rhythm: an administrator sets it again; what was pinged stands in the log. */
export const SCHEDULE_TABLES = TABLES.asSet('contact-schedule');

export async function setRhythm(connection: Connection, rhythm: Rhythm): Promise<void> {
  const row = {
    party: rhythm.party,
    switched_on: Number(rhythm.on),
    every_months: rhythm.everyMonths,
    answer_hours: rhythm.answerHours,
    set_by: rhythm.setBy,
    set_at: toMicroseconds(rhythm.setAt),
  };
  await insertRows(connection, 'contact_schedule', [row], { keys: ['party'], do: 'replace' });
}

export async function rhythms(connection: Connection): Promise<readonly Rhythm[]> {
  const rows = await TABLES.in(connection).selectFrom('contact_schedule').selectAll().execute();
  return rows.map((row) => ({
    party: row.party,
    on: Number(row.switched_on) === 1,
    everyMonths: Number(row.every_months),
    answerHours: Number(row.answer_hours),
    setBy: row.set_by,
    setAt: fromMicroseconds(Number(row.set_at)),
  }));
}

export async function rhythmOf(connection: Connection, party: string): Promise<Rhythm | undefined> {
  return (await rhythms(connection)).find((rhythm) => rhythm.party === party);
}

/** Entries whose scheduled ping is due: never had one, or had the last at least the rhythm's months ago. Pure. */
export function pingsDue(
  rhythm: Rhythm,
  entries: readonly ContactEntry[],
  sent: readonly Ping[],
  now: Temporal.Instant,
): readonly ContactEntry[] {
  if (!rhythm.on) return [];
  const last = new Map<string, Temporal.Instant>();
  for (const { mode, party, channel, contact, at } of sent) {
    if (mode !== 'scheduled') continue;
    const key = `${party} ${channel} ${contact ?? ''}`;
    const known = last.get(key);
    if (known === undefined || Temporal.Instant.compare(at, known) > 0) last.set(key, at);
  }
  return entries.filter(({ party, channel, contact }) => {
    if (party === rhythm.party) return false;
    const before = last.get(`${party} ${channel} ${contact ?? ''}`);
    return before === undefined || Temporal.Instant.compare(nextAfter(before, rhythm), now) <= 0;
  });
}

/** The same day of the month, so many calendar months later, in UTC; the last day where there is none such. */
export function nextAfter(
  before: Temporal.Instant,
  { everyMonths }: Pick<Rhythm, 'everyMonths'>,
): Temporal.Instant {
  return before.toZonedDateTimeISO('UTC').add({ months: everyMonths }).toInstant();
}
