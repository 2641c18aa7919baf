import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from './codes.ts';
import type { Hardening } from './intake.ts';
import { MINUTES_AN_HOUR, minutesOf, type Network } from './network.ts';
import { type RunWish, runAll } from './runs.ts';
import type { Plan } from './scenario.ts';
import { COUNTED, COUNTS, type Tally } from './tally.ts';

const MAX_CANDIDATES = 500;
const PERSON_MINUTES = COUNTED.indexOf('personMinutes');

export type HardeningStep = {
  readonly id: string;
  readonly cost: number;
  /** Person-hours in the mean run, beside those that the steps before it save. */
  readonly saved: number;
  readonly savedPerCost: number;
};

export type HardeningResult = {
  readonly result: 'spillover-hardening';
  readonly runs: number;
  readonly seed: number;
  readonly budget: number | null;
  readonly personHoursBefore: number;
  readonly personHoursAfter: number;
  readonly steps: readonly HardeningStep[];
  /** Did each candidate's gain only shrink as others were hardened? The bound holds only where it did. */
  readonly gainsShrink: boolean;
  readonly bound: string;
};

type Candidate = Hardening & { readonly service: number };

const BOUND =
  'Greedy by gain per cost. Where gains only shrink as more is hardened, the better of this list and the best single choice saves at least 31.6 % of what the best list within the same budget saves, (1 − 1/e)/2: Khuller, Moss and Naor 1999; Krause and Guestrin 2005.';
const SHRANK = 'In all that was tried here gains only shrank.';
const GREW =
  'Here some gain grew when another was hardened, as where two must be hardened to save a third: the list may be far from the best one.';

/** Which services to harden first: always the one that saves most person-hours for each unit of cost. */
export async function hardeningOrder(
  network: Network,
  offers: readonly Hardening[],
  plan: Plan,
  wish: RunWish & { readonly budget?: number },
): Promise<Outcome<HardeningResult, SpilloverCode>> {
  const candidates = candidatesOf(network, offers);
  if (candidates.length === 0)
    return refuse(
      'hardening-not-offered',
      'No service of this model says what it costs to harden it.',
      '/services',
    );
  if (candidates.length > MAX_CANDIDATES)
    return refuse(
      'model-too-many',
      phrase`At most ${MAX_CANDIDATES} services are tried, not ${candidates.length}.`,
      '/services',
    );
  const before = await personMinutes(network, plan, [], wish);
  if (!before.ok) return before;
  const chosen: Candidate[] = [];
  const steps: HardeningStep[] = [];
  const lastGain = new Map<number, number>();
  let [now, spent, gainsShrink] = [before.value, 0, true];
  for (let left = candidates; left.length > 0; ) {
    const affordable = left.filter(({ cost }) => wish.budget === undefined || spent + cost <= wish.budget);
    let best: { readonly candidate: Candidate; readonly gain: number } | undefined;
    for (const candidate of affordable) {
      const { progress: _, ...quiet } = wish;
      const after = await personMinutes(network, plan, [...chosen, candidate], quiet);
      if (!after.ok) return after;
      const gain = now - after.value;
      if (gain > (lastGain.get(candidate.service) ?? Number.POSITIVE_INFINITY)) gainsShrink = false;
      lastGain.set(candidate.service, gain);
      if (gain > 0 && (best === undefined || gain / candidate.cost > best.gain / best.candidate.cost))
        best = { candidate, gain };
    }
    wish.progress?.(steps.length + 1, candidates.length);
    if (best === undefined) break;
    const { candidate, gain } = best;
    chosen.push(candidate);
    spent += candidate.cost;
    now -= gain;
    left = left.filter((one) => one !== candidate);
    const saved = gain / MINUTES_AN_HOUR / wish.runs;
    steps.push({ id: candidate.id, cost: candidate.cost, saved, savedPerCost: saved / candidate.cost });
  }
  return accept({
    result: 'spillover-hardening',
    runs: wish.runs,
    seed: wish.seed,
    budget: wish.budget ?? null,
    personHoursBefore: before.value / MINUTES_AN_HOUR / wish.runs,
    personHoursAfter: now / MINUTES_AN_HOUR / wish.runs,
    steps,
    gainsShrink,
    bound: `${BOUND} ${gainsShrink ? SHRANK : GREW}`,
  });
}

function candidatesOf({ ids }: Network, offers: readonly Hardening[]): readonly Candidate[] {
  const places = new Map(ids.map((id, at) => [id, at]));
  return offers.flatMap((offer) => {
    const service = places.get(offer.id);
    return service === undefined ? [] : [{ ...offer, service }];
  });
}

/** In all runs together: whole numbers, so that differences are exact. */
async function personMinutes(
  network: Network,
  plan: Plan,
  hardened: readonly Candidate[],
  wish: RunWish,
): Promise<Outcome<number, SpilloverCode>> {
  const { network: harder, plan: spared } = hardenedBy(network, plan, hardened);
  const tally = await runAll(harder, spared, wish);
  return tally.ok ? accept(sumOf(tally.value)) : tally;
}

function sumOf({ cells }: Tally): number {
  let sum = 0;
  for (let at = PERSON_MINUTES; at < cells.length; at += COUNTS) sum += cells[at]!;
  return sum;
}

/** With more buffer, or, where none is named, with one that outlasts the scenario and nothing that hits it. */
function hardenedBy(network: Network, plan: Plan, hardened: readonly Candidate[]) {
  const buffer = network.arrays.buffer.slice();
  const immune = new Set<number>();
  for (const { service, bufferHours } of hardened) {
    if (bufferHours === undefined) immune.add(service);
    const minutes = bufferHours === undefined ? plan.horizonMinutes : minutesOf(bufferHours);
    for (let at = service * 3; at < service * 3 + 3; at += 1) buffer[at] = Math.max(buffer[at]!, minutes);
  }
  return {
    network: { ...network, arrays: { ...network.arrays, buffer } },
    plan: { ...plan, spared: Uint32Array.from(immune) },
  };
}
