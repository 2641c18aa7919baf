import { findDuties } from '#obligations/finder/finder.ts';
import { readQuestion } from '#obligations/finder/finder-input.ts';
import { answerJson } from '#obligations/finder/finder-words.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { figure, percentile } from './figure.ts';
import type { BenchOptions, Row } from './row.ts';

const FINDER_MS_MAX = 2;
const LOADING_MS_MAX = 20;
const ROUNDS = 2_000;
const QUICK_ROUNDS = 20;
const LOADS = 15;

/** Facts of a bank in two unions' reach that also makes a product: as many regimes apply as can. */
const WIDE = {
  state: 'DE',
  service_states: ['US', 'GB', 'CH', 'IN', 'BR', 'SG', 'AU', 'JP', 'UA', 'ZA'],
  sectors: ['banking', 'energy/electricity'],
  size: 'large',
  critical_entity: true,
  financial_entity: true,
  bank_service_provider: true,
  listed_in_us: true,
  manufacturer: true,
  product_affected: true,
  personal_data: true,
  significant: true,
};

/** The duty finder over every regime, due times in words included, and what loading the regimes adds to a start. */
export async function run({ quick, say }: BenchOptions): Promise<readonly Row[]> {
  const loads: number[] = [];
  say('finder: loading regimes');
  for (let count = 0; count < LOADS; count++) loads.push(timed(() => rulebook()));
  const book = rulebook();
  const moments = {
    awareness: '2026-11-29T08:00Z',
    noticing: '2026-11-29T08:00Z',
    determination: '2026-11-29T08:00Z',
  };
  const question = readQuestion({ facts: WIDE, moments, zone: 'Europe/Berlin' });
  if (!question.ok) throw new Error(`bench: ${question.refusal.sentence}`);
  const { facts, zone } = question.value;
  const stateName = (code: string) => code;
  say('finder: every regime');
  const asked: number[] = [];
  for (let count = 0; count < (quick ? QUICK_ROUNDS : ROUNDS); count++) {
    asked.push(
      timed(() =>
        findDuties(question.value, book).map((answer) => answerJson(answer, { facts, zone, stateName })),
      ),
    );
  }
  const subject = `${book.regimes.all.length} regimes`;
  return [
    figure({
      name: `duty finder: all ${subject}, answered in words, median`,
      value: percentile(asked, 0.5),
      unit: 'ms',
      better: 'less',
      target: FINDER_MS_MAX,
    }),
    figure({
      name: `duty finder: all ${subject}, answered in words, p99`,
      value: percentile(asked, 0.99),
      unit: 'ms',
      better: 'less',
    }),
    // The first of a process also compiles the schemas, as whatever else checks one first would have to.
    figure({
      name: `loading ${subject}, first in the process, schemas compiled`,
      value: loads[0] ?? Number.NaN,
      unit: 'ms',
      better: 'less',
    }),
    figure({
      name: `loading ${subject}, median`,
      value: percentile(loads, 0.5),
      unit: 'ms',
      better: 'less',
      target: LOADING_MS_MAX,
    }),
  ];
}

function rulebook() {
  const loaded = loadRulebook();
  if (!loaded.ok) throw new Error(`bench: ${loaded.refusal.sentence}`);
  return loaded.value;
}

function timed(task: () => unknown): number {
  const start = performance.now();
  task();
  return performance.now() - start;
}
