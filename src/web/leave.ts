import type { App } from '#http/contract.ts';
import { html, type Markup, render } from './html.ts';
import { LEAVE_TEXTS as T } from './leave-texts.ts';

const BLANK = '/blank';

/** The quick way out, on top of pages that somebody may have to hide. A form: no list of links leads there. */
export function leaveButton(): Markup {
  return html`<form class="leave no-print" method="get" action="${BLANK}"><button class="button grave small" type="submit" title="${T.keys}">${T.button}</button><span class="unseen">${T.keys}</span></form>`;
}

/** `/blank`: nothing on it says what it belongs to. */
export function registerBlank(app: App): void {
  app.get(BLANK, { schema: { hide: true } }, (_request, reply) => {
    const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width"><title>${T.blank}</title><link rel="icon" href="data:,"></head><body></body></html>`;
    return reply.type('text/html; charset=utf-8').send(render(page));
  });
}
