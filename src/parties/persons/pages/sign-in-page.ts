import { Type } from 'typebox';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { endSession, readSecret, startSession } from '#http/cookies.ts';
import { URL_LIMIT_CHARACTERS } from '#http/limits.ts';
import { refused } from '#http/problem.ts';
import type { Seats } from '#parties/persons/seats.ts';
import { closeSession } from '#parties/persons/session.ts';
import type { Connection } from '#store/connection.ts';
import { phoneLink } from '#web/home-page.ts';
import { attributes, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { actions, form, hidden } from '#web/parts/form.ts';
import { pageHead } from '#web/parts/notice.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { SIGN_IN_TEXTS } from './texts.ts';
import { whySignIn } from './why-sign-in.ts';

export type SignInServices = {
  readonly connection: Connection;
  readonly now: () => Temporal.Instant;
  /** Null wherever seats are refused: everywhere but in the demo of an exercise. */
  readonly seats: Seats | null;
};

const T = SIGN_IN_TEXTS.signIn;
const Next = Type.Object({ next: Type.Optional(Type.String({ maxLength: URL_LIMIT_CHARACTERS })) });

/** Sign-in by passkey, by seat in the demo, enrolment, sign-out. */
export function signInPages(app: App, { connection, now, seats }: SignInServices): void {
  app.get('/sign-in', { schema: { querystring: Next } }, (request, reply) => {
    const body = signInBody(request, reply, localPath(request.query.next), seats);
    return sendPage(request, reply, { title: T.title, script: 'passkey', body });
  });

  app.get('/sign-in/done', (request, reply) => {
    const { signedIn } = request;
    if (signedIn === null) return seeOther(reply, '/sign-in');
    const who = sentence(T.done, { name: said(signedIn.name), party: said(signedIn.partyName) });
    const body = html`${pageHead({ title: T.doneTitle, lead: T.doneLead })}<p>${who}</p><p>${linkButton(T.toDesk, '/desk', 'second')}</p>`;
    return sendPage(request, reply, { title: T.doneTitle, body });
  });

  const Seat = Type.Object({
    seat: Type.String({ maxLength: 100 }),
    next: Type.Optional(Type.String({ maxLength: URL_LIMIT_CHARACTERS })),
  });
  app.post('/sign-in/seat', { schema: { body: Seat }, config: { rate: 'sign-in' } }, async (request, reply) => {
    if (seats === null) {
      return refused(reply, {
        code: 'seats-not-offered',
        sentence: 'Seats exist in the demo only: sign in with your passkey.',
      });
    }
    const secret = await seats.sit(connection, request.body.seat, now());
    if (!secret.ok) return refused(reply, secret.refusal);
    startSession(reply, secret.value);
    return seeOther(reply, localPath(request.body.next) ?? '/desk');
  });

  app.get('/enrol', (request, reply) =>
    sendPage(request, reply, {
      title: SIGN_IN_TEXTS.enrol.title,
      script: 'passkey',
      body: enrolBody(request, reply),
    }),
  );

  app.post('/sign-out', async (request, reply) => {
    const secret = readSecret(request, app.cookieNames.session);
    if (secret !== undefined) await closeSession(connection, secret, now());
    endSession(reply);
    return seeOther(reply, '/');
  });
}

/** A path on this node, or undefined: nobody is led elsewhere by a link to the sign-in. */
function localPath(next: string | undefined): string | undefined {
  return next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) ? next : undefined;
}

function signInBody(request: Request, reply: Reply, next: string | undefined, seats: Seats | null): Markup {
  const phone = request.server.node.emergencyPhone;
  const place = hidden('next', next ?? '/desk');
  return html`${pageHead({ title: T.title, ...(seats === null ? { lead: T.lead } : {}) })}
<div class="stack loose">${whySignIn(request, next)}
${seats !== null && seatsSection(request, reply, seats, place)}
${passkeyForm(request, reply, 'sign-in', html`${place}${actions(button(T.button, seats === null ? 'first' : 'second'))}`)}
<section class="stack tight" aria-labelledby="enrol"><h2 id="enrol">${T.enrolTitle}</h2><p>${T.enrolText}</p><p><a href="/enrol">${T.enrolLink}</a></p>
${phone !== undefined && html`<p>${sentence(T.noAccount, { phone: phoneLink(phone) })}</p>`}</section></div>`;
}

function seatsSection(request: Request, reply: Reply, seats: Seats, place: Markup): Markup {
  return html`<section class="stack" aria-labelledby="seats"><div class="stack tight"><h2 id="seats">${T.seatsTitle}</h2><p>${T.seatsLead}</p></div>
<ul class="stack tight">${seats.list.map(
    ({ name, label = name }) =>
      html`<li>${form(request, reply, { action: '/sign-in/seat', look: 'inline' }, html`${place}${hidden('seat', name)}${button(plainSentence(T.seat, { name: label }), 'second')}`)}</li>`,
  )}</ul></section>`;
}

/** Without scripts the ceremony cannot run: the page says so, and the module swaps that for the form. */
function passkeyForm(request: Request, reply: Reply, ceremony: 'sign-in' | 'enrol', content: Markup): Markup {
  const begin = ceremony === 'sign-in' ? '/api/v1/sign-in/begin' : '/api/v1/passkeys/begin';
  const finish = ceremony === 'sign-in' ? '/api/v1/sign-in/finish' : '/api/v1/passkeys/finish';
  const inner = html`<p class="error" role="alert" hidden></p>${content}`;
  return html`<p data-without-script>${T.needsScript}</p><div ${attributes({ 'data-passkey': ceremony, 'data-begin': begin, 'data-finish': finish, hidden: true })}>${form(request, reply, { action: '/sign-in' }, inner)}</div>`;
}

function enrolBody(request: Request, reply: Reply): Markup {
  const E = SIGN_IN_TEXTS.enrol;
  const fields = html`${textField({ name: 'code', label: E.code, help: E.codeHelp, width: 'short', spellcheck: false })}
${textField({ name: 'label', label: E.label, help: E.labelHelp, width: 'short' })}${hidden('next', '/desk')}${actions(button(E.button))}`;
  return html`${pageHead({ title: E.title, lead: E.lead })}${passkeyForm(request, reply, 'enrol', fields)}`;
}
