/** Setting the clock and telling how it stands: what pages, interface and demo have in common. */
import { randomUUID } from 'node:crypto';
import type { Actor, Authority, Ledger, Reader } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Viewer } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import type { ClockFace, ExerciseClock } from './clock.ts';
import type { ExerciseCode } from './codes.ts';
import { type Heard, readCourse, WORDS_MOST } from './course.ts';
import type { ClockAct } from './statements.ts';
import { clockWords } from './view.ts';

/** What this node's clock stands on; absent in the live realm, which has the world's time. */
export type ClockRoom = {
  readonly clock: Pick<ExerciseClock, 'now' | 'at' | 'face'>;
  /** The party named in the settings. */
  readonly keeper: string | undefined;
  readonly world: () => Temporal.Instant;
  /** Once everything recorded up to now counts in the clock of this process. */
  settled(): Promise<void>;
};

export type ExerciseServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
  readonly exercise: ClockRoom | undefined;
};

export type ClockWish = {
  readonly act: ClockAct;
  /** A start without one goes on from the world's time. */
  readonly instant?: string;
  readonly speed?: number;
  /** Seconds of the world until it holds; where left out, enough for every node to have heard of it. */
  readonly inSeconds?: number;
};

/** Deliveries take a second or two; a node that hears of a pause too late stands further on than the others. */
export const AHEAD_SECONDS_DEFAULT = 10;
const WORDS_SHOWN = 50;

/** Says it for the actor's party. All words of a realm about its clock stand in one case, which the first of them opens. */
export async function setClock(
  { connection, ledger, exercise }: Pick<ExerciseServices, 'connection' | 'ledger' | 'exercise'>,
  actor: Extract<Actor, { kind: 'person' }>,
  wish: ClockWish,
  idempotencyKey?: string,
): Promise<Outcome<string>> {
  const { act, speed, inSeconds = act === 'start' ? 0 : AHEAD_SECONDS_DEFAULT } = wish;
  const words = await clockWords(connection, WORDS_MOST);
  const before = words.find(({ issuer, own }) => own && issuer === actor.party);
  const world = exercise?.world() ?? Temporal.Now.instant();
  const effectiveAt = world.add({ seconds: inSeconds }).toString({ fractionalSecondDigits: 3 });
  const instant = wish.instant ?? (act === 'start' ? effectiveAt : undefined);
  const said = await ledger.submit({
    kind: 'draft',
    actor,
    draft: {
      type: 'exercise-clock',
      issuer: actor.party,
      case: before?.case ?? randomUUID(),
      claims: {
        run_by: actor.party,
        act,
        effective_at: effectiveAt,
        ...(instant === undefined ? {} : { instant }),
        ...(speed === undefined ? {} : { speed }),
      },
    },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  if (!said.ok) return said;
  await exercise?.settled();
  return accept(said.value?.digest ?? '');
}

export type ClockStanding = {
  readonly world: Temporal.Instant;
  readonly now: Temporal.Instant;
  /** Undefined as long as nobody started it. */
  readonly face: ClockFace | undefined;
  /** Whose words set it. */
  readonly keeper: string | undefined;
  /** What was said about it, as this viewer is shown it, the last that counts first. */
  readonly words: readonly Heard[];
};

/** How the clock stands, and every word about it that this viewer may see, also those that move nothing. */
export async function clockStanding(
  services: ExerciseServices,
  viewer: Viewer,
): Promise<Outcome<ClockStanding, ExerciseCode>> {
  const { exercise, connection, reader } = services;
  if (exercise === undefined) {
    return refuse('exercise-clock-in-live', 'The live realm has the world’s time; only an exercise sets a clock.');
  }
  const { keeper, heard } = readCourse(await clockWords(connection, WORDS_MOST), exercise.keeper);
  const words: Heard[] = [];
  for (const word of heard.slice(-WORDS_SHOWN).reverse()) {
    const shown = await reader.statement(word.digest, viewer);
    if (shown?.claims.has('act') === true) words.push(word);
  }
  const { clock, world } = exercise;
  return accept({ world: world(), now: clock.now(), face: clock.face(), keeper, words });
}
