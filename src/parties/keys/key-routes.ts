import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { answer, type PartyServices, personForRoute } from '#parties/services.ts';
import { HOST_KINDS } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import { PartyId, Uuid } from '#statement/statement-type.ts';
import type { Sealing } from './first-keys.ts';
import { awaitRoot, INVITATION_DAYS } from './invitations.ts';
import * as api from './key-answers.ts';
import { rotateKey } from './key-change.ts';
import { PublicJwk } from './key-schemas.ts';

const tags = ['keys'];

/** Keys of the caller's party; revocation is signed offline and handed in like any self-signed statement. */
export function keyRoutes(app: App, services: PartyServices): void {
  const signedIn = { preHandler: app.requireActor };
  const { ledger, connection } = services;

  const Rotation = Type.Object(
    { use: Type.Enum(['sign', 'seal']), sealing: Type.Optional(Type.Enum(['x25519', 'hybrid'])) },
    { additionalProperties: false },
  );
  app.post(
    api.rotateKey.path,
    {
      ...signedIn,
      config: { act: 'administer' },
      schema: { body: Rotation, summary: 'Let a new key take over', tags, ...api.rotateKey.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { use, sealing = 'x25519' } = request.body;
      const rotated = await rotateKey(services, actor.value, use as 'sign' | 'seal', {
        sealing: sealing as Sealing,
      });
      return answer(reply, rotated, (appended) => ({ statement: appended?.digest }));
    },
  );

  const Numbers = Type.Object({ party: PartyId, case: Uuid }, { additionalProperties: false });
  app.get(
    api.readNumbers.path,
    {
      ...signedIn,
      schema: {
        querystring: Numbers,
        summary: 'Numbers of the next statement your party signs itself',
        tags,
        ...api.readNumbers.schema,
      },
    },
    async (request, reply) => {
      const { party, case: caseId } = request.query;
      if (request.viewer.party !== party) return refused(reply, ownNumbersOnly);
      const next = await ledger.nextNumbers(party, caseId);
      return reply.send({ ...next, log: ledger.origin, realm: ledger.realm });
    },
  );

  const AwaitedRoot = Type.Object({ party: PartyId, key: PublicJwk }, { additionalProperties: false });
  app.post(
    api.awaitRoot.path,
    {
      ...signedIn,
      config: { act: 'administer' },
      schema: {
        body: AwaitedRoot,
        summary: 'Await the root of a party that keeps its own keys',
        tags,
        ...api.awaitRoot.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const host = await partyOf(connection, actor.value.party);
      if (host === undefined || !HOST_KINDS.includes(host.kind)) return refused(reply, hostsOnly);
      const awaited = await awaitRoot(connection, request.body.party, request.body.key, ledger.now());
      return answer(reply, awaited, ({ kid }) => ({ root: kid, days: INVITATION_DAYS }));
    },
  );
}

const ownNumbersOnly = { code: 'wrong-party', sentence: 'You are told the numbers of your own party only.' };
const hostsOnly = { code: 'not-mandated', sentence: 'Only an authority or a regional body takes parties in.' };
