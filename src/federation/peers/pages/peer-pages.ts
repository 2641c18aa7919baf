import { Type } from 'typebox';
import { troubles } from '#federation/delivery/attempts.ts';
import { silent } from '#federation/delivery/deliveries.ts';
import type { Federation } from '#federation/federation.ts';
import { misbehaving } from '#federation/logs/misbehaviour-detection.ts';
import { type Peer, standingPeers } from '#federation/peering.ts';
import { acceptInvitation } from '#federation/peers/accept-invitation.ts';
import { confirmPeering, invitePeer, peeringRequests, removePeer } from '#federation/peers/peers.ts';
import { refusedForm, seeOther } from '#http/answers.ts';
import type { App, Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Authority } from '#ledger/contract.ts';
import { PARTY_TEXTS } from '#parties/pages/directory-texts.ts';
import type { PartyBook } from '#parties/party-names.ts';
import { type Person, personFor } from '#parties/services.ts';
import type { PartyKind } from '#parties/statements.ts';
import { type Fields, textOf } from '#site/form-body.ts';
import { PartyId } from '#statement/statement-type.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button, linkButton } from '#web/parts/button.ts';
import { errorSummary, type FieldErrors, NO_ERRORS, refusalErrors, refusalText } from '#web/parts/errors.ts';
import { areaField, textField } from '#web/parts/field.ts';
import { actions, form } from '#web/parts/form.ts';
import { summaryList, table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { backLink, emptyState, pageHead } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import { sendPage } from '#web/shell.ts';
import { PEER_TEXTS as T } from './peer-texts.ts';

export type PeerPageServices = {
  readonly federation: Pick<Federation, 'office' | 'fetchPeer'>;
  readonly authority: Authority;
  partyNames(): Promise<PartyBook>;
};

const ACT = 'author:peer-confirmation';
const SILENT_LOOKED_AT = 500;
const params = Type.Object({ party: PartyId });

/** `/peers`: who they are and how they stand; inviting, accepting, confirming by fingerprint, removing. */
export function peerPages(app: App, services: PeerPageServices): void {
  const signedIn = { preHandler: app.requireActor };
  app.get('/peers', signedIn, (request, reply) => sendPeers(services, request, reply, {}, NO_ERRORS));

  app.post('/peers/invitations', signedIn, async (request, reply) => {
    const actor = personFor(request, services, ACT);
    if (!actor.ok) return refused(reply, actor.refusal);
    const invited = await invitePeer(services.federation.office, actor.value);
    return invited.ok ? sendInvitation(request, reply, invited.value.invitation) : refused(reply, invited.refusal);
  });

  app.post('/peers/acceptances', signedIn, async (request, reply) => {
    const actor = personFor(request, services, ACT);
    if (!actor.ok) return refused(reply, actor.refusal);
    const typed = (request.body ?? {}) as Fields;
    const missing = missingIn(typed, { invitation: T.invitationMissing, via: T.viaMissing });
    if (missing.size > 0) return sendPeers(services, request, refusedForm(reply), typed, missing);
    const { office, fetchPeer } = services.federation;
    const [line, via] = [textOf(typed, 'invitation'), textOf(typed, 'via')];
    const accepted = await acceptInvitation(office, fetchPeer, actor.value, line, via);
    if (accepted.ok) return seeOther(reply, '/peers');
    const errors = new Map([['invitation', refusalText(accepted.refusal)]]);
    return sendPeers(services, request, refusedForm(reply, accepted.refusal.code), typed, errors);
  });

  confirmingPages(app, services);
  removingPages(app, services);
}

function missingIn(typed: Fields, sentences: Readonly<Record<string, string>>): FieldErrors {
  return new Map(Object.entries(sentences).filter(([name]) => textOf(typed, name) === ''));
}

function sendInvitation(request: Request, reply: Reply, invitation: string): Reply {
  const body = html`<div class="receipt"><h1>${T.inviteDone}</h1><p>${T.inviteDoneLead}</p><div><p class="reference" id="invitation">${invitation}</p></div></div>
<div class="stack narrow after"><p>${T.inviteNext}</p><p>${linkButton(T.back, '/peers', 'second')}</p></div>`;
  return sendPage(request, reply.header('cache-control', 'no-store'), {
    title: T.inviteDone,
    section: 'desk',
    body,
  });
}

function confirmingPages(app: App, services: PeerPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/peers/requests/:party', settings, (request, reply) =>
    sendComparison(services, request, reply, request.params.party, {}, NO_ERRORS),
  );
  app.post('/peers/requests/:party', settings, async (request, reply) => {
    const actor = personFor(request, services, ACT);
    if (!actor.ok) return refused(reply, actor.refusal);
    const { party } = request.params;
    const typed = (request.body ?? {}) as Fields;
    const missing = missingIn(typed, { root: T.rootMissing, via: T.viaMissing });
    if (missing.size > 0) return sendComparison(services, request, refusedForm(reply), party, typed, missing);
    // Read out over a telephone it comes with spaces.
    const root = textOf(typed, 'root').replaceAll(/\s/g, '');
    const confirmed = await confirmPeering(
      services.federation.office,
      actor.value,
      party,
      root,
      textOf(typed, 'via'),
    );
    if (confirmed.ok) return seeOther(reply, '/peers');
    const errors = refusalErrors(confirmed.refusal, ['root', 'via']);
    return sendComparison(services, request, refusedForm(reply, confirmed.refusal.code), party, typed, errors);
  });
}

