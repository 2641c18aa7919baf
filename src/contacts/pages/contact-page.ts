import { Type } from 'typebox';
import { type ContactEntry, STALE_AFTER_DAYS, STALE_AFTER_UNANSWERED } from '#contacts/directory.ts';
import { stateContact } from '#contacts/directory-routes.ts';
import { trialState } from '#contacts/measure.ts';
import { sendPing } from '#contacts/ping.ts';
import { ANSWER_HOURS_DEFAULT, ANSWER_HOURS_MOST } from '#contacts/schedule.ts';
import { directoryFor } from '#contacts/services.ts';
import { type TriedPing, triedPings } from '#contacts/trials.ts';
import { lastPings } from '#contacts/view.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { Digest } from '#statement/statement-type.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when, whichDay } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { wishOf } from './contact-wish.ts';
import { type ContactPageServices, may, noPerson, personOf, span, stateNameOf } from './services.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.contact;
const params = Type.Object({ digest: Digest });
const HOURS_CHARACTERS = 4;

/** `/contacts/<digest>`: one contact, how fresh it is, what pings told; ping it, verify it, change it. */
export function contactPages(app: App, services: ContactPageServices): void {
  app.get('/contacts/:digest', { schema: { params } }, async (request, reply) => {
    const entry = await entryFor(services, request, request.params.digest);
    return entry === undefined ? notFound(reply) : sendContact(services, request, reply, entry);
  });

  const Ping = Type.Object({ hours: Type.Optional(Type.String({ maxLength: HOURS_CHARACTERS })) });
  const signedIn = { preHandler: app.requireActor };
  app.post('/contacts/:digest/ping', { ...signedIn, schema: { params, body: Ping } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const entry = await entryFor(services, request, request.params.digest);
    if (entry === undefined) return notFound(reply);
    const hours = Number(request.body.hours ?? ANSWER_HOURS_DEFAULT);
    const fits = Number.isInteger(hours) && hours >= 1 && hours <= ANSWER_HOURS_MOST;
    const pinged = await sendPing(
      services,
      person,
      person.party,
      {
        to: entry.party,
        channel: entry.channel,
        mode: 'surprise',
        answerHours: fits ? hours : ANSWER_HOURS_DEFAULT,
        ...(entry.contact === null ? {} : { contact: entry.contact }),
      },
      request.idempotencyKey,
    );
    return pinged.ok ? seeOther(reply, `/contacts/${entry.statement}#pings`) : refused(reply, pinged.refusal);
  });

  app.post('/contacts/:digest/verify', { ...signedIn, schema: { params } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const entry = await entryFor(services, request, request.params.digest);
    if (entry === undefined) return notFound(reply);
    const today = services.ledger.now().toZonedDateTimeISO('UTC').toPlainDate().toString();
    const wish = { ...wishOf(entry), verified_on: today };
    const stated = await stateContact(services, person, wish, request.idempotencyKey);
    return stated.ok ? seeOther(reply, `/contacts/${stated.value.digest}`) : refused(reply, stated.refusal);
  });
}

export async function entryFor(
  services: ContactPageServices,
  request: Request,
  digest: string,
): Promise<ContactEntry | undefined> {
  return (await directoryFor(services, request.viewer)).find(({ statement }) => statement === digest);
}

export function notFound(reply: Reply): Reply {
  return refused(reply, { code: 'contact-not-found', sentence: T.notFound, spoken: true });
}

async function sendContact(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  entry: ContactEntry,
): Promise<Reply> {
  const own = request.signedIn?.actor.party;
  const isOurs = own === entry.statedBy;
  const title = entry.name ?? entry.partyName;
  const body = html`${backLink(CONTACT_TEXTS.directory.crumb, '/contacts')}${pageHead({ caption: CONTACT_TEXTS.kinds[entry.kind], title: said(title) })}<div class="stack loose">
${staleNotice(entry)}
<div class="narrow">${summaryList(await facts(services, entry))}</div>
${isOurs && may(services, request, 'author:contact-point') && ownActs(request, reply, entry)}
${own !== undefined && own !== entry.party && (await pingSection(services, request, reply, entry, own))}</div>`;
  return sendPage(request, reply, { title, body });
}

function staleNotice({ stale }: ContactEntry): Markup | false {
  if (stale.length === 0) return false;
  const values = { days: STALE_AFTER_DAYS, count: STALE_AFTER_UNANSWERED };
  const lines = stale.map((reason) => html`<li>${sentence(T.staleText[reason], values)}</li>`);
  return notice(T.staleTitle, html`<ul>${lines}</ul>`, 'wait');
}

