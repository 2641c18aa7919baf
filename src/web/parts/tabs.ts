import { attributes, html, type Markup } from '#web/html.ts';

export type Tab = { readonly label: string; readonly href: string; readonly current: boolean };

/** Views of one thing, each with an address of its own, so that they work without JavaScript and can be sent on. */
export function tabs(label: string, list: readonly Tab[]): Markup {
  return html`<nav class="tabs no-print" aria-label="${label}"><ul>${list.map(
    (one) =>
      html`<li><a href="${one.href}" ${attributes({ 'aria-current': one.current ? 'page' : null })}>${one.label}</a></li>`,
  )}</ul></nav>`;
}
