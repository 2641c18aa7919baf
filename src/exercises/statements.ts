/** How the time of an exercise runs, said by the party that runs it, for every node of the realm. */
import { Type } from 'typebox';
import { InstantText } from '#parties/statements.ts';
import { marking } from '#statement/marking.ts';
import {
  COMMON_CLAIMS,
  claim,
  controlling,
  IN_OPEN_CASE,
  PartyId,
  requiredClaim,
  type StatementType,
  typeSaidBy,
} from '#statement/statement-type.ts';
import { typeThat } from '#statement/traits.ts';

/** `start` once; `pause` holds until a `speed`; `jump` goes on from a later instant, as fast as before. */
export const CLOCK_ACTS = ['start', 'speed', 'pause', 'jump'] as const;
export type ClockAct = (typeof CLOCK_ACTS)[number];

/** A year passes in less than an hour. */
export const SPEED_MOST = 10_000;

const open = marking('clear', ['mitigation', 'publication']);
export const Speed = Type.Integer({ minimum: 0, maximum: SPEED_MOST });

/** Nothing in it is about anybody, and whoever misses one counts other hours than the rest: it is open, and never erased. */
export const exerciseClock: StatementType = typeThat(
  { givenBySaying: 'peers' },
  typeSaidBy({ by: 'itself', of: 'run_by' }, 'exercise-clock', 1, 'The clock of the exercise', {
    ...IN_OPEN_CASE,
    ...controlling({
      run_by: requiredClaim('Party that runs the exercise', PartyId, open),
      act: requiredClaim('What its clock does', Type.Enum([...CLOCK_ACTS]), open),
      effective_at: requiredClaim(
        'From this instant of the world on',
        InstantText,
        open,
        'By the clocks of the machines, which all nodes share',
      ),
      instant: claim('The exercise’s instant then', InstantText, open, 'For a start and a jump; never back'),
      speed: claim(
        'Times as fast as the world’s',
        Speed,
        open,
        `For a start and a speed: 0 holds it, ${SPEED_MOST} at most`,
      ),
    }),
    number: { ...COMMON_CLAIMS.number!, marking: open },
  }),
);

export const EXERCISE_TYPES: readonly StatementType[] = [exerciseClock];