async function facts(services: ContactPageServices, entry: ContactEntry) {
  const { name } = await services.partyNames();
  const party = (did: string) => html`<a href="/parties/${did}">${said(name(did))}</a>`;
  const shown = (key: string, value: Content) => (value === null || value === '' ? [] : [{ key, value }]);
  const text = (value: string | null) => (value === null ? null : said(value));
  const F = T.facts;
  return [
    { key: F.party, value: party(entry.party) },
    { key: F.state, value: stateNameOf(services, entry.state) },
    { key: F.kind, value: CONTACT_TEXTS.kinds[entry.kind] },
    {
      key: F.channel,
      value: CONTACT_TEXTS.channels[entry.channel as keyof typeof CONTACT_TEXTS.channels] ?? entry.channel,
    },
    ...shown(F.name, text(entry.name)),
    ...shown(F.phone, entry.phone && html`<a href="tel:${entry.phone}">${said(entry.phone)}</a>`),
    ...shown(F.email, entry.email && html`<a href="mailto:${entry.email}">${said(entry.email)}</a>`),
    ...shown(F.url, entry.url && html`<a href="${entry.url}" rel="noreferrer">${said(entry.url)}</a>`),
    ...shown(F.hours, text(entry.hours)),
    ...shown(F.languages, entry.languages.join(', ')),
    ...shown(F.pgp, entry.pgp && html`<span class="hash">${entry.pgp}</span>`),
    ...shown(F.seal, entry.seal && html`<span class="hash">${entry.seal}</span>`),
    { key: F.keys, value: html`<a href="/parties/${entry.party}#keys">${F.keysLink}</a>` },
    {
      key: F.verified,
      value: entry.verifiedOn === null ? CONTACT_TEXTS.directory.never : whichDay(entry.verifiedOn),
    },
    ...shown(F.until, text(entry.validUntil)),
    {
      key: F.statedBy,
      value: sentence(entry.confirmed === 'by-itself' ? F.byItself : F.byHost, { party: party(entry.statedBy) }),
    },
    { key: F.statement, value: html`<a href="/statements/${entry.statement}">${F.statementLink}</a>` },
  ];
}

function ownActs(request: Request, reply: Reply, entry: ContactEntry): Markup {
  const verify = form(
    request,
    reply,
    { action: `/contacts/${entry.statement}/verify`, look: 'inline', label: T.verify },
    button(T.verifyButton),
  );
  return html`<section class="stack tight no-print" aria-labelledby="verify"><h2 id="verify">${T.verify}</h2><div class="row">${verify}${linkButton(T.renew, `/contacts/new?renew=${entry.statement}`, 'second')}</div></section>`;
}

async function pingSection(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  entry: ContactEntry,
  own: string,
): Promise<Markup> {
  const { party, channel, contact, measure } = entry;
  const now = services.ledger.now();
  const pings = await lastPings(services.connection, { issuer: own, party, channel, contact });
  const rows = (await triedPings(services.connection, pings)).map((tried) => pingRow(tried, now));
  const known = (await services.partyNames()).parties.get(party);
  const ask = html`${textField({ name: 'hours', label: T.pingHours, type: 'number', width: 'tiny', value: String(ANSWER_HOURS_DEFAULT) })}${actions(button(T.pingButton))}`;
  const summary = sentence(T.summary, {
    answered: measure.answeredByPerson,
    settled: measure.settled,
    median: span(measure.medianSeconds),
    last: span(measure.lastSeconds),
  });
  return html`<section class="stack tight" aria-labelledby="pings"><h2 id="pings">${T.pings}</h2><p class="soft">${T.pingsLead}</p>
${
  rows.length === 0
    ? html`<p class="soft">${T.noPings}</p>`
    : html`<p>${summary}</p>${table(
        T.pings,
        T.pingColumns.map((label) => ({ label })),
        rows,
        true,
      )}`
}
${known?.describedBy === own && html`<p class="note">${T.guest}</p>`}</section>
${may(services, request, 'author:reachability-ping') && html`<section class="stack tight no-print" aria-labelledby="ping"><h2 id="ping">${T.ping}</h2><p class="soft">${T.pingLead}</p>${form(request, reply, { action: `/contacts/${entry.statement}/ping` }, ask)}</section>`}`;
}

function pingRow({ ping, trial }: TriedPing, now: Temporal.Instant): readonly Content[] {
  const moment = (instant: Temporal.Instant | null) => (instant === null ? html`–` : when(instant));
  return [
    html`<a href="/statements/${ping.digest}">${when(ping.at)}</a>`,
    CONTACT_TEXTS.modes[ping.mode],
    CONTACT_TEXTS.states[trialState(trial, now)],
    moment(trial.receivedAt),
    moment(trial.machineAt),
    moment(trial.personAt),
  ];
}
