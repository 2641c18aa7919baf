import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { type ClaimedDuties, claimedDuties, type DutyRow, isSure } from '#incidents/claimed-duties.ts';
import { FINDER_FACTS } from '#obligations/finder-facts.ts';
import { isZone } from '#obligations/finder-input.ts';
import { countdownWords, limitWords, localWords, NO_CLOCK_WORDS } from '#obligations/finder-words.ts';
import { firstSource, stageAddress, stageName, unconfirmedMark } from '#obligations/pages/regime-parts.ts';
import type { WorkspaceDraft } from '#parties/workspace.ts';
import { type Content, html, type Markup } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary } from '#web/parts/errors.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { plainWhen, when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { type Reporter, reporterAt, requireReporter } from './alert-author.ts';
import { alertOf } from './alert-draft.ts';
import { draftParams } from './alert-question-routes.ts';
import { noPerson } from './alert-start.ts';
import { receiversHere } from './receivers.ts';
import type { ReportRooms } from './report-rooms.ts';
import { REPORT_TEXTS } from './report-texts.ts';

const T = REPORT_TEXTS.duties;
const MAX_ZONE_CHARACTERS = 60;

/** `/report/<draft>/duties`: the duty finder's answer to what was said so far, inside the flow. */
export function alertDutyPages(app: App, rooms: ReportRooms): void {
  const Zone = Type.Object({ zone: Type.Optional(Type.String({ maxLength: MAX_ZONE_CHARACTERS })) });
  app.get(
    '/report/:id/duties',
    { preHandler: requireReporter(rooms), schema: { params: Type.Object(draftParams), querystring: Zone } },
    async (request, reply) => {
      const reporter = await reporterAt(rooms, request, request.params.id);
      if (reporter === undefined) return refused(reply, noPerson);
      const draft = await alertOf(rooms, reporter, request.params.id);
      if (!draft.ok) return refused(reply, draft.refusal);
      return sendDuties(rooms, request, reply, draft.value, reporter, request.query.zone?.trim() ?? '');
    },
  );
}

async function sendDuties(
  rooms: ReportRooms,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  reporter: Reporter,
  typed: string,
): Promise<Reply> {
  const zone = isZone(typed) ? typed : 'UTC';
  const wrong = typed !== '' && !isZone(typed) ? plainSentence(T.zoneUnknown, { zone: typed }) : undefined;
  const duties = claimedDuties(
    draft.claims,
    { state: await stateOf(rooms, reporter.party), zone },
    rooms.rulebook,
  );
  const field = textField({
    name: 'zone',
    label: T.zone,
    help: T.zoneHelp,
    value: typed === '' ? zone : typed,
    width: 'short',
    spellcheck: false,
    error: wrong,
  });
  const ask = form(
    request,
    reply,
    { action: `/report/${draft.id}/duties`, method: 'get' },
    html`${field}<p>${button(T.zoneButton, 'second')}</p>`,
  );
  const errors = new Map(wrong === undefined ? [] : [['zone', wrong]]);
  const finder = html`<a href="/duties">${T.finder}</a>`;
  const body = html`${backLink(T.back, `/report/${draft.id}`)}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">
${notice(T.guidance, html`<p>${countedFrom(duties)}</p>`, 'wait')}
${dutyTable(duties.rows, zone, rooms.ledger.now())}
<p>${sentence(T.more, { finder })}</p>${ask}<p>${linkButton(T.next, `/report/${draft.id}`)}</p></div>`;
  return sendPage(request, reply, { title: T.title, section: 'report', body });
}

/** The state a party is of; of somebody without a sign-in, that of the authority asked. */
export async function stateOf(rooms: ReportRooms, party: string): Promise<string> {
  const own = (await rooms.partyNames()).parties.get(party)?.territory;
  return own ?? (await receiversHere(rooms))[0]?.territory ?? '';
}

export function countedFrom({ noticedAt }: ClaimedDuties): Content {
  return noticedAt === null ? T.notCounted : sentence(T.counted, { when: when(noticedAt) });
}

export function dutyTable(rows: readonly DutyRow[], zone: string, now: Temporal.Instant): Markup {
  if (rows.length === 0) return html`<p>${T.none}</p>`;
  return table(
    T.title,
    T.columns.map((label) => ({ label })),
    rows.map((row) => {
      const { regime } = row.answer;
      const { stage } = row.stage;
      return [
        dueCell(row, zone, now),
        html`<a href="${stageAddress(regime, stage)}">${stage.name}</a><br><span class="soft">${regime.title}</span>`,
        html`${stage.addressees.map(({ name }, at) => html`${at > 0 && html`<br>`}${name}`)}`,
        html`<a href="${stageAddress(regime, stage)}">${stage.citation}</a> ${unconfirmedMark(stage)}<br><span class="soft">${firstSource(regime)}</span><br>${surely(row)}`,
      ];
    }),
    true,
  );
}

function dueCell(
  { answer: { regime }, stage: { stage, due, noClock } }: DutyRow,
  zone: string,
  now: Temporal.Instant,
) {
  if (noClock !== null || due === null) {
    const words = limitWords(stage, (id) => stageName(regime, id)).join('; ');
    return html`${words || (stage.qualifier ?? '')}${noClock !== null && html`<br><span class="soft">${NO_CLOCK_WORDS[noClock]}</span>`}`;
  }
  const localZone = regime.time_zone ?? zone;
  const late = Temporal.Instant.compare(due.end, now) < 0;
  const local = plainSentence(T.local, { local: localWords(due.end, localZone), zone: localZone });
  return html`${tag(countdownWords(due.end, now), late ? 'wrong' : 'wait')}<br>${plainWhen(due.end)}<br><span class="soft">${local}</span>`;
}

function surely(row: DutyRow): Markup {
  if (isSure(row)) return tag(T.applies, 'done');
  const missing = [...new Set([...row.answer.missing, ...row.stage.missing])];
  return html`${tag(T.mayApply, 'plain')}${missing.map((fact) => html`<br><span class="soft">${plainSentence(T.ifSo, { ask: FINDER_FACTS[fact].ask })}</span>`)}`;
}
