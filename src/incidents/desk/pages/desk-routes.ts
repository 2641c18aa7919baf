import { Type } from 'typebox';
import { takenOf } from '#cases/taken.ts';
import { undoNotice } from '#desk/pages/undo-page.ts';
import type { Delivery } from '#federation/delivery/deliveries.ts';
import type { App, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { draftContent, draftPath } from '#incidents/form/pages/alert-start.ts';
import { mayJudge } from '#incidents/pages/judgement.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { listDrafts } from '#parties/workspace/draft-list.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Names } from '#site/claim-value.ts';
import {
  colleagues,
  may,
  namesFor,
  noPerson,
  type PageServices,
  type Person,
  personOf,
  withReferences,
  workspaceOf,
} from '#site/services.ts';
import { Uuid } from '#statement/statement-type.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { linkButton } from '#web/parts/button.ts';
import { tableSection } from '#web/parts/lists.ts';
import { pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { shortDigest } from '#web/value.ts';
import { type DeskReads, readDesk } from './desk-reads.ts';
import { recentSection } from './desk-recent.ts';
import { roomLinks, takesCalls } from './desk-rooms.ts';
import { INBOX_FILTER, keeps, ordered } from './inbox-filter.ts';
import { type InboxSources, inboxRows } from './inbox-rows.ts';
import { inboxSection, owedSection } from './inbox-section.ts';
import { type InboxView, inboxView, viewsBar } from './inbox-views.ts';

const T = RELAY_TEXTS.desk;
const MAX_CURSOR_CHARACTERS = 1_000;

/** `/desk`: one list of what is to be done, by danger and deadline; then what others owe, drafts, and silence. */
export function deskPages(app: App, services: PageServices): void {
  const querystring = Type.Object({
    after: Type.Optional(Type.String({ maxLength: MAX_CURSOR_CHARACTERS })),
    view: Type.Optional(Uuid),
    all: Type.Optional(Type.Literal('yes')),
    undo: Type.Optional(Uuid),
    ...INBOX_FILTER,
  });
  app.get('/desk', { preHandler: app.requireActor, schema: { querystring } }, async (request, reply) => {
    const person = personOf(request);
    if (person === undefined) return refused(reply, noPerson);
    const { after, undo } = request.query;
    const view = await inboxView(services.connection, person.person, request.query);
    const lists = await listsOf(services, request, person, { after, view });
    const lead = sentence(T.lead, {
      name: said(request.signedIn!.name),
      party: said(request.signedIn!.partyName),
    });
    const entries = await services.parts.entries(request);
    // Whoever takes no calls of others has this one thing to begin here.
    const takesCallsHere = await takesCalls(services, request);
    const shortcuts = html`<div class="row no-print">${takesCallsHere && linkButton(T.telephone, '/telephone', 'second')}${may(services, request, 'author:incident-alert') && linkButton(T.report, '/report', takesCallsHere ? 'second' : undefined)}${entries.filter(({ isFirst }) => isFirst).map(({ label, href }) => linkButton(label, href, 'second'))}</div>`;
    const body = html`${await undoNotice(services, request, reply, undo)}${pageHead({ title: T.title, lead })}${shortcuts}${viewsBar(request, reply, view)}<div id="live" class="stack loose after" data-live="${request.url}">${lists}</div>${roomLinks(services, request, entries)}`;
    return sendPage(request, reply, { title: T.title, section: 'desk', look: 'desk', liveCase: '', body });
  });
}

async function listsOf(
  services: PageServices,
  request: Request,
  person: Person,
  { after, view }: { readonly after: string | undefined; readonly view: InboxView },
): Promise<readonly Content[]> {
  const drafts = after === undefined ? await listDrafts(workspaceOf(services, person)) : [];
  const toApprove = drafts.filter((draft) => mayJudge(services, request, draft));
  const reads = await readDesk(services, request, {
    party: person.party,
    drafts: toApprove,
    after,
    filter: view.filter,
  });
  const names = await withReferences(services, request, await namesFor(services), reads.cases);
  const sources: InboxSources = {
    ...reads,
    party: person.party,
    person: person.person,
    taken: await takenOf(services.connection, person.party, reads.cases),
    toApprove,
    unsigned: drafts.filter(({ state, progress }) => state === 'open' && progress?.unsigned !== undefined),
    names,
    personName: await colleagues(services, person.party),
    typeLabel,
    mayFile: may(services, request, 'author:duty-filing'),
  };
  const { now } = reads.sight;
  const rows = inboxRows(sources).filter((row) => keeps(view.filter, row, now));
  const place = { next: reads.next, after, view, looked: reads.looked };
  const inbox = inboxSection(ordered(rows, view.filter), now, place);
  if (after !== undefined) return [inbox];
  const unsent = drafts.filter(
    ({ state, progress }) => state !== 'submitted' && !(state === 'open' && progress?.unsigned !== undefined),
  );
  return [
    inbox,
    owedSection(reads.owed, sources),
    recentSection(reads, person.party, names),
    draftsSection(unsent, names),
    silentSection(reads, sources),
  ];
}

function draftsSection(drafts: readonly WorkspaceDraft[], names: Names): Markup {
  const rows = drafts.map((draft) => [
    html`<a href="${draftPath(draft)}">${typeLabel(draft.type)}</a>${about(draft, names)}`,
    T.draftStates[draft.state as keyof typeof T.draftStates] ?? draft.state,
    when(draft.updatedAt),
  ]);
  return tableSection('drafts', T.drafts, T.draftsEmpty, T.draftsColumns, rows);
}

/** What tells one draft from the next. */
function about(draft: WorkspaceDraft, names: Names): Markup | false {
  const said = draftContent(draft, names.state);
  return said !== undefined && html`<div class="note">${said}</div>`;
}

function silentSection({ silences, sight }: DeskReads, { names, typeLabel }: InboxSources): Markup | false {
  if (silences.length === 0) return false;
  const label = ({ case: caseId, target }: Delivery) => {
    const shown = sight.statement(caseId, target);
    return shown === undefined ? shortDigest(target) : typeLabel(shown.type);
  };
  const rows = silences.map((delivery) => [
    said(names.party(delivery.to)),
    html`<a href="/statements/${delivery.target}">${label(delivery)}</a>`,
    when(delivery.releasedAt),
  ]);
  return tableSection('silent', T.silent, '', T.silentColumns, rows, T.silentLead);
}
