import { Type } from 'typebox';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Ledger, Reader, Shown } from '#ledger/contract.ts';
import { contactsFor, keysFor, personsFor, profileFor } from '#parties/directory.ts';
import type { PartyBook } from '#parties/party-names.ts';
import type { Party } from '#parties/view.ts';
import { PartyId } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import { type Content, html, type Markup, said } from '#web/html.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, notice, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sendPage } from '#web/shell.ts';
import { plainValue } from '#web/value.ts';
import { valueWord } from '#web/value-words.ts';
import { PARTY_TEXTS as T } from './directory-texts.ts';
import { PARTY_LOOK_ALIKE_TEXTS as LOOK_ALIKE_TEXTS } from './look-alike-texts.ts';

export type DirectoryServices = {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly ledger: Pick<Ledger, 'now'>;
  partyNames(): Promise<PartyBook>;
  stateName(code: string): string;
  /** The peers that stand: the federation knows them. */
  peers(): Promise<readonly PeerShown[]>;
};

type PeerShown = {
  readonly party: string;
  readonly log: string;
  readonly confirmedAt: Temporal.Instant;
  readonly mutual: boolean;
};

/** `/parties`: who speaks, with which keys, how to reach them; each page shows what the reader lets its viewer see. */
export function directoryPages(app: App, services: DirectoryServices): void {
  app.get('/parties', async (request, reply) => {
    const names = await services.partyNames();
    const all = [...names.parties.values()];
    const lists = [
      partiesSection(
        'hosted',
        T.hosted,
        all.filter(({ hosted }) => hosted),
        names,
        services,
      ),
      partiesSection(
        'elsewhere',
        T.elsewhere,
        all.filter(({ hosted }) => !hosted),
        names,
        services,
      ),
      await peersSection(services),
    ];
    const body = html`${pageHead({ title: T.title, lead: T.lead })}<div class="stack loose">${lists}</div>`;
    return sendPage(request, reply, { title: T.title, body });
  });

  app.get('/parties/:did', { schema: { params: Type.Object({ did: PartyId }) } }, async (request, reply) => {
    const { did } = request.params;
    const profile = await profileFor(services, did, request.viewer);
    if (profile === undefined)
      return refused(reply, { code: 'party-not-found', sentence: T.notFound, spoken: true });
    return sendParty(services, request, reply, profile.party);
  });
}

const columnsOf = (labels: readonly string[]) => labels.map((label) => ({ label }));

function partiesSection(
  id: string,
  title: string,
  parties: readonly Party[],
  names: PartyBook,
  services: DirectoryServices,
): Markup {
  const rows = parties.map((party) => [
    html`<a href="/parties/${party.party}">${said(names.name(party.party))}</a>`,
    T.kinds[party.kind],
    services.stateName(party.territory),
    party.node === null
      ? html`<span class="soft">${T.noNode}</span>`
      : html`<a href="${party.node}" rel="noreferrer">${said(party.node)}</a>`,
  ]);
  return html`<section class="stack tight" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${rows.length === 0 ? html`<p class="soft">${T.none}</p>` : table(title, columnsOf(T.columns), rows, true)}</section>`;
}

async function peersSection(services: DirectoryServices): Promise<Markup> {
  const { name } = await services.partyNames();
  const rows = (await services.peers()).map((peer) => [
    html`<a href="/parties/${peer.party}">${said(name(peer.party))}</a>`,
    html`<span class="hash">${peer.log}</span>`,
    when(peer.confirmedAt),
    peer.mutual ? tag(T.mutual, 'done') : tag(T.oneSided, 'wait'),
  ]);
  return html`<section class="stack tight" aria-labelledby="peers"><h2 id="peers">${T.peers}</h2><p class="soft">${T.peersLead}</p>${rows.length === 0 ? html`<p class="soft">${T.none}</p>` : table(T.peers, columnsOf(T.peerColumns), rows, true)}</section>`;
}

