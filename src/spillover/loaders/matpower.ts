import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Branch, Bus, Grid } from '#spillover/grid/grid.ts';

/** Columns of a MATPOWER case, version 2, counted from 0 (MATPOWER User's Manual, appendix B). */
const BUS = { id: 0, type: 1, load: 2, shunt: 4 } as const;
const GENERATOR = { bus: 0, output: 1, status: 7, most: 8 } as const;
const BRANCH = { from: 0, to: 1, reactance: 3, limit: 5, ratio: 8, shift: 9, status: 10 } as const;
const REFERENCE = 3;
const ISOLATED = 4;
const MAX_BUSES = 200_000;

type Row = { readonly cells: readonly number[]; readonly place: string };
type Refused = Outcome<never, SpilloverCode>;

/** Reads the tables of a MATPOWER case file; nothing in it is run. */
export function readMatpower(text: string): Outcome<Grid, SpilloverCode> {
  const base = /mpc\.baseMVA\s*=\s*([\d.eE+-]+)\s*;/u.exec(text);
  if (base === null || !(Number(base[1]) > 0))
    return refuse('model-malformed', 'A MATPOWER case names a base: mpc.baseMVA = 100;', 'mpc.baseMVA');
  const [buses, generators, branches] = [
    tableOf(text, 'bus', 5),
    tableOf(text, 'gen', 9),
    tableOf(text, 'branch', 11),
  ];
  for (const table of [buses, generators, branches]) if (!table.ok) return table;
  if (!buses.ok || !generators.ok || !branches.ok) return refuse('model-malformed', 'A table is missing.');
  const gathered = gatherBuses(buses.value, generators.value);
  if (!gathered.ok) return gathered;
  const read = branchesOf(branches.value, gathered.value.places);
  if (!read.ok) return read;
  const name = /function\s+mpc\s*=\s*(\w+)/u.exec(text)?.[1] ?? 'a MATPOWER case';
  return accept({ name, baseMva: Number(base[1]), buses: gathered.value.buses, branches: read.value });
}

function tableOf(text: string, name: string, width: number): Outcome<readonly Row[], SpilloverCode> {
  const found = new RegExp(`mpc\\.${name}\\s*=\\s*\\[([^\\]]*)\\]`, 'u').exec(text);
  if (found === null) return refuse('model-malformed', phrase`There is no table mpc.${name}.`, `mpc.${name}`);
  const rows: Row[] = [];
  const lines = found[1]!.replace(/%[^\n]*/gu, '').split(/[;\n]/u);
  for (const line of lines) {
    if (line.trim() === '') continue;
    const cells = line
      .trim()
      .split(/[\s,]+/u)
      .map(numberOf);
    const place = `mpc.${name}(${rows.length + 1})`;
    if (cells.length < width || cells.some((cell) => Number.isNaN(cell)))
      return refuse('model-malformed', phrase`This row is not at least ${width} numbers.`, place);
    rows.push({ cells, place });
  }
  return accept(rows);
}

function numberOf(cell: string): number {
  const endless = /^([+-]?)inf$/iu.exec(cell);
  return endless === null ? Number(cell) : Number(`${endless[1]}Infinity`);
}

function gatherBuses(rows: readonly Row[], generators: readonly Row[]) {
  if (rows.length === 0 || rows.length > MAX_BUSES)
    return refuse(
      'model-too-many' as const,
      `A grid has between 1 and ${MAX_BUSES} buses, not ${rows.length}.`,
      'mpc.bus',
    );
  const places = new Map<number, number>();
  const output = new Float64Array(rows.length);
  const most = new Float64Array(rows.length);
  const taken = new Float64Array(rows.length);
  for (const { cells, place } of rows) {
    const id = cells[BUS.id]!;
    if (places.has(id)) return refuse('service-twice' as const, `The bus ${id} is there twice.`, place);
    places.set(id, places.size);
  }
  for (const { cells, place } of generators) {
    const at = places.get(cells[GENERATOR.bus]!);
    if (at === undefined) return unknownBus(cells[GENERATOR.bus]!, place);
    if (!(cells[GENERATOR.status]! > 0)) continue;
    if (!Number.isFinite(cells[GENERATOR.output]! + cells[GENERATOR.most]!))
      return refuse('capacity-not-positive' as const, 'No generator gives endlessly much.', place);
    // A pump, or a border that takes: it asks for power.
    if (cells[GENERATOR.output]! < 0) taken[at]! -= cells[GENERATOR.output]!;
    else {
      output[at]! += cells[GENERATOR.output]!;
      most[at]! += Math.max(cells[GENERATOR.most]!, cells[GENERATOR.output]!);
    }
  }
  const buses = rows.map(
    ({ cells }, at): Bus => ({
      id: String(cells[BUS.id]),
      loadMw: cells[BUS.type] === ISOLATED ? 0 : cells[BUS.load]! + cells[BUS.shunt]! + taken[at]!,
      generationMw: cells[BUS.type] === ISOLATED ? 0 : output[at]!,
      mostGenerationMw: most[at]!,
      isReference: cells[BUS.type] === REFERENCE,
      state: null,
    }),
  );
  return accept({ buses, places });
}

function branchesOf(
  rows: readonly Row[],
  places: ReadonlyMap<number, number>,
): Outcome<readonly Branch[], SpilloverCode> {
  const branches: Branch[] = [];
  for (const { cells, place } of rows) {
    const [from, to] = [places.get(cells[BRANCH.from]!), places.get(cells[BRANCH.to]!)];
    if (from === undefined) return unknownBus(cells[BRANCH.from]!, place);
    if (to === undefined) return unknownBus(cells[BRANCH.to]!, place);
    if (from === to)
      return refuse('dependency-on-itself', phrase`A branch leads from ${cells[0]} to itself.`, place);
    const inService = cells[BRANCH.status]! > 0;
    const ratio = cells[BRANCH.ratio]! === 0 ? 1 : cells[BRANCH.ratio]!;
    const reactance = cells[BRANCH.reactance]! * ratio;
    if (inService && reactance === 0)
      return refuse('capacity-not-positive', 'A branch without reactance has no direct-current flow.', place);
    if (cells[BRANCH.limit]! < 0)
      return refuse('capacity-not-positive', phrase`A limit of ${cells[BRANCH.limit]} MW cannot be meant.`, place);
    branches.push({
      from,
      to,
      reactance,
      shiftRadians: (cells[BRANCH.shift]! * Math.PI) / 180,
      limitMw: cells[BRANCH.limit]!,
      inService,
    });
  }
  return accept(branches);
}

function unknownBus(id: number, place: string): Refused {
  return refuse('service-not-in-model', phrase`There is no bus ${id} in mpc.bus.`, place);
}
