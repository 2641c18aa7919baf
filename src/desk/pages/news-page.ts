import { Type } from 'typebox';
import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { looked, mark, type PersonSettings, personSettingsOf } from '#desk/person-settings.ts';
import { remember } from '#desk/undo.ts';
import { seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { REMINDER_TEXTS as REMINDERS } from '#reminders/pages/texts.ts';
import { markRead } from '#reminders/queue.ts';
import { namesFor, noPerson, type PageServices, personOf } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { toMicroseconds } from '#store/instant.ts';
import { attributes, type Content, html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { form, hidden } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { countNews, isSinceLastVisit, type News, newsOf } from './news-reads.ts';
import { undoNotice } from './undo-page.ts';

/** `/news`: what needs this person since they looked last. */
export function newsPage(app: App, services: PageServices): void {
  const { connection, ledger } = services;
  const signedIn = { preHandler: app.requireActor };
  const querystring = Type.Object({ undo: Type.Optional(Uuid) });
  app.get('/news', { ...signedIn, schema: { querystring } }, async (request, reply) => {
    const T = DESK_TEXTS.news;
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    await looked(connection, person.person, ledger.now());
    const [personSettings, news] = await Promise.all([
      personSettingsOf(connection, person.person),
      newsOf(connection, person),
    ]);
    const all = news.length > 0 && readForm(request, reply, T.readAll);
    const list =
      news.length === 0
        ? emptyState(T.none, T.noneBody)
        : await newsTable(services, request, reply, news, personSettings);
    const undo = await undoNotice(services, request, reply, request.query.undo);
    const body = html`${backLink(DESK_TEXTS.crumb, '/desk')}${undo}${pageHead({ title: T.title, lead: T.lead })}
<div id="live" class="stack loose" data-live="/news"><div class="row no-print">${all}<a href="/reminders">${T.reminders}</a></div>${list}</div>${browserNotices()}`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', liveCase: '', body });
  });

  app.get(
    '/news/count',
    { ...signedIn, config: { kind: 'api' }, schema: { hide: true } },
    async (request, reply) => {
      const person = personOf(request);
      if (person === undefined) return refused(reply, noPerson);
      return reply.header('cache-control', 'no-store').send({ unread: await countNews(connection, person) });
    },
  );

  const body = Type.Object({ item: Type.Optional(Type.String({ maxLength: 200 })) });
  app.post('/news/read', { ...signedIn, schema: { body } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const at = ledger.now();
    const { item } = request.body;
    const news = (await newsOf(connection, person)).filter(({ key }) => item === undefined || key === item);
    const reminders = news.filter(({ type }) => type === 'reminder');
    for (const { key } of reminders) await markRead(connection, person.person, at, key);
    const arrivals = news.filter(({ type }) => type === 'arrival').map(({ key }) => key);
    await mark(connection, person.person, arrivals, at);
    if (news.length === 0) return seeOther(reply, '/news');
    const undo = await remember(connection, person.person, { type: 'read', at: toMicroseconds(at) }, at);
    return seeOther(reply, `/news?undo=${undo}`);
  });
}

async function newsTable(
  services: PageServices,
  request: Request,
  reply: Reply,
  news: readonly News[],
  personSettings: PersonSettings,
): Promise<Markup> {
  const T = DESK_TEXTS.news;
  const names = await namesFor(services);
  const rows = await Promise.all(
    news.map(async (one): Promise<readonly Content[]> => {
      const { label, href, why, danger } = await itemOf(services, request, one, names.party);
      const marks = [
        isSinceLastVisit(one, personSettings) && tag(T.fresh, 'going'),
        danger && tag(T.danger, 'wrong'),
      ].filter((each) => each !== false);
      return [
        html`<a href="${href}">${said(label)}</a>${marks.map((each) => html` ${each}`)}`,
        why,
        when(one.at),
        readForm(request, reply, T.read, { key: one.key, what: label }),
      ];
    }),
  );
  return table(
    T.title,
    T.columns.map((label) => ({ label })),
    rows,
    true,
  );
}

async function itemOf(services: PageServices, request: Request, one: News, party: (did: string) => string) {
  const T = DESK_TEXTS.news;
  if (one.type === 'reminder') {
    const { what, case: caseId, step, danger } = one.entry;
    return {
      label: what,
      href: `/cases/${caseId}`,
      why: REMINDERS.steps[step as keyof typeof REMINDERS.steps],
      danger,
    };
  }
  const { target, from } = one.delivery;
  const shown = await services.reader.statement(target, request.viewer);
  const label = services.ledger.types.get(shown?.type ?? '')?.label ?? T.statement;
  const danger = shown?.claims.get('danger_to_life')?.value === 'yes';
  return { label, href: `/statements/${target}`, why: sentence(T.arrived, { party: said(party(from)) }), danger };
}

function readForm(
  request: Request,
  reply: Reply,
  label: string,
  item?: { readonly key: string; readonly what: string },
): Markup {
  const name = item === undefined ? label : plainSentence(DESK_TEXTS.news.readWhat, { what: item.what });
  const settings = { action: '/news/read', look: 'inline', label: name } as const;
  return form(
    request,
    reply,
    settings,
    html`${item !== undefined && hidden('item', item.key)}${button(label, 'small')}`,
  );
}

/** Shown by the script where the browser can do it; its words travel in attributes, and tell nothing of any case. */
function browserNotices(): Markup {
  const T = DESK_TEXTS.news;
  const words = attributes({
    'data-on': T.browserState.on,
    'data-off': T.browserState.off,
    'data-refused': T.browserState.refused,
    'data-start': T.browserOn,
    'data-stop': T.browserOff,
  });
  return html`<section class="stack tight after no-print" id="browser-notices" hidden aria-labelledby="browser" ${words}><h2 id="browser">${T.browser}</h2><p class="soft">${T.browserLead}</p><div class="row"><p role="status"></p><button type="button" class="button second small"></button></div></section>`;
}
