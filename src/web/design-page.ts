import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { DESIGN_SECTIONS } from './design-samples.ts';
import { DESIGN as T } from './design-texts.ts';
import { attributes, html, type Markup } from './html.ts';
import { pageHead } from './parts/notice.ts';
import { tabs } from './parts/tabs.ts';
import { plainSentence } from './sentence.ts';
import { sendPage } from './shell.ts';

const THEMES = ['light', 'dark'] as const;
const DIRECTIONS = ['ltr', 'rtl'] as const;
const Query = Type.Object(
  { theme: Type.Optional(Type.Enum([...THEMES])), dir: Type.Optional(Type.Enum([...DIRECTIONS])) },
  { additionalProperties: false },
);

/** The colours by their names in `tokens.css`; TLP's own stand in its label alone. */
const COLOURS = [
  'paper',
  'ground',
  'raised',
  'ink',
  'ink-soft',
  'line',
  'line-firm',
  'accent',
  'accent-wash',
  'link',
  'wrong',
  'wrong-wash',
  'right',
  'right-wash',
  'open',
  'open-wash',
  'exercise',
  'focus',
];

/** `/design`: the living reference, and what the visual test looks at. */
export function registerDesign(app: App): void {
  app.get('/design', { schema: { querystring: Query, hide: true } }, (request, reply) => {
    const { theme = 'light', dir = 'ltr' } = request.query;
    const views = THEMES.flatMap((one) =>
      DIRECTIONS.map((way) => ({
        label: plainSentence(T.view, { theme: T[one], direction: T[way] }),
        href: `/design?theme=${one}&dir=${way}`,
        current: one === theme && way === dir,
      })),
    );
    const sections = DESIGN_SECTIONS.map(({ id, title, body }) => section(id, title, body()));
    const body = html`${pageHead({ title: T.title, lead: T.lead })}${tabs(T.views, views)}
<div ${attributes({ class: `stack loose after theme-${theme}`, dir })}>${section('colours', T.tokens, swatches())}${sections}</div>`;
    return sendPage(request, reply, { title: T.title, body });
  });
}

function section(id: string, title: string, body: Markup): Markup {
  return html`<section class="sample" aria-labelledby="part-${id}"><h2 id="part-${id}">${title}</h2>${body}</section>`;
}

/** Inline styles are forbidden by our own policy, so a swatch is a shape filled by presentation attribute. */
function swatches(): Markup {
  return html`<ul class="swatches">${COLOURS.map(
    (name) =>
      html`<li><svg aria-hidden="true"><rect width="100%" height="100%" fill="var(--${name})"></rect></svg><code>--${name}</code></li>`,
  )}</ul>`;
}
