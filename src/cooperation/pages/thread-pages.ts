import { Type } from 'typebox';
import { threadFor } from '#cooperation/reads.ts';
import { COOPERATION_TRAITS } from '#cooperation/statements.ts';
import { type Entry, type Offer, offersFor, silenceFor, type Thread } from '#cooperation/thread.ts';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { claimValue, type Names } from '#site/claim-value.ts';
import { may, namesFor, type PageServices } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { claimLabel, typeLabel } from '#web/labels.ts';
import { linkButton } from '#web/parts/button.ts';
import { summaryList } from '#web/parts/lists.ts';
import { tag, tlpLabel } from '#web/parts/marks.ts';
import { backLink, nextStep, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { valueWord } from '#web/value-words.ts';
import { COOPERATION_TEXTS } from './texts.ts';

const T = COOPERATION_TEXTS.thread;
/** Told by the head of each entry, or of no use to a reader. */
const IN_THE_HEAD = new Set([
  'case',
  'iat',
  'number',
  'case_number',
  'author',
  'approvals',
  'person',
  'channel',
  'to',
  'no_admission',
  'good_faith',
  'sovereignty',
  'off_the_record',
  'crossing',
  'notice',
  'request',
  'match',
  'team',
]);

/** `/cooperation/threads/<case>`: one thread as this viewer was given it, printable, with what may be said next. */
export function threadPages(app: App, services: PageServices): void {
  const params = Type.Object({ case: Uuid });
  app.get(
    '/cooperation/threads/:case',
    { preHandler: app.requireActor, schema: { params } },
    async (request, reply) => {
      const thread = await threadFor(services, request.viewer, request.params.case);
      if (thread === undefined) return refused(reply, threadNotFound);
      const names = await namesFor(services);
      const title = thread.entries[0] === undefined ? T.title : typeLabel(thread.entries[0].type);
      const body = html`${backLink(T.crumb, '/cooperation')}${pageHead({ title, caption: T.title })}
<div id="live" class="stack loose" data-live="/cooperation/threads/${thread.case}">${nextSection(services, request, thread)}
<div class="stack">${thread.entries.map((entry) => entryCard(services, request, thread, entry, names))}</div></div>
<p class="after"><a href="/cases/${thread.case}">${T.caseLink}</a></p>`;
      return sendPage(request, reply, { title, section: 'cooperation', liveCase: thread.case, body });
    },
  );
}

function nextSection(services: PageServices, request: Request, thread: Thread): Markup {
  const party = request.signedIn!.actor.party;
  const offers = offersFor(thread, party).filter(({ type }) => may(services, request, `author:${type}`));
  if (offers.length === 0) return html`<p class="soft no-print">${T.nextNothing}</p>`;
  // One statement may be answered in several ways, several in one: each kind is offered once, for the latest.
  const latest = new Map<string, Offer>(offers.map((offer) => [offer.type, offer]));
  const links = [...latest.values()].map(({ type, about }, at) =>
    linkButton(
      typeLabel(type),
      `/cooperation/new/${type}?case=${thread.case}&about=${about}`,
      at === 0 ? 'first' : 'second',
    ),
  );
  return nextStep(T.next, html``, html`<div class="row">${links}</div>`);
}

function entryCard(services: PageServices, request: Request, thread: Thread, entry: Entry, names: Names): Markup {
  const { shown, type: name, channel } = entry;
  const type = services.ledger.types.get(name);
  const party = request.signedIn!.actor.party;
  const rows = [...shown.claims.values()]
    .filter((claim) => !IN_THE_HEAD.has(claim.name))
    .map(({ name: claim, value, marking }) => ({
      key: html`${claimLabel(name, claim)} ${marking.tlp !== 'amber' && tlpLabel(marking.tlp)}`,
      value: claimValue(claim, value, type, names),
    }));
  const stays = COOPERATION_TRAITS.type(name).stays !== undefined;
  const mayCross = channel !== null && !stays && may(services, request, 'author:release');
  return html`<article class="card" id="${entry.digest}"><div class="top"><h2>${typeLabel(name)}</h2>${channel !== null && tag(valueWord('channel', channel) ?? channel)}</div>
<p class="note">${parties(entry, names)} · ${when(entry.at)} · <a href="/statements/${entry.digest}">${T.details}</a></p>
${declarations(entry)}${standing(thread, entry, party)}${rows.length > 0 && summaryList(rows, 'dense')}
${mayCross && html`<p class="no-print"><a href="/cooperation/statements/${entry.digest}/cross">${T.cross}</a></p>`}</article>`;
}

function parties({ issuer, to }: Entry, names: Names): Markup {
  const from = said(names.party(issuer));
  return to === null ? sentence(T.from, { from }) : sentence(T.fromTo, { from, to: said(names.party(to)) });
}

/** What stands above the details, because reading it otherwise would change what was meant. */
function declarations({ type, shown }: Entry): Content {
  const is = (name: string) => shown.claims.get(name)?.value === true;
  const crossing = shown.claims.get('crossing')?.value;
  return [
    is('no_admission') && html`<p><strong>${T.noAdmission}</strong></p>`,
    is('good_faith') && html`<p>${T.goodFaith}</p>`,
    is('sovereignty') && html`<p>${T.sovereignty}</p>`,
    is('off_the_record') && html`<p>${T.offTheRecord}</p>`,
    COOPERATION_TRAITS.type(type).stays === 'party' && html`<p><strong>${T.neverLeaves}</strong></p>`,
    typeof crossing === 'string' && html`<p>${sentence(T.crossed, { reason: said(crossing) })}</p>`,
  ];
}

function standing(thread: Thread, entry: Entry, party: string): Content {
  if (thread.loose.includes(entry)) return html`<p class="soft">${T.loose}</p>`;
  const ask = thread.asks.find((one) => one.entry.digest === entry.digest);
  if (ask === undefined) return false;
  const silence = silenceFor(ask, party);
  if (silence !== undefined) return html`<p>${sentence(T.unanswered, { instant: when(silence) })}</p>`;
  if (ask.state === 'open') return false;
  return html`<p>${tag(ask.state === 'closed' ? T.closed : T.answered, ask.state === 'closed' ? 'plain' : 'done')}</p>`;
}

const threadNotFound = {
  code: 'thread-not-found',
  sentence: 'Nothing between states is shown to you under this case.',
};
