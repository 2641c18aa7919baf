import { Type } from 'typebox';
import { apiRoute, Instant, orNull } from '#http/api-route.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';

export const readExerciseClock = apiRoute(
  'GET',
  '/api/v1/exercise/clock',
  'readExerciseClock',
  Type.Object({
    world: Type.String(),
    now: Instant,
    started: Type.Boolean(),
    speed: Type.Number(),
    keeper: orNull(Type.String()),
    words: Type.Array(
      Type.Object({
        digest: Digest,
        issuer: PartyId,
        act: orNull(Type.Enum(['start', 'speed', 'pause', 'jump'])),
        effectiveAt: orNull(Instant),
        instant: orNull(Type.String()),
        speed: orNull(Type.Number()),
        unheeded: orNull(
          Type.Enum([
            'of-another',
            'unreadable',
            'number-taken',
            'too-many',
            'not-started',
            'started-already',
            'before-another',
            'back',
          ]),
        ),
      }),
    ),
  }),
);

export const setExerciseClock = apiRoute(
  'POST',
  '/api/v1/exercise/clock',
  'setExerciseClock',
  Type.Object({ digest: Digest }),
);
