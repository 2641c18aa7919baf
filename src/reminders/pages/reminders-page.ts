import { Type } from 'typebox';
import { undoNotice } from '#desk/pages/undo-page.ts';
import { remember } from '#desk/undo.ts';
import { seeOther } from '#http/answers.ts';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { caseLink } from '#incidents/case/pages/case-line.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { sureMark } from '#obligations/regimes/pages/regime-parts.ts';
import { personFor } from '#parties/services.ts';
import { inboxOf, markRead, tryAgain, undeliveredTo } from '#reminders/queue.ts';
import type { ReminderServices } from '#reminders/services.ts';
import { namesFor, type PageServices, withReferences } from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { toMicroseconds } from '#store/instant.ts';
import { html, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sendPage } from '#web/shell.ts';
import { REMINDER_TEXTS as T } from './texts.ts';

export type ReminderPageServices = ReminderServices &
  Pick<PageServices, 'partyNames' | 'stateNames' | 'references' | 'parts'>;

const columnsOf = (labels: readonly string[]) => labels.map((label) => ({ label }));

/** `/reminders`: the inbox of one person, and what could not be sent. */
export function remindersPage(app: App, services: ReminderPageServices): void {
  const { connection } = services;
  const signedIn = { preHandler: app.requireActor };
  const querystring = Type.Object({ undo: Type.Optional(Uuid) });
  app.get('/reminders', { ...signedIn, schema: { querystring } }, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    const inbox = await inboxOf(connection, person.value.person);
    const stuck = await undeliveredTo(connection, person.value.person);
    const seat = await seatOf(connection, request.signedIn);
    const cases = await services.reader.cases([...new Set(inbox.map((entry) => entry.case))], request.viewer);
    const names = await withReferences(services, request, await namesFor(services), cases.keys());
    const caseCell = (caseId: string) => {
      const shown = cases.get(caseId) ?? [];
      return shown.length === 0 ? html`–` : caseLink(caseId, summarise(shown, seat), names);
    };
    const rows = inbox.map((entry) => [
      html`<a href="/cases/${entry.case}#clocks">${said(entry.what)}</a> ${!entry.read && tag(T.fresh, 'going')} ${entry.danger && tag(T.danger, 'wrong')}`,
      caseCell(entry.case),
      html`${when(entry.dueAt)} ${sureMark(entry.sureness)}`,
      html`${T.steps[entry.step as keyof typeof T.steps] ?? entry.step}<br><span class="note">${when(entry.toldAt)}</span>${entry.late && html`<br>${tag(T.late, 'wait')}`}`,
      T.levels[entry.level as keyof typeof T.levels] ?? entry.level,
    ]);
    const waiting = stuck.map((row) => [
      T.channels[row.channel],
      row.state === 'stopped' ? T.stopped : T.waiting,
      row.failures,
      row.sentence ?? '–',
    ]);
    const act = (path: string, label: string) =>
      form(request, reply, { action: path, look: 'inline', label }, button(label, 'second'));
    const undo = await undoNotice(services, request, reply, request.query.undo);
    const body = html`${undo}${pageHead({ title: T.title, lead: T.lead })}<div class="row no-print before">${linkButton(T.settingsLink, '/reminders/settings', 'second')}${inbox.some(({ read }) => !read) && act('/reminders/read', T.read)}</div>
<div class="stack loose">${rows.length === 0 ? html`<p class="soft">${T.none}</p>` : table(T.title, columnsOf(T.columns), rows, true)}
${waiting.length > 0 && html`<section class="stack tight" aria-labelledby="stuck"><h2 id="stuck">${T.stuck}</h2><p class="soft">${T.stuckLead}</p>${table(T.stuck, columnsOf(T.stuckColumns), waiting, true)}${act('/reminders/again', T.again)}</section>`}</div>`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', body });
  });

  app.post('/reminders/read', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    const at = services.ledger.now();
    await markRead(connection, person.value.person, at);
    const change = { type: 'read', at: toMicroseconds(at) } as const;
    const undo = await remember(connection, person.value.person, change, at);
    return seeOther(reply, `/reminders?undo=${undo}`);
  });
  app.post('/reminders/again', signedIn, async (request, reply) => {
    const person = personFor(request, services, 'read');
    if (!person.ok) return refused(reply, person.refusal);
    await tryAgain(connection, person.value.person, Temporal.Now.instant());
    services.reminders.wake();
    return seeOther(reply, '/reminders');
  });
}
