import { attributes, type Content, html, type Markup } from '#web/html.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { table } from './lists.ts';

export type Bar = {
  readonly label: string;
  readonly value: number;
  /** Where more about it is. */
  readonly href?: string;
};

export type Chart = {
  readonly title: string;
  /** What the figures are about, and what is missing from them. */
  readonly scope: Content;
  readonly method: Content;
  readonly columns: readonly [string, string];
  readonly bars: readonly Bar[];
  /** Where the same figures are as a file. */
  readonly csv?: string;
};

const WIDTH = 640;
const LABEL = 200;
const ROW = 30;
const GAP_FOR_FIGURE = 56;
/** A picture of more rows than these is no picture any more; the table has them all. */
export const MAX_BARS = 24;

/** Horizontal bars from zero, with scope and method beside them and the equal table behind them. */
export function barChart(chart: Chart): Markup {
  const { title, scope, method, columns, bars, csv } = chart;
  const rows = bars.map(({ label, value, href }) => [
    href === undefined ? label : html`<a href="${href}">${label}</a>`,
    value,
  ]);
  return html`<figure class="chart"><figcaption><h3>${title}</h3><p class="note">${scope}</p></figcaption>
${bars.length === 0 ? html`<p class="soft">${WEB_TEXTS.parts.noFigures}</p>` : picture(title, bars.slice(0, MAX_BARS))}
<details class="more"><summary>${WEB_TEXTS.parts.asTable}</summary>${table(title, [{ label: columns[0] }, { label: columns[1], figure: true }], rows, true)}<p class="note">${method}</p>${csv !== undefined && html`<p><a href="${csv}">${WEB_TEXTS.parts.csv}</a></p>`}</details></figure>`;
}

/** Drawn once, of plain shapes; what it shows is read out from the table, so the picture itself has one name only. */
function picture(title: string, bars: readonly Bar[]): Markup {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const height = bars.length * ROW;
  const room = WIDTH - LABEL - GAP_FOR_FIGURE;
  return html`<svg class="bars" role="img" ${attributes({ 'aria-label': title })} viewBox="0 0 ${WIDTH} ${height}">${bars.map(
    ({ label, value }, at) => {
      const length = Math.max(value === 0 ? 0 : 2, Math.round((value / most) * room));
      const top = at * ROW;
      return html`<g><text x="${LABEL - 10}" y="${top + 20}" text-anchor="end">${shortened(label)}</text><rect x="${LABEL}" y="${top + 6}" width="${length}" height="18"></rect><text class="figure" x="${LABEL + length + 8}" y="${top + 20}">${value}</text></g>`;
    },
  )}</svg>`;
}

const MAX_LABEL_CHARACTERS = 26;
const graphemes = new Intl.Segmenter();

function shortened(label: string): string {
  const letters = Array.from(graphemes.segment(label), ({ segment }) => segment);
  if (letters.length <= MAX_LABEL_CHARACTERS) return label;
  return `${letters.slice(0, MAX_LABEL_CHARACTERS - 1).join('')}…`;
}
