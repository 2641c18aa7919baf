import type { NetworkArrays } from './network.ts';

const UNSEEN = 0;

/**
 * Services that need each other in a circle, largest circle first: the strongly connected components of more than one
 * (R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972), without recursion. Only
 * what nothing can stand in for counts, and a circle of which each can start without the others keeps nobody out.
 */
export function circlesOf(net: NetworkArrays): readonly (readonly number[])[] {
  const services = net.cell.length;
  const number = new Uint32Array(services);
  const low = new Uint32Array(services);
  const onPath = new Uint8Array(services);
  const nextEdge = net.edgeStart.slice(0, services);
  const path: number[] = [];
  const circles: number[][] = [];
  let count = 0;

  function enter(service: number): void {
    count += 1;
    number[service] = count;
    low[service] = count;
    onPath[service] = 1;
    path.push(service);
  }

  for (let root = 0; root < services; root += 1) {
    if (number[root] !== UNSEEN) continue;
    const calls = [root];
    enter(root);
    while (calls.length > 0) {
      const service = calls.at(-1)!;
      const edge = nextEdge[service]!;
      if (edge < net.edgeStart[service + 1]!) {
        nextEdge[service] = edge + 1;
        const other = dependentOf(net, edge);
        if (other === undefined) continue;
        if (number[other] === UNSEEN) {
          calls.push(other);
          enter(other);
        } else if (onPath[other] === 1) low[service] = Math.min(low[service]!, number[other]!);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) low[caller] = Math.min(low[caller]!, low[service]!);
      if (low[service] !== number[service]) continue;
      const circle = path.splice(path.lastIndexOf(service));
      for (const one of circle) onPath[one] = 0;
      if (circle.length > 1 && isStiff(net, circle)) circles.push(circle.sort((one, next) => one - next));
    }
  }
  return circles.sort((one, other) => other.length - one.length || one[0]! - other[0]!);
}

function dependentOf({ edgeGroup, groupSlack, groupOwner }: NetworkArrays, edge: number): number | undefined {
  const group = edgeGroup[edge]!;
  return groupSlack[group] === 0 ? groupOwner[group] : undefined;
}

/** Is there somebody in it who cannot start without another of them? */
function isStiff(net: NetworkArrays, circle: readonly number[]): boolean {
  const inside = new Set(circle);
  return circle.some((service) => {
    for (let edge = net.edgeStart[service]!; edge < net.edgeStart[service + 1]!; edge += 1) {
      const dependent = dependentOf(net, edge);
      const stiff = net.groupStartsWithout[net.edgeGroup[edge]!] === 0;
      if (stiff && dependent !== undefined && inside.has(dependent)) return true;
    }
    return false;
  });
}
