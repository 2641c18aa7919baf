import { Type } from 'typebox';
import { REASON_CHARACTERS_MOST } from '#gateway/mail/limits.ts';
import { writeDownMail } from '#gateway/mail/mail-claims.ts';
import {
  type DeskMail,
  decideMail,
  discardMail,
  mailsOf,
  mailWith,
  namesakesOf,
} from '#gateway/mail/mail-desk.ts';
import { proposalsFrom } from '#gateway/mail/proposals.ts';
import { refusal } from '#gateway/mail/read-mail.ts';
import type { GatewayServices } from '#gateway/services.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { contentFor, proposing } from '#incidents/form/pages/alert-draft.ts';
import { proposalRows, refusedNames } from '#incidents/form/pages/form-link-parts.ts';
import type { Outcome } from '#outcome.ts';
import { type Person, personFor } from '#parties/services.ts';
import { readDraft, saveDraft } from '#parties/workspace/workspace.ts';
import type { PageServices } from '#site/services.ts';
import { namesFor } from '#site/services.ts';
import { currentLanguage } from '#speaking';
import { listText } from '#texts/icu.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors } from '#web/parts/errors.ts';
import { areaField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { backLink, nextStep, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { filesTable, namesakesNotice, senderOf, subjectOf, worthOf } from './mail-parts.ts';
import { MAIL_TEXTS } from './mail-texts.ts';

export type MailPageServices = GatewayServices & PageServices;
const params = Type.Object({ id: Type.String({ pattern: '^[0-9a-f-]{36}$' }) });
const DECIDED_SHOWN = 20;

/** `/mail`: what came by mail; the whole party may read it, as its drafts, and its duty officers decide. */
export function mailPages(app: App, services: MailPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/mail', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    return sendList(services, request, reply, person.value);
  });
  app.get('/mail/:id', { ...signedIn, schema: { params } }, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    const mail = await mailWith(deskFor(services, person.value), request.params.id);
    return mail.ok ? sendMail(services, request, reply, mail.value, NO_ERRORS) : refused(reply, mail.refusal);
  });
  app.post('/mail/:id/take', { ...signedIn, schema: { params } }, async (request, reply) => {
    const person = personFor(request, services, 'take-mail');
    if (!person.ok) return refused(reply, person.refusal);
    const mail = await mailWith(deskFor(services, person.value), request.params.id);
    if (!mail.ok) return refused(reply, mail.refusal);
    const taken = await takeMail(services, person.value, mail.value);
    return taken.ok ? seeOther(reply, taken.value) : refused(reply, taken.refusal);
  });
  const Reason = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 4 * REASON_CHARACTERS_MOST })) });
  app.post('/mail/:id/discard', { ...signedIn, schema: { params, body: Reason } }, async (request, reply) => {
    const person = personFor(request, services, 'take-mail');
    if (!person.ok) return refused(reply, person.refusal);
    const desk = deskFor(services, person.value);
    const by = { person: person.value.person, reason: request.body.reason ?? '' };
    const gone = await discardMail(desk, request.params.id, by, services.ledger.now());
    if (gone.ok) return seeOther(reply, '/mail');
    const mail = await mailWith(desk, request.params.id);
    if (!mail.ok) return refused(reply, mail.refusal);
    const errors = refusalErrors(gone.refusal, gone.refusal.code === 'mail-reason-missing' ? ['reason'] : []);
    return sendMail(services, request, refusedForm(reply, gone.refusal.code), mail.value, errors);
  });
}

function deskFor({ connection }: MailPageServices, { party }: Person) {
  return { connection, party };
}

/**
 * Fills in the alert from the mail, as proposals, and leads to its first question. The draft is saved first: a crash
 * before the mail is marked leaves it waiting, and pressing again leads to the same draft.
 */
async function takeMail(services: MailPageServices, person: Person, mail: DeskMail): Promise<Outcome<string>> {
  const { connection, ledger } = services;
  const desk = { connection, party: person.party, person: person.person };
  const draft = await readDraft(desk, mail.draft);
  if (!draft.ok) return draft;
  const path = `/report/${mail.draft}`;
  if (mail.state === 'taken') return { ok: true, value: path };
  if (mail.state === 'discarded') return refusal('mail-decided');
  if (draft.value.progress?.answered === undefined) {
    const { party, case: caseId } = draft.value;
    const progress = proposing(proposalsFrom(mail).fields, 'mail');
    const parent = (await services.partyNames()).parties.get(party)?.parent ?? null;
    const empty = contentFor({ party, case: caseId, claims: {} }, {}, progress, parent);
    const content = writeDownMail(person.person, mail, empty);
    const mark = { progress: { ...content.progress, mail: mail.id } };
    const saved = await saveDraft(
      desk,
      { ...content, ...mark, id: draft.value.id, version: draft.value.version },
      ledger.now(),
    );
    if (!saved.ok) return saved;
  }
  const decision = { person: person.person, state: 'taken', reason: null } as const;
  const decided = await decideMail(desk, mail.id, decision, ledger.now());
  return decided.ok ? { ok: true, value: `${path}/danger` } : decided;
}

