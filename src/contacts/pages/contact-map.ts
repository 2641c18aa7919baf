import type { ContactEntry } from '#contacts/directory.ts';
import { tileRegions } from '#contacts/tile-grid.ts';
import { currentLanguage } from '#speaking';
import type { Markup } from '#web/html.ts';
import { type MapTile, tileMap } from '#web/parts/tile-map.ts';
import { plainSentence } from '#web/sentence.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.map;

/** Which states have a contact; the table below it says the same in words. */
export function contactMap(entries: readonly ContactEntry[], stateName: (code: string) => string): Markup {
  const byState = Map.groupBy(entries, ({ state }) => state);
  const regions = tileRegions([...byState.keys()], T.others, stateName);
  return tileMap({
    id: 'map',
    title: T.title,
    lead: T.lead,
    legend: [
      ['listed', T.legendListed],
      ['stale', T.legendStale],
      ['none', T.legendNone],
    ],
    regions: regions.map(({ m49, name, states }) => ({
      name: regionName(m49, name),
      tiles: states.map(({ code }) => tile(code, stateName(code), byState.get(code) ?? [])),
    })),
    disclaimer: T.disclaimer,
  });
}

/** The United Nations' own English names; in other languages those of Unicode CLDR, by the same codes. */
function regionName(m49: string | null, name: string): string {
  const language = currentLanguage();
  if (m49 === null || language === 'en') return name;
  return new Intl.DisplayNames([language], { type: 'region' }).of(m49) ?? name;
}

function tile(code: string, state: string, entries: readonly ContactEntry[]): MapTile {
  if (entries.length === 0) return { code, look: 'none', label: plainSentence(T.none, { state }) };
  const stale = entries.filter((entry) => entry.stale.length > 0).length;
  const label = plainSentence(stale > 0 ? T.stale : T.listed, { state, count: entries.length, stale });
  return { code, look: stale > 0 ? 'stale' : 'listed', label, href: `/contacts?state=${code}#contacts` };
}
