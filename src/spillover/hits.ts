import type { Hit } from './cascade.ts';
import type { NetworkArrays } from './network.ts';
import { DRAWN_FOR, type Draws, triangular } from './philox.ts';
import type { Plan, PlannedHit } from './scenario.ts';

/** Nothing that is hit is back within the minute. */
const SHORTEST_MINUTES = 1;

/** What one run of a scenario hits, drawn from its number alone. */
export function hitsOf(plan: Plan, { recovery }: NetworkArrays, draws: Draws, run: number): readonly Hit[] {
  const hits: Hit[] = [];
  for (const [number, rule] of plan.rules.entries()) {
    for (const service of chosen(rule, draws, run, number)) {
      if (plan.spared.includes(service)) continue;
      if (draws.word(run, DRAWN_FOR.hit, service, number) >= rule.chance) continue;
      const [low, likely, high] = rule.minutes ?? [
        recovery[service * 3]!,
        recovery[service * 3 + 1]!,
        recovery[service * 3 + 2]!,
      ];
      const length =
        low === high ? low : triangular(draws.share(run, DRAWN_FOR.length, service, number), low, likely, high);
      hits.push({ service, minute: rule.minute, minutes: Math.max(SHORTEST_MINUTES, length) });
    }
  }
  return hits;
}

/** Floyd's way of drawing so many without repetition: J. Bentley, R. Floyd, "A sample of brilliance", CACM 30(9), 1987. */
function chosen({ services, count }: PlannedHit, draws: Draws, run: number, number: number): Iterable<number> {
  if (count === undefined) return services;
  const taken = new Set<number>();
  for (let last = services.length - count; last < services.length; last += 1) {
    const at = Math.floor(draws.share(run, DRAWN_FOR.choice, last, number) * (last + 1));
    taken.add(taken.has(at) ? last : at);
  }
  return Array.from(taken, (at) => services[at]!);
}
