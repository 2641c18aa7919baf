/** Bringing the tables of an earlier program to this one's version: all of it or nothing, by one process. */
import { setTimeout as wait } from 'node:timers/promises';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { InTransaction } from './connection.ts';
import { awaitTableTurn } from './dialect.ts';
import type { Store } from './open.ts';
import { createTables, proveSound, type TableSet } from './table-set.ts';
import {
  numberSets,
  type Standing,
  type StepDue,
  standingOf,
  stepsDue,
  stepsInWords,
  unknownSets,
  type VersionCode,
  WrongVersion,
} from './versions.ts';

/** How long a process waits for another that may just be moving the same store, and how often it looks. */
const TURN_WAIT_MS = 20_000;
const TURN_LOOK_MS = 100;

export type MoveCode = VersionCode | 'store-in-use';

/** A step that was taken, or is to be. */
export type StepTaken = { readonly set: string; readonly number: number; readonly does: string };

/** Thrown when a step fails; the transaction, and every step before it, is undone. */
export class StepFailed extends Error {
  constructor({ set, step }: StepDue, cause: unknown) {
    super(`move the tables "${set.name}" to version ${step.number} (${step.does})`, { cause });
  }
}

/** What opening this store would do first; refused as opening it would be. Writes nothing. */
export async function stepsAhead(
  store: Store,
  sets: readonly TableSet[],
): Promise<Outcome<readonly StepTaken[], VersionCode>> {
  const due = await dueIn(store.connection as InTransaction, sets);
  return due.ok ? accept(due.value.map(taken)) : due;
}

/**
 * Moves every set forward and creates what is missing, before anything of the store is read. `sets` are all that the
 * program has. It takes the lock by which the appender is elected: while an earlier program serves, nothing moves.
 */
export async function moveForward(
  store: Store,
  sets: readonly TableSet[],
  waitMs: number = TURN_WAIT_MS,
): Promise<Outcome<readonly StepTaken[], MoveCode>> {
  proveSound(sets);
  const until = performance.now() + waitMs;
  for (;;) {
    const due = await dueIn(store.connection as InTransaction, sets);
    if (!due.ok) return due;
    if (due.value.length === 0) {
      await createTables(store, sets);
      return accept([]);
    }
    const lock = await store.tryAppenderLock();
    if (lock !== undefined) {
      await using _held = lock;
      // A crash in here leaves the store as it was, and the next start takes the same steps.
      return accept((await store.transaction((transaction) => takeSteps(transaction, sets))).map(taken));
    }
    if (performance.now() > until) {
      const sentence = phrase`Another process of this node runs, and the tables are of an earlier version (${stepsInWords(due.value)}).`;
      return refuse('store-in-use', sentence);
    }
    await wait(TURN_LOOK_MS);
  }
}

function taken({ set, step }: StepDue): StepTaken {
  return { set: set.name, number: step.number, does: step.does };
}

async function dueIn(
  reads: InTransaction,
  sets: readonly TableSet[],
): Promise<Outcome<readonly StepDue[], VersionCode>> {
  const standing = await standingOf(reads, sets);
  if (!standing.ok) return standing;
  const unknown = await unknownSets(reads, sets);
  return unknown.ok ? accept(stepsDue(standing.value)) : unknown;
}

async function takeSteps(transaction: InTransaction, sets: readonly TableSet[]): Promise<readonly StepDue[]> {
  await awaitTableTurn(transaction);
  // Looked at again: whoever had the turn before may have done it.
  const standing = await standingOf(transaction, sets);
  if (!standing.ok) throw new WrongVersion(standing.refusal);
  for (const set of sets) await set.create(transaction);
  return stepForward(transaction, standing.value);
}

/** Takes the steps from where these sets stand; their tables have today's columns already. */
export async function stepForward(
  transaction: InTransaction,
  standing: readonly Standing[],
): Promise<readonly StepDue[]> {
  const due = stepsDue(standing);
  for (const one of due) {
    try {
      await one.step.run(transaction);
    } catch (cause) {
      throw new StepFailed(one, cause);
    }
  }
  await numberSets(transaction, standing);
  return due;
}
