import { type Grown, uint8s, uint32s } from './grown.ts';

type GrownGroups = {
  readonly owner: Grown<Uint32Array>;
  readonly need: Grown<Uint32Array>;
  readonly size: Grown<Uint32Array>;
  readonly startsWithout: Grown<Uint8Array>;
};

type GrownEdges = {
  readonly provider: Grown<Uint32Array>;
  readonly group: Grown<Uint32Array>;
  readonly delay: Grown<Uint32Array>;
  readonly strength: Grown<Uint32Array>;
};

/** Where each of a list of keys comes when they are sorted, equal ones in the order in which they stand; a counting sort. */
function sortedPlaces(count: number, keys: Grown<Uint32Array>) {
  const start = uint32s(count + 1);
  for (let at = 0; at < keys.length; at += 1) start[keys.at(at) + 1]! += 1;
  for (let key = 0; key < count; key += 1) start[key + 1]! += start[key]!;
  const next = start.slice();
  const place = new Uint32Array(keys.length);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys.at(at);
    place[at] = next[key]!;
    next[key]! += 1;
  }
  return { start, place };
}

/** Groups in the order of whose they are, with what each may lack, and where each went. */
export function groupsByOwner(services: number, groups: GrownGroups) {
  const { start, place } = sortedPlaces(services, groups.owner);
  const groupOwner = uint32s(place.length);
  const groupSlack = uint32s(place.length);
  const groupStartsWithout = uint8s(place.length);
  for (let at = 0; at < place.length; at += 1) {
    const to = place[at]!;
    const need = groups.need.at(at);
    groupOwner[to] = groups.owner.at(at);
    groupSlack[to] = need === 0 ? 0 : groups.size.at(at) - need;
    groupStartsWithout[to] = groups.startsWithout.at(at);
  }
  return { place, arrays: { groupStart: start, groupOwner, groupSlack, groupStartsWithout } };
}

/** Dependencies in the order of who provides them, or the first that is there twice. */
export function edgesByProvider(services: number, edges: GrownEdges, groupPlace: Uint32Array) {
  const { start, place } = sortedPlaces(services, edges.provider);
  const edgeGroup = uint32s(place.length);
  const edgeDelay = uint32s(edges.delay.length === 0 ? 0 : place.length);
  const edgeStrength = uint32s(edges.strength.length === 0 ? 0 : place.length);
  for (let at = 0; at < place.length; at += 1) {
    const to = place[at]!;
    edgeGroup[to] = groupPlace[edges.group.at(at)]!;
    if (edgeDelay.length > 0) edgeDelay[to] = edges.delay.at(at);
    if (edgeStrength.length > 0) edgeStrength[to] = edges.strength.at(at);
  }
  const twice = repeatedEdge(services, start, edgeGroup, groupPlace.length);
  if (twice !== undefined) return { twice };
  return { arrays: { edgeStart: start, edgeGroup, edgeDelay, edgeStrength } };
}

function repeatedEdge(services: number, start: Uint32Array, edgeGroup: Uint32Array, groups: number) {
  const seen = new Uint32Array(groups);
  for (let provider = 0; provider < services; provider += 1) {
    for (let edge = start[provider]!; edge < start[provider + 1]!; edge += 1) {
      const group = edgeGroup[edge]!;
      if (seen[group] === provider + 1) return { provider, group };
      seen[group] = provider + 1;
    }
  }
  return undefined;
}
