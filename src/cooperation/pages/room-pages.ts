import { Type } from 'typebox';
import { LINKS } from '#cooperation/links.ts';
import { threadsFor } from '#cooperation/reads.ts';
import { TEMPLATES } from '#cooperation/templates.ts';
import { type Ask, offersFor, silenceFor, type Thread } from '#cooperation/thread.ts';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { CHANNELS, MANDATED_KINDS } from '#parties/statements.ts';
import type { Names } from '#site/claim-value.ts';
import { may, namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { attributes, type Content, html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { english } from '#web/parts/english.ts';
import { tableSection } from '#web/parts/lists.ts';
import { type TagLook, tag } from '#web/parts/marks.ts';
import { details, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { valueWord } from '#web/value-words.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.room;
const STATE_LOOKS: Readonly<Record<Ask['state'], TagLook>> = { open: 'wait', answered: 'done', closed: 'plain' };

/** What may be begun without answering something, by subject. */
const GROUPS: Readonly<Record<keyof typeof COOPERATION_TEXTS.groups, readonly string[]>> = {
  territory: ['territory-notice', 'territory-decision', 'deconfliction-reply'],
  consultation: ['consultation-request', 'contact-record'],
  assistance: ['assistance-request', 'preservation-request'],
  teams: ['team-request', 'team-offer', 'joint-team'],
};

type Row = { readonly thread: Thread; readonly ask: Ask };

/** `/cooperation`: per channel, what was asked of us and by us, and the silence that only we see. */
export function roomPages(app: App, services: PageServices): void {
  const querystring = Type.Object(
    { channel: Type.Optional(Type.Enum([...CHANNELS])) },
    { additionalProperties: false },
  );
  app.get('/cooperation', { preHandler: app.requireActor, schema: { querystring } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const { channel } = request.query;
    const names = await namesFor(services);
    const threads = await threadsFor(services, request.viewer, channel);
    const asks = threads.flatMap((thread) => thread.asks.map((ask): Row => ({ thread, ask })));
    const inRoom = asks.filter(({ ask }) => channel === undefined || ask.entry.channel === channel);
    const { party } = person;
    const kind = names.book.parties.get(party)?.kind;
    const speaks = MANDATED_KINDS.some((one) => one === kind) || kind === 'regional-body';
    const lead = sentence(T.lead, { party: said(request.signedIn!.partyName) });
    const href = channel === undefined ? '/cooperation' : `/cooperation?channel=${channel}`;
    const lists = html`<div id="live" class="stack loose after" data-live="${href}">
${askedSection(inRoom, party, names)}${oursSection(inRoom, party, names)}${restSection(threads, inRoom, party, names)}</div>`;
    const body = html`${pageHead({ title: T.title, lead })}${channelTabs(channel)}${lists}
${speaks && may(services, request, 'author:territory-notice') ? beginSection() : !speaks && notice(T.noAuthority, html``)}`;
    return sendPage(request, reply, { title: T.title, section: 'cooperation', look: 'desk', liveCase: '', body });
  });
}

function channelTabs(current: string | undefined): Markup {
  const tabs = [undefined, ...CHANNELS].map((channel) => ({
    href: channel === undefined ? '/cooperation' : `/cooperation?channel=${channel}`,
    label: channel === undefined ? T.all : T.channels[channel],
    current: channel === current,
  }));
  return html`<nav class="tabs no-print" aria-label="${T.channelsLabel}">${tabs.map(
    ({ href, label, current: here }) =>
      html`<a href="${href}" ${attributes({ 'aria-current': here ? 'page' : null })}>${label}</a>`,
  )}</nav>`;
}

function askedSection(rows: readonly Row[], party: string, names: Names): Markup {
  const waiting = rows.filter(({ ask, thread }) => ask.state === 'open' && answerTo(thread, ask, party));
  const cells = waiting.map(({ thread, ask }) => [
    link(thread, ask.entry.digest, ask.entry.type),
    said(names.party(ask.entry.issuer)),
    when(ask.entry.at),
    html`<a href="${answerHref(thread, ask, party)}">${T.answerNow}</a>`,
  ]);
  return tableSection('asked', T.asked, T.askedEmpty, T.askedColumns, cells);
}

/** The first thing this party may answer an open question with. */
function answerTo(thread: Thread, ask: Ask, party: string) {
  if (ask.entry.issuer === party) return undefined;
  return offersFor(thread, party).find(
    ({ about, type }) => about === ask.entry.digest && LINKS[type]?.by !== 'asker',
  );
}

function answerHref(thread: Thread, ask: Ask, party: string): string {
  const type = answerTo(thread, ask, party)?.type ?? '';
  return `/cooperation/new/${type}?case=${thread.case}&about=${ask.entry.digest}`;
}

function oursSection(rows: readonly Row[], party: string, names: Names): Markup {
  const own = rows.filter(({ ask }) => ask.entry.issuer === party && ask.state !== 'closed');
  const cells = own.map(({ thread, ask }) => [
    link(thread, ask.entry.digest, ask.entry.type),
    ask.entry.to === null ? '–' : said(names.party(ask.entry.to)),
    when(ask.entry.at),
    silenceFor(ask, party) === undefined
      ? html`${tag(T.states[ask.state], STATE_LOOKS[ask.state])} ${answerWord(ask)}`
      : html`${tag(T.states.open, 'wait')} <span class="note">${T.silence}</span>`,
  ]);
  return tableSection('ours', T.ours, T.oursEmpty, T.oursColumns, cells);
}

function answerWord(ask: Ask): Content {
  const answer = ask.answers.at(-1)?.answer ?? null;
  return answer === null
    ? ''
    : html`<span class="note">${valueWord('answer', answer) ?? valueWord('consent', answer) ?? answer}</span>`;
}

/** Whatever waits for nobody: answered to others, closed, or recorded by one side. */
function restSection(threads: readonly Thread[], rows: readonly Row[], party: string, names: Names): Markup {
  const settled = rows.filter(
    ({ ask }) => ask.state === 'closed' || (ask.state === 'answered' && ask.entry.issuer !== party),
  );
  const answered = settled.map(({ thread, ask }) => [
    link(thread, ask.entry.digest, ask.entry.type),
    between(ask.entry.issuer, ask.entry.to, names),
    when(thread.latest ?? ask.entry.at),
    tag(T.states[ask.state], STATE_LOOKS[ask.state]),
  ]);
  const recorded = threads.flatMap((thread) =>
    thread.entries
      .filter(({ type, about }) => about === null && !thread.asks.some(({ entry }) => entry.type === type))
      .map((entry) => [
        link(thread, entry.digest, entry.type),
        between(entry.issuer, entry.to, names),
        when(entry.at),
        tag(T.recorded),
      ]),
  );
  return tableSection('rest', T.rest, T.restEmpty, T.restColumns, [...answered, ...recorded]);
}

function between(from: string, to: string | null, names: Names): Markup {
  return to === null
    ? said(names.party(from))
    : sentence(COOPERATION_TEXTS.thread.fromTo, { from: said(names.party(from)), to: said(names.party(to)) });
}

function link(thread: Thread, digest: string, type: string): Markup {
  return html`<a href="/cooperation/threads/${thread.case}#${digest}">${typeLabel(type)}</a>`;
}

function beginSection(): Markup {
  const label = typeLabel;
  const groups = Object.entries(GROUPS).map(
    ([group, types]) =>
      html`<div class="stack tight"><h3>${COOPERATION_TEXTS.groups[group as keyof typeof GROUPS]}</h3><ul class="bare">${types.map((type) => html`<li><a href="/cooperation/new/${type}">${label(type)}</a></li>`)}</ul></div>`,
  );
  const templates = html`<ul class="bare">${TEMPLATES.map(({ id, title, type }) => html`<li><a href="/cooperation/new/${type}?template=${id}">${english(title)}</a></li>`)}</ul>`;
  return html`<section class="stack after no-print" aria-labelledby="begin"><h2 id="begin">${T.begin}</h2><p>${T.beginLead}</p><div class="columns">${groups}</div>${details(T.templates, templates)}</section>`;
}
