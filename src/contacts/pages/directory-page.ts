import { Type } from 'typebox';
import type { ContactEntry } from '#contacts/directory.ts';
import { forgetProposal, type Proposal, proposalsOf } from '#contacts/proposals.ts';
import { directoryFor } from '#contacts/services.ts';
import { pingsToAnswer } from '#contacts/undelivered.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { CONTACT_KINDS } from '#parties/statements.ts';
import { currentLanguage } from '#speaking';
import { Digest } from '#statement/statement-type.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { type Choice, checkboxes, selectField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { details, pageHead } from '#web/parts/notice.ts';
import { when, whichDay } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { contactMap } from './contact-map.ts';
import {
  type ContactPageServices,
  may,
  noPerson,
  notMandated,
  personOf,
  reachedAt,
  span,
  stateNameOf,
} from './services.ts';
import { CONTACT_TEXTS } from './texts.ts';

const T = CONTACT_TEXTS.directory;
const FIELD_CHARACTERS = 40;
const Filter = Type.Object({
  state: Type.Optional(Type.String({ maxLength: FIELD_CHARACTERS })),
  kind: Type.Optional(Type.String({ maxLength: FIELD_CHARACTERS })),
  stale: Type.Optional(Type.String({ maxLength: FIELD_CHARACTERS })),
});
type Filter = { readonly state?: string; readonly kind?: string; readonly stale?: string };

/** `/contacts`: the map, the table that says the same, pings that wait, and what a party took over from lists. */
export function directoryPage(app: App, services: ContactPageServices): void {
  app.get('/contacts', { schema: { querystring: Filter } }, async (request, reply) => {
    const all = await directoryFor(services, request.viewer);
    return sendDirectory(services, request, reply, all, request.query);
  });

  app.post(
    '/contacts/unconfirmed/:id/forget',
    { preHandler: app.requireActor, schema: { params: Type.Object({ id: Digest }) } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      if (!may(services, request, 'import-contacts')) return refused(reply, notMandated);
      const gone = await forgetProposal(services.connection, person.party, request.params.id);
      return gone.ok ? seeOther(reply, '/contacts#unconfirmed') : refused(reply, gone.refusal);
    },
  );
}

async function sendDirectory(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  all: readonly ContactEntry[],
  filter: Filter,
): Promise<Reply> {
  const state = (filter.state ?? '').trim().toUpperCase();
  const chosen = all.filter(
    (entry) =>
      (state === '' || entry.state === state) &&
      (!filter.kind || entry.kind === filter.kind) &&
      (!filter.stale || entry.stale.length > 0),
  );
  const party = request.signedIn?.actor.party;
  const proposals = party === undefined ? [] : await proposalsOf(services.connection, party, all);
  const body = html`${pageHead({ title: T.title, lead: T.lead })}${acts(services, request)}<div class="stack loose">
${party !== undefined && (await waitingSection(services, party))}
${contactMap(all, (code) => stateNameOf(services, code))}
${tableSection(services, request, reply, { all, chosen }, { ...filter, state })}
${proposals.length > 0 && unconfirmedSection(services, request, reply, proposals)}
${takeOut()}</div>`;
  return sendPage(request, reply, { title: T.title, body });
}

function acts(services: ContactPageServices, request: Request): Markup {
  return html`<div class="row no-print before">${may(services, request, 'author:contact-point') && linkButton(T.own, '/contacts/new')}
${may(services, request, 'import-contacts') && linkButton(T.take, '/contacts/import', 'second')}
${may(services, request, 'plan-pings') && linkButton(T.rhythm, '/contacts/rhythm', 'second')}
${linkButton(T.templates, '/contacts/templates', 'second')}</div>`;
}

async function waitingSection(services: ContactPageServices, party: string): Promise<Markup | false> {
  const pings = await pingsToAnswer(services.connection, party, services.ledger.now());
  if (pings.length === 0) return false;
  const { name } = await services.partyNames();
  const rows = pings.map((ping) => [
    html`<a href="/contacts/pings/${ping.digest}">${said(name(ping.issuer))}</a>`,
    when(ping.at),
    ping.answerBy === null ? html`–` : when(ping.answerBy),
  ]);
  const A = CONTACT_TEXTS.answer;
  return html`<section class="stack tight" aria-labelledby="waiting"><h2 id="waiting">${A.waiting} ${tag(pings.length, 'going')}</h2><p class="soft">${A.waitingLead}</p>${table(A.waiting, columnsOf(A.columns), rows, true)}</section>`;
}

const columnsOf = (labels: readonly string[]) => labels.map((label) => ({ label }));

