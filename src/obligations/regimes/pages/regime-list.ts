import { NO_CLOCK_WORDS, type StateNames } from '#obligations/finder/finder-words.ts';
import { DUTY_TEXTS as T } from '#obligations/pages/duty-texts.ts';
import type { StateGroups } from '#obligations/regimes/groups.ts';
import type { Regime } from '#obligations/regimes/regime.ts';
import { currentLanguage } from '#speaking';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { english } from '#web/parts/english.ts';
import { selectField, textField } from '#web/parts/field.ts';
import { table } from '#web/parts/lists.ts';
import { backLink, pageHead } from '#web/parts/notice.ts';
import { counted } from '#web/sentence.ts';
import { jurisdictionName, statusTag, unconfirmedMark } from './regime-parts.ts';

/** What somebody looks for in the list: a place, by its code, and words of a title, an instrument or an id. */
export type RegimeSearch = { readonly place?: string; readonly words?: string };

type Listed = {
  readonly regimes: readonly Regime[];
  readonly groups: StateGroups;
  readonly stateName: StateNames;
};

const PLACES = ['union', 'members', 'others', 'world'] as const;
type Place = (typeof PLACES)[number];

/** All laws by place; those that are known and not computed stand apart, since nothing is counted from them. */
export function regimeList(listed: Listed, search: RegimeSearch): Markup {
  const { regimes, groups, stateName } = listed;
  const found = regimes
    .filter((regime) => isSought(regime, search))
    .toSorted((one, other) => inOrder(one, other, stateName));
  const computed = Map.groupBy(
    found.filter((regime) => regime.computed !== false),
    ({ jurisdiction }) => placeOf(jurisdiction, groups),
  );
  const known = found.filter((regime) => regime.computed === false);
  const sections = PLACES.map((place) => section(place, T.places[place], computed.get(place) ?? [], stateName));
  return html`${backLink(T.title, '/duties')}${pageHead({ title: T.regimesTitle, lead: T.regimesLead })}
<div class="stack loose">${filterForm(listed, search)}<p role="status">${countWords(regimes, found)}</p>
${sections}${section('known', T.known, known, stateName, html`<p class="soft">${T.knownLead} ${NO_CLOCK_WORDS['not-computed']}</p>`)}</div>`;
}

function isSought(
  { id, title, instrument, jurisdiction }: Regime,
  { place = '', words = '' }: RegimeSearch,
): boolean {
  if (place !== '' && jurisdiction !== place) return false;
  const text = `${id} ${title} ${instrument}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word));
}

function placeOf(jurisdiction: string, groups: StateGroups): Place {
  if (jurisdiction === 'EU') return 'union';
  if (!/^[A-Z]{2}$/u.test(jurisdiction) || jurisdiction === 'UN') return 'world';
  const isMember = ['EU', 'EEA'].some((group) => groups.get(group)?.includes(jurisdiction) === true);
  return isMember ? 'members' : 'others';
}

/** By the name of the place in the reader's language, then by title. */
function inOrder(one: Regime, other: Regime, stateName: StateNames): number {
  const collator = new Intl.Collator(currentLanguage());
  return (
    collator.compare(jurisdictionName(one, stateName), jurisdictionName(other, stateName)) ||
    collator.compare(one.title, other.title)
  );
}

function filterForm({ regimes, stateName }: Listed, { place = '', words = '' }: RegimeSearch): Markup {
  const names = new Map(regimes.map((regime) => [regime.jurisdiction, jurisdictionName(regime, stateName)]));
  const collator = new Intl.Collator(currentLanguage());
  const choices = [...names]
    .toSorted(([, one], [, other]) => collator.compare(one, other))
    .map(([value, label]) => ({ value, label, checked: value === place }));
  const everywhere = { value: '', label: T.anyPlace, checked: place === '' };
  return html`<form class="row no-print" method="get" action="/duties/regimes" role="search">${selectField({
    ...{ name: 'place', label: T.regimeColumns[1]!, choices: [everywhere, ...choices], width: 'short' },
  })}${textField({ name: 'words', label: T.searchWords, value: words, type: 'search', width: 'short' })}${button(T.search, 'second')}</form>`;
}

function section(
  id: string,
  title: string,
  regimes: readonly Regime[],
  stateName: StateNames,
  lead: Markup | false = false,
): Markup | false {
  if (regimes.length === 0) return false;
  const rows = regimes.map((regime) => [
    html`<a href="/duties/regimes/${regime.id}">${english(regime.title)}</a><br><span class="soft">${english(regime.instrument)}</span>`,
    jurisdictionName(regime, stateName),
    html`${statusTag(regime)} ${unconfirmedMark(regime)}`,
    regime.stages.length,
    html`<span class="day">${regime.checked_on}</span>`,
  ]);
  const columns = T.regimeColumns.map((label) => ({ label }));
  return html`<section class="stack tight" aria-labelledby="${`${id}-title`}"><h2 id="${`${id}-title`}">${title} (${regimes.length})</h2>${lead}${table(title, columns, rows, true)}</section>`;
}

function countWords(all: readonly Regime[], found: readonly Regime[]): string {
  if (found.length > 0) return counted(T.foundRegimes, found.length);
  return all.length === 0 ? T.noRegimes : T.noneFound;
}