async function sendComparison(
  services: PeerPageServices,
  request: Request,
  reply: Reply,
  party: string,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, ACT);
  if (!actor.ok) return refused(reply, actor.refusal);
  const waiting = await peeringRequests(services.federation.office, actor.value.party);
  const one = waiting.find((known) => known.party === party);
  if (one === undefined) return refused(reply, { code: 'peering-unknown', sentence: T.notFound, spoken: true });
  const title = plainSentence(T.confirmTitle, { party });
  const fields = html`${textField({ name: 'root', label: T.root, spellcheck: false, value: textOf(typed, 'root'), error: errors.get('root') })}
${areaField({ name: 'via', label: T.via, help: T.viaHelp, rows: 2, value: textOf(typed, 'via'), error: errors.get('via') })}${actions(button(T.confirmButton))}`;
  const presented = summaryList([
    { key: T.columns[1], value: html`<span class="hash">${one.node}</span>` },
    { key: T.presented, value: html`<span class="hash">${one.root}</span>` },
    ...(one.profile === undefined
      ? []
      : [
          { key: PARTY_TEXTS.kind, value: PARTY_TEXTS.kinds[one.profile.kind as PartyKind] },
          { key: PARTY_TEXTS.state, value: one.profile.territory },
        ]),
  ]);
  const body = html`${backLink(T.title, '/peers')}${errorSummary(errors)}${pageHead({ title, lead: T.confirmLead })}
<div class="stack loose"><div class="narrow">${presented}</div>${form(request, reply, { action: `/peers/requests/${encodeURIComponent(party)}` }, fields)}</div>`;
  return sendPage(request, reply, { title, section: 'desk', body });
}

function removingPages(app: App, services: PeerPageServices): void {
  const settings = { preHandler: app.requireActor, schema: { params } };
  app.get('/peers/:party/remove', settings, (request, reply) =>
    sendRemoval(services, request, reply, request.params.party, NO_ERRORS),
  );
  app.post('/peers/:party/remove', settings, async (request, reply) => {
    const actor = personFor(request, services, 'author:peer-removal');
    if (!actor.ok) return refused(reply, actor.refusal);
    const typed = (request.body ?? {}) as Fields;
    const { party } = request.params;
    const missing = missingIn(typed, { reason: T.reasonMissing });
    if (missing.size > 0) return sendRemoval(services, request, refusedForm(reply), party, missing);
    const removed = await removePeer(services.federation.office, actor.value, party, textOf(typed, 'reason'));
    if (removed.ok) return seeOther(reply, '/peers');
    const errors = refusalErrors(removed.refusal, ['reason']);
    return sendRemoval(services, request, refusedForm(reply, removed.refusal.code), party, errors);
  });
}

async function sendRemoval(
  services: PeerPageServices,
  request: Request,
  reply: Reply,
  party: string,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, 'author:peer-removal');
  if (!actor.ok) return refused(reply, actor.refusal);
  const peers = await standingPeers(services.federation.office.store.connection);
  if (!peers.some((peer) => peer.party === party))
    return refused(reply, { code: 'peer-not-confirmed', sentence: T.notFound, spoken: true });
  const { name } = await services.partyNames();
  const title = plainSentence(T.removeTitle, { party: name(party) });
  const fields = html`${areaField({ name: 'reason', label: T.reason, rows: 2, error: errors.get('reason') })}${actions(button(T.removeButton, 'grave'))}`;
  const body = html`${backLink(T.title, '/peers')}${errorSummary(errors)}${pageHead({ title, lead: T.removeLead })}${form(request, reply, { action: `/peers/${encodeURIComponent(party)}/remove` }, fields)}`;
  return sendPage(request, reply, { title, section: 'desk', body });
}

