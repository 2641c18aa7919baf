import { Type } from 'typebox';
import { deliveries } from '#federation/delivery/deliveries.ts';
import { refusedForm } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { LANGUAGE_PARAMETER } from '#http/language.ts';
import { refused } from '#http/problem.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { GuestCode } from '#parties/codes.ts';
import { answerGuest, GUEST_NOTE_CHARACTERS } from '#parties/guests/guest-answer.ts';
import { GUEST_PATH } from '#parties/guests/guest-invitation.ts';
import { GUEST_NAME_CHARACTERS, type GuestLink, inviteGuest, openGuestLink } from '#parties/guests/guests.ts';
import { viewerFor } from '#parties/view.ts';
import { claimValue } from '#site/claim-value.ts';
import { may, namesFor, type PageServices, personOf } from '#site/services.ts';
import { currentLanguage } from '#speaking';
import type { Claim } from '#statement/draft.ts';
import { COMMON_CLAIMS, Digest } from '#statement/statement-type.ts';
import { listText } from '#texts/icu.ts';
import { phoneLink } from '#web/home-page.ts';
import { html, type Markup, said } from '#web/html.ts';
import { claimLabel } from '#web/labels.ts';
import { button } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField, textField } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import { summaryList } from '#web/parts/lists.ts';
import { tlpLabel } from '#web/parts/marks.ts';
import { notice, pageHead } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { WEB_TEXTS } from '#web/texts.ts';
import { valueWord } from '#web/value-words.ts';

