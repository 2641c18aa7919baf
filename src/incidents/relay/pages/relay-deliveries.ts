import type { Reply, Request } from '#http/contract.ts';
import { heldAs } from '#incidents/pages/held-as.ts';
import { type Holder, holdersOf } from '#incidents/pages/holders.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Names } from '#site/claim-value.ts';
import type { PageServices } from '#site/services.ts';
import { INCIDENT_TEXTS as CASE_TEXTS } from '#site/texts.ts';
import { html, type Markup, said } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import { textField } from '#web/parts/field.ts';
import { form } from '#web/parts/form.ts';
import { table } from '#web/parts/lists.ts';
import { tag } from '#web/parts/marks.ts';
import { details } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import type { RelayPlan } from './relay-plan.ts';

const T = RELAY_TEXTS.relay;

/** How far a sent relay got with each recipient; a party without a node gets a link from here. */
export async function relayDeliveries(
  services: PageServices,
  request: Request,
  reply: Reply,
  draft: WorkspaceDraft,
  plan: RelayPlan,
  names: Names,
): Promise<Markup> {
  const target = plan.target ?? draft.digest;
  const { parties } = await services.partyNames();
  const held = holdersOf(await services.reader.case(draft.case, request.viewer)).filter(
    (one) => one.target === target,
  );
  const rows = plan.recipients.map((did) => {
    const holder = held.find(({ to }) => to === did);
    const party = parties.get(did);
    const ours = party !== undefined && party.describedBy === draft.party && did !== draft.party;
    const link = ours && holder !== undefined && holder.read === undefined && guestForm(request, reply, holder);
    return [said(names.party(did)), stateOf(holder, services.ledger.now()), html`${link}`];
  });
  const missing = plan.recipients.some((did) => !held.some(({ to }) => to === did));
  const send = form(
    request,
    reply,
    { action: `/relay/${draft.id}/send`, version: draft.version, look: 'inline' },
    button(T.sendAgain, 'second'),
  );
  return html`<section class="stack tight" id="deliveries">${table(
    T.states.submitted,
    T.deliveryColumns.map((label) => ({ label })),
    rows,
    true,
  )}${missing && send}</section>`;
}

function stateOf(holder: Holder | undefined, now: Temporal.Instant): Markup {
  if (holder === undefined) return tag(T.notGivenYet, 'wrong');
  const answer = holder.read ?? holder.receipt;
  const lower = holder.read?.lower === true && tag(CASE_TEXTS.case.lowerAssurance, 'wait');
  return html`${heldAs(holder, now)} ${answer !== undefined && when(answer.at)} ${lower}`;
}

function guestForm(request: Request, reply: Reply, { release }: Holder): Markup {
  const field = textField({ name: 'contact', label: T.guestContact, help: T.guestContactHelp, width: 'short' });
  const fields = html`<p>${T.guestNone}</p>${field}<p>${button(T.guestButton, 'second')}</p>`;
  return details(T.guestButton, form(request, reply, { action: `/releases/${release}/guest` }, fields));
}
