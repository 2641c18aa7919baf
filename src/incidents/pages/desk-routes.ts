import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { listDrafts, type WorkspaceDraft } from '#parties/workspace.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { linkButton } from '#web/parts/button.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { draftPath, noPerson } from './alert-start.ts';
import type { Names } from './claim-value.ts';
import { type Arrived, arrivals, casesToPassOn, silences } from './desk-reads.ts';
import { roomLinks, tellsStates } from './desk-rooms.ts';
import { mayJudge } from './judgement.ts';
import { planOf } from './relay-plan.ts';
import { TEXTS } from './relay-texts.ts';
import { colleagues, deskOf, may, namesFor, type PageRooms, personOf } from './rooms.ts';

const T = TEXTS.desk;

/** `/desk`: what arrived and waits to be read, what waits for approval, what is to be passed on, drafts, silence. */
export function deskPages(app: App, rooms: PageRooms): void {
  app.get('/desk', { preHandler: app.requireActor }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const names = await namesFor(rooms);
    const drafts = await listDrafts(deskOf(rooms, person));
    const personName = await colleagues(rooms, person.party);
    const toApprove = drafts.filter((draft) => mayJudge(rooms, request, draft));
    const lead = sentence(T.lead, {
      name: said(request.signedIn!.name),
      party: said(request.signedIn!.partyName),
    });
    const sections = [
      arrivedSection(await arrivals(rooms, request, person.party), names),
      approveSection(toApprove, personName, labelOf(rooms)),
      relaySection(await casesToPassOn(rooms, request), names),
      draftsSection(
        drafts.filter(({ state }) => state !== 'submitted'),
        labelOf(rooms),
      ),
      silentSection(await silences(rooms, request, person.party), names),
    ];
    const shortcuts = html`<div class="row no-print">${may(rooms, request, 'take-call') && linkButton(T.telephone, '/telephone', 'second')}${may(rooms, request, 'author:incident-alert') && linkButton(T.report, '/report', 'second')}${(await tellsStates(rooms, request)) && linkButton(T.border, '/border', 'second')}</div>`;
    const body = html`${pageHead({ title: T.title, lead })}${shortcuts}<div id="live" class="stack loose after" hx-get="/desk" hx-select="#live" hx-swap="outerHTML" hx-trigger="recorded from:body">${sections}</div>${await roomLinks(rooms, request)}`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', liveCase: '', body });
  });
}

function labelOf({ ledger }: PageRooms): (type: string) => string {
  return (type) => ledger.types.get(type)?.label ?? type;
}

function section(
  id: string,
  title: string,
  empty: string,
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
  lead?: string,
): Markup {
  const list = table(
    title,
    columns.map((label) => ({ label })),
    rows,
    true,
  );
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title} ${rows.length > 0 && tag(rows.length, 'going')}</h2>${rows.length === 0 ? html`<p class="soft">${empty}</p>` : html`${lead !== undefined && html`<p class="soft">${lead}</p>`}${list}`}</section>`;
}

function arrivedSection(arrived: readonly Arrived[], names: Names): Markup {
  const rows = arrived.map(({ delivery, label, danger }) => [
    html`<a href="/statements/${delivery.target}">${label}</a>`,
    said(names.party(delivery.from)),
    when(delivery.receipt?.recordedAt ?? delivery.releasedAt),
    danger ? tag(T.dangerYes, 'wrong') : html`–`,
  ]);
  return section('arrived', T.arrived, T.arrivedEmpty, T.arrivedColumns, rows);
}

function approveSection(
  drafts: readonly WorkspaceDraft[],
  personName: (ref: string) => string,
  label: (type: string) => string,
): Markup {
  const rows = drafts.map((draft) => [
    html`<a href="${approvalPath(draft)}">${label(draft.type)}</a>`,
    said(personName(draft.proposedBy ?? draft.createdBy)),
    when(draft.updatedAt),
  ]);
  return section('approve', T.approve, T.approveEmpty, T.approveColumns, rows);
}

function relaySection(cases: Awaited<ReturnType<typeof casesToPassOn>>, names: Names): Markup {
  const rows = cases.map(({ caseId, title, where, href, step }) => [
    html`<a href="/cases/${caseId}">${title(names)}</a>`,
    where(names),
    html`<a href="${href}">${step}</a>`,
  ]);
  return section('relay', T.relay, T.relayEmpty, T.relayColumns, rows);
}

/** A second person reads a report as it would be signed, and a relay with all its recipients. */
function approvalPath(draft: WorkspaceDraft): string {
  if (draft.progress?.cooperation !== undefined) return `/cooperation/drafts/${draft.id}`;
  return planOf(draft) === undefined ? `/drafts/${draft.id}` : `/relay/${draft.id}`;
}

function draftsSection(drafts: readonly WorkspaceDraft[], label: (type: string) => string): Markup {
  const rows = drafts.map((draft) => [
    html`<a href="${draftPath(draft)}">${label(draft.type)}</a>`,
    T.draftStates[draft.state as keyof typeof T.draftStates] ?? draft.state,
    when(draft.updatedAt),
  ]);
  return section('drafts', T.drafts, T.draftsEmpty, T.draftsColumns, rows);
}

function silentSection(silent: Awaited<ReturnType<typeof silences>>, names: Names): Markup | false {
  if (silent.length === 0) return false;
  const rows = silent.map(({ delivery, label }) => [
    said(names.party(delivery.to)),
    html`<a href="/statements/${delivery.target}">${label}</a>`,
    when(delivery.releasedAt),
  ]);
  return section('silent', T.silent, '', T.silentColumns, rows, T.silentLead);
}
