import { parse } from 'csv-parse/sync';
import type { Branch, Bus, Grid } from '#spillover/grid/grid.ts';
import type { Network } from '#spillover/network.ts';
import { NetworkBuilder } from '#spillover/network-builder.ts';
import { referenceText } from '#testing/reference-data.ts';
import { isStateCode } from '#vocabulary/states.ts';

const FOLDER = 'networks-power/entsoe-gridkit';
/** One telecommunications site for so many buses. */
const BUSES_A_SITE = 5;
const BASE_MVA = 100;
const METRES_A_KILOMETRE = 1_000;
const TRANSFORMER_REACTANCE = 0.02;
/** Ohm a kilometre of overhead lines at 380 kV and at 220 kV, PyPSA's standard line types. */
const HIGH_KV = 300;
const OHM_HIGH = 0.246;
const OHM_LOW = 0.301;

type Row = Readonly<Record<string, string>>;

function rows(name: string): readonly Row[] {
  return parse(referenceText(`${FOLDER}/${name}`), { columns: true }) as readonly Row[];
}

function joins(): readonly (readonly [string, string])[] {
  return ['lines.csv.gz', 'transformers.csv', 'links.csv', 'converters.csv'].flatMap((name) =>
    rows(name).map(({ bus0, bus1 }) => [bus0!, bus1!] as const),
  );
}

/**
 * The grid as services: a bus needs any one of its neighbours, and a telecommunications site that needs a bus in turn.
 * The places and lines are of the map; the sites and all hours are made up, the same for all.
 */
export function entsoeNetwork(): Network {
  const builder = new NetworkBuilder();
  const buses = rows('buses.csv.gz');
  const done = (outcome: { readonly ok: boolean }): void => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  };
  for (const { bus_id: id, country } of buses) {
    const state = isStateCode(country) ? country : null;
    done(
      builder.addService(
        { id: id!, kind: 'electricity', state, people: 50_000, bufferHours: 1, restartHours: 2 },
        '',
      ),
    );
  }
  const sites = buses.filter((_, at) => at % BUSES_A_SITE === 0);
  for (const { bus_id: id } of sites)
    done(
      builder.addService(
        { id: `site ${id}`, kind: 'telecommunications', state: null, bufferHours: 4, restartHours: 1 },
        '',
      ),
    );
  const known = new Set<string>();
  for (const [one, other] of joins()) {
    if (one === other || known.has(`${one} ${other}`)) continue;
    known.add(`${one} ${other}`).add(`${other} ${one}`);
    done(builder.addDependency({ service: one, on: other, group: 'feed', restartWithout: true }, ''));
    done(builder.addDependency({ service: other, on: one, group: 'feed', restartWithout: true }, ''));
  }
  for (const [at, { bus_id: id }] of buses.entries()) {
    const site = buses[at - (at % BUSES_A_SITE)]!.bus_id!;
    done(builder.addDependency({ service: id!, on: `site ${site}`, restartWithout: true }, ''));
    if (at % BUSES_A_SITE === 0) done(builder.addDependency({ service: `site ${id}`, on: id! }, ''));
  }
  const network = builder.finish();
  if (!network.ok) throw new Error(network.refusal.sentence);
  return network.value;
}

/** The same grid for direct-current flow: reactances by voltage and length; what is fed in and taken is made up. */
export function entsoeGrid(): Grid {
  const places = new Map<string, number>();
  const buses = rows('buses.csv.gz').map(({ bus_id: id }, at): Bus => {
    places.set(id!, at);
    // Every seventh feeds what the six after it take.
    const generationMw = at % 7 === 0 ? 60 : 0;
    const loadMw = at % 7 === 0 ? 0 : 10;
    return { id: id!, loadMw, generationMw, mostGenerationMw: generationMw, isReference: false, state: null };
  });
  const branch = (one: string, other: string, reactance: number): Branch => ({
    from: places.get(one)!,
    to: places.get(other)!,
    reactance,
    shiftRadians: 0,
    limitMw: 0,
    inService: true,
  });
  const lines = rows('lines.csv.gz').map(({ bus0, bus1, voltage, circuits, length }) => {
    const kilovolts = Number(voltage) || HIGH_KV;
    const ohms =
      ((kilovolts >= HIGH_KV ? OHM_HIGH : OHM_LOW) * Math.max(1, Number(length) / METRES_A_KILOMETRE)) /
      Math.max(1, Number(circuits));
    return branch(bus0!, bus1!, (ohms * BASE_MVA) / kilovolts ** 2);
  });
  const transformers = rows('transformers.csv').map(({ bus0, bus1 }) =>
    branch(bus0!, bus1!, TRANSFORMER_REACTANCE),
  );
  const branches = [...lines, ...transformers].filter(({ from, to }) => from !== to);
  return { name: 'ENTSO-E map extract', baseMva: BASE_MVA, buses, branches };
}
