import { accept, type Outcome } from '#outcome.ts';
import { circlesOf } from './circles.ts';
import type { SpilloverCode } from './codes.ts';
import { checkEconomy } from './economy/inoperability.ts';
import type { Grid } from './grid/grid.ts';
import { islandsOf } from './grid/islands.ts';
import type { ModelHeader } from './intake.ts';
import { dependencyCount, type Network, serviceCount } from './network.ts';
import type { ReadModel } from './read-model.ts';

const NAMED_MOST = 10;

/** Some names of a longer list. */
export type Named = { readonly count: number; readonly names: readonly string[] };

/** What is in a model, and what in it looks wrong though it can be meant. */
export type Findings = ServiceFindings | GridFindings | EconomyFindings;

export type ServiceFindings = {
  readonly of: 'services';
  readonly model: ModelHeader;
  readonly services: number;
  readonly states: number;
  readonly dependencies: number;
  readonly kinds: readonly { readonly kind: string; readonly count: number }[];
  /** Groups of services that each need the others, at first or second hand. */
  readonly circles: readonly Named[];
  readonly islands: Named;
  readonly stateless: Named;
};

export type GridFindings = {
  readonly of: 'grid';
  readonly model: ModelHeader;
  readonly buses: number;
  readonly branches: number;
  readonly islands: number;
  /** Branches in service that have no limit, and so never trip. */
  readonly unlimited: number;
};

export type EconomyFindings = {
  readonly of: 'economy';
  readonly model: ModelHeader;
  readonly sectors: number;
  readonly households: number;
};

export function findingsOf(read: ReadModel): Outcome<Findings, SpilloverCode> {
  switch (read.of) {
    case 'services':
      return accept(serviceFindings(read.header, read.network));
    case 'grid':
      return accept(gridFindings(read.header, read.grid));
    case 'economy': {
      const { sectors, households } = read.economy;
      const checked = checkEconomy(read.economy);
      if (!checked.ok) return checked;
      return accept({ of: 'economy', model: read.header, sectors: sectors.length, households: households.length });
    }
  }
}

function gridFindings(model: ModelHeader, grid: Grid): GridFindings {
  const inService = Uint8Array.from(grid.branches, (branch) => (branch.inService ? 1 : 0));
  return {
    of: 'grid',
    model,
    buses: grid.buses.length,
    branches: grid.branches.length,
    islands: islandsOf(grid, inService).count,
    unlimited: grid.branches.filter(({ inService: on, limitMw }) => on && limitMw === 0).length,
  };
}

function serviceFindings(model: ModelHeader, network: Network): ServiceFindings {
  const { arrays, cells, kinds, states } = network;
  const inCell = new Uint32Array(cells.length);
  for (const cell of arrays.cell) inCell[cell]! += 1;
  return {
    of: 'services',
    model,
    services: serviceCount(network),
    states: states.filter((state) => state !== '').length,
    dependencies: dependencyCount(network),
    kinds: kinds.map((kind, at) => ({
      kind,
      count: cells.reduce((sum, cell, number) => sum + (cell.kind === at ? inCell[number]! : 0), 0),
    })),
    circles: circlesOf(arrays)
      .slice(0, NAMED_MOST)
      .map((circle) => namedOf(network, circle)),
    islands: namedOf(
      network,
      servicesWhere(network, (service) => isIsland(network, service)),
    ),
    stateless: namedOf(
      network,
      servicesWhere(network, (service) => states[cells[arrays.cell[service]!]!.state] === ''),
    ),
  };
}

function servicesWhere(network: Network, holds: (service: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let service = 0; service < serviceCount(network); service += 1) if (holds(service)) found.push(service);
  return found;
}

function isIsland({ arrays: { groupStart, edgeStart } }: Network, service: number): boolean {
  return groupStart[service] === groupStart[service + 1] && edgeStart[service] === edgeStart[service + 1];
}

function namedOf({ ids }: Network, services: readonly number[]): Named {
  return { count: services.length, names: services.slice(0, NAMED_MOST).map((service) => ids[service]!) };
}
