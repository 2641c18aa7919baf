import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { endSession, readSecret, startSession } from '#http/cookies.ts';
import { refused } from '#http/problem.ts';
import type { PartyServices } from '#parties/services.ts';
import {
  beginRegistration,
  beginSignIn,
  finishRegistration,
  finishSignIn,
  passkeysOf,
  removePasskey,
} from './passkeys.ts';
import { closeSession, openSession } from './session.ts';
import * as api from './sign-in-answers.ts';

const MAX_CODE_CHARACTERS = 40;
const MAX_LABEL_CHARACTERS = 80;
const MAX_CREDENTIAL_CHARACTERS = 2_000;
const MAX_ANSWER_PROPERTIES = 32;

/** The library judges what is inside; here only that it is an object with an id. */
const CredentialAnswer = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: MAX_CREDENTIAL_CHARACTERS }) },
  { maxProperties: MAX_ANSWER_PROPERTIES },
);
const Ceremony = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const tags = ['sign-in'];
const config = { rate: 'sign-in' } as const;

/** Passkey ceremonies (WebAuthn): enrolment by a code, sign-in, sign-out. */
export function signInRoutes(app: App, services: PartyServices): void {
  sessionRoutes(app, services);
  enrolmentRoutes(app, services);
}

function sessionRoutes(
  app: App,
  { connection, relyingParty, ledger, world = () => ledger.now() }: PartyServices,
): void {
  app.post(
    api.beginSignIn.path,
    { config, schema: { summary: 'Begin a sign-in', tags, ...api.beginSignIn.schema } },
    async () => beginSignIn(connection, relyingParty, world()),
  );

  app.post(
    api.finishSignIn.path,
    {
      config,
      schema: {
        body: Type.Object({ ceremony: Ceremony, response: CredentialAnswer }),
        summary: 'Sign in',
        tags,
        ...api.finishSignIn.schema,
      },
    },
    async (request, reply) => {
      const { ceremony } = request.body;
      const response = request.body.response as unknown as AuthenticationResponseJSON;
      const who = await finishSignIn(connection, relyingParty, ceremony, response, world());
      if (!who.ok) return refused(reply, who.refusal);
      startSession(reply, await openSession(connection, { ...who.value, how: 'passkey' }, world()));
      return reply.send(who.value);
    },
  );

  app.post(
    api.signOut.path,
    { schema: { summary: 'End this session', tags, ...api.signOut.schema } },
    async (request, reply) => {
      const secret = readSecret(request, app.cookieNames.session);
      if (secret !== undefined) await closeSession(connection, secret, world());
      endSession(reply);
      return reply.send({});
    },
  );
}

function enrolmentRoutes(
  app: App,
  { connection, relyingParty, ledger, world = () => ledger.now() }: PartyServices,
): void {
  const Code = Type.String({ minLength: 1, maxLength: MAX_CODE_CHARACTERS });
  app.post(
    api.beginPasskey.path,
    {
      config,
      schema: {
        body: Type.Object({ code: Code }),
        summary: 'Begin to enrol a passkey with a one-time code',
        tags,
        ...api.beginPasskey.schema,
      },
    },
    async (request, reply) => {
      const begun = await beginRegistration(connection, relyingParty, request.body.code, ledger.now());
      return begun.ok ? reply.send(begun.value) : refused(reply, begun.refusal);
    },
  );

  const Enrolment = Type.Object({
    ceremony: Ceremony,
    response: CredentialAnswer,
    label: Type.Optional(Type.String({ maxLength: MAX_LABEL_CHARACTERS })),
  });
  app.post(
    api.finishPasskey.path,
    {
      config,
      schema: { body: Enrolment, summary: 'Enrol it, and sign in with it', tags, ...api.finishPasskey.schema },
    },
    async (request, reply) => {
      const { ceremony, label = '' } = request.body;
      const response = request.body.response as unknown as RegistrationResponseJSON;
      const who = await finishRegistration(connection, relyingParty, ceremony, { response, label }, ledger.now());
      if (!who.ok) return refused(reply, who.refusal);
      startSession(reply, await openSession(connection, { ...who.value, how: 'passkey' }, world()));
      return reply.send(who.value);
    },
  );

  app.get(
    api.listPasskeys.path,
    { preHandler: app.requireActor, schema: { summary: 'Your passkeys', tags, ...api.listPasskeys.schema } },
    async (request) => {
      const { actor } = request;
      return { passkeys: actor?.kind === 'person' ? await passkeysOf(connection, actor.person) : [] };
    },
  );

  const PasskeyId = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9_-]{1,500}$' }) });
  app.delete(
    api.removePasskey.path,
    {
      preHandler: app.requireActor,
      config: { scope: 'administer' },
      schema: { params: PasskeyId, summary: 'Remove one of your passkeys', tags, ...api.removePasskey.schema },
    },
    async (request, reply) => {
      const person = request.actor?.kind === 'person' ? request.actor.person : '';
      const removed = await removePasskey(connection, person, request.params.id);
      return removed.ok ? reply.send({}) : refused(reply, removed.refusal);
    },
  );
}
