/** How long ago somebody looked at a law or calendar: what nobody looked at for a year may have changed since. */

import { OBLIGATION_TEXTS as T } from '#obligations/obligation-texts.ts';
import { compareTexts } from '#obligations/timeline.ts';
import { currentLanguage } from '#speaking';
import { LANGUAGE_FACTS } from '#texts/languages.ts';
import { plainSentence } from '#web/sentence.ts';
import type { HolidayFile } from './holidays.ts';
import type { Regimes } from './load-regimes.ts';

export type Aged = {
  /** Its place under `regimes/`, without the ending. */
  readonly file: string;
  readonly name: string;
  readonly checkedOn: string;
};

/** More than a year, by the day in UTC; what was looked at on 29 February is a year old after 28 February. */
export function isOld(checkedOn: string, at: Temporal.Instant): boolean {
  const today = at.toZonedDateTimeISO('UTC').toPlainDate();
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(checkedOn).add({ years: 1 }), today) < 0;
}

/** The oldest first. */
export function oldOnes(
  { regimes, calendars }: { readonly regimes: Regimes; readonly calendars: readonly HolidayFile[] },
  at: Temporal.Instant,
): readonly Aged[] {
  const texts = regimes.all.map(({ id, title, carries_out: of, jurisdiction, checked_on: checkedOn }): Aged => {
    const file = of === undefined ? id : `${of.replace(/^eu-/u, '')}/${jurisdiction.toLowerCase()}`;
    return { file, name: title, checkedOn };
  });
  const days = calendars.map(
    ({ state, name, checked_on: checkedOn }): Aged => ({ file: `calendars/${state}`, name, checkedOn }),
  );
  return [...texts, ...days]
    .filter(({ checkedOn }) => isOld(checkedOn, at))
    .toSorted((one, other) => (one.checkedOn + one.file < other.checkedOn + other.file ? -1 : 1));
}

/** What is said beside a clock where nobody looked for a year at its law, or at the holidays that it was counted by. */
export function ageWords(checked: readonly (string | undefined)[], at: Temporal.Instant): string | null {
  const [oldest] = checked
    .flatMap((day) => (day !== undefined && isOld(day, at) ? [day] : []))
    .toSorted(compareTexts);
  if (oldest === undefined) return null;
  const { locale } = LANGUAGE_FACTS[currentLanguage()];
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return plainSentence(T.age.mark, { day: format.format(new Date(`${oldest}T00:00:00Z`)) });
}
