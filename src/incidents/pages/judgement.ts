import { Type } from 'typebox';
import type { Reply, Request } from '#http/contract.ts';
import type { Outcome } from '#outcome.ts';
import { refuseSpoken } from '#outcome.ts';
import { approveDraft, declineDraft, type Seen, type SeenWhole } from '#parties/workspace/approval.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { type PageServices, type Person, personOf, workspaceOf } from '#site/services.ts';
import { Digest } from '#statement/statement-type.ts';
import { html, type Markup } from '#web/html.ts';
import { button } from '#web/parts/button.ts';
import type { FieldErrors } from '#web/parts/errors.ts';
import { areaField } from '#web/parts/field.ts';
import { form, hidden } from '#web/parts/form.ts';
import type { TagLook } from '#web/parts/marks.ts';
import { nextStep } from '#web/parts/notice.ts';
import { RELAY_TEXTS } from './relay-texts.ts';

const T = RELAY_TEXTS.relay;
const REASON_LIMIT_CHARACTERS = 2_000;

/** How the state of a draft is marked, on every page of one. */
export const DRAFT_LOOKS: Readonly<Record<WorkspaceDraft['state'], TagLook>> = {
  open: 'plain',
  proposed: 'wait',
  approved: 'going',
  declined: 'wrong',
  submitted: 'done',
  discarded: 'plain',
};

/** The body of every form by which a second person decides. */
export const Decision = Type.Object({
  version: Type.String({ pattern: '^[0-9]{1,9}$' }),
  /** All that is approved, as the page showed it. */
  covers: Type.Optional(Digest),
  reason: Type.Optional(Type.String({ maxLength: 4 * REASON_LIMIT_CHARACTERS })),
});

/** May whoever is signed in decide on this draft? Never its own proposer. */
export function mayJudge(services: PageServices, request: Request, draft: WorkspaceDraft): boolean {
  const person = personOf(request);
  if (person === undefined || draft.state !== 'proposed' || draft.proposedBy === person.person) return false;
  return services.authority.mayApprove(person, request.signedIn!.roles, draft.type).ok;
}

/** The yes and the no of the second person; `path` is where the draft stands, `lead` says what would leave. */
export function judgementForms(
  request: Request,
  reply: Reply,
  path: string,
  draft: WorkspaceDraft,
  errors: FieldErrors,
  label: string = T.approve,
  lead?: Markup,
): Markup {
  const post = (act: string, content: Markup) =>
    form(request, reply, { action: `${path}/${act}`, version: draft.version }, content);
  const reason = areaField({ name: 'reason', label: T.reason, rows: 2, error: errors.get('reason') });
  return html`<div class="columns">${nextStep(label, html`${lead && html`<p>${lead} ${T.approveFinal}</p>`}<p>${T.approveLead}</p>`, post('approve', html`${hidden('covers', draft.covers)}<p>${button(label)}</p>`))}
<section class="card">${post('decline', html`${reason}<p>${button(T.decline, 'second')}</p>`)}</section></div>`;
}

export function coversIn({ covers }: { readonly covers?: string }): Pick<SeenWhole, 'covers'> {
  return covers === undefined ? {} : { covers };
}

export function approve(
  services: PageServices,
  person: Person,
  seen: SeenWhole,
): Promise<Outcome<WorkspaceDraft>> {
  return approveDraft(workspaceOf(services, person), services.authority, person, seen, services.ledger.now());
}

/** Declining without a reason would leave the author with nothing to change. */
export async function decline(
  services: PageServices,
  person: Person,
  seen: Seen,
  reason: string,
): Promise<Outcome<WorkspaceDraft>> {
  if (reason.trim() === '') return refuseSpoken('answer-missing', T.reasonNeeded, 'reason');
  const said = { ...seen, reason: reason.trim() };
  return declineDraft(workspaceOf(services, person), services.authority, person, said, services.ledger.now());
}
