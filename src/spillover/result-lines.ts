import { spoken } from '#cli/terminal.ts';
import type { SpilloverResult } from './assess.ts';
import { assessmentLines } from './assessment-lines.ts';
import { SPILLOVER_COMMAND_TEXTS as T } from './command-texts.ts';
import type { EconomyResult } from './economy/economy-run.ts';
import type { GridResult } from './grid/grid-run.ts';
import type { HardeningResult } from './hardening.ts';
import { rounded } from './rounded.ts';

const SHOWN = 15;

/** A result for a terminal; the whole of it is in the JSON. */
export function resultLines(result: SpilloverResult): readonly string[] {
  switch (result.result) {
    case 'spillover-assessment':
      return assessmentLines(result);
    case 'spillover-grid':
      return [...gridLines(result), ...leftOut(result.leavesOut)];
    case 'spillover-economy':
      return [...economyLines(result), ...leftOut(result.leavesOut)];
  }
}

function leftOut(sentences: readonly string[]): readonly string[] {
  return [T.run.leavesOut, ...sentences.map((sentence) => spoken(T.run.sentence, { sentence }))];
}

function gridLines({ model, scenario, askedMw, servedMw, islands, rounds, short }: GridResult): readonly string[] {
  return [
    spoken(T.run.gridHead, {
      name: model.name,
      scenario: scenario.name,
      served: rounded(servedMw),
      asked: rounded(askedMw),
    }),
    spoken(T.run.gridTrips, { rounds: rounds.length, count: rounds.flat().length, islands }),
    ...short.slice(0, SHOWN).map(({ bus, lostMw }) => spoken(T.run.gridBus, { bus, lost: rounded(lostMw) })),
  ];
}

function economyLines({ model, scenario, lasting, path, prices, households }: EconomyResult): readonly string[] {
  return [
    spoken(T.run.economyHead, { name: model.name, scenario: scenario.name, loss: rounded(lasting.loss) }),
    ...lasting.sectors
      .slice(0, SHOWN)
      .map(({ sector, inoperability, loss }) =>
        spoken(T.run.sector, { sector, share: percent(inoperability), loss: rounded(loss) }),
      ),
    ...(path === null ? [] : [spoken(T.run.path, { days: path.days, loss: rounded(path.loss) })]),
    ...prices.slice(0, SHOWN).map(({ sector, rise }) => spoken(T.run.price, { sector, rise: percent(rise) })),
    ...households.map(({ group, rise }) => spoken(T.run.household, { group, rise: percent(rise) })),
  ];
}

/** To a hundredth: prices and shares are small. */
function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

export function hardeningLines({ personHoursBefore, steps, bound }: HardeningResult): readonly string[] {
  return [
    spoken(T.harden.before, { hours: rounded(personHoursBefore) }),
    ...(steps.length === 0 ? [T.harden.none] : []),
    ...steps.map(({ id, cost, saved, savedPerCost }, at) =>
      spoken(T.harden.step, { number: at + 1, id, cost, saved: rounded(saved), rate: rounded(savedPerCost) }),
    ),
    bound,
  ];
}
