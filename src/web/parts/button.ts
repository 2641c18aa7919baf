import { attributes, type Content, html, type Markup } from '#web/html.ts';

export type ButtonLook = 'first' | 'second' | 'grave' | 'text' | 'small';

const CLASSES: Readonly<Record<ButtonLook, string>> = {
  first: 'button',
  second: 'button second',
  grave: 'button grave',
  text: 'button text',
  small: 'button second small',
};

export function button(
  label: string,
  look: ButtonLook = 'first',
  value?: { name: string; value: string },
): Markup {
  return html`<button type="submit" class="${CLASSES[look]}" ${attributes({ name: value?.name, value: value?.value })}>${label}</button>`;
}

export function linkButton(label: Content, href: string, look: ButtonLook = 'first'): Markup {
  return html`<a class="${CLASSES[look]}" ${attributes({ href })}>${label}</a>`;
}
