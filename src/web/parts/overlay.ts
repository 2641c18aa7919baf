import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import type { ButtonLook } from './button.ts';

export type Overlay = {
  /** Unique on the page. */
  readonly id: string;
  readonly opener: string;
  readonly title: string;
  readonly body: Content;
  readonly look?: ButtonLook;
};

/** A question in front of the page. The popover API opens, closes by Escape and gives the focus back, without a script. */
export function dialog(overlay: Overlay): Markup {
  return over(overlay, 'dialog');
}

/** More about one thing at the page's end edge, while the page stays where it is. */
export function sidePanel(overlay: Overlay): Markup {
  return over(overlay, 'panel');
}

function over({ id, opener, title, body, look = 'second' }: Overlay, kind: 'dialog' | 'panel'): Markup {
  const head = `${id}-title`;
  return html`<button type="button" class="${look === 'first' ? 'button' : `button ${look}`}" ${attributes({ popovertarget: id, 'aria-haspopup': 'dialog' })}>${opener}</button>
<div popover ${attributes({ id, class: `over ${kind}`, role: 'dialog', 'aria-labelledby': head })}><h2 ${attributes({ id: head })}>${title}</h2><div class="stack tight">${body}</div>
<button type="button" class="button second small" ${attributes({ popovertarget: id, popovertargetaction: 'hide' })}>${WEB_TEXTS.parts.close}</button></div>`;
}
