/** Histories drawn for the world that the nodes really came to: what they refuse is no part of it. */
import type { Act } from './acts.ts';
import type { Driver, Lots } from './driver.ts';
import { actFrom, type Lot, lotsFrom } from './generator.ts';

const MIXER = 0x9e3779b1;

/** Plays so many acts drawn by this seed, one viewer and outlet after each, and at the end all of them. */
export async function playSeed(driver: Driver, seed: number, length: number): Promise<readonly Act[]> {
  const acts: Act[] = [];
  for (const lot of lotsFrom(seed, length)) {
    const act = actFrom(driver.world, lot, acts.length + 1);
    acts.push(act);
    await driver.step(act, lotsOf(lot));
  }
  await driver.askAll(lotsOf([seed, length, acts.length]));
  return acts;
}

/** The same acts again, some perhaps left out: for finding the few that matter. */
export async function playAgain(driver: Driver, acts: readonly Act[]): Promise<void> {
  for (const [at, act] of acts.entries()) await driver.step(act, lotsOf([at, acts.length]));
  await driver.askAll(lotsOf([acts.length]));
}

/** Draws that follow from a lot alone. */
export function lotsOf(lot: Lot): Lots {
  let drawn = 0;
  return (limit) => {
    drawn += 1;
    const raw = (lot[drawn % Math.max(1, lot.length)] ?? 0) + drawn * 7919;
    return (Math.imul(raw, MIXER) >>> 8) % Math.max(1, limit);
  };
}
