import { html, type Markup } from '#web/html.ts';
import { WEB_TEXTS } from '#web/texts.ts';

export type Pages = { readonly earlier?: string | undefined; readonly later?: string | undefined };

/** Lists are walked by cursor, not by number: both directions by name, and nothing where there is only one page. */
export function pagination({ earlier, later }: Pages): Markup | false {
  if (earlier === undefined && later === undefined) return false;
  return html`<nav class="pages no-print" aria-label="${WEB_TEXTS.parts.pages}">${later !== undefined && html`<a rel="prev" href="${later}">${WEB_TEXTS.parts.newer}</a>`}${earlier !== undefined && html`<a rel="next" href="${earlier}">${WEB_TEXTS.parts.older}</a>`}</nav>`;
}
