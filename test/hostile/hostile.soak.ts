import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { postgresPlace, type StorePlace, sqlitePlace } from '#testing/store-place.ts';
import type { Act } from './acts.ts';
import type { Finding } from './comparing.ts';
import { Driver } from './driver.ts';
import { playAgain, playSeed } from './histories.ts';
import { smallest } from './shrinking.ts';

const ACTS = Number(env.COMITY_TEST_HOSTILE_ACTS ?? 1_000_000);
/** Longer than those of `npm test`: what only many acts bring about. */
const ACTS_OF_A_HISTORY = 500;
/** Each try plays what is left from the founding on. */
const TRIES_MOST = 80;
/** A run that is to be repeated is given the seed that it printed. */
const FIRST_SEED = Number(env.COMITY_TEST_HOSTILE_SEED ?? Date.now() % 1_000_000_000);

type MakePlace = () => Promise<StorePlace>;

/** Both engines by turns, where this machine has both. */
async function engines(): Promise<readonly MakePlace[]> {
  const found = await postgresPlace();
  if (!found.ok) return [sqlitePlace];
  await found.value[Symbol.asyncDispose]();
  return [
    sqlitePlace,
    async () => {
      const place = await postgresPlace();
      if (!place.ok) throw new Error(place.refusal.sentence);
      return place.value;
    },
  ];
}

async function onStage<Result>(makePlace: MakePlace, play: (driver: Driver) => Promise<Result>) {
  await using north = await makePlace();
  await using south = await makePlace();
  await using driver = await Driver.open([north, south]);
  const result = await play(driver);
  return { result, findings: driver.comparison.findings };
}

/** The fewest acts after which the same kind of thing is still found at the same outlet. */
async function shrunk(acts: readonly Act[], first: Finding, makePlace: MakePlace): Promise<readonly Act[]> {
  const fails = async (some: readonly Act[]) => {
    const { findings } = await onStage(makePlace, (driver) => playAgain(driver, some));
    return findings.some(({ kind, outlet }) => kind === first.kind && outlet === first.outlet);
  };
  return smallest(acts.slice(0, first.number), fails, TRIES_MOST);
}

test(`a million acts, honest and hostile, from seed ${FIRST_SEED} on teach nobody more than the model lets them`, async (t) => {
  const places = await engines();
  for (let played = 0, seed = FIRST_SEED; played < ACTS; played += ACTS_OF_A_HISTORY, seed += 1) {
    const makePlace = places[seed % places.length] ?? sqlitePlace;
    const { result: acts, findings } = await onStage(makePlace, (driver) =>
      playSeed(driver, seed, ACTS_OF_A_HISTORY),
    );
    const [first] = findings;
    if (first === undefined) continue;
    const few = await shrunk(acts, first, makePlace);
    t.diagnostic(
      `COMITY_TEST_HOSTILE_SEED=${seed}, ${few.length} of ${first.number} acts:\n${JSON.stringify(few, null, 1)}`,
    );
    assert.fail(`history ${seed}: ${JSON.stringify(findings.slice(0, 3))}`);
  }
});