function tableSection(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  { all, chosen: entries }: { readonly all: readonly ContactEntry[]; readonly chosen: readonly ContactEntry[] },
  filter: Filter,
): Markup {
  const rows = entries.map((entry) => [
    html`<span title="${stateNameOf(services, entry.state)}">${stateNameOf(services, entry.state)}</span>`,
    CONTACT_TEXTS.kinds[entry.kind],
    html`<a href="/contacts/${entry.statement}">${said(entry.name ?? entry.partyName)}</a>${entry.name !== null && html`<br><span class="note">${said(entry.partyName)}</span>`}`,
    reachedAt(entry) ?? html`<span class="withheld">${T.withheld}</span>`,
    html`${entry.hours === null ? '–' : said(entry.hours)}<br><span class="note">${entry.languages.join(', ')}</span>`,
    verifiedCell(entry),
    pingCell(entry),
  ]);
  const kinds = [
    { value: '', label: T.everyKind, checked: !filter.kind },
    ...CONTACT_KINDS.map((kind) => ({
      value: kind,
      label: CONTACT_TEXTS.kinds[kind],
      checked: filter.kind === kind,
    })),
  ];
  const fields = html`${selectField({ name: 'state', label: T.state, choices: stateChoices(services, all, filter.state ?? '') })}
${selectField({ name: 'kind', label: T.kind, choices: kinds })}
${checkboxes({ name: 'stale', label: T.verifiedFilter, choices: [{ value: 'yes', label: T.staleOnly, checked: Boolean(filter.stale) }] })}
${button(T.filter, 'second')}`;
  return html`<section class="stack tight" aria-labelledby="contacts"><h2 id="contacts">${T.table} ${tag(entries.length)}</h2>
${details(T.filterLabel, form(request, reply, { action: '/contacts', method: 'get', label: T.filterLabel }, fields))}
${rows.length === 0 ? html`<p class="soft">${T.none}</p>` : table(T.table, columnsOf(T.columns), rows, true)}</section>`;
}

/** The states that somebody is listed for, by name. */
function stateChoices(
  services: ContactPageServices,
  all: readonly ContactEntry[],
  chosen: string,
): readonly Choice[] {
  const order = new Intl.Collator(currentLanguage());
  const codes = new Set([...all.map(({ state }) => state), ...(chosen === '' ? [] : [chosen])]);
  const named = [...codes].map((value) => ({
    value,
    label: stateNameOf(services, value),
    checked: value === chosen,
  }));
  return [
    { value: '', label: T.everyState },
    ...named.toSorted((one, other) => order.compare(one.label, other.label)),
  ];
}

function verifiedCell({ verifiedOn, stale }: ContactEntry): Content {
  const day = verifiedOn === null ? T.never : whichDay(verifiedOn);
  return html`${day}${stale.map((reason) => html` ${tag(CONTACT_TEXTS.stale[reason], 'wait')}`)}`;
}

function pingCell({ measure }: ContactEntry): Content {
  if (measure.pings === 0) return T.notPinged;
  const values = { answered: measure.answeredByPerson, sent: measure.pings, median: span(measure.medianSeconds) };
  return plainSentence(measure.medianSeconds === null ? T.ofSentNoMedian : T.ofSent, values);
}

function unconfirmedSection(
  services: ContactPageServices,
  request: Request,
  reply: Reply,
  proposals: readonly Proposal[],
): Markup {
  const mayForget = may(services, request, 'import-contacts');
  const rows = proposals.map(({ id, record, source, importedAt }) => [
    html`${stateNameOf(services, record.state)} ${tag(T.unconfirmed, 'wait')}`,
    CONTACT_TEXTS.kinds[record.kind],
    html`${said(record.name ?? record.organisation)}<br><span class="note">${said(record.organisation)}</span>`,
    reachedAt(record) ?? html`–`,
    html`${said(source)}<br><span class="note">${when(importedAt)}</span>`,
    html`<div class="row">${may(services, request, 'author:contact-point') && html`<a href="/contacts/new?from=${id}">${T.stateIt}</a>`}${
      mayForget &&
      form(
        request,
        reply,
        {
          action: `/contacts/unconfirmed/${id}/forget`,
          look: 'inline',
          label: `${T.forget}: ${record.organisation}`,
        },
        button(T.forget, 'small'),
      )
    }</div>`,
  ]);
  return html`<section class="stack tight" aria-labelledby="unconfirmed"><h2 id="unconfirmed">${T.unconfirmedTitle} ${tag(proposals.length, 'wait')}</h2><p class="soft">${T.unconfirmedLead}</p>${table(T.unconfirmedTitle, columnsOf(T.unconfirmedColumns), rows, true)}</section>`;
}

function takeOut(): Markup {
  const link = (name: string, label: string) => html`<a href="/api/v1/contacts/export?form=${name}">${label}</a>`;
  const links = { csv: link('csv', 'CSV'), json: link('json', 'JSON'), cerebrate: link('cerebrate', 'Cerebrate') };
  return html`<p class="note no-print">${sentence(T.take_out, links)}</p>`;
}
