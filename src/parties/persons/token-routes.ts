import { Type } from 'typebox';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { scopeCovers } from '#http/recognise.ts';
import { momentAsked } from '#parties/draft-claims.ts';
import { answer, type PartyServices, personForRoute } from '#parties/services.ts';
import { InstantText } from '#parties/statements.ts';
import * as api from './token-answers.ts';
import {
  issueToken,
  revokeToken,
  TOKEN_LABEL_CHARACTERS,
  TOKEN_SCOPES_MOST,
  type Token,
  tokensOf,
} from './tokens.ts';

const MAX_SCOPE_CHARACTERS = 80;
const tags = ['tokens'];

const NewToken = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: TOKEN_LABEL_CHARACTERS }),
    scopes: Type.Array(Type.String({ maxLength: MAX_SCOPE_CHARACTERS }), {
      minItems: 1,
      maxItems: TOKEN_SCOPES_MOST,
    }),
    expires_at: InstantText,
  },
  { additionalProperties: false },
);

/** API tokens of the caller; an administrator sees and revokes those of the whole party. No token makes another. */
export function tokenRoutes(app: App, services: PartyServices): void {
  const signedIn = { preHandler: app.requireActor };
  const { connection, ledger, authority, world = () => ledger.now() } = services;

  app.get(
    api.listTokens.path,
    { ...signedIn, config: { act: 'read' }, schema: { summary: 'Your tokens', tags, ...api.listTokens.schema } },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { person, party } = actor.value;
      const all = authority.mayAct(actor.value, request.signedIn?.roles ?? new Set(), 'administer').ok;
      const tokens = (await tokensOf(connection, party)).filter((token) => all || token.person === person);
      return reply.send({ tokens: tokens.map(tokenJson) });
    },
  );

  app.post(
    api.issueToken.path,
    {
      ...signedIn,
      config: { act: 'read' },
      schema: { body: NewToken, summary: 'Make a token; it is shown once', tags, ...api.issueToken.schema },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      if (actor.value.scopes !== undefined) return refused(reply, tokensMakeNone);
      const { person, party } = actor.value;
      const { label, scopes, expires_at } = request.body;
      const expiry = momentAsked(expires_at, 'expires_at');
      if (!expiry.ok) return refused(reply, expiry.refusal);
      const expiresAt = expiry.value;
      const issued = await issueToken(connection, { person, party, label, scopes, expiresAt }, world());
      return answer(reply, issued, (token) => token);
    },
  );
  endingRoute(app, services);
}

/** By whoever holds it, its person, or an administrator of its party. */
function endingRoute(app: App, services: PartyServices): void {
  const { connection, ledger, authority, world = () => ledger.now() } = services;
  app.delete(
    api.revokeToken.path,
    {
      preHandler: app.requireActor,
      config: { act: 'read' },
      schema: {
        params: Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }),
        summary: 'Revoke a token',
        tags,
        ...api.revokeToken.schema,
      },
    },
    async (request, reply) => {
      const actor = personForRoute(request, services);
      if (!actor.ok) return refused(reply, actor.refusal);
      const { person, party } = actor.value;
      const isItself = actor.value.token === request.params.id;
      if (!isItself && !scopeCovers(actor.value.scopes, 'administer')) return refused(reply, tokensEndNone);
      const all = authority.mayAct(actor.value, request.signedIn?.roles ?? new Set(), 'administer').ok;
      const which = { id: request.params.id, party, ...(all ? {} : { person }) };
      return answer(reply, await revokeToken(connection, which, world()), () => ({}));
    },
  );
}

const tokensMakeNone = { code: 'scope-missing', sentence: 'A token makes no other: sign in with your passkey.' };

const tokensEndNone = { code: 'scope-missing', sentence: 'This token ends no other: sign in with your passkey.' };

function tokenJson({ createdAt, expiresAt, usedAt, revokedAt, ...rest }: Token) {
  return {
    ...rest,
    createdAt: createdAt.toString(),
    expiresAt: expiresAt.toString(),
    usedAt: usedAt?.toString() ?? null,
    revokedAt: revokedAt?.toString() ?? null,
  };
}
