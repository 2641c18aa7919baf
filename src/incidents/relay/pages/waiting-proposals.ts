import type { Request } from '#http/contract.ts';
import { draftPath } from '#incidents/form/pages/alert-start.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { draftsInCase } from '#parties/workspace/draft-list.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { colleagues, type PageServices, personOf, workspaceOf } from '#site/services.ts';
import { html, type Markup, said } from '#web/html.ts';
import { typeLabel } from '#web/labels.ts';
import { notice } from '#web/parts/notice.ts';
import { when } from '#web/parts/when.ts';
import { sentence } from '#web/sentence.ts';
import { planOf } from './relay-plan.ts';

const T = RELAY_TEXTS.relay;

/** What this party proposed in a case and nobody sent yet: whoever comes back in the night is not to propose it anew. */
export async function waitingProposals(
  services: PageServices,
  request: Request,
  caseId: string,
  among: (draft: WorkspaceDraft) => boolean = () => true,
): Promise<Markup | false> {
  const person = personOf(request);
  if (person === undefined) return false;
  const drafts = await draftsInCase(workspaceOf(services, person), caseId, ['proposed', 'approved']);
  const waiting = drafts.filter(among);
  if (waiting.length === 0) return false;
  const nameOf = await colleagues(services, person.party);
  return html`${waiting.map((draft) => {
    const state = T.states[draft.state as 'proposed' | 'approved'];
    const by = sentence(T.proposedBy, { person: said(nameOf(draft.proposedBy ?? draft.createdBy)) });
    const label = planOf(draft) === undefined ? typeLabel(draft.type) : T.title;
    const link = html`<a href="${draftPath(draft)}">${label}</a>`;
    return notice(state, html`<p>${link} · ${when(draft.updatedAt)}</p><p>${by}</p>`, 'wait');
  })}`;
}
