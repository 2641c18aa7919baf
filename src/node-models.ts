import { borderModel } from '#border/capability.ts';
import { casesModel } from '#cases/capability.ts';
import { contactsModel } from '#contacts/contacts.ts';
import { cooperationModel } from '#cooperation/cooperation.ts';
import { deskModel } from '#desk/capability.ts';
import type { HelpSource } from '#desk/help-view.ts';
import { exercisesModel } from '#exercises/exercises.ts';
import type { ExerciseSettings } from '#exercises/rules.ts';
import { federationModel } from '#federation/model.ts';
import { gatewayModel } from '#gateway/gateway.ts';
import { termsOf } from '#help/glossary.ts';
import { incidentsModel } from '#incidents/incidents.ts';
import type { Model } from '#ledger/contract.ts';
import { ledgerModel } from '#ledger/model.ts';
import { obligationsModel } from '#obligations/obligations.ts';
import { partiesModel } from '#parties/parties.ts';
import { pressModel } from '#press/capability.ts';
import { remindersModel } from '#reminders/reminders.ts';
import { reportingModel } from '#reporting/reporting.ts';
import { holders } from './federation/agreements/grants.ts';
import type { Reckoning } from './obligations/clocks/reckoning.ts';

/** Every capability's part of the ledger: the one list, for nodes that serve and for those of the tests. */
export function nodeModels(
  origin: string,
  now: () => Temporal.Instant,
  reckoning: Reckoning,
  exercise: ExerciseSettings = { realm: 'live', keeper: undefined, world: now },
): readonly Model[] {
  const others = [
    partiesModel,
    casesModel,
    federationModel({ ownLog: origin, now }),
    obligationsModel(reckoning),
    incidentsModel(),
    borderModel,
    pressModel,
    cooperationModel,
    contactsModel,
    exercisesModel(exercise),
    reportingModel(reckoning.regimes),
    remindersModel,
    gatewayModel,
    deskModel,
  ];
  const types = others.flatMap((model) => model.types);
  return [ledgerModel(holders, types), ...others];
}

/** Whoever has something to explain: the search finds it beside cases and parties. */
export const HELP_SOURCES: readonly HelpSource[] = [
  () =>
    [...termsOf('ours'), ...termsOf('field')].map(({ id, word, text }) => ({
      id,
      title: word,
      text,
      href: `/help#${id}`,
    })),
];
