import type { ContactEntry } from '#contacts/directory.ts';
import { tileRegions } from '#contacts/tile-grid.ts';
import { currentLanguage } from '#speaking';
import { html, type Markup } from '#web/html.ts';
import { plainSentence } from '#web/sentence.ts';
import { TEXTS } from './texts.ts';

const T = TEXTS.map;

/** One equal square a state; a sign and words tell how it stands, never colour alone. */
export function tileMap(entries: readonly ContactEntry[], stateName: (code: string) => string): Markup {
  const byState = Map.groupBy(entries, ({ state }) => state);
  const regions = tileRegions([...byState.keys()], T.others, stateName);
  const blocks = regions.map(
    ({ m49, name, states }) =>
      html`<section class="tiles-region"><h3>${regionName(m49, name)}</h3><ul class="tiles">${states.map(({ code }) => tile(code, stateName(code), byState.get(code) ?? []))}</ul></section>`,
  );
  return html`<section class="stack tight" aria-labelledby="map"><h2 id="map">${T.title}</h2><p class="soft">${T.lead}</p>
<dl class="tiles-legend"><div><dt><span class="tile listed" aria-hidden="true">AB<span class="sign">●</span></span></dt><dd>${T.legendListed}</dd></div>
<div><dt><span class="tile stale" aria-hidden="true">AB<span class="sign">▲</span></span></dt><dd>${T.legendStale}</dd></div>
<div><dt><span class="tile" aria-hidden="true">AB</span></dt><dd>${T.legendNone}</dd></div></dl>
<div class="tiles-regions">${blocks}</div><p class="note">${T.disclaimer}</p></section>`;
}

/** The United Nations' own English names; in other languages those of Unicode CLDR, by the same codes. */
function regionName(m49: string | null, name: string): string {
  const language = currentLanguage();
  if (m49 === null || language === 'en') return name;
  return new Intl.DisplayNames([language], { type: 'region' }).of(m49) ?? name;
}

function tile(code: string, state: string, entries: readonly ContactEntry[]): Markup {
  const stale = entries.filter((entry) => entry.stale.length > 0).length;
  if (entries.length === 0) {
    const label = plainSentence(T.none, { state });
    return html`<li><span class="tile" title="${state}"><span aria-hidden="true">${code}</span><span class="unseen">${label}</span></span></li>`;
  }
  const label = plainSentence(stale > 0 ? T.stale : T.listed, { state, count: entries.length, stale });
  const [look, sign] = stale > 0 ? ['tile stale', '▲'] : ['tile listed', '●'];
  return html`<li><a class="${look}" href="/contacts?state=${code}#contacts" title="${label}"><span aria-hidden="true">${code}<span class="sign">${sign}</span></span><span class="unseen">${label}</span></a></li>`;
}
