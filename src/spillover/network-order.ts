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

/** Dependencies in the order of who provides them, or the first that is there twice. Each list is given up once it is read. */
export function edgesByProvider(services: number, edges: GrownEdges, groupPlace: Uint32Array) {
  const { start, place } = sortedPlaces(services, edges.provider);
  edges.provider.release();
  const edgeGroup = placed(edges.group, place);
  for (let at = 0; at < edgeGroup.length; at += 1) edgeGroup[at] = groupPlace[edgeGroup[at]!]!;
  const edgeDelay = placed(edges.delay, place);
  const edgeStrength = placed(edges.strength, place);
  const twice = repeatedEdge(services, start, edgeGroup, groupPlace.length);
  if (twice !== undefined) return { twice };
  return { arrays: { edgeStart: start, edgeGroup, edgeDelay, edgeStrength } };
}

function placed(list: Grown<Uint32Array>, place: Uint32Array): Uint32Array {
  const sorted = uint32s(list.length);
  for (let at = 0; at < list.length; at += 1) sorted[place[at]!] = list.at(at);
  list.release();
  return sorted;
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
