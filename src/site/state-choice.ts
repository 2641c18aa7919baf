import type { PartyBook } from '#parties/party-names.ts';
import { currentLanguage } from '#speaking';
import { CHOSEN_STATES } from '#vocabulary/states.ts';
import type { Markup } from '#web/html.ts';
import { type Choice, type ChoiceField, checkboxes, type Field } from '#web/parts/field.ts';
import type { PageServices } from './services.ts';
import { INCIDENT_TEXTS } from './texts.ts';

export type StateChoice = Field & {
  /** States of parties this node knows, the likely answers: they stand in front. */
  readonly likely: readonly string[];
  readonly ticked: ReadonlySet<string>;
  readonly nameOf: (code: string) => string;
  /** What may be answered instead of a state. */
  readonly instead?: readonly Choice[];
};

/** States of the parties known here, the own one first, and those that this exercise gave a name. */
export function likelyStates(
  { stateNames }: Pick<PageServices, 'stateNames'>,
  { parties }: Pick<PartyBook, 'parties'>,
  own?: string,
): readonly string[] {
  const known = [...[...parties.values()].map(({ territory }) => territory), ...Object.keys(stateNames)];
  return [...new Set(own === undefined ? known : [own, ...known])];
}

/** Several states, each by its name in the reader's language: the likely and the ticked in front, all others one press away. */
export function stateChoice({ likely, ticked, nameOf, instead = [], ...field }: StateChoice): Markup {
  const front = new Set([...likely, ...ticked].filter((code) => !instead.some(({ value }) => value === code)));
  const choice = (code: string): Choice => ({ value: code, label: nameOf(code), checked: ticked.has(code) });
  const shown: ChoiceField = {
    ...field,
    columns: true,
    choices: [...[...front].map(choice), ...instead],
    more: { label: INCIDENT_TEXTS.values.moreStates, choices: othersByName(front, nameOf).map(choice) },
  };
  return checkboxes(shown);
}

/** All states but those named already, as the reader's language sorts their names. */
export function othersByName(besides: ReadonlySet<string>, nameOf: (code: string) => string): readonly string[] {
  const order = new Intl.Collator(currentLanguage());
  return CHOSEN_STATES.filter((code) => !besides.has(code)).toSorted((one, other) =>
    order.compare(nameOf(one), nameOf(other)),
  );
}
