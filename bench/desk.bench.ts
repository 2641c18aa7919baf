/** The desk of a party with a thousand open clocks: its inbox read, put in order and drawn, by the server alone. */
import { declareCase } from '#incidents/testing/declared-case.ts';
import { openOf } from '#obligations/view.ts';
import { openPageSite, type PageSite } from '#testing/page-site.ts';
import { figure, percentile } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const OPEN = 1_000;
const OPEN_QUICK = 40;
const REQUESTS = 100;
const REQUESTS_QUICK = 5;
const WARM_UP_REQUESTS = 20;
const TARGET_MS = 50;
/** Cases declared at once: as many hands as a busy party has. */
const AT_ONCE = 20;
/** One case in so many is one of danger, so that the inbox has to lift clocks from far down. */
const DANGER_EVERY = 40;

export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  await using site = await openPageSite();
  say(`cases with ${quick ? OPEN_QUICK : OPEN} open clocks`);
  const open = await declareUntil(site, quick ? OPEN_QUICK : OPEN);
  const times: number[] = [];
  say(`${open} open; ${quick ? REQUESTS_QUICK : REQUESTS} requests`);
  for (let at = -WARM_UP_REQUESTS; at < (quick ? REQUESTS_QUICK : REQUESTS); at++) {
    const began = performance.now();
    const { status, body } = await site.get('Ilse', '/desk');
    const took = performance.now() - began;
    if (status !== 200 || !body.includes('Danger to people') || !body.includes('Was due')) {
      throw new Error(`the desk answered ${status}`);
    }
    if (at >= 0) times.push(took);
  }
  const name = `desk with ${open} open clocks, first page rendered`;
  return [
    figure({
      name: `${name}, median`,
      value: percentile(times, 0.5),
      unit: 'ms',
      better: 'less',
      target: TARGET_MS,
    }),
    figure({
      name: `${name}, 95th percentile`,
      value: percentile(times, 0.95),
      unit: 'ms',
      better: 'less',
      target: TARGET_MS,
    }),
  ];
}

/** Answers how many clocks are open in the end. */
async function declareUntil(site: PageSite, wanted: number): Promise<number> {
  const { party } = site.person('Ilse');
  for (let number = 0; ; number += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, (_, at) => {
        const danger = (number + at) % DANGER_EVERY === DANGER_EVERY - 1 ? 'yes' : 'no';
        return declareCase(site, 'Ilse', { minutesAgo: 1 + (((number + at) * 17) % 4_000), danger });
      }),
    );
    const open = (await openOf(site.node.connection, party, { limit: wanted, as: 'bearer' })).obligations.length;
    if (open >= wanted) return open;
  }
}
