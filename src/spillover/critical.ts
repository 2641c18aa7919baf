import { Cascade } from './cascade.ts';
import { MINUTES_AN_HOUR, type Network, serviceCount } from './network.ts';
import { Draws } from './philox.ts';

const SHOWN_MOST = 20;
/** Of a larger model only those that most others need are tried. */
const TRIED_MOST = 20_000;

/** What the loss of one service alone comes to, for as long as its repair is likely to take (N−1). */
export type Critical = {
  readonly id: string;
  /** Others that it puts out. */
  readonly others: number;
  readonly states: number;
  readonly personHours: number;
  readonly serviceHours: number;
};

/** The services whose loss alone costs most, worst first. Hours stand at their likely values. */
export function criticalServices(network: Network, horizonMinutes: number): readonly Critical[] {
  const { arrays } = network;
  const cascade = new Cascade(likely(network), new Draws(0), horizonMinutes);
  const found = candidates(network).map((service) => {
    cascade.run(0, [{ service, minute: 0, minutes: Math.max(1, arrays.recovery[service * 3 + 1]!) }]);
    let [personMinutes, serviceMinutes] = [0, 0];
    const states = new Set<number>();
    for (const out of cascade.outs) {
      personMinutes += cascade.minutesOut[out]! * arrays.people[out]!;
      serviceMinutes += cascade.minutesOut[out]!;
      states.add(network.cells[arrays.cell[out]!]!.state);
    }
    return { service, others: cascade.outs.length - 1, states: states.size, personMinutes, serviceMinutes };
  });
  found.sort(
    (one, other) =>
      other.personMinutes - one.personMinutes ||
      other.serviceMinutes - one.serviceMinutes ||
      one.service - other.service,
  );
  return found.slice(0, SHOWN_MOST).map(({ service, others, states, personMinutes, serviceMinutes }) => ({
    id: network.ids[service]!,
    others,
    states,
    personHours: personMinutes / MINUTES_AN_HOUR,
    serviceHours: serviceMinutes / MINUTES_AN_HOUR,
  }));
}

function candidates(network: Network): readonly number[] {
  const { edgeStart } = network.arrays;
  const needed = (service: number) => edgeStart[service + 1]! - edgeStart[service]!;
  const all = Array.from({ length: serviceCount(network) }, (_, service) => service);
  if (all.length <= TRIED_MOST) return all;
  return all.sort((one, other) => needed(other) - needed(one) || one - other).slice(0, TRIED_MOST);
}

/** The same network without anything uncertain. */
function likely({ arrays }: Network): Network['arrays'] {
  const fixed = (lengths: Uint32Array) => lengths.map((_, at) => lengths[at - (at % 3) + 1]!);
  return {
    ...arrays,
    buffer: fixed(arrays.buffer),
    restart: fixed(arrays.restart),
    edgeStrength: new Uint32Array(0),
  };
}
