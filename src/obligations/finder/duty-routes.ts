import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { isBinding } from '#obligations/regimes/due.ts';
import { FINDER_FACTS } from '#obligations/regimes/finder-facts.ts';
import type { Rulebook } from '#obligations/regimes/load-regimes.ts';
import { MOMENTS, type Regime } from '#obligations/regimes/regime.ts';
import { regimeSchema } from '#obligations/regimes/regime-schema.ts';
import * as api from './duty-answers.ts';
import { examplesOf } from './examples.ts';
import { findDuties, openFacts } from './finder.ts';
import { type FinderInput, isFact, readQuestion } from './finder-input.ts';
import { answerJson, questionsFor, type StateNames } from './finder-words.ts';

export type DutyServices = {
  readonly rulebook: Rulebook;
  readonly stateName: StateNames;
  readonly now: () => Temporal.Instant;
};

const MAX_VALUE_CHARACTERS = 2_000;
const MAX_LISTED = 256;
const tags = ['duties'];
const Word = Type.String({ maxLength: MAX_VALUE_CHARACTERS });
const Answer = Type.Union([Word, Type.Boolean(), Type.Null(), Type.Array(Word, { maxItems: MAX_LISTED })]);
const exact = { additionalProperties: false } as const;

/** As query: every fact and moment by its name. As body: the same in two objects, where strange names are refused by place. */
const Query = Type.Object(
  {
    ...Object.fromEntries(Object.keys(FINDER_FACTS).map((name) => [name, Type.Optional(Word)])),
    ...Object.fromEntries(MOMENTS.map((name) => [name, Type.Optional(Word)])),
    zone: Type.Optional(Word),
  },
  exact,
);
const Body = Type.Object(
  {
    facts: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Answer, { maxProperties: 64 })),
    moments: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Word, { maxProperties: 64 })),
    zone: Type.Optional(Word),
  },
  exact,
);

/** Facts and moments that stand in one list, as in a query or a form. */
export function splitInput(fields: Readonly<Record<string, unknown>>): FinderInput {
  const entries = Object.entries(fields);
  const moments = entries.filter(([name]) => (MOMENTS as readonly string[]).includes(name));
  return {
    facts: Object.fromEntries(entries.filter(([name]) => isFact(name))),
    moments: Object.fromEntries(moments),
    zone: typeof fields.zone === 'string' && fields.zone !== '' ? fields.zone : undefined,
  };
}

/** The duty finder and the regimes, for programs; public, since the law is. */
export function dutyRoutes(app: App, services: DutyServices): void {
  app.get(
    api.listDuties.path,
    {
      schema: {
        querystring: Query,
        summary: 'Who must be told, by when: from facts in the query',
        tags,
        ...api.listDuties.schema,
      },
    },
    (request, reply) => {
      const found = duties(services, splitInput(request.query as Readonly<Record<string, unknown>>));
      return found.ok ? reply.send(found.value) : refused(reply, found.refusal);
    },
  );
  app.post(
    api.findDuties.path,
    {
      schema: {
        body: Body,
        summary: 'Who must be told, by when: from facts in the body; nothing is kept',
        tags,
        ...api.findDuties.schema,
      },
    },
    (request, reply) => {
      const { facts = {}, moments = {}, zone } = request.body;
      const found = duties(services, { facts, moments, zone });
      return found.ok ? reply.send(found.value) : refused(reply, found.refusal);
    },
  );
  regimeRoutes(app, services);
}

function duties({ rulebook, stateName }: DutyServices, input: FinderInput) {
  const question = readQuestion(input);
  if (!question.ok) return question;
  const { facts, zone } = question.value;
  const answers = findDuties(question.value, rulebook);
  return {
    ok: true as const,
    value: {
      guidance: 'Guidance, not legal advice.',
      zone,
      questions: questionsFor(openFacts(answers)),
      regimes: answers.map((answer) => answerJson(answer, { facts, zone, stateName })),
    },
  };
}

function regimeRoutes(app: App, { rulebook: { regimes } }: DutyServices): void {
  app.get(
    api.listRegimes.path,
    { schema: { summary: 'Every regime this node knows', tags, ...api.listRegimes.schema } },
    () => ({
      regimes: regimes.all.map((regime) => summaryOf(regime)),
    }),
  );
  app.get(
    api.readRegimeSchema.path,
    { schema: { summary: 'JSON Schema of a regime file', tags, ...api.readRegimeSchema.schema } },
    (_request, reply) => reply.type('application/schema+json').send(JSON.stringify(regimeSchema())),
  );
  app.get(
    api.readRegime.path,
    {
      schema: {
        params: Type.Object({ id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,60}$' }) }, exact),
        querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }, exact),
        summary: 'A regime with its stages, sources, worked examples and versions',
        tags,
        ...api.readRegime.schema,
      },
    },
    (request, reply) => {
      const { id } = request.params;
      const version = request.query.version ?? regimes.current(id)?.version ?? 0;
      const regime = regimes.version(id, version);
      if (regime === undefined) return refused(reply, regimeNotFound);
      const versions = regimes.versions(id).map((one) => ({
        version: one.version,
        validFrom: one.valid_from,
        hash: regimes.hash(id, one.version),
      }));
      return reply.send({ regime, hash: regimes.hash(id, version), versions, examples: examplesOf(id) });
    },
  );
}

function summaryOf(regime: Regime) {
  const { id, version, title, instrument, jurisdiction, kind, status, confidence, checked_on, stages } = regime;
  return {
    ...{ id, version, title, instrument, jurisdiction, kind, status, confidence, stages: stages.length },
    binding: isBinding(regime),
    checkedOn: checked_on,
  };
}

export const regimeNotFound = {
  code: 'regime-not-found',
  sentence: 'This node knows no regime of that name and version. /duties/regimes lists them.',
};
