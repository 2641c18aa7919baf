import { type Content, html, type Markup } from '#web/html.ts';

export type TimelineEvent = {
  readonly when: Content;
  readonly title: Content;
  readonly body?: Content;
  readonly key?: boolean;
  /** Corrected or withdrawn: stays, and looks so. */
  readonly undone?: boolean;
};

export function timeline(events: readonly TimelineEvent[]): Markup {
  return html`<ol class="timeline">${events.map(
    (event) =>
      html`<li class="${event.key ? 'key' : ''}${event.undone ? ' undone' : ''}"><div class="body"><p class="when">${event.when}</p><h3>${event.title}</h3>${event.body}</div></li>`,
  )}</ol>`;
}
