import { Type } from 'typebox';
import { formatBundle } from '#bundle/format.ts';
import { parseTrust } from '#bundle/trust.ts';
import type { App, SignedIn } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { ScoreCode } from '#obligations/codes.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { PartyId } from '#statement/statement-type.ts';
import * as api from './score-answers.ts';
import { exportForScore, type ScoreServices } from './score-export.ts';
import { FIGURE_FORMS, FIGURE_MEDIA_TYPES, writeFigures } from './score-files.ts';
import { type ScoreReport, type ScoreWish, scoreOfBundle } from './score-report.ts';
import { countInThread } from './score-thread.ts';

export type ScoreRouteServices = ScoreServices & {
  now(): Temporal.Instant;
  trustText(): Promise<string>;
  readonly fictional: Readonly<Record<string, readonly string[]>>;
};

const DAYS_BY_DEFAULT = 90;
const HOURS_A_DAY = 24;
/** Statements and keys that are verified and counted in less time than it takes to start a thread. */
const COUNTED_AT_ONCE = 120;
const exact = { additionalProperties: false } as const;
const params = Type.Object({ party: PartyId });
const Range = Type.Object(
  { from: Type.Optional(Type.String({ maxLength: 35 })), until: Type.Optional(Type.String({ maxLength: 35 })) },
  exact,
);

/** Who kept their word: the figures, and the bundle from which anybody counts them again. */
export function scoreRoutes(app: App, services: ScoreRouteServices): void {
  app.get(
    api.readScore.path,
    {
      preHandler: app.requireActor,
      config: { rate: 'costly' },
      schema: {
        params,
        querystring: Range,
        summary: 'How a party kept its duties and promises',
        tags: ['duties'],
        ...api.readScore.schema,
      },
    },
    async (request, reply) => {
      const wish = readWish(request.params.party, request.query, services.now());
      const score = wish.ok ? await scoreFor(services, request.signedIn!, wish.value) : wish;
      return score.ok ? reply.send(score.value) : refused(reply, score.refusal);
    },
  );

  app.get(
    api.exportScoreBundle.path,
    {
      preHandler: app.requireActor,
      config: { rate: 'costly' },
      schema: {
        params,
        querystring: Range,
        summary: 'The evidence bundle of a score, for "comity score"; it carries every running number',
        tags: ['duties'],
        ...api.exportScoreBundle.schema,
      },
    },
    async (request, reply) => {
      const wish = readWish(request.params.party, request.query, services.now());
      const bundle = wish.ok ? await exportForScore(services, request.signedIn!.viewer, wish.value) : wish;
      if (!bundle.ok) return refused(reply, bundle.refusal);
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="comity-score.json"')
        .send(formatBundle(bundle.value));
    },
  );
  figureRoute(app, services);
}

const Figures = Type.Object({ ...Range.properties, form: Type.Enum([...FIGURE_FORMS]) }, exact);

function figureRoute(app: App, services: ScoreRouteServices): void {
  app.get(
    api.exportScoreFigures.path,
    {
      preHandler: app.requireActor,
      config: { rate: 'costly' },
      schema: {
        params,
        querystring: Figures,
        summary: 'The figures of a score as CSV or Parquet, one line each, with scope and gaps among them',
        tags: ['duties'],
        ...api.exportScoreFigures.schema,
      },
    },
    async (request, reply) => {
      const { party } = request.params;
      const { form, ...range } = request.query;
      const wish = readWish(party, range, services.now());
      const score = wish.ok ? await scoreFor(services, request.signedIn!, wish.value) : wish;
      if (!score.ok) return refused(reply, score.refusal);
      const file = await writeFigures(form, score.value, party === request.signedIn!.actor.party);
      return reply
        .type(FIGURE_MEDIA_TYPES[form])
        .header('content-disposition', `attachment; filename="comity-score.${form}"`)
        .send(file);
    },
  );
}

/** A day, or an instant in UTC; the last ninety days where nothing is said. */
export function readWish(
  party: string,
  { from, until }: { readonly from?: string; readonly until?: string },
  now: Temporal.Instant,
): Outcome<ScoreWish, ScoreCode> {
  const end = until === undefined || until === '' ? now : instantOf(until);
  if (end === undefined) return refuse('time-malformed', 'Write a day or an instant, as 2026-03-01.', 'until');
  const start =
    from === undefined || from === '' ? end.subtract({ hours: DAYS_BY_DEFAULT * HOURS_A_DAY }) : instantOf(from);
  if (start === undefined) return refuse('time-malformed', 'Write a day or an instant, as 2026-03-01.', 'from');
  if (Temporal.Instant.compare(start, end) < 0) return accept({ party, from: start, until: end, at: end });
  return refuse('time-malformed', 'The beginning has to lie before the end.', 'from');
}

function instantOf(text: string): Temporal.Instant | undefined {
  return instantFrom(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
}

export async function scoreFor(
  services: ScoreRouteServices,
  { viewer }: SignedIn,
  wish: ScoreWish,
): Promise<Outcome<ScoreReport, ScoreCode>> {
  const bundle = await exportForScore(services, viewer, wish);
  if (!bundle.ok) return bundle;
  const [text, trustText] = [formatBundle(bundle.value), await services.trustText()];
  const { statements, keys } = bundle.value;
  if (statements.length + keys.length > COUNTED_AT_ONCE) {
    return countInThread(text, trustText, wish, services.fictional);
  }
  const trust = parseTrust(trustText);
  if (!trust.ok) throw new Error(`count a score: ${trust.refusal.sentence}`);
  return scoreOfBundle(text, trust.value, wish, services.reckoning);
}
