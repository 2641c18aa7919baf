import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App } from '#http/contract.ts';
import { startSession } from '#http/cookies.ts';
import { refused } from '#http/problem.ts';
import type { Node } from '#node.ts';
import type { Seats } from '#parties/persons/seats.ts';

/** An address of this node: with a second slash it would name another one. */
const NEXT = /^\/(?!\/)[A-Za-z0-9/?=&#_-]{0,200}$/;

/**
 * `GET /demo/seat/<name>`: the one click of the guide page, which stands on another origin and can send no form here.
 * It needs {@link Seats}, which only the demo of an exercise can open.
 */
export function seatRoutes(app: App, seats: Seats, { store, ledger }: Node): void {
  const params = Type.Object({ seat: Type.String({ maxLength: 100 }) });
  const querystring = Type.Object({ next: Type.Optional(Type.String({ pattern: NEXT.source, maxLength: 201 })) });
  app.get(
    '/demo/seat/:seat',
    { schema: { params, querystring, hide: true }, config: { kind: 'page' } },
    async (request, reply) => {
      const secret = await seats.sit(store.connection, request.params.seat, ledger.now());
      if (!secret.ok) return refused(reply, secret.refusal);
      startSession(reply, secret.value);
      return seeOther(reply, request.query.next ?? '/desk');
    },
  );
}