async function sendList(
  services: MailPageServices,
  request: Request,
  reply: Reply,
  person: Person,
): Promise<Reply> {
  const T = MAIL_TEXTS;
  const desk = deskFor(services, person);
  const waiting = await mailsOf(desk, 'waiting');
  const decided = [...(await mailsOf(desk, 'taken')), ...(await mailsOf(desk, 'discarded'))]
    .toSorted((one, other) => Temporal.Instant.compare(other.receivedAt, one.receivedAt))
    .slice(0, DECIDED_SHOWN);
  const row = (mail: DeskMail) => [
    html`<a href="/mail/${mail.id}">${subjectOf(mail)}</a>`,
    senderOf(mail),
    when(mail.receivedAt),
    worthOf(mail, mail.listed ?? undefined).tag,
    mail.state === 'discarded' ? html`${T.states.discarded}: ${said(mail.reason ?? '')}` : T.states[mail.state],
  ];
  const columns = Object.values(T.columns).map((label) => ({ label }));
  const list = (id: string, title: string, mails: readonly DeskMail[]) =>
    html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${table(title, columns, mails.map(row), true)}</section>`;
  const addresses = [...services.desks].filter(([, party]) => party === person.party).map(([address]) => address);
  const way =
    addresses.length === 0
      ? T.noAddress
      : sentence(T.address, { address: listText(currentLanguage(), addresses) });
  const body = html`${backLink(T.crumb, '/desk')}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose"><p class="soft">${way}</p>
${waiting.length === 0 ? html`<p>${T.none}</p>` : list('waiting', T.waiting, waiting)}${decided.length > 0 && list('decided', T.decided, decided)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', body });
}

async function sendMail(
  services: MailPageServices,
  request: Request,
  reply: Reply,
  mail: DeskMail,
  errors: FieldErrors,
): Promise<Reply> {
  const T = MAIL_TEXTS.mail;
  const listing = mail.listed === null ? null : await services.reader.statement(mail.listed, request.viewer);
  const names = await namesFor(services);
  const listedParty = listing?.claims.get('party')?.value;
  const worth = worthOf(mail, typeof listedParty === 'string' ? names.party(listedParty) : listing?.issuer);
  const title = mail.subject === '' ? MAIL_TEXTS.noSubject : mail.subject;
  const rows = [
    { key: T.from, value: senderOf(mail) },
    { key: T.received, value: when(mail.receivedAt) },
    { key: T.signature, value: html`${worth.tag} ${worth.says}` },
    { key: T.messageId, value: html`<span class="hash">${mail.messageId ?? '–'}</span>` },
    ...(mail.reason === null ? [] : [{ key: T.reason, value: said(mail.reason) }]),
  ];
  const namesakes = namesakesNotice(
    await namesakesOf({ connection: services.connection, party: mail.party }, mail),
  );
  const text = html`<section class="stack tight" aria-labelledby="text"><h2 id="text">${T.text}</h2>${mail.text === '' ? html`<p class="soft">${T.noText}</p>` : html`<p dir="auto">${mail.text.split('\n').map((line, at) => html`${at > 0 && html`<br>`}${said(line)}`)}</p>`}${mail.clipped && html`<p class="note">${T.clipped}</p>`}</section>`;
  const body = html`${backLink(T.crumb, '/mail')}${errorSummary(errors)}${pageHead({ title: said(title), caption: MAIL_TEXTS.states[mail.state] })}<div class="stack loose">
${namesakes}${summaryList(rows)}${mail.state !== 'discarded' && text}${filesTable(mail)}${mail.state === 'waiting' && personFor(request, services, 'take-mail').ok ? decision(request, reply, mail, names, errors) : mail.state === 'taken' && html`<p>${linkButton(T.open, `/report/${mail.draft}`, 'second')}</p>`}</div>`;
  return sendPage(request, reply, { title, section: 'desk', body });
}

function decision(
  request: Request,
  reply: Reply,
  mail: DeskMail,
  names: { state(code: string): string },
  errors: FieldErrors,
): Markup {
  const T = MAIL_TEXTS.mail;
  const { fields, refused: notRead } = proposalsFrom(mail);
  const read =
    Object.keys(fields).length === 0
      ? html`<p class="soft">${T.nothingRead}</p>`
      : html`<p class="soft">${T.readLead}</p>${summaryList(proposalRows(fields, names))}`;
  const take = form(
    request,
    reply,
    { action: `/mail/${mail.id}/take`, look: 'inline', label: T.take },
    button(T.takeButton),
  );
  const reason = html`${areaField({ name: 'reason', label: T.reasonLabel, help: T.reasonHelp, rows: 2, error: errors.get('reason') })}${actions(button(T.discardButton, 'grave'))}`;
  return html`<section class="stack tight" aria-labelledby="read"><h2 id="read">${T.read}</h2>${read}${refusedNames(notRead, T.refused)}</section>
${nextStep(T.take, html`<p>${T.takeLead}</p>`, take)}
<section class="stack tight" aria-labelledby="discard"><h2 id="discard">${T.discard}</h2><p class="soft">${T.discardLead}</p>${form(request, reply, { action: `/mail/${mail.id}/discard`, label: T.discard }, reason)}</section>`;
}
