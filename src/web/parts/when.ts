import { currentLanguage } from '#speaking';
import { timeText } from '#texts/icu.ts';
import { html, type Markup, said } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { WEB_TEXTS } from '#web/texts.ts';

const SECOND_MS = 1_000;
const INSTANTS_REMEMBERED = 10_000;
const written = new Map<string, { readonly text: string; readonly markup: Markup }>();

/** An instant in UTC to the minute; the browser adds the viewer's own zone beside it. */
export function when(instant: Temporal.Instant): Markup {
  return writtenOnce(instant).markup;
}

export function plainWhen(instant: Temporal.Instant): string {
  return writtenOnce(instant).text;
}

/** A day given as 2026-03-01, as the language writes it; what is no day stays as somebody wrote it. */
export function whichDay(date: string): Markup {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return said(date);
  const text = timeText(currentLanguage(), Temporal.Instant.fromEpochMilliseconds(at), 'day');
  return html`<time datetime="${date}">${text}</time>`;
}

/** Formatting dates is slow and pages repeat them, so each second is written once. */
function writtenOnce(instant: Temporal.Instant): { readonly text: string; readonly markup: Markup } {
  const second = Math.floor(instant.epochMilliseconds / SECOND_MS);
  const language = currentLanguage();
  const key = `${language} ${second}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  const date = new Date(second * SECOND_MS);
  const text = plainSentence(WEB_TEXTS.parts.utc, { instant: timeText(language, instant, 'minute') });
  const iso = date.toISOString().replace('.000Z', 'Z');
  const made = { text, markup: html`<time datetime="${iso}" data-zone>${text}</time>` };
  if (written.size >= INSTANTS_REMEMBERED) written.clear();
  written.set(key, made);
  return made;
}
