import { type Content, html, type Markup } from '#web/html.ts';

export type NoticeLook = 'plain' | 'right' | 'wrong' | 'wait';

/** A banner about the page or what has just happened. */
export function notice(title: Content, body: Content, look: NoticeLook = 'plain'): Markup {
  return html`<section class="notice ${look === 'plain' ? '' : look}"><h2>${title}</h2>${body}</section>`;
}

/** Where there is nothing yet: says so, and what brings something here. */
export function emptyState(title: string, body: Content, action?: Markup): Markup {
  return html`<div class="empty"><h2>${title}</h2><p>${body}</p>${action}</div>`;
}

/** The one action for this seat. */
export function nextStep(title: Content, body: Content, action?: Content): Markup {
  return html`<section class="next no-print"><h2>${title}</h2>${body}${action}</section>`;
}

export function details(label: Content, content: Content): Markup {
  return html`<details class="more"><summary>${label}</summary><div class="stack tight">${content}</div></details>`;
}

export type Head = { readonly title: Content; readonly caption?: Content; readonly lead?: Content };

export function pageHead({ title, caption, lead }: Head): Markup {
  return html`<div class="head">${caption && html`<p class="caption">${caption}</p>`}<h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}</div>`;
}

export function backLink(label: string, href: string): Markup {
  return html`<p class="crumbs no-print"><a href="${href}">${label}</a></p>`;
}
