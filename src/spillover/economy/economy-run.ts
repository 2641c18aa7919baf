import { type Static, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import { digestOf } from '#spillover/digest.ts';
import type { ModelHeader } from '#spillover/intake.ts';
import { ENGINE_VERSION } from '#spillover/model.ts';
import { departure, fits } from '#statement/validator.ts';
import type { Economy } from './economy.ts';
import {
  checkEconomy,
  dynamicInoperability,
  householdEffects,
  lossOf,
  priceRises,
  resilience,
  staticInoperability,
} from './inoperability.ts';

const MAX_DAYS = 3_650;
const DEFAULT_RECOVERY_DAYS = 30;
const DAYS_A_YEAR = 365;

/** A loss of demand and a rise of costs, by sector. */
export const EconomyScenario = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ minLength: 1 }),
    lostDemand: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
        description: 'The share of its output that a sector’s final demand falls by.',
      }),
    ),
    costRise: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
        description: 'How much more value added each unit of a sector’s output costs.',
      }),
    ),
    lostForDays: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_DAYS })),
    recoveryDays: Type.Optional(Type.Record(Type.String(), Type.Number({ minimum: 1, maximum: MAX_DAYS }))),
  },
  { additionalProperties: false },
);
type EconomyScenario = Static<typeof EconomyScenario>;

export type EconomyResult = {
  readonly result: 'spillover-economy';
  readonly version: number;
  readonly model: Omit<ModelHeader, 'withheld'>;
  readonly scenario: { readonly name: string; readonly digest: string };
  /** If the loss lasted: the share of output lost, and in the table's currency over its year; sectors with the most first. */
  readonly lasting: { readonly loss: number; readonly sectors: readonly SectorLoss[] };
  /** Day by day, with the loss for so many days, and what it came to. */
  readonly path: { readonly days: number; readonly loss: number; readonly lossByDay: readonly number[] } | null;
  readonly prices: readonly { readonly sector: string; readonly rise: number }[];
  readonly households: readonly { readonly group: string; readonly rise: number }[];
  readonly leavesOut: readonly string[];
};

export type SectorLoss = { readonly sector: string; readonly inoperability: number; readonly loss: number };

const LEAVES_OUT = [
  'No forecast: it says what follows from the table, if each sector goes on buying in the same proportions.',
  'Whoever finds another supplier, uses stocks or changes prices is left out, so results are an upper bound for the short run.',
  'Every rise of costs is passed on in full.',
];

export function runEconomy(
  economy: Economy,
  header: ModelHeader,
  value: unknown,
): Outcome<EconomyResult, SpilloverCode> {
  const checked = checkEconomy(economy);
  if (!checked.ok) return checked;
  if (!fits(EconomyScenario, value)) {
    const { pointer, expected } = departure(EconomyScenario, value);
    return refuse(
      'scenario-malformed',
      phrase`The scenario ${expected} at ${pointer === '' ? 'its top' : pointer}.`,
      pointer,
    );
  }
  const scenario = value as EconomyScenario;
  const vectors = vectorsOf(economy, scenario);
  if (!vectors.ok) return vectors;
  const { lostDemand, costRise, recoveryDays } = vectors.value;
  const lasting = staticInoperability(economy, lostDemand);
  if (!lasting.ok) return lasting;
  const rises = priceRises(economy, costRise);
  if (!rises.ok) return rises;
  const { withheld, ...model } = header;
  return accept({
    result: 'spillover-economy',
    version: ENGINE_VERSION,
    model,
    scenario: { name: scenario.name, digest: digestOf(scenario) },
    lasting: { loss: lossOf(economy, lasting.value), sectors: sectorLosses(economy, lasting.value) },
    path: pathOf(economy, scenario, lostDemand, recoveryDays),
    prices: ranked(economy.sectors.map((sector, at) => ({ sector, rise: rises.value[at]! }))),
    households: householdEffects(economy, rises.value),
    leavesOut: [...LEAVES_OUT, ...withheld],
  });
}

function ranked(prices: readonly { readonly sector: string; readonly rise: number }[]) {
  return prices.filter(({ rise }) => rise !== 0).sort((one, other) => other.rise - one.rise);
}

function sectorLosses({ sectors, output }: Economy, inoperability: Float64Array): readonly SectorLoss[] {
  return sectors
    .map((sector, at) => ({ sector, inoperability: inoperability[at]!, loss: inoperability[at]! * output[at]! }))
    .filter(({ loss }) => loss > 0)
    .sort((one, other) => other.loss - one.loss);
}

/** A day's loss is a year's by 365. */
function pathOf(
  economy: Economy,
  scenario: EconomyScenario,
  lostDemand: Float64Array,
  recoveryDays: Float64Array,
) {
  const { days, lostForDays = days } = scenario;
  if (days === undefined) return null;
  const none = new Float64Array(lostDemand.length);
  const path = dynamicInoperability(economy, resilience(economy, recoveryDays), none, days, (day) =>
    day < (lostForDays ?? 0) ? lostDemand : none,
  );
  const lossByDay = path.slice(1).map((shares) => lossOf(economy, shares) / DAYS_A_YEAR);
  return { days, loss: lossByDay.reduce((sum, loss) => sum + loss, 0), lossByDay };
}

function vectorsOf(economy: Economy, { lostDemand = {}, costRise = {}, recoveryDays = {} }: EconomyScenario) {
  const places = new Map(economy.sectors.map((sector, at) => [sector, at]));
  const made = { lostDemand: 0, costRise: 0, recoveryDays: DEFAULT_RECOVERY_DAYS };
  const given = { lostDemand, costRise, recoveryDays };
  const vectors = {
    lostDemand: new Float64Array(places.size).fill(made.lostDemand),
    costRise: new Float64Array(places.size).fill(made.costRise),
    recoveryDays: new Float64Array(places.size).fill(made.recoveryDays),
  };
  for (const name of ['lostDemand', 'costRise', 'recoveryDays'] as const)
    for (const [sector, value] of Object.entries(given[name])) {
      const at = places.get(sector);
      if (at === undefined)
        return refuse(
          'service-not-in-model' as const,
          `There is no sector ${sector} in this table.`,
          `/${name}/${sector}`,
        );
      vectors[name][at] = value;
    }
  return accept(vectors);
}
