import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { giveToOwnAuthority } from '#incidents/own-authority.ts';
import { accept, type Outcome } from '#outcome.ts';
import { Digest } from '#statement/statement-type.ts';
import { html, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { notice } from '#web/parts/notice.ts';
import { sentence } from '#web/sentence.ts';
import { authorityFor } from './alert-draft.ts';
import { TEXTS } from './alert-texts.ts';
import { sendDone } from './done-page.ts';
import { holdersOf } from './holders.ts';
import { namesFor, type PageRooms, type Person, personOf } from './rooms.ts';
import { notFound, type Seen, seeInCase } from './statement-routes.ts';

const T = TEXTS.receipt;
const params = Type.Object({ digest: Digest });

/** What the rules refuse is told on the receipt page, where it can be tried again. */
export async function giveToAuthority(
  rooms: PageRooms,
  request: Request,
  person: Person,
  digest: string,
): Promise<Outcome<null>> {
  const given = await giveToOwnAuthority(rooms, person, request.viewer, digest);
  return given.ok ? accept(null) : given;
}

/** `/statements/<digest>/receipt`: reference, position, proof, what happens next; a page, never a message that fades. */
export function alertReceiptPages(app: App, rooms: PageRooms): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/statements/:digest/receipt', settings, async (request, reply) => {
    const seen = await seeInCase(rooms, request, request.params.digest);
    return seen === null ? notFound(reply) : sendReceipt(rooms, request, reply, seen);
  });

  app.post('/statements/:digest/give', settings, async (request, reply) => {
    const given = await giveToAuthority(rooms, request, personOf(request)!, request.params.digest);
    return given.ok
      ? seeOther(reply, `/statements/${request.params.digest}/receipt`)
      : refused(reply, given.refusal);
  });
}

async function sendReceipt(
  rooms: PageRooms,
  request: Request,
  reply: Reply,
  seen: Seen & { caseId: string },
): Promise<Reply> {
  const names = await namesFor(rooms);
  const authority = await authorityFor(rooms, seen.shown.issuer);
  const given = holdersOf(seen.inCase).some(({ target, to }) => target === seen.shown.digest && to === authority);
  const called = authority === null ? T.noAuthority : names.party(authority);
  const again = form(
    request,
    reply,
    { action: `/statements/${seen.shown.digest}/give`, look: 'inline' },
    button(T.giveAgain, 'second'),
  );
  const missing =
    authority !== null &&
    !given &&
    notice(
      sentence(T.notDelivered, { authority: said(called) }),
      html`<p>${T.notDeliveredHelp}</p>${again}`,
      'wrong',
    );
  const finder = html`<a href="/duties">${T.finder}</a>`;
  return sendDone(request, reply, {
    title: T.title,
    lead: sentence(T.lead, { party: said(names.party(seen.shown.issuer)) }),
    shown: seen.shown,
    caseId: seen.caseId,
    warning: missing,
    next: T.nextSteps.map((step) => sentence(step, { authority: said(called), finder })),
  });
}
