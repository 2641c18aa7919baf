/** iCalendar (RFC 5545): a feed of deadlines, all in UTC, so that no time zone has to be described. */
import { sureLine } from '#obligations/regimes/sureness-words.ts';
import { primitives } from '#primitives';
import type { DueItem } from './due.ts';
import { calendarTitle, dueThatMayTravel, REMINDER_WORDS, type WordsSettings } from './words.ts';

const LINE_OCTETS_MOST = 75;
const ALARM_BEFORE = '-PT1H';
const encoder = new TextEncoder();

/** Deadlines whose time may travel, as a calendar; others are left out whole, since an entry is its time. */
export function calendarOf(items: readonly DueItem[], settings: WordsSettings, now: Temporal.Instant): string {
  const events = items.flatMap((item) => {
    const due = dueThatMayTravel(item, settings);
    return due === null ? [] : eventOf(item, due, settings, now);
  });
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Comity//Reminders//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(REMINDER_WORDS.calendar)}`,
    ...events,
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventOf(
  item: DueItem,
  due: Temporal.Instant,
  settings: WordsSettings,
  now: Temporal.Instant,
): readonly string[] {
  const { publicUrl } = settings;
  const title = escaped(calendarTitle(item, settings));
  return [
    'BEGIN:VEVENT',
    // The obligation's own name would tell regime and party; its hash stays the same when the time moves.
    `UID:${primitives.sha256Base64url(`comity calendar ${item.id}`)}@${new URL(publicUrl).hostname}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(due)}`,
    `SUMMARY:${title}`,
    ...(item.sureness === null ? [] : [`DESCRIPTION:${escaped(sureLine(item.sureness))}`]),
    `URL:${publicUrl}/reminders`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${title}`,
    `TRIGGER:${ALARM_BEFORE}`,
    'END:VALARM',
    'END:VEVENT',
  ];
}

function utc(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/gu, '');
}

/** TEXT of RFC 5545, 3.3.11; other control characters have no place in it and are left out. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|\n/gu, '\n')
    .replaceAll(/[\\;,]/gu, String.raw`\$&`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(/\p{Cc}/gu, '');
}

/** Lines of at most 75 octets (3.1), cut between characters, never within one. */
export function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    const room = parts.length === 0 ? LINE_OCTETS_MOST : LINE_OCTETS_MOST - 1;
    if (octets + size > room) {
      parts.push(part);
      part = '';
      octets = 0;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
