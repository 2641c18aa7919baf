import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { personForRoute } from '#parties/services.ts';
import { CHANNELS } from '#parties/statements.ts';
import { Digest, PartyId, Uuid } from '#statement/statement-type.ts';
import { measureJson } from './directory-routes.ts';
import { measureOf, trialState } from './measure.ts';
import { answerPing, sendPing } from './ping.ts';
import * as api from './ping-answers.ts';
import {
  ANSWER_HOURS_DEFAULT,
  ANSWER_HOURS_MOST,
  EVERY_MONTHS_DEFAULT,
  EVERY_MONTHS_MOST,
  type Rhythm,
  rhythmOf,
  setRhythm,
} from './schedule.ts';
import type { ContactServices } from './services.ts';
import { ANSWERED_BY, Challenge, reachabilityPing } from './statements.ts';
import { type TriedPing, triedPings } from './trials.ts';
import { pingsToAnswer } from './undelivered.ts';
import { type Ping, pingOf, pingsOf } from './view.ts';

const tags = ['contacts'];
const exact = { additionalProperties: false } as const;
const AnswerHours = Type.Integer({ minimum: 1, maximum: ANSWER_HOURS_MOST });
const Note = Type.Optional(Type.Unsafe<string>(reachabilityPing.claims.note!.schema));

/** Pings: asking, answering, what came of them, and the rhythm. What was measured is for the party that asked. */
export function pingRoutes(app: App, services: ContactServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };

  const NewPing = Type.Object(
    {
      to: PartyId,
      channel: Type.Enum([...CHANNELS]),
      contact: Type.Optional(Uuid),
      answer_hours: Type.Optional(AnswerHours),
      note: Note,
    },
    exact,
  );
  app.post(
    api.sendPing.path,
    {
      ...signedIn,
      config: { act: 'author:reachability-ping' },
      schema: { body: NewPing, summary: 'Ping a contact now, by surprise', tags, ...api.sendPing.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const { answer_hours: answerHours = ANSWER_HOURS_DEFAULT, ...wish } = request.body;
      const pinged = await sendPing(
        services,
        person.value,
        person.value.party,
        { ...wish, mode: 'surprise', answerHours },
        request.idempotencyKey,
      );
      return pinged.ok ? reply.send({ digest: pinged.value }) : refused(reply, pinged.refusal);
    },
  );

  app.get(
    api.listPings.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: {
        summary: 'Pings of your party, what came of them, and those that wait for you',
        tags,
        ...api.listPings.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const { party } = person.value;
      const now = ledger.now();
      const tried = await triedPings(connection, await pingsOf(connection, { issuer: party }));
      const trials = tried.map(({ trial }) => trial);
      return reply.send({
        measured: measureJson(measureOf(trials, now)),
        sent: tried.map((one) => triedJson(one, now)),
        toAnswer: (await pingsToAnswer(connection, party, now)).map(pingJson),
      });
    },
  );
  answerRoute(app, services);
  rhythmRoutes(app, services);
}

function answerRoute(app: App, services: ContactServices): void {
  const { connection } = services;
  const signedIn = { preHandler: app.requireActor };
  const Answer = Type.Object({ response: Challenge, answered_by: Type.Enum([...ANSWERED_BY]), note: Note }, exact);
  app.post(
    api.answerPing.path,
    {
      ...signedIn,
      config: { act: 'author:reachability-answer' },
      schema: {
        params: Type.Object({ ping: Digest }),
        body: Answer,
        summary: 'Read the code of a ping back',
        tags,
        ...api.answerPing.schema,
      },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const ping = await pingOf(connection, request.params.ping);
      if (ping === undefined || ping.party !== person.value.party) return refused(reply, pingUnknown);
      const { response, answered_by: answeredBy, note } = request.body;
      const wish = { response, answeredBy, ...(note === undefined ? {} : { note }) };
      const answered = await answerPing(services, person.value, ping, wish, request.idempotencyKey);
      return answered.ok ? reply.send({ digest: answered.value }) : refused(reply, answered.refusal);
    },
  );
}

function rhythmRoutes(app: App, services: ContactServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };
  app.get(
    api.readPingRhythm.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'The rhythm of your scheduled pings', tags, ...api.readPingRhythm.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      return reply.send(rhythmJson(await rhythmOf(connection, person.value.party)));
    },
  );

  const NewRhythm = Type.Object(
    {
      on: Type.Boolean(),
      every_months: Type.Optional(Type.Integer({ minimum: 1, maximum: EVERY_MONTHS_MOST })),
      answer_hours: Type.Optional(AnswerHours),
    },
    exact,
  );
  app.put(
    api.setPingRhythm.path,
    {
      ...signedIn,
      config: { act: 'plan-pings' },
      schema: { body: NewRhythm, summary: 'Switch scheduled pings on or off', tags, ...api.setPingRhythm.schema },
    },
    async (request, reply) => {
      const person = personForRoute(request, services);
      if (!person.ok) return refused(reply, person.refusal);
      const {
        on,
        every_months: everyMonths = EVERY_MONTHS_DEFAULT,
        answer_hours: answerHours = ANSWER_HOURS_DEFAULT,
      } = request.body;
      const { party, person: setBy } = person.value;
      const rhythm = { party, on, everyMonths, answerHours, setBy, setAt: ledger.now() };
      await setRhythm(connection, rhythm);
      services.wake();
      return reply.send(rhythmJson(rhythm));
    },
  );
}

export const pingUnknown = { code: 'ping-unknown', sentence: 'Your party got no such ping.', place: 'ping' };

function pingJson({ at, answerBy, own: _own, ...ping }: Ping) {
  return { ...ping, at: at.toString(), answerBy: answerBy?.toString() ?? null };
}

function triedJson({ ping, trial }: TriedPing, now: Temporal.Instant) {
  const { receivedAt, machineAt, personAt, personVia } = trial;
  const text = (instant: Temporal.Instant | null) => instant?.toString() ?? null;
  return {
    ...pingJson(ping),
    state: trialState(trial, now),
    receivedAt: text(receivedAt),
    machineAnsweredAt: text(machineAt),
    personAnsweredAt: text(personAt),
    personAnsweredVia: personVia,
  };
}

function rhythmJson(rhythm: Rhythm | undefined) {
  if (rhythm === undefined) {
    return { on: false, every_months: EVERY_MONTHS_DEFAULT, answer_hours: ANSWER_HOURS_DEFAULT, set_at: null };
  }
  const { on, everyMonths, answerHours, setAt } = rhythm;
  return { on, every_months: everyMonths, answer_hours: answerHours, set_at: setAt.toString() };
}
