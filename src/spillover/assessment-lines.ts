import { spoken } from '#cli/terminal.ts';
import type { Assessment, CellResult, Outlook, WatchedResult } from './assessment.ts';
import { SPILLOVER_COMMAND_TEXTS } from './command-texts.ts';
import { rounded } from './rounded.ts';

const T = SPILLOVER_COMMAND_TEXTS.run;
const CELLS_SHOWN = 30;
const CRITICAL_SHOWN = 3;

/** A result for a terminal; the whole of it is in the JSON. */
export function assessmentLines(result: Assessment): readonly string[] {
  const third = result.states.filter((state) => state.third).map(({ state }) => state ?? T.unknownState);
  return [
    spoken(T.head, {
      name: result.model.name,
      scenario: result.scenario.name,
      runs: result.runs,
      hours: result.horizonHours,
      seed: result.seed,
    }),
    ...(result.cells.length === 0 ? [T.nowhere] : [T.columns, ...cellLines(result.cells)]),
    ...(third.length === 0 ? [] : [spoken(T.third, { states: third.join(', ') })]),
    ...result.watched.map(watchedLine),
    ...result.critical
      .slice(0, CRITICAL_SHOWN)
      .map(({ id, others, states, personHours }) =>
        spoken(T.critical, { id, others, states, hours: rounded(personHours) }),
      ),
    ...(result.unchanged === null ? [] : [changedLine(result.unchanged, result)]),
    T.leavesOut,
    ...result.leavesOut.map((sentence) => spoken(T.sentence, { sentence })),
  ];
}

function cellLines(cells: readonly CellResult[]): readonly string[] {
  const worst = cells.toSorted((one, other) => other.personHours.p50 - one.personHours.p50);
  return worst.slice(0, CELLS_SHOWN).map(({ kind, state, services, serviceHours, personHours }) =>
    spoken(T.cell, {
      kind,
      state: state ?? T.unknownState,
      services: services.p50,
      servicesLow: services.p5,
      servicesHigh: services.p95,
      hours: rounded(serviceHours.p50),
      hoursLow: rounded(serviceHours.p5),
      hoursHigh: rounded(serviceHours.p95),
      people: rounded(personHours.p50),
      peopleLow: rounded(personHours.p5),
      peopleHigh: rounded(personHours.p95),
    }),
  );
}

function watchedLine({ id, out, hoursOut, heldHours }: WatchedResult): string {
  const values = {
    id,
    share: rounded(out * 100),
    hours: rounded(hoursOut.p50),
    low: rounded(hoursOut.p5),
    high: rounded(hoursOut.p95),
  };
  if (heldHours === null) return spoken(T.watched, values);
  return spoken(T.held, {
    ...values,
    held: rounded(heldHours.p50),
    heldLow: rounded(heldHours.p5),
    heldHigh: rounded(heldHours.p95),
  });
}

function changedLine(before: Outlook, after: Outlook): string {
  const middle = ({ whole }: Outlook) => rounded(whole.personHours.p50);
  return spoken(T.changed, { before: middle(before), after: middle(after) });
}
