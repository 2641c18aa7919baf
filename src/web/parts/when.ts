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

/** An instant in UTC to the minute; the browser adds the viewer's own zone beside it. */
export function when(instant: Temporal.Instant): Markup {
  const iso = instant.round('second').toString();
  return html`<time datetime="${iso}" data-zone>${plainWhen(instant)}</time>`;
}

export function plainWhen(instant: Temporal.Instant): string {
  return plainSentence(TEXTS.parts.utc, { instant: format.format(instant.epochMilliseconds) });
}
