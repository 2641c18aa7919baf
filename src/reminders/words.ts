import en from '#texts/en/reminder-words.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/**
 * The one place where a reminder becomes text that leaves: mail, webhook, calendar. Nothing marked above green passes
 * it. What is left says that something is due and where to read it, which tells an onlooker nothing of any case.
 */

import { sureLine } from '#obligations/regimes/sureness-words.ts';
import { currentLanguage } from '#speaking';
import type { Tlp } from '#statement/marking.ts';
import { exerciseMark } from '#texts/exercise.ts';
import { plainSentence } from '#web/sentence.ts';
import type { DueItem, Fact } from './due.ts';
import type { StepWhen } from './plan.ts';

export const REMINDER_WORDS = translated('reminder-words', en);

/** Labels that a message on somebody else's machine may carry. */
const MAY_TRAVEL: ReadonlySet<Tlp> = new Set(['clear', 'green']);

export type Told = {
  readonly item: DueItem;
  readonly when: StepWhen;
  readonly level: 'person' | 'deputy' | 'head';
  readonly late: boolean;
};
export type Words = {
  readonly subject: string;
  readonly text: string;
  /** Null where they may not travel. */
  readonly what: string | null;
  readonly due: string | null;
};
export type WordsSettings = {
  readonly publicUrl: string;
  readonly realm: string;
  /** The party's own decision: may the bare time of a deadline that rests on its own statements travel? */
  readonly timesTravel: boolean;
};

/** A value that may leave, or null. */
function mayTravel<Value>({ value, tlp }: Fact<Value>): Value | null {
  return MAY_TRAVEL.has(tlp) ? value : null;
}

/** The time of a deadline where it may be told: marked so, or its own party has decided so, and never when it is red. */
export function dueThatMayTravel(
  { dueAt, own }: DueItem,
  { timesTravel }: WordsSettings,
): Temporal.Instant | null {
  const marked = mayTravel(dueAt);
  if (marked !== null) return marked;
  return timesTravel && own && dueAt.tlp === 'amber' ? dueAt.value : null;
}

export function outgoingWords({ item, when, level, late }: Told, settings: WordsSettings): Words {
  const what = mayTravel(item.what);
  const due = dueThatMayTravel(item, settings)?.toString({ smallestUnit: 'minute' }) ?? null;
  const lines = [
    REMINDER_WORDS.line[when],
    ...(level === 'person' ? [] : [REMINDER_WORDS[level]]),
    ...(late ? [REMINDER_WORDS.late] : []),
    ...(what === null ? [] : [plainSentence(REMINDER_WORDS.what, { what })]),
    ...(due === null ? [] : [plainSentence(REMINDER_WORDS.due, { due })]),
    ...(due === null || item.sureness === null ? [] : [sureLine(item.sureness)]),
    '',
    plainSentence(REMINDER_WORDS.read, { link: `${settings.publicUrl}/reminders` }),
    plainSentence(REMINDER_WORDS.why, { settings: `${settings.publicUrl}/reminders/settings` }),
  ];
  return { subject: REMINDER_WORDS.subject[when], text: `${lines.join('\n')}\n`, what, due };
}

/** What a webhook is sent: the same words, as JSON. */
export function outgoingJson(id: string, told: Told, settings: WordsSettings, at: Temporal.Instant): string {
  const { subject, what, due } = outgoingWords(told, settings);
  return JSON.stringify({
    type: 'reminder',
    timestamp: at.toString({ smallestUnit: 'second' }),
    data: {
      id,
      realm: settings.realm,
      when: told.when,
      level: told.level,
      late: told.late,
      text: subject,
      what,
      due,
      sureness: due === null ? null : told.item.sureness,
      link: `${settings.publicUrl}/reminders`,
    },
  });
}

/** An entry's title in a calendar, which shows it beside what is live. */
export function calendarTitle(item: DueItem, { realm }: WordsSettings): string {
  const mark = exerciseMark(currentLanguage(), realm);
  const title = mayTravel(item.what) ?? REMINDER_WORDS.calendar;
  return mark === undefined ? title : `${mark} ${title}`;
}
