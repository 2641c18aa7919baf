import { mandatesOf } from '#parties/view.ts';
import type { FieldSetting } from '#site/kinds/fields.ts';
import { colleagues, type namesFor, type PageServices, type Person } from '#site/services.ts';
import { likelyStates, othersByName } from '#site/state-choice.ts';

type Given = Pick<FieldSetting, 'typed' | 'errors' | 'fixed'>;

/** Who and what can be chosen in a form of this person: parties by their names, persons of the own party, states. */
export async function settingFor(
  services: PageServices,
  { party }: Pick<Person, 'party'>,
  names: Awaited<ReturnType<typeof namesFor>>,
  given: Given,
): Promise<FieldSetting> {
  const parties = [...names.book.parties.values()].map((one) => ({ value: one.party, label: one.name }));
  const nameOf = await colleagues(services, party);
  const mandates = await mandatesOf(services.connection, party, services.ledger.now());
  const persons = [...new Set(mandates.map((one) => one.person))].map((value) => ({
    value,
    label: nameOf(value),
  }));
  const likely = likelyStates(services, names.book, names.book.parties.get(party)?.territory);
  const states = [...likely, ...othersByName(new Set(likely), names.state)].map((value) => ({
    value,
    label: names.state(value),
  }));
  return { ...given, parties, persons, states };
}
