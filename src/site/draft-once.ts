import type { Request } from '#http/contract.ts';
import type { Outcome } from '#outcome.ts';
import { accept } from '#outcome.ts';
import { draftsInCase } from '#parties/workspace/draft-list.ts';
import { createDraft, type DraftContent, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import { type PageServices, type Person, workspaceOf } from './services.ts';

/**
 * Begins a draft once for one shown form, however often its button is pressed: the case follows from the form's key,
 * and a draft that stands in it already is the one.
 */
export async function draftOnce(
  services: PageServices,
  request: Request,
  person: Person,
  type: string,
  content: (caseId: string) => Outcome<DraftContent>,
): Promise<Outcome<WorkspaceDraft>> {
  const caseId = caseIdFrom(`${person.person} ${request.idempotencyKey ?? crypto.randomUUID()}`);
  const workspace = workspaceOf(services, person);
  const [known] = await draftsInCase(workspace, caseId);
  if (known !== undefined) return accept(known);
  const made = content(caseId);
  return made.ok ? createDraft(workspace, { type, case: caseId, ...made.value }, services.ledger.now()) : made;
}
