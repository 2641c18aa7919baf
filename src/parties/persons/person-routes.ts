import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { personsFor } from '#parties/directory.ts';
import { ROLES } from '#parties/roles.ts';
import { answer, type PartyServices, personForRoute, plainClaims } from '#parties/services.ts';
import { InstantText } from '#parties/statements.ts';
import { mandatesOf } from '#parties/view.ts';
import { Digest } from '#statement/statement-type.ts';
import { ENROLMENT_HOURS } from './enrolment.ts';
import { askEnrolment, REQUEST_HOURS } from './enrolment-request.ts';
import { endMandate, mandatePerson } from './mandating.ts';
import * as api from './person-answers.ts';

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Uuid7 = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$' });
const tags = ['persons'];

/** Who acts for the caller's party: mandates are statements, the codes to enrol a passkey are not. */
export function personRoutes(app: App, services: PartyServices): void {
  const signedIn = { preHandler: app.requireActor };
  const { ledger } = services;

  app.get(
    api.readMe.path,
    { ...signedIn, config: { scope: null }, schema: { summary: 'Who you are here', tags, ...api.readMe.schema } },
    async ({ signedIn: who }) =>
      who && {
        actor: who.actor,
        name: who.name,
        party: who.actor.party,
        partyName: who.partyName,
        roles: [...who.roles],
      },
  );

  app.get(
    api.listPersons.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { summary: 'Persons with a mandate of your party', tags, ...api.listPersons.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const entries = await personsFor(services, actor.value.party, request.viewer, ledger.now());
      return reply.send({ persons: entries.map(({ shown }) => plainClaims(shown)) });
    },
  );

  const NewPerson = Type.Object(
    {
      name: Name,
      roles: Type.Array(Type.Enum([...ROLES]), { minItems: 1, maxItems: ROLES.length, uniqueItems: true }),
      valid_until: InstantText,
      uuid: Type.Optional(Uuid7),
    },
    { additionalProperties: false },
  );
  app.post(
    api.addPerson.path,
    {
      ...signedIn,
      config: { act: 'administer' },
      schema: { body: NewPerson, summary: 'Mandate a person', tags, ...api.addPerson.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { name, roles, valid_until, uuid } = request.body;
      const wanted = { name, roles, validUntil: valid_until, ...(uuid === undefined ? {} : { uuid }) };
      return answer(reply, await mandatePerson(services, actor.value, wanted), (made) => made);
    },
  );

  enrolmentRoute(app, services);
  endingRoute(app, services);
}

function enrolmentRoute(app: App, services: PartyServices): void {
  const { ledger, connection } = services;
  app.post(
    api.inviteEnrolment.path,
    {
      preHandler: app.requireActor,
      config: { act: 'enrol' },
      schema: {
        params: Type.Object({ uuid: Uuid7 }),
        summary: 'Ask for a one-time code to enrol a passkey; told to the second who asks',
        tags,
        ...api.inviteEnrolment.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      if (actor.value.scopes !== undefined) return refused(reply, codesByPersons);
      const { party, person: asking } = actor.value;
      const person = `${party}#${request.params.uuid}`;
      const [mandate] = await mandatesOf(connection, party, ledger.now(), person);
      if (mandate === undefined) return refused(reply, notMandated);
      const who = { person, party, name: mandate.name ?? person };
      const roles = request.signedIn?.roles ?? new Set();
      const asked = await askEnrolment(connection, who, { person: asking, roles }, ledger.now());
      return answer(reply, asked, (given) =>
        given.state === 'issued'
          ? { code: given.code, hours: ENROLMENT_HOURS, alone: given.alone }
          : { waiting: true, hours: REQUEST_HOURS, sentence: SECOND_NEEDED },
      );
    },
  );
}

const Ending = Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) });

function endingRoute(app: App, services: PartyServices): void {
  app.post(
    api.endMandate.path,
    {
      preHandler: app.requireActor,
      config: { act: 'administer' },
      schema: {
        params: Type.Object({ digest: Digest }),
        body: Ending,
        summary: 'End a mandate',
        tags,
        ...api.endMandate.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const said = await endMandate(services, actor.value, request.params.digest, request.body.reason);
      return answer(reply, said, (appended) => ({ ended: appended?.digest }));
    },
  );
}

/** Said wherever a code waits for its second person. */
const SECOND_NEEDED = 'A code takes two: another administrator of your party asks for it as well, and is told it.';

const notMandated = {
  code: 'person-not-mandated',
  sentence: 'This person holds no mandate of your party. Give one first.',
};

/** Else a stolen token would become a passkey, which no scope holds. */
const codesByPersons = { code: 'scope-missing', sentence: 'A person hands out codes: sign in with your passkey.' };
