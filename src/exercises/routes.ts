import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { personForRoute } from '#parties/services.ts';
import { InstantText } from '#parties/statements.ts';
import { fromMicroseconds } from '#store/instant.ts';
import * as api from './answers.ts';
import type { Heard } from './course.ts';
import { AHEAD_HOURS_MOST } from './rules.ts';
import { type ClockStanding, clockStanding, type ExerciseServices, setClock } from './say-clock.ts';
import { CLOCK_ACTS, Speed } from './statements.ts';

const tags = ['exercise'];
const SECONDS_AN_HOUR = 3_600;

/** `/api/v1/exercise/clock`: how the exercise's clock stands, and setting it. */
export function exerciseRoutes(app: App, services: ExerciseServices): void {
  app.get(
    api.readExerciseClock.path,
    {
      schema: {
        summary: 'The exercise’s instant and speed, and what was said about its clock',
        tags,
        ...api.readExerciseClock.schema,
      },
    },
    async (request, reply) => {
      const standing = await clockStanding(services, request.viewer);
      return standing.ok ? reply.send(standingJson(standing.value)) : refused(reply, standing.refusal);
    },
  );

  const Wish = Type.Object(
    {
      act: Type.Enum([...CLOCK_ACTS]),
      instant: Type.Optional(InstantText),
      speed: Type.Optional(Speed),
      in_seconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: AHEAD_HOURS_MOST * SECONDS_AN_HOUR,
          description: 'Seconds of the world until it holds; by default long enough for every node to hear of it',
        }),
      ),
    },
    { additionalProperties: false },
  );
  app.post(
    api.setExerciseClock.path,
    {
      preHandler: app.requireActor,
      config: { act: 'author:exercise-clock' },
      schema: {
        body: Wish,
        summary: 'Start the exercise’s clock, set its speed, hold it, or let it jump',
        tags,
        ...api.setExerciseClock.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const { in_seconds: inSeconds, ...wish } = request.body;
      const asked = { ...wish, ...(inSeconds === undefined ? {} : { inSeconds }) };
      const said = await setClock(services, person.value, asked, request.idempotencyKey);
      return said.ok ? reply.send({ digest: said.value }) : refused(reply, said.refusal);
    },
  );
}

function standingJson({ world, now, face, keeper, words }: ClockStanding) {
  return {
    world: world.toString(),
    now: now.toString(),
    started: face !== undefined,
    speed: face?.speed ?? 1,
    keeper: keeper ?? null,
    words: words.map(wordJson),
  };
}

function wordJson({ digest, issuer, act, effectiveAt, instant, speed, unheeded }: Heard) {
  const at = (microseconds: number | null) =>
    microseconds === null ? null : fromMicroseconds(microseconds).toString();
  return { digest, issuer, act, effectiveAt: at(effectiveAt), instant: at(instant), speed, unheeded };
}