async function sendPeers(
  services: PeerPageServices,
  request: Request,
  reply: Reply,
  typed: Fields,
  errors: FieldErrors,
): Promise<Reply> {
  const actor = personFor(request, services, 'read');
  if (!actor.ok) return refused(reply, actor.refusal);
  const administers = personFor(request, services, ACT).ok;
  const body = html`${backLink(T.desk, '/desk')}${errorSummary(errors)}${pageHead({ title: T.title, lead: T.lead })}
<div class="stack loose">${administers && (await requestsSection(services, actor.value))}${await peersSection(services, actor.value, administers)}
${administers && inviteSection(request, reply)}${administers && acceptSection(request, reply, typed, errors)}</div>`;
  return sendPage(request, reply, { title: T.title, section: 'desk', body });
}

async function requestsSection({ federation }: PeerPageServices, { party }: Person): Promise<Markup | false> {
  const waiting = await peeringRequests(federation.office, party);
  if (waiting.length === 0) return false;
  const rows = waiting.map((one) => [
    html`<span class="hash">${one.party}</span>`,
    html`<span class="hash">${one.root}</span>`,
    when(one.receivedAt),
    html`<a href="/peers/requests/${one.party}">${T.compare}</a>`,
  ]);
  return html`<section class="stack tight" aria-labelledby="requests"><h2 id="requests">${T.requests} ${tag(rows.length, 'going')}</h2>${table(T.requests, columnsOf(T.requestColumns), rows, true)}</section>`;
}

async function peersSection(services: PeerPageServices, { party }: Person, administers: boolean): Promise<Markup> {
  const { connection } = services.federation.office.store;
  const { name } = await services.partyNames();
  const flagged = await misbehaving(connection);
  const waiting = await silent(connection, party, SILENT_LOOKED_AT);
  const failed = await troubles(
    connection,
    waiting.map(({ release }) => release),
  );
  const standing = (peer: Peer): Markup => {
    const proven = flagged.find(({ log, party: by }) => log === peer.log && (by === null || by === peer.party));
    const count = waiting.filter(({ to }) => to === peer.party).length;
    const trouble = failed.find(({ to }) => to === peer.party);
    return html`${peer.mutual ? tag(T.mutual, 'done') : tag(T.oneSided, 'wait')}
${proven && html`<br>${tag(T.misbehaved, 'wrong')} <a href="/statements/${proven.statement}">${T.proof}</a>`}
${count > 0 && html`<br>${sentence(T.waitingFor, { count })}`}${count > 0 && trouble?.sentence && html`<br><span class="note">${sentence(T.lastTrouble, { sentence: said(trouble.sentence) })}</span>`}`;
  };
  const rows = (await standingPeers(connection)).map((peer) => [
    html`<a href="/parties/${peer.party}">${said(name(peer.party))}</a>`,
    html`<span class="hash">${peer.node}</span>`,
    when(peer.confirmedAt),
    standing(peer),
    administers ? html`<a href="/peers/${peer.party}/remove">${T.remove}</a>` : html`–`,
  ]);
  return html`<section class="stack tight" aria-labelledby="peers"><h2 id="peers">${T.list}</h2>${rows.length === 0 ? emptyState(T.empty, T.emptyBody) : table(T.list, columnsOf(T.columns), rows, true)}</section>`;
}

const columnsOf = (labels: readonly string[]) => labels.map((label) => ({ label }));

function inviteSection(request: Request, reply: Reply): Markup {
  return html`<section class="stack tight" aria-labelledby="invite"><h2 id="invite">${T.invite}</h2><p class="soft">${T.inviteLead}</p>${form(request, reply, { action: '/peers/invitations', look: 'inline' }, button(T.inviteButton, 'second'))}</section>`;
}

function acceptSection(request: Request, reply: Reply, typed: Fields, errors: FieldErrors): Markup {
  const fields = html`${areaField({ name: 'invitation', label: T.invitation, rows: 3, spellcheck: false, value: textOf(typed, 'invitation'), error: errors.get('invitation') })}
${areaField({ name: 'via', label: T.via, help: T.viaHelp, rows: 2, value: textOf(typed, 'via'), error: errors.get('via') })}${actions(button(T.acceptButton))}`;
  return html`<section class="stack" aria-labelledby="accept"><h2 id="accept">${T.accept}</h2>${form(request, reply, { action: '/peers/acceptances', label: T.accept }, fields)}</section>`;
}
