import { Type } from 'typebox';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { SpilloverCode } from '#spillover/codes.ts';
import type { Intake } from '#spillover/intake.ts';
import { departure, fits } from '#statement/validator.ts';
import { stateNamed } from './state-names.ts';

/** About two kilometres: a cable that ends so near to a landing point ends there. */
const NEAR_DEGREES = 0.02;
const CABLE_REPAIR_HOURS = { low: 96, likely: 336, high: 1_440 };

const Position = Type.Array(Type.Number(), { minItems: 2 });
/** One of the two; a slug is what tells features of one name apart. */
const Text = Type.String({ minLength: 1 });
const Properties = Type.Union([
  Type.Object({ name: Text, slug: Type.Optional(Text) }),
  Type.Object({ slug: Text }),
]);

/** Landing points and cables together, RFC 7946. */
const Collection = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(
    Type.Union([
      Type.Object({
        geometry: Type.Object({ type: Type.Literal('Point'), coordinates: Position }),
        properties: Properties,
      }),
      Type.Object({
        geometry: Type.Object({
          type: Type.Literal('LineString'),
          coordinates: Type.Array(Position, { minItems: 2 }),
        }),
        properties: Properties,
      }),
      Type.Object({
        geometry: Type.Object({
          type: Type.Literal('MultiLineString'),
          coordinates: Type.Array(Type.Array(Position, { minItems: 1 })),
        }),
        properties: Properties,
      }),
    ]),
  ),
});

type Feature = {
  readonly geometry:
    | { readonly type: 'Point'; readonly coordinates: readonly number[] }
    | { readonly type: 'LineString'; readonly coordinates: readonly (readonly number[])[] }
    | { readonly type: 'MultiLineString'; readonly coordinates: readonly (readonly (readonly number[])[])[] };
  readonly properties: { readonly name?: string; readonly slug?: string };
};

type Landing = { readonly id: string; readonly at: readonly number[]; readonly state: string | null };

export function isFeatureCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'FeatureCollection';
}

/**
 * Submarine cables: a landing point needs any one of the cables that end there, and a state's connectivity any one of its
 * landing points. A landing point's state is the last part of its name, as in "Abidjan, Côte d'Ivoire".
 */
export function loadCables(value: unknown, intake: Intake): Outcome<null, SpilloverCode> {
  if (!fits(Collection, value)) {
    const { pointer, expected } = departure(Collection, value);
    return refuse('model-malformed', `The GeoJSON ${expected} at ${pointer}.`, pointer);
  }
  const { features } = value as { readonly features: readonly Feature[] };
  const landings = addLandings(features, intake);
  if (!landings.ok) return landings;
  const cables = addCables(features, landings.value, intake);
  return cables.ok ? addStates(landings.value, intake) : cables;
}

function addLandings(features: readonly Feature[], intake: Intake): Outcome<readonly Landing[], SpilloverCode> {
  const landings: Landing[] = [];
  const places = new Map<string, readonly number[]>();
  for (const [at, { geometry, properties }] of features.entries()) {
    if (geometry.type !== 'Point') continue;
    const name = nameOf(properties);
    const state = stateNamed(name.split(',').at(-1) ?? '');
    const landing = { id: `landing: ${properties.slug ?? name}`, at: geometry.coordinates, state };
    // Several stations of one place stand in the maps under one name, a few steps apart.
    const known = places.get(landing.id);
    if (known !== undefined && isNear(known, landing.at)) continue;
    places.set(landing.id, landing.at);
    const added = intake.addService({ id: landing.id, name, kind: 'cable landing', state }, `/features/${at}`);
    if (!added.ok) return added;
    landings.push(landing);
  }
  return accept(landings);
}

function isNear(one: readonly number[], other: readonly number[]): boolean {
  return Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!) <= NEAR_DEGREES;
}

function addCables(
  features: readonly Feature[],
  landings: readonly Landing[],
  intake: Intake,
): Outcome<null, SpilloverCode> {
  const cells = new Map<string, Landing[]>();
  for (const landing of landings) {
    const key = cellOf(landing.at, 0, 0);
    cells.set(key, [...(cells.get(key) ?? []), landing]);
  }
  const ends = new Map<string, Set<Landing>>();
  for (const [at, { geometry, properties }] of features.entries()) {
    if (geometry.type === 'Point') continue;
    const id = `cable: ${properties.slug ?? nameOf(properties)}`;
    // A long cable may be drawn as several features.
    if (!ends.has(id)) {
      const added = intake.addService(cableOf(id, nameOf(properties)), `/features/${at}`);
      if (!added.ok) return added;
      ends.set(id, new Set());
    }
    const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    for (const end of lines.flatMap((line) => [line[0]!, line.at(-1)!]))
      for (const landing of landingsNear(end, cells)) ends.get(id)!.add(landing);
  }
  for (const [id, landed] of ends)
    for (const landing of landed) {
      const joined = intake.addDependency({ service: landing.id, on: id, group: 'cable' }, id);
      if (!joined.ok) return joined;
    }
  return accept(null);
}

function cableOf(id: string, name: string) {
  return { id, name, kind: 'submarine cable', state: null, recoveryHours: CABLE_REPAIR_HOURS };
}

function nameOf({ name, slug }: Feature['properties']): string {
  return name ?? slug ?? '';
}

function cellOf([longitude, latitude]: readonly number[], east: number, north: number): string {
  return `${Math.floor(longitude! / NEAR_DEGREES) + east} ${Math.floor(latitude! / NEAR_DEGREES) + north}`;
}

function landingsNear(end: readonly number[], cells: ReadonlyMap<string, readonly Landing[]>): readonly Landing[] {
  const around = [-1, 0, 1].flatMap((east) =>
    [-1, 0, 1].flatMap((north) => cells.get(cellOf(end, east, north)) ?? []),
  );
  return around.filter(({ at }) => isNear(at, end));
}

function addStates(landings: readonly Landing[], intake: Intake): Outcome<null, SpilloverCode> {
  const states = new Set(landings.flatMap(({ state }) => state ?? []));
  for (const state of states) {
    const added = intake.addService({ id: `connectivity: ${state}`, kind: 'connectivity by sea', state }, state);
    if (!added.ok) return added;
  }
  for (const { id, state } of landings) {
    if (state === null) continue;
    const joined = intake.addDependency({ service: `connectivity: ${state}`, on: id, group: 'landing' }, id);
    if (!joined.ok) return joined;
  }
  return accept(null);
}
