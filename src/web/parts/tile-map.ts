import { attributes, type Content, html, type Markup } from '#web/html.ts';

/** How a state stands; told by frame and sign as well as by colour, and in the words of its label. */
export type TileLook = 'listed' | 'stale' | 'none';

export type MapTile = {
  readonly code: string;
  /** All that the square says, in words. */
  readonly label: string;
  readonly look: TileLook;
  readonly href?: string;
};

export type TileMap = {
  readonly id: string;
  readonly title: string;
  /** Where the same stands in words. */
  readonly lead: string;
  readonly legend: readonly (readonly [look: TileLook, text: string])[];
  readonly regions: readonly { readonly name: string; readonly tiles: readonly MapTile[] }[];
  /** What the positions do not mean. */
  readonly disclaimer: string;
  /** The same in words, where the page has no table of it below. */
  readonly list?: Content;
};

const SIGNS: Readonly<Record<TileLook, string>> = { listed: '●', stale: '▲', none: '' };

/** One equal square a state, region by region. */
export function tileMap({ id, title, lead, legend, regions, disclaimer, list }: TileMap): Markup {
  const keys = legend.map(([look, text]) => {
    const square = html`<span class="tile ${look}" aria-hidden="true">AB${sign(look)}</span>`;
    return html`<div><dt>${square}</dt><dd>${text}</dd></div>`;
  });
  const blocks = regions.map(
    ({ name, tiles }) =>
      html`<section class="tiles-region"><h3>${name}</h3><ul class="tiles">${tiles.map((tile) => html`<li>${square(tile)}</li>`)}</ul></section>`,
  );
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p class="soft">${lead}</p>
<dl class="tiles-legend">${keys}</dl><div class="tiles-regions">${blocks}</div><p class="note">${disclaimer}</p>${list}</section>`;
}

function square({ code, label, look, href }: MapTile): Markup {
  const inside = html`<span aria-hidden="true">${code}${sign(look)}</span><span class="unseen">${label}</span>`;
  const own = attributes({ class: `tile ${look}`, title: label, href });
  return href === undefined ? html`<span ${own}>${inside}</span>` : html`<a ${own}>${inside}</a>`;
}

function sign(look: TileLook): Markup | false {
  return look !== 'none' && html`<span class="sign">${SIGNS[look]}</span>`;
}
