import type { Request } from '#http/contract.ts';
import { ADMINISTRATION_TEXTS as ADMINISTRATION } from '#parties/pages/administration-texts.ts';
import { HOST_KINDS, MANDATED_KINDS } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import { may, type PageServices } from '#site/services.ts';
import { html, type Markup } from '#web/html.ts';
import { DESK_GATEWAY_TEXTS } from './desk-gateway-texts.ts';
import { DESK_ROOM_TEXTS as T } from './desk-room-texts.ts';

export type Link = readonly [label: string, path: string, help?: string];
type Group = { readonly title: string; readonly links: readonly (Link | false)[] };

/** Every room of the product that this seat may enter, grouped by what one comes for, below what waits on the desk. */
export async function roomLinks(services: PageServices, request: Request): Promise<Markup | false> {
  if (!may(services, request, 'read')) return false;
  const shown = (await roomGroups(services, request)).filter(({ links }) => links.length > 0);
  return html`<nav class="stack no-print after" aria-labelledby="rooms"><h2 id="rooms">${T.title}</h2><div class="rooms">${shown.map(group)}</div></nav>`;
}

export type ShownGroup = { readonly title: string; readonly links: readonly Link[] };

/** The same as data, for whoever lists every action. */
export async function roomGroups(services: PageServices, request: Request): Promise<readonly ShownGroup[]> {
  return (await groupsOf(services, request)).map(({ title, links }) => ({
    title,
    links: links.filter((link) => link !== false),
  }));
}

function group({ title, links }: ShownGroup): Markup {
  return html`<div><h3>${title}</h3><ul>${links.map(([label, path, help]) => html`<li><a href="${path}">${label}</a>${help !== undefined && html` <span class="note">${help}</span>`}</li>`)}</ul></div>`;
}

async function groupsOf(services: PageServices, request: Request): Promise<readonly Group[]> {
  const { links } = ADMINISTRATION;
  const allowed = (act: string, link: Link): Link | false => may(services, request, act) && link;
  const border: Link = [T.border, '/border', T.borderHelp];
  return [
    {
      title: T.states,
      links: [
        (await tellsStates(services, request)) && border,
        allowed('author:service-footprint', [T.footprints, '/border/footprints']),
        [T.cooperation, '/cooperation', T.cooperationHelp],
        [T.contacts, '/contacts'],
        [T.templates, '/contacts/templates'],
      ],
    },
    {
      title: T.duties,
      links: [
        [T.finder, '/duties', T.finderHelp],
        [T.laws, '/duties/regimes'],
        [T.reminders, '/reminders'],
        allowed('take-mail', [DESK_GATEWAY_TEXTS.mail, '/mail', DESK_GATEWAY_TEXTS.mailHelp]),
        [T.scores, '/scores', T.scoresHelp],
      ],
    },
    {
      title: ADMINISTRATION.more,
      links: [
        [T.reminderSettings, '/reminders/settings'],
        [links.tokens, '/tokens'],
        allowed('plan-webhooks', [DESK_GATEWAY_TEXTS.webhooks, '/webhooks']),
        allowed('administer', [links.persons, '/persons']),
        allowed('administer', [links.peers, '/peers']),
        request.server.node.exercise && allowed('author:exercise-clock', [links.exerciseClock, '/exercise/clock']),
      ],
    },
  ];
}

/** Authorities take calls of others; an operator that would write down a call reports what happened itself. */
export async function takesCalls(services: PageServices, request: Request): Promise<boolean> {
  if (!may(services, request, 'take-call')) return false;
  const profile = await partyOf(services.connection, request.signedIn?.actor.party ?? '');
  return profile !== undefined && HOST_KINDS.includes(profile.kind);
}

/** Only a mandated authority is shown who must be told across the border; everybody else would be refused there. */
export async function tellsStates({ connection }: PageServices, { signedIn }: Request): Promise<boolean> {
  const profile = signedIn === null ? undefined : await partyOf(connection, signedIn.actor.party);
  return profile !== undefined && MANDATED_KINDS.includes(profile.kind);
}
