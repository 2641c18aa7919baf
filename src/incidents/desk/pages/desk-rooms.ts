import type { Request } from '#http/contract.ts';
import { ADMINISTRATION_TEXTS as ADMINISTRATION } from '#parties/pages/administration-texts.ts';
import { HOST_KINDS } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import type { Entry } from '#site/added.ts';
import { may, type PageServices } from '#site/services.ts';
import { html, type Markup } from '#web/html.ts';
import { DESK_ROOM_TEXTS as T } from './desk-room-texts.ts';

type Group = { readonly title: string; readonly entries: readonly Entry[] };

/** Every room of the product that this seat may enter, grouped by what one comes for, below what waits on the desk. */
export function roomLinks(services: PageServices, request: Request, entries: readonly Entry[]): Markup | false {
  if (!may(services, request, 'read')) return false;
  return html`<nav class="stack no-print after" aria-labelledby="rooms"><h2 id="rooms">${T.title}</h2><div class="rooms">${roomGroups(entries).map(group)}</div></nav>`;
}

/** The same as data, for whoever lists every action. */
export function roomGroups(entries: readonly Entry[]): readonly Group[] {
  const titles = [
    ['states', T.states],
    ['duties', T.duties],
    ['administration', ADMINISTRATION.more],
  ] as const;
  return titles
    .map(([id, title]) => ({ title, entries: entries.filter((entry) => entry.group === id) }))
    .filter(({ entries: own }) => own.length > 0);
}

function group({ title, entries }: Group): Markup {
  return html`<div><h3>${title}</h3><ul>${entries.map(({ label, href, help }) => html`<li><a href="${href}">${label}</a>${help !== undefined && html` <span class="note">${help}</span>`}</li>`)}</ul></div>`;
}

/** Authorities take calls of others; an operator that would write down a call reports what happened itself. */
export async function takesCalls(services: PageServices, request: Request): Promise<boolean> {
  if (!may(services, request, 'take-call')) return false;
  const profile = await partyOf(services.connection, request.signedIn?.actor.party ?? '');
  return profile !== undefined && HOST_KINDS.includes(profile.kind);
}