const T = RELAY_TEXTS.guest;
const R = RELAY_TEXTS.relay;
const LINK_HOURS = 7 * 24;
const SECRET = /(?:^|#)([A-Za-z0-9_-]{43})$/;
const LINK_LIMIT_CHARACTERS = 1_000;
const Link = Type.Object({ link: Type.String({ maxLength: LINK_LIMIT_CHARACTERS }) });
const Typed = Type.Object({
  link: Type.String({ maxLength: LINK_LIMIT_CHARACTERS }),
  name: Type.Optional(Type.String({ maxLength: 4 * GUEST_NAME_CHARACTERS })),
  note: Type.Optional(Type.String({ maxLength: 4 * GUEST_NOTE_CHARACTERS })),
});

/** The secret stands in no address: whoever chooses a language sends it once more, with all that was typed. */
const LANGUAGE_FORM = { id: 'guest', action: '/guest' };

/** Parties without a node: a link for one release, and the one page on which they read and answer. */
export function guestPages(app: App, services: PageServices): void {
  const Contact = Type.Object({ contact: Type.String({ minLength: 1, maxLength: GUEST_NAME_CHARACTERS }) });
  app.post(
    '/releases/:release/guest',
    { preHandler: app.requireActor, schema: { params: Type.Object({ release: Digest }), body: Contact } },
    async (request, reply) => {
      if (!may(services, request, 'invite-guest'))
        return refused(reply, {
          code: 'not-mandated',
          sentence: 'Your mandate does not include inviting guests. Ask a duty officer.',
        });
      return invite(services, request, reply, request.params.release, request.body.contact);
    },
  );

  // The secret stands behind `#`, which no browser sends: a script of the page puts it into this form, or a person does.
  app.get('/guest', (request, reply) => sendDoor(request, reply, '', NO_ERRORS));

  const config = { rate: 'sign-in' } as const;
  // Also where a language was chosen: what was typed by then comes along, and is shown again.
  app.post('/guest', { schema: { body: Typed }, config }, async (request, reply) => {
    const { link, ...typed } = request.body;
    if (link === '' && LANGUAGE_PARAMETER in request.body) return sendDoor(request, reply, link, NO_ERRORS);
    const opened = await open(services, link);
    if (opened.ok) return sendGuest(services, request, reply, opened.value, typed, NO_ERRORS);
    const errors = refusalErrors(opened.refusal, ['link']);
    return sendDoor(request, refusedForm(reply, opened.refusal.code), link, errors);
  });

  app.post('/guest/answer', { schema: { body: Typed }, config }, async (request, reply) => {
    const { link, name = '', note = '' } = request.body;
    const guestServices = { ...services, receiptOf: (release: string) => receiptOf(services, release) };
    const said = { name: name.trim(), ...(note.trim() === '' ? {} : { note: note.trim() }) };
    const answered = await answerGuest(guestServices, secretOf(link), said);
    const opened = await open(services, link);
    if (!opened.ok) return refused(reply, opened.refusal);
    if (answered.ok || answered.refusal.code === 'guest-link-used') {
      return sendGuest(services, request, reply, opened.value, {}, NO_ERRORS);
    }
    const errors = refusalErrors(answered.refusal, ['name', 'note']);
    return sendGuest(
      services,
      request,
      refusedForm(reply, answered.refusal.code),
      opened.value,
      { name, note },
      errors,
    );
  });

  app.post('/guest/bundle', { schema: { body: Link }, config }, async (request, reply) => {
    const opened = await open(services, request.body.link);
    if (!opened.ok) return refused(reply, opened.refusal);
    const bundle = await services.bundleText(opened.value.link.target, await eyesOf(services, opened.value.link));
    if (bundle === null)
      return refused(reply, { code: 'not-found', sentence: 'There is no proof yet. Try again in a moment.' });
    const file = `attachment; filename="comity-${opened.value.link.target.slice(0, 8)}.json"`;
    return reply.header('content-disposition', file).type('application/json').send(bundle);
  });
}

type Opened = { readonly secret: string; readonly link: GuestLink };

function secretOf(link: string): string {
  return SECRET.exec(link.trim())?.[1] ?? '';
}

async function open(services: PageServices, link: string): Promise<Outcome<Opened>> {
  const secret = secretOf(link);
  if (secret === '')
    return refuse<GuestCode>(
      'guest-link-not-valid',
      'This is not a whole link: copy all of it, to its end.',
      'link',
    );
  const opened = await openGuestLink(services.connection, secret, services.ledger.now());
  return opened.ok ? accept({ secret, link: opened.value }) : opened;
}

/** With whose eyes a guest reads: those of its party, and nothing beyond what was released to it. */
function eyesOf(services: PageServices, link: GuestLink) {
  return viewerFor(
    services.connection,
    { kind: 'guest', party: link.guest, link: link.id },
    services.ledger.now(),
  );
}

function sendDoor(request: Request, reply: Reply, link: string, errors: FieldErrors): Reply {
  const field = textField({
    name: 'link',
    label: T.link,
    help: T.linkHelp,
    value: link,
    spellcheck: false,
    error: errors.get('link') ?? errors.get(''),
  });
  const fields = html`${field}<p>${button(T.open)}</p>`;
  const body = html`${pageHead({ title: T.doorTitle, lead: T.doorLead })}<div id="guest-door">${form(request, reply, LANGUAGE_FORM, fields)}</div>`;
  return sendPage(request, reply, { title: T.doorTitle, leave: true, languageForm: LANGUAGE_FORM, body });
}

async function receiptOf(services: PageServices, release: string): Promise<string | null> {
  const [delivery] = await deliveries(services.connection, { releases: [release] });
  return delivery?.receipt?.digest ?? null;
}

async function invite(
  services: PageServices,
  request: Request,
  reply: Reply,
  release: string,
  contact: string,
): Promise<Reply> {
  const person = personOf(request)!;
  const [given] = await deliveries(services.connection, { releases: [release] });
  if (given === undefined || given.from !== person.party || given.case === null) {
    return refused(reply, { code: 'not-found', sentence: 'Your party has made no such release.' });
  }
  const now = services.ledger.now();
  const expiresAt = now.add({ hours: LINK_HOURS });
  const invitation = {
    release,
    target: given.target,
    case: given.case,
    guest: given.to,
    host: person.party,
    contact,
  };
  const made = await inviteGuest(services.connection, { ...invitation, createdBy: person.person, expiresAt }, now);
  if (!made.ok) return refused(reply, made.refusal);
  const names = await namesFor(services);
  const address = `${request.server.publicOrigin}${GUEST_PATH}${made.value.secret}`;
  const body = html`${pageHead({ title: R.guestTitle, lead: sentence(R.guestLead, { when: when(expiresAt) }) })}
<div class="stack narrow"><p>${sentence(R.guestFor, { contact: said(contact), party: said(names.party(given.to)) })}</p><pre>${address}</pre></div>`;
  return sendPage(request, reply, { title: R.guestTitle, section: 'desk', body });
}

type Words = { readonly name?: string; readonly note?: string };

async function sendGuest(
  services: PageServices,
  request: Request,
  reply: Reply,
  { secret, link }: Opened,
  typed: Words,
  errors: FieldErrors,
): Promise<Reply> {
  const shown = await services.reader.statement(link.target, await eyesOf(services, link));
  const names = await namesFor(services);
  const host = said(names.party(link.host));
  const { emergencyPhone } = request.server.node;
  const type = shown === null ? undefined : services.ledger.types.get(shown.type);
  const claims = [...(shown?.claims.values() ?? [])].filter(({ name }) => COMMON_CLAIMS[name] === undefined);
  const rows = claims.map(({ name, value, marking }) => ({
    key: html`${claimLabel(shown?.type ?? '', name)} ${tlpLabel(marking.tlp)}`,
    value: claimValue(name, value, type, names),
  }));
  const withheld = shown?.withheld === true && html`<p class="note withheld">${T.withheld}</p>`;
  const proof = form(
    request,
    reply,
    { action: '/guest/bundle', look: 'inline' },
    html`${hidden('link', secret)}${button(T.proof, 'second')}`,
  );
  const inOtherLanguage =
    link.answer !== null && form(request, reply, { ...LANGUAGE_FORM, look: 'inline' }, hidden('link', secret));
  const head = {
    title: sentence(T.title, { party: said(names.party(link.guest)) }),
    lead: sentence(T.lead, { host }),
  };
  const body = html`${errorSummary(errors)}${pageHead(head)}
<div class="aside"><section class="stack tight" aria-labelledby="content-heading"><h2 id="content-heading">${T.content}</h2>${summaryList(rows)}${withheld}${markingNote(claims)}${proof}</section>
<div class="stack">${link.answer === null ? answerForm(request, reply, secret, typed, errors) : answered(link, host)}
${emergencyPhone !== undefined && html`<p>${sentence(T.call, { phone: phoneLink(emergencyPhone) })}</p>`}
<p class="note">${sentence(T.assurance, { host })}</p><p class="note">${sentence(T.forWhom, { contact: said(link.contact), when: plainWhen(link.expiresAt) })}</p></div></div>${inOtherLanguage}`;
  const title = plainSentence(T.title, { party: names.party(link.guest) });
  return sendPage(request, reply, { title, leave: true, languageForm: LANGUAGE_FORM, body });
}

/** The words of a list begin with a capital letter; inside a sentence they do not. */
function withinSentence(word: string): string {
  return `${word.slice(0, 1).toLocaleLowerCase(currentLanguage())}${word.slice(1)}`;
}

/** What the labels beside the fields allow, in words: whoever has no node has not met them before. */
function markingNote(claims: readonly Claim[]): Markup | false {
  const markings = new Map(claims.map(({ marking }) => [`${marking.tlp} ${marking.uses.join(' ')}`, marking]));
  const lines = [...markings.values()].map(({ tlp, uses }) => {
    const words = listText(
      currentLanguage(),
      uses.map((use) => withinSentence(valueWord('uses', use) ?? use)),
    );
    return html`<li>${tlpLabel(tlp)} ${plainSentence(T.markingLine, { means: WEB_TEXTS.tlp[tlp], uses: words })}</li>`;
  });
  return lines.length > 0 && html`<h3>${T.marking}</h3><ul class="plain">${lines}</ul>`;
}

function answerForm(
  request: Request,
  reply: Reply,
  secret: string,
  { name, note }: Words,
  errors: FieldErrors,
): Markup {
  const fields = html`${hidden('link', secret)}${textField({ name: 'name', label: T.name, value: name, error: errors.get('name'), autocomplete: 'name' })}
${areaField({ name: 'note', label: T.note, help: T.noteHelp, optional: true, rows: 3, value: note, error: errors.get('note') })}<p>${button(T.button)}</p>`;
  return html`<section class="next"><h2>${T.answer}</h2>${form(request, reply, { id: LANGUAGE_FORM.id, action: '/guest/answer', label: T.answer }, fields)}</section>`;
}

function answered({ answer, answeredAt }: GuestLink, host: Markup): Markup {
  const title = answeredAt === null ? T.answer : sentence(T.answered, { when: when(answeredAt) });
  return notice(
    title,
    html`<p>${sentence(T.answeredBody, { host })}</p><p>${T.reference}: <span class="hash">${answer}</span></p>`,
    'right',
  );
}
