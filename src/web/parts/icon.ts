import { html, type Markup } from '#web/html.ts';

/** Three shapes that differ without colour: a tick in a full disc, a broken ring, a cross in an octagon. */
export function passedIcon(): Markup {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10" cy="10" r="9" fill="currentColor"/><path d="M5.5 10.4l3 3 6-6.6" fill="none" stroke="var(--paper)" stroke-width="2.2"/></svg>`;
}

export function openIcon(): Markup {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="4 3"/><path d="M10 5.5v5l3 2" fill="none" stroke="currentColor" stroke-width="2"/></svg>`;
}

export function failedIcon(): Markup {
  return html`<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z" fill="currentColor"/><path d="M6.5 6.5l7 7m0-7l-7 7" stroke="var(--paper)" stroke-width="2.2"/></svg>`;
}
