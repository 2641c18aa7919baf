/**
 * Services and what they need, as typed arrays on shared memory: every thread reads one copy, and ten million
 * dependencies take some hundred megabytes. All hours are whole minutes here, so that sums are exact.
 */
export type Network = {
  readonly ids: readonly string[];
  readonly kinds: readonly string[];
  /** Each state that occurs; '' where it is not known. */
  readonly states: readonly string[];
  /** Each pair of kind and state that occurs, by their places in the lists above. */
  readonly cells: readonly { readonly kind: number; readonly state: number }[];
  readonly arrays: NetworkArrays;
};

export type NetworkArrays = {
  readonly cell: Uint32Array;
  readonly people: Float64Array;
  readonly output: Float64Array;
  readonly capacity: Float64Array;
  /** Low, likely and high of each service, one after the other. */
  readonly buffer: Uint32Array;
  readonly recovery: Uint32Array;
  readonly restart: Uint32Array;
  /** The groups of service s are groupStart[s] up to groupStart[s + 1]. */
  readonly groupStart: Uint32Array;
  readonly groupOwner: Uint32Array;
  /** How many of a group may be away. */
  readonly groupSlack: Uint32Array;
  /** 1 where the service can start again without it. */
  readonly groupStartsWithout: Uint8Array;
  /** What needs service s: edgeStart[s] up to edgeStart[s + 1]. */
  readonly edgeStart: Uint32Array;
  readonly edgeGroup: Uint32Array;
  /** Empty where no dependency has a delay. */
  readonly edgeDelay: Uint32Array;
  /** Of 2^32, empty where every loss is felt; ALWAYS where this one is. */
  readonly edgeStrength: Uint32Array;
};

export const ALWAYS = 0xffffffff;
export const MINUTES_AN_HOUR = 60;

export function serviceCount(network: Network): number {
  return network.ids.length;
}

export function dependencyCount(network: Network): number {
  return network.arrays.edgeGroup.length;
}

/** The whole minutes that hours are nearest to. */
export function minutesOf(hours: number): number {
  return Math.round(hours * MINUTES_AN_HOUR);
}

/** Who provides an edge. */
export function providerOf({ edgeStart }: NetworkArrays, edge: number): number {
  let [low, above] = [0, edgeStart.length - 1];
  while (above - low > 1) {
    const middle = (low + above) >>> 1;
    if (edgeStart[middle]! <= edge) low = middle;
    else above = middle;
  }
  return low;
}
