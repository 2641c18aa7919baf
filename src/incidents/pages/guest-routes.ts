import { Type } from 'typebox';
import { deliveries } from '#federation/deliveries.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { answerGuest, GUEST_NOTE_CHARACTERS } from '#parties/guest-answer.ts';
import { GUEST_NAME_CHARACTERS, type GuestLink, inviteGuest, openGuestLink } from '#parties/guests.ts';
import { viewerFor } from '#parties/view.ts';
import { COMMON_CLAIMS, Digest } from '#statement/statement-type.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { summaryList } from '#web/parts/lists.ts';
import { notice, pageHead } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { counted, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { claimValue } from './claim-value.ts';
import { TEXTS } from './relay-texts.ts';
import { may, namesFor, type PageRooms, personOf } from './rooms.ts';

const T = TEXTS.guest;
const R = TEXTS.relay;
const LINK_HOURS = 7 * 24;
const SECRET = Type.String({ pattern: '^[A-Za-z0-9_-]{20,128}$' });
const Answer = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 4 * GUEST_NAME_CHARACTERS })),
  note: Type.Optional(Type.String({ maxLength: 4 * GUEST_NOTE_CHARACTERS })),
});

/** Parties without a node: a link for one release, and the one page on which they read and answer. */
export function guestPages(app: App, rooms: PageRooms): void {
  const Contact = Type.Object({ contact: Type.String({ minLength: 1, maxLength: GUEST_NAME_CHARACTERS }) });
  app.post(
    '/releases/:release/guest',
    { preHandler: app.requireActor, schema: { params: Type.Object({ release: Digest }), body: Contact } },
    async (request, reply) => {
      if (!may(rooms, request, 'invite-guest'))
        return refused(reply, {
          code: 'not-mandated',
          sentence: 'Your mandate does not include inviting guests. Ask a duty officer.',
        });
      return invite(rooms, request, reply, request.params.release, request.body.contact);
    },
  );

  const settings = { schema: { params: Type.Object({ secret: SECRET }) }, config: { rate: 'sign-in' as const } };
  app.get('/guest/:secret', settings, async (request, reply) => {
    const link = await openGuestLink(rooms.connection, request.params.secret, rooms.ledger.now());
    return link.ok
      ? sendGuest(rooms, request, reply, request.params.secret, link.value, {}, NO_ERRORS)
      : refused(reply, link.refusal);
  });

  app.post(
    '/guest/:secret',
    { ...settings, schema: { ...settings.schema, body: Answer } },
    async (request, reply) => {
      const { secret } = request.params;
      const { name = '', note = '' } = request.body;
      const desk = { ...rooms, receiptOf: (release: string) => receiptOf(rooms, release) };
      const answered = await answerGuest(desk, secret, {
        name: name.trim(),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      });
      if (answered.ok || answered.refusal.code === 'guest-link-used') return seeOther(reply, `/guest/${secret}`);
      const link = await openGuestLink(rooms.connection, secret, rooms.ledger.now());
      if (!link.ok) return refused(reply, link.refusal);
      const errors = refusalErrors(answered.refusal, ['name', 'note']);
      return sendGuest(
        rooms,
        request,
        refusedForm(reply, answered.refusal.code),
        secret,
        link.value,
        { name, note },
        errors,
      );
    },
  );
}

async function receiptOf(rooms: PageRooms, release: string): Promise<string | null> {
  const [delivery] = await deliveries(rooms.connection, { releases: [release] });
  return delivery?.receipt?.digest ?? null;
}

async function invite(
  rooms: PageRooms,
  request: Request,
  reply: Reply,
  release: string,
  contact: string,
): Promise<Reply> {
  const person = personOf(request)!;
  const [given] = await deliveries(rooms.connection, { releases: [release] });
  if (given === undefined || given.from !== person.party || given.case === null) {
    return refused(reply, { code: 'not-found', sentence: 'Your party has made no such release.' });
  }
  const now = rooms.ledger.now();
  const expiresAt = now.add({ hours: LINK_HOURS });
  const invitation = {
    release,
    target: given.target,
    case: given.case,
    guest: given.to,
    host: person.party,
    contact,
  };
  const made = await inviteGuest(rooms.connection, { ...invitation, createdBy: person.person, expiresAt }, now);
  if (!made.ok) return refused(reply, made.refusal);
  const names = await namesFor(rooms);
  const address = `${request.server.publicOrigin}/guest/${made.value.secret}`;
  const body = html`${pageHead({ title: R.guestTitle, lead: sentence(R.guestLead, { when: when(expiresAt) }) })}
<div class="stack narrow"><p>${sentence(R.guestFor, { contact: said(contact), party: said(names.party(given.to)) })}</p><pre>${address}</pre></div>`;
  return sendPage(request, reply, { title: R.guestTitle, section: 'desk', body });
}

type Typed = { readonly name?: string; readonly note?: string };

async function sendGuest(
  rooms: PageRooms,
  request: Request,
  reply: Reply,
  secret: string,
  link: GuestLink,
  typed: Typed,
  errors: FieldErrors,
): Promise<Reply> {
  const viewer = await viewerFor(
    rooms.connection,
    { kind: 'guest', party: link.guest, link: link.id },
    rooms.ledger.now(),
  );
  const shown = await rooms.reader.statement(link.target, viewer);
  const names = await namesFor(rooms);
  const host = said(names.party(link.host));
  const type = shown === null ? undefined : rooms.ledger.types.get(shown.type);
  const rows = [...(shown?.claims.values() ?? [])]
    .filter(({ name }) => COMMON_CLAIMS[name] === undefined)
    .map(({ name, value }) => ({
      key: type?.claims[name]?.label ?? name,
      value: claimValue(name, value, type, names),
    }));
  const title = names.party(link.guest);
  const withheld =
    shown !== null &&
    shown.withheld > 0 &&
    html`<p class="note withheld">${counted(T.withheld, shown.withheld)}</p>`;
  const body = html`${errorSummary(errors)}${pageHead({ title: sentence(T.title, { party: said(title) }), lead: sentence(T.lead, { host }) })}
<div class="aside"><section class="stack tight" aria-labelledby="content-heading"><h2 id="content-heading">${T.content}</h2>${summaryList(rows)}${withheld}</section>
<div class="stack">${link.answer === null ? answerForm(request, reply, secret, typed, errors) : answered(link, host)}
<p class="note">${sentence(T.assurance, { host })}</p><p class="note">${sentence(T.forWhom, { contact: said(link.contact), when: plainWhen(link.expiresAt) })}</p></div></div>`;
  return sendPage(request, reply, { title: T.answer, body });
}

function answerForm(
  request: Request,
  reply: Reply,
  secret: string,
  { name, note }: Typed,
  errors: FieldErrors,
): Markup {
  const fields = html`${textField({ name: 'name', label: T.name, value: name, error: errors.get('name'), autocomplete: 'name' })}
${areaField({ name: 'note', label: T.note, help: T.noteHelp, optional: true, rows: 3, value: note, error: errors.get('note') })}<p>${button(T.button)}</p>`;
  return html`<section class="next"><h2>${T.answer}</h2>${form(request, reply, { action: `/guest/${secret}`, label: T.answer }, fields)}</section>`;
}

function answered({ answer, answeredAt }: GuestLink, host: Markup): Markup {
  const title = answeredAt === null ? T.answer : sentence(T.answered, { when: when(answeredAt) });
  return notice(
    title,
    html`<p>${sentence(T.answeredBody, { host })}</p><p>${T.reference}: <span class="hash">${answer}</span></p>`,
    'right',
  );
}
