import { html, type Markup } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { TEXTS } from '#web/texts.ts';

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

const SECOND_MS = 1_000;
const INSTANTS_REMEMBERED = 10_000;
const written = new Map<number, { readonly text: string; readonly markup: Markup }>();

/** An instant in UTC to the minute; the browser adds the viewer's own zone beside it. */
export function when(instant: Temporal.Instant): Markup {
  return writtenOnce(instant).markup;
}

export function plainWhen(instant: Temporal.Instant): string {
  return writtenOnce(instant).text;
}

/** Formatting dates is slow and pages repeat them, so each second is written once. */
function writtenOnce(instant: Temporal.Instant): { readonly text: string; readonly markup: Markup } {
  const second = Math.floor(instant.epochMilliseconds / SECOND_MS);
  const known = written.get(second);
  if (known !== undefined) return known;
  const date = new Date(second * SECOND_MS);
  const text = plainSentence(TEXTS.parts.utc, { instant: format.format(date) });
  const iso = date.toISOString().replace('.000Z', 'Z');
  const made = { text, markup: html`<time datetime="${iso}" data-zone>${text}</time>` };
  if (written.size >= INSTANTS_REMEMBERED) written.clear();
  written.set(second, made);
  return made;
}
