import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { phrase, refuse } from '#outcome.ts';
import { partyOf } from '#parties/view.ts';
import { PartyId } from '#statement/statement-type.ts';
import { giveBackfill } from './delivery/backfill.ts';
import { deliveryPath } from './delivery/dispatch.ts';
import { receiveDelivery } from './delivery/inbox.ts';
import { giveBack } from './delivery/returns.ts';
import type { Federation } from './federation.ts';
import { logRoutes } from './logs/log-routes.ts';
import { DESCRIPTOR_LIMIT_BYTES } from './peers/accept-invitation.ts';
import { describeParty, formatDescriptor } from './peers/descriptor.ts';
import { receivePeering } from './peers/peers.ts';
import { REQUEST_HEADER } from './request-signature.ts';
import { SEALED_LIMIT_BYTES, SEALED_MEDIA_TYPE } from './seal.ts';

const forNodes = { config: { kind: 'machine', rate: 'federation' } } as const;
const PartyParameter = Type.Object({ party: PartyId });

/** What other nodes ask of this one: who a party is, to become peers, to take a delivery, to witness, to be mirrored. */
export function machineRoutes(app: App, federation: Federation): void {
  const { office } = federation;

  app.get(
    '/federation/v1/parties/:party',
    { ...forNodes, schema: { hide: true, params: PartyParameter } },
    async (request, reply) => {
      const { party } = request.params;
      if ((await partyOf(office.store.connection, party))?.hosted !== true) {
        return refused(reply, refuse('party-not-here', phrase`${party} is not a party of this node.`).refusal);
      }
      return reply.type('application/json').send(formatDescriptor(await describeParty(office, party)));
    },
  );

  app.post(
    '/federation/v1/peerings',
    {
      ...forNodes,
      config: { kind: 'machine', rate: 'sign-in' },
      bodyLimit: DESCRIPTOR_LIMIT_BYTES,
      schema: { hide: true },
    },
    async (request, reply) => {
      const received = await receivePeering(office, request.body);
      return received.ok ? reply.send(received.value) : refused(reply, received.refusal);
    },
  );

  returnRoutes(app, federation);
  logRoutes(app, federation);
  deliveryRoute(app, federation);
}

/** For a node restored from a backup: what its parties said, and what was given to them. */
function returnRoutes(app: App, { office }: Federation): void {
  app.get(
    '/federation/v1/parties/:party/returns/:from',
    {
      ...forNodes,
      schema: {
        hide: true,
        params: Type.Object({ party: PartyId, from: Type.Integer({ minimum: 0 }) }),
      },
    },
    async (request, reply) => {
      const header = request.headers[REQUEST_HEADER];
      const { party, from } = request.params;
      const given = await giveBack(office, {
        party,
        from,
        header: typeof header === 'string' ? header : undefined,
      });
      if (!given.ok) return refused(reply, given.refusal);
      return reply.type(SEALED_MEDIA_TYPE).send(Buffer.from(given.value));
    },
  );

  app.get(
    '/federation/v1/parties/:from/given/:to/:after',
    {
      ...forNodes,
      schema: {
        hide: true,
        params: Type.Object({ from: PartyId, to: PartyId, after: Type.Integer({ minimum: 0 }) }),
      },
    },
    async (request, reply) => {
      const header = request.headers[REQUEST_HEADER];
      const asked = { ...request.params, header: typeof header === 'string' ? header : undefined };
      const given = await giveBackfill(office, asked);
      return given.ok
        ? reply.type(SEALED_MEDIA_TYPE).send(Buffer.from(given.value))
        : refused(reply, given.refusal);
    },
  );
}

function deliveryRoute(app: App, federation: Federation): void {
  const { office, memory } = federation;
  // In a scope of their own, since nothing else on this server takes raw bytes.
  void app.register(async (scope: App) => {
    scope.addContentTypeParser(SEALED_MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/federation/v1/parties/:party/deliveries',
      { ...forNodes, bodyLimit: SEALED_LIMIT_BYTES, schema: { hide: true, params: PartyParameter } },
      async (request, reply) => {
        const recipient = request.params.party;
        const header = request.headers[REQUEST_HEADER];
        const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array(0);
        const answer = await receiveDelivery(office, memory, {
          recipient,
          path: deliveryPath(recipient),
          header: typeof header === 'string' ? header : undefined,
          body,
        });
        if (!answer.ok) return refused(reply, answer.refusal);
        federation.peerIsBack(answer.value.senderLog);
        return reply.type(SEALED_MEDIA_TYPE).send(Buffer.from(answer.value.body));
      },
    );
  });
}
