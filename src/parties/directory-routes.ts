import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { PartyId } from '#statement/statement-type.ts';
import { communities } from './community-view.ts';
import { contactsFor, keysFor, profileFor, profilesFor } from './directory.ts';
import * as api from './directory-answers.ts';
import { type PartyServices, plainClaims } from './services.ts';
import { CHANNELS } from './statements.ts';

const Which = Type.Object({ party: PartyId }, { additionalProperties: false });
const tags = ['parties'];

/** Who exists, with which keys, reached how; each claim only for those who may see it. */
export function directoryRoutes(app: App, services: PartyServices): void {
  app.get(
    api.listParties.path,
    { schema: { summary: 'Parties this node knows of', tags, ...api.listParties.schema } },
    async (request) => {
      const entries = await profilesFor(services, request.viewer);
      return { parties: entries.map(({ party, shown }) => ({ party, profile: plainClaims(shown) })) };
    },
  );

  app.get(
    api.readParty.path,
    { schema: { params: Which, summary: 'A party', tags, ...api.readParty.schema } },
    async (request, reply) => {
      const found = await profileFor(services, request.params.party, request.viewer);
      if (found === undefined) return refused(reply, partyNotFound);
      const { party, shown } = found;
      return reply.send({
        party: party.party,
        hosted: party.hosted,
        describedBy: party.describedBy,
        profile: plainClaims(shown),
      });
    },
  );

  app.get(
    api.listPartyKeys.path,
    {
      schema: {
        params: Which,
        summary: 'Its keys, as its chain from the pinned root has them',
        tags,
        ...api.listPartyKeys.schema,
      },
    },
    async (request, reply) => {
      const found = await keysFor(services, request.params.party, request.viewer);
      if (found === undefined) return refused(reply, partyNotFound);
      return reply.send({
        root: found.root,
        keys: found.keys.map((key) => ({
          ...key,
          validFrom: key.validFrom.toString(),
          invalidAfter: key.invalidAfter?.toString() ?? null,
        })),
      });
    },
  );

  reachRoutes(app, services);
}

function reachRoutes(app: App, services: PartyServices): void {
  const Channel = Type.Object(
    { channel: Type.Optional(Type.Enum([...CHANNELS])) },
    { additionalProperties: false },
  );
  app.get(
    api.listPartyContacts.path,
    {
      schema: {
        params: Which,
        querystring: Channel,
        summary: 'How it is reached',
        tags,
        ...api.listPartyContacts.schema,
      },
    },
    async (request) => {
      const { params, query, viewer } = request;
      const entries = await contactsFor(services, params.party, viewer, services.ledger.now(), query.channel);
      return { contacts: entries.map(({ shown }) => plainClaims(shown)) };
    },
  );

  app.get(
    api.listCommunities.path,
    {
      preHandler: app.requireActor,
      schema: { summary: 'Communities your party is in', tags, ...api.listCommunities.schema },
    },
    async (request) => {
      const own = await communities(services.connection, services.ledger.now(), request.viewer.communities);
      const shown = await Promise.all(
        own.map(({ agreement }) => services.reader.statement(agreement, request.viewer)),
      );
      return { communities: shown.flatMap((one) => (one === null ? [] : [plainClaims(one)])) };
    },
  );
}

const partyNotFound = {
  code: 'party-not-found',
  sentence: 'This node knows no such party, or nothing you may see.',
};
