import { Type } from 'typebox';
import { personOf } from '#federation/delivery/release-routes.ts';
import type { Federation } from '#federation/federation.ts';
import { misbehaving } from '#federation/logs/misbehaviour-detection.ts';
import { type Peer, standingPeers } from '#federation/peering.ts';
import { created } from '#http/answers.ts';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Authority } from '#ledger/contract.ts';
import { formatVerifierKey } from '#log/verifier-key.ts';
import type { Outcome } from '#outcome.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';
import { acceptInvitation } from './accept-invitation.ts';
import * as api from './peer-answers.ts';
import { confirmPeering, invitePeer, peeringRequests, removePeer } from './peers.ts';

const MAX_TEXT_CHARACTERS = 2_000;
const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
const ACT = 'author:peer-confirmation';

/** Peers of this node: who they are, and what their administrators and ours do to become so. */
export function peerRoutes(app: App, federation: Federation, authority: Authority): void {
  const { connection } = federation.office.store;

  app.get(
    api.listPeers.path,
    {
      schema: {
        summary: 'Parties of other nodes that ours have confirmed',
        tags: ['peers'],
        ...api.listPeers.schema,
      },
    },
    async (request) => {
      const flagged = await misbehaving(connection);
      const peers = await standingPeers(connection);
      return {
        peers: peers.map((peer) => ({
          ...peerJson(peer, request.viewer.party),
          misbehaviour: flagged
            .filter(({ log, party }) => log === peer.log && (party === null || party === peer.party))
            .map(({ statement, kind }) => ({ statement, kind })),
        })),
      };
    },
  );
  invitationRoutes(app, federation, authority);
  confirmationRoutes(app, federation, authority);
}

function invitationRoutes(app: App, { office, fetchPeer }: Federation, authority: Authority): void {
  const signedIn = forAdministrators(app);

  app.post(
    api.invitePeer.path,
    {
      ...signedIn,
      schema: {
        summary: 'A line to hand to another party’s administrator',
        tags: ['peers'],
        ...api.invitePeer.schema,
      },
    },
    async (request, reply) => {
      const allowed = administers(request, authority);
      if (!allowed.ok) return refused(reply, allowed.refusal);
      const invited = await invitePeer(office, personOf(request));
      return invited.ok ? created(reply).send(invited.value) : refused(reply, invited.refusal);
    },
  );

  app.post(
    api.acceptPeer.path,
    {
      ...signedIn,
      schema: {
        body: Type.Object({ invitation: Text, via: Text }, { additionalProperties: false }),
        summary: 'Accept an invitation: confirm the inviting party and present yours',
        tags: ['peers'],
        ...api.acceptPeer.schema,
      },
    },
    async (request, reply) => {
      const allowed = administers(request, authority);
      if (!allowed.ok) return refused(reply, allowed.refusal);
      const { invitation, via } = request.body;
      const accepted = await acceptInvitation(office, fetchPeer, personOf(request), invitation, via);
      return accepted.ok ? created(reply).send(accepted.value) : refused(reply, accepted.refusal);
    },
  );
}

function confirmationRoutes(app: App, { office }: Federation, authority: Authority): void {
  const signedIn = forAdministrators(app);

  app.get(
    api.listPeerRequests.path,
    {
      ...signedIn,
      schema: {
        summary: 'Parties that accepted an invitation and wait to be confirmed',
        tags: ['peers'],
        ...api.listPeerRequests.schema,
      },
    },
    async (request, reply) => {
      const allowed = administers(request, authority);
      if (!allowed.ok) return refused(reply, allowed.refusal);
      const waiting = await peeringRequests(office, personOf(request).party);
      return reply.send({ requests: waiting.map((one) => ({ ...one, receivedAt: one.receivedAt.toString() })) });
    },
  );

  app.post(
    api.confirmPeer.path,
    {
      ...signedIn,
      schema: {
        body: Type.Object({ party: PartyId, root: Digest, via: Text }, { additionalProperties: false }),
        summary: 'Confirm a party whose root its listed point of contact has read out',
        tags: ['peers'],
        ...api.confirmPeer.schema,
      },
    },
    async (request, reply) => {
      const { party, root, via } = request.body;
      const confirmed = await confirmPeering(office, personOf(request), party, root, via);
      return confirmed.ok ? created(reply).send(confirmed.value) : refused(reply, confirmed.refusal);
    },
  );

  app.post(
    api.removePeer.path,
    {
      ...signedIn,
      schema: {
        body: Type.Object({ party: PartyId, reason: Text }, { additionalProperties: false }),
        summary: 'Remove a peer: nothing is delivered to it or taken from it any more',
        tags: ['peers'],
        ...api.removePeer.schema,
      },
    },
    async (request, reply) => {
      const removed = await removePeer(office, personOf(request), request.body.party, request.body.reason);
      return removed.ok ? created(reply).send({ removed: request.body.party }) : refused(reply, removed.refusal);
    },
  );
}

function forAdministrators(app: App) {
  return { preHandler: app.requireActor, config: { scope: 'administer' } };
}

/** An invitation is no statement, so no rule of the ledger asks who makes it. */
function administers(request: Request, authority: Authority): Outcome<null> {
  return authority.mayAct(personOf(request), request.signedIn?.roles ?? new Set(), ACT);
}

/** Through whom a peer was confirmed is for those who confirmed it. */
function peerJson(peer: Peer, reader: string | null) {
  const { logKey, formerLogKeys, witnessKeys, requestKey, confirmedAt, confirmers, via, ...rest } = peer;
  return {
    ...rest,
    via: reader === peer.confirmedBy ? via : null,
    formerLogKeys: formerLogKeys.map(formatVerifierKey),
    confirmers: [...confirmers],
    confirmedAt: confirmedAt.toString(),
    logKey: formatVerifierKey(logKey),
    witnessKeys: witnessKeys.map(formatVerifierKey),
    requestKey: formatVerifierKey(requestKey),
  };
}