async function sendParty(
  services: DirectoryServices,
  request: Request,
  reply: Reply,
  party: Party,
): Promise<Reply> {
  const { name, lookAlikes } = await services.partyNames();
  const link = (did: string) => html`<a href="/parties/${did}">${said(name(did))}</a>`;
  const facts = [
    { key: T.did, value: html`<span class="hash">${party.party}</span>` },
    { key: T.kind, value: T.kinds[party.kind] },
    { key: T.state, value: services.stateName(party.territory) },
    ...(party.parent === null ? [] : [{ key: T.authority, value: link(party.parent) }]),
    {
      key: T.node,
      value:
        party.node === null ? T.noNode : html`<a href="${party.node}" rel="noreferrer">${said(party.node)}</a>`,
    },
    ...(party.describedBy === party.party ? [] : [{ key: T.describedBy, value: link(party.describedBy) }]),
  ];
  const body = html`${backLink(T.crumb, '/parties')}${pageHead({ title: said(party.name) })}<div class="stack loose">
${lookAlikeNotice(lookAlikes(party.party).map(link))}<div class="narrow">${summaryList(facts)}</div>
${await contactsSection(services, request, party.party)}${await keysSection(services, request, party.party)}${await personsSection(services, request, party.party)}</div>`;
  return sendPage(request, reply, { title: party.name, body });
}

/** Whoever compares two names by eye would take this party for another one: the identifiers tell them apart. */
function lookAlikeNotice(others: readonly Markup[]): Markup | false {
  if (others.length === 0) return false;
  const list = html`<ul class="plain">${others.map((other) => html`<li>${other}</li>`)}</ul>`;
  return notice(LOOK_ALIKE_TEXTS.title, html`<p>${LOOK_ALIKE_TEXTS.body}</p>${list}`, 'wait');
}

/** A claim of a shown statement, or the word that it is withheld. */
function cell(shown: Shown, claim: string): Content {
  const found = shown.claims.get(claim);
  return found === undefined ? html`<span class="withheld">${T.withheld}</span>` : plainValue(found.value);
}

async function contactsSection(services: DirectoryServices, request: Request, did: string): Promise<Markup> {
  const contacts = await contactsFor(services, did, request.viewer, services.ledger.now());
  const rows = contacts.map(({ shown }) => [
    cell(shown, 'name'),
    cell(shown, 'channel'),
    cell(shown, 'hours'),
    html`${cell(shown, 'phone')} ${cell(shown, 'email')}`,
  ]);
  return html`<section class="stack tight" aria-labelledby="contacts"><h2 id="contacts">${T.contacts}</h2>${rows.length === 0 ? html`<p class="soft">${T.noContacts}</p>` : table(T.contacts, columnsOf(T.contactColumns), rows, true)}</section>`;
}

async function keysSection(services: DirectoryServices, request: Request, did: string): Promise<Markup> {
  const chain = await keysFor(services, did, request.viewer);
  const rows = (chain?.keys ?? []).map(({ kid, use, validFrom, invalidAfter, statement }) => [
    html`<a class="hash" href="/statements/${statement}">${kid}</a>`,
    valueWord('use', use) ?? use,
    when(validFrom),
    invalidAfter === null ? html`–` : when(invalidAfter),
  ]);
  return html`<section class="stack tight" aria-labelledby="keys"><h2 id="keys">${T.keys}</h2>
${chain !== undefined && html`<p>${T.root}: <span class="hash">${chain.root}</span><br><span class="note">${T.rootHelp}</span></p>`}
${rows.length === 0 ? html`<p class="soft">${T.noKeys}</p>` : table(T.keys, columnsOf(T.keyColumns), rows, true)}</section>`;
}

async function personsSection(
  services: DirectoryServices,
  request: Request,
  did: string,
): Promise<Markup | false> {
  const persons = await personsFor(services, did, request.viewer, services.ledger.now());
  if (persons.length === 0) return false;
  const rows = persons.map(({ shown }) => [
    cell(shown, 'display_name'),
    cell(shown, 'roles'),
    cell(shown, 'valid_until'),
  ]);
  return html`<section class="stack tight" aria-labelledby="persons"><h2 id="persons">${T.persons}</h2>${table(T.persons, columnsOf(T.personColumns), rows, true)}</section>`;
}
