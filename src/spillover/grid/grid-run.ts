import { type Static, Type } from 'typebox';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import { digestOf } from '#spillover/digest.ts';
import type { ModelHeader } from '#spillover/intake.ts';
import { ENGINE_VERSION } from '#spillover/model.ts';
import { departure, fits } from '#statement/validator.ts';
import type { Grid } from './grid.ts';
import { tripOverloads } from './tripping.ts';

const MAX_LOST = 10_000;

/** What a grid loses at once: buses by their number, branches by their row in the case, from 1. */
export const GridScenario = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    name: Type.String({ minLength: 1 }),
    branches: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: MAX_LOST })),
    buses: Type.Optional(Type.Array(Type.String(), { maxItems: MAX_LOST })),
  },
  { additionalProperties: false },
);

export type GridResult = {
  readonly result: 'spillover-grid';
  readonly version: number;
  readonly model: Omit<ModelHeader, 'withheld'> & { readonly buses: number; readonly branches: number };
  readonly scenario: { readonly name: string; readonly digest: string };
  readonly askedMw: number;
  readonly servedMw: number;
  readonly islands: number;
  /** Of each round, the rows of the branches that tripped. */
  readonly rounds: readonly (readonly number[])[];
  /** Buses that get less than they ask for, those that lose most first. */
  readonly short: readonly { readonly bus: string; readonly lostMw: number }[];
  readonly leavesOut: readonly string[];
};

const LEAVES_OUT = [
  'No forecast: it says what follows from the case as it stands, in one hour.',
  'Direct-current flow leaves out voltage, losses and reactive power, and with them every collapse of voltage.',
  'Lines trip at once when they are over their limit; operators who act before that, and lines without a limit in the case, do not trip.',
  'Each island sheds load in proportion, whatever its operator would choose.',
];

export function runGrid(grid: Grid, header: ModelHeader, value: unknown): Outcome<GridResult, SpilloverCode> {
  if (!fits(GridScenario, value)) {
    const { pointer, expected } = departure(GridScenario, value);
    return refuse(
      'scenario-malformed',
      phrase`The scenario ${expected} at ${pointer === '' ? 'its top' : pointer}.`,
      pointer,
    );
  }
  const scenario = value as Static<typeof GridScenario>;
  const loss = lossOf(grid, scenario);
  if (!loss.ok) return loss;
  const outcome = tripOverloads(grid, loss.value);
  if (outcome === undefined)
    return refuse('grid-unsolvable', 'The flow of this grid has no one solution: are its reactances right?');
  const asked = grid.buses.map(({ loadMw }) => Math.max(0, loadMw));
  const { withheld, ...model } = header;
  return accept({
    result: 'spillover-grid',
    version: ENGINE_VERSION,
    model: { ...model, name: grid.name, buses: grid.buses.length, branches: grid.branches.length },
    scenario: { name: scenario.name, digest: digestOf(scenario) },
    askedMw: asked.reduce((sum, one) => sum + one, 0),
    servedMw: outcome.servedMw.reduce((sum, one) => sum + one, 0),
    islands: outcome.islands,
    rounds: outcome.rounds.map((branches) => branches.map((branch) => branch + 1)),
    short: grid.buses
      .map(({ id }, at) => ({ bus: id, lostMw: asked[at]! - outcome.servedMw[at]! }))
      .filter(({ lostMw }) => lostMw > 0)
      .sort((one, other) => other.lostMw - one.lostMw),
    leavesOut: [...LEAVES_OUT, ...withheld],
  });
}

function lossOf(grid: Grid, { branches = [], buses = [] }: Static<typeof GridScenario>) {
  const places = new Map(grid.buses.map(({ id }, at) => [id, at]));
  const lost: number[] = [];
  for (const [at, id] of buses.entries()) {
    const found = places.get(id);
    if (found === undefined)
      return refuse('service-not-in-model' as const, `There is no bus ${id} in this grid.`, `/buses/${at}`);
    lost.push(found);
  }
  const beyond = branches.findIndex((row) => row > grid.branches.length);
  if (beyond !== -1) {
    const sentence = `There is no branch ${branches[beyond]}: the grid has ${grid.branches.length}.`;
    return refuse('service-not-in-model' as const, sentence, `/branches/${beyond}`);
  }
  return accept({ buses: lost, branches: branches.map((row) => row - 1) });
}
