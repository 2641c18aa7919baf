/** Everything that this seat may do from where it is: the one list behind the menu's page and the keyboard's palette. */

import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { viewsOf } from '#desk/saved-views.ts';
import type { Request } from '#http/contract.ts';
import { caseInALine } from '#incidents/case/pages/case-title.ts';
import { incidentCases } from '#incidents/case/pages/incident-cases.ts';
import { nextLink } from '#incidents/case/pages/next-link.ts';
import { summarise } from '#incidents/case/summary.ts';
import { seatOf } from '#incidents/case-reads.ts';
import { roomGroups } from '#incidents/desk/pages/desk-rooms.ts';
import { caseNoticeLinks } from '#incidents/notices/pages/notice-routes.ts';
import type { Shown } from '#ledger/contract.ts';
import type { Entry } from '#site/added.ts';
import { SAYING } from '#site/kinds/texts.ts';
import { sayAddress, sayable } from '#site/pages/sayable.ts';
import { may, namesFor, type PageServices, personOf, withReferences } from '#site/services.ts';
import { INCIDENT_TEXTS as CASE } from '#site/texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { titleOf } from '#web/labels.ts';
import { plainWhen } from '#web/parts/when.ts';

export type MenuItem = {
  readonly label: Markup;
  /** What the filter looks at. */
  readonly words: string;
  readonly href: string;
};
export type MenuGroup = { readonly id: string; readonly title: string; readonly items: readonly MenuItem[] };

const RECENT_CASES = 8;
const IN_CASE = /^\/cases\/([0-9a-f-]{36})(?:\/|$)/;
const AT_STATEMENT = /^\/statements\/([A-Za-z0-9_-]{43})(?:\/|$)/;

function item(label: string, href: string): MenuItem {
  return { label: html`${label}`, words: label, href };
}

/** `at` is the path of the page from which the menu was opened. */
export async function menuGroups(
  services: PageServices,
  request: Request,
  at: string,
): Promise<readonly MenuGroup[]> {
  const T = DESK_TEXTS.menu.groups;
  const entries = await services.parts.entries(request);
  const groups = [
    { id: 'here', title: T.here, items: await hereItems(services, request, at) },
    { id: 'views', title: T.views, items: await viewItems(services, request) },
    { id: 'go', title: T.go, items: doorItems(entries) },
    { id: 'say', title: SAYING.say.elsewhereMenu, items: sayItems(services, request, at) },
    { id: 'recent', title: T.recent, items: await recentItems(services, request) },
    ...roomItems(services, request, entries),
  ];
  return groups.filter(({ items }) => items.length > 0);
}

/** What can be done about the case or the statement that is open. */
async function hereItems(services: PageServices, request: Request, at: string): Promise<readonly MenuItem[]> {
  const digest = AT_STATEMENT.exec(at)?.[1];
  const statement = digest === undefined ? null : await services.reader.statement(digest, request.viewer);
  const caseId = IN_CASE.exec(at)?.[1] ?? statement?.claims.get('case')?.value;
  const onStatement = statement === null ? [] : statementItems(services, request, statement);
  if (typeof caseId !== 'string') return onStatement;
  const shown = await services.reader.case(caseId, request.viewer);
  return shown.length === 0
    ? onStatement
    : [...onStatement, ...(await caseItems(services, request, caseId, shown))];
}

function statementItems(services: PageServices, request: Request, { digest, issuer }: Shown): readonly MenuItem[] {
  const { correct, withdraw, release } = CASE.statement;
  const own = issuer === request.signedIn?.actor.party && may(services, request, 'author:incident-withdrawal');
  return [
    ...(own
      ? [item(correct, `/statements/${digest}/correct`), item(withdraw, `/statements/${digest}/withdraw`)]
      : []),
    ...(may(services, request, 'author:release') ? [item(release, `/statements/${digest}/release`)] : []),
  ];
}

async function caseItems(
  services: PageServices,
  request: Request,
  caseId: string,
  shown: readonly Shown[],
): Promise<readonly MenuItem[]> {
  const T = DESK_TEXTS.menu;
  const { nextStep } = summarise(shown, await seatOf(services.connection, request.signedIn));
  const next = nextLink(nextStep, caseId);
  return [
    ...(next === undefined ? [] : [item(CASE.next[nextStep.act], next.href)]),
    item(T.overview, `/cases/${caseId}`),
    ...(may(services, request, 'author:incident-update') ? [item(T.update, `/cases/${caseId}/update`)] : []),
    ...caseNoticeLinks(services, request, caseId).map(([label, href]) => item(label, href)),
    ...services.parts.caseLinks(request, caseId).map(({ labelInMenu, href }) => item(labelInMenu, href)),
    item(T.evidence, `/api/v1/cases/${caseId}/bundle`),
    item(CASE.case.checkHere, `/check?case=${caseId}`),
  ];
}

/** What this seat may say: in the case that is open, else what stands in none. */
function sayItems(services: PageServices, request: Request, at: string): readonly MenuItem[] {
  const caseId = IN_CASE.exec(at)?.[1];
  return sayable(services, request).flatMap((type) => {
    const isHere = caseId === undefined ? type.place.outside === true : type.place.outside !== true;
    const address = isHere ? sayAddress(type, caseId === undefined ? {} : { caseId }) : null;
    const label = html`${titleOf(type)}`;
    return address === null ? [] : [{ label, words: wordsOf(label), href: address }];
  });
}

async function viewItems({ connection }: PageServices, request: Request): Promise<readonly MenuItem[]> {
  const person = personOf(request);
  if (person === undefined) return [];
  const views = await viewsOf(connection, person.person);
  const named = views.map(({ id, name }) => ({ label: said(name), words: name, href: `/desk?view=${id}` }));
  return named.length === 0 ? [] : [...named, item(DESK_TEXTS.views.title, '/desk/views')];
}

async function recentItems(services: PageServices, request: Request): Promise<readonly MenuItem[]> {
  const { cases } = await incidentCases(services, request, { wanted: RECENT_CASES });
  const recent = cases.slice(0, RECENT_CASES);
  const ids = recent.map((one) => one.case);
  const names = await withReferences(services, request, await namesFor(services), ids);
  return recent.map(({ case: caseId, summary }) => {
    const title = caseInALine(summary, names, caseId);
    const last = summary.timeline.at(-1)?.logged;
    const label = last === undefined ? title : html`${title} · ${plainWhen(last)}`;
    return { label, words: wordsOf(label), href: `/cases/${caseId}` };
  });
}

/** The text of markup, for the filter alone; it is never written out again. */
function wordsOf(markup: Markup): string {
  return markup.toString().replaceAll(/<[^>]*>/gu, ' ');
}

function doorItems(entries: readonly Entry[]): readonly MenuItem[] {
  return entries.filter(({ group }) => group === 'go').map(({ label, href }) => item(label, href));
}

function roomItems(services: PageServices, request: Request, entries: readonly Entry[]): readonly MenuGroup[] {
  if (!may(services, request, 'read')) return [];
  return roomGroups(entries).map(({ title, entries: own }, at) => ({
    id: `rooms-${at + 1}`,
    title,
    items: own.map(({ label, href }) => item(label, href)),
  }));
}
