import type { Request } from '#http/contract.ts';
import { accept, type Outcome } from '#outcome.ts';
import { proposeDraft } from '#parties/workspace/approval.ts';
import { createDraft } from '#parties/workspace/workspace.ts';
import type { Draft } from '#statement/draft.ts';
import { type PageServices, type Person, workspaceOf } from './services.ts';

/** What a rule says where one person is not enough; the statement then waits for a second. */
const NEEDS_ANOTHER = ['second-person-needed', 'approval-missing'];

/** Where to go on: signed at once where one person may; else kept as a draft on the desk of whoever may approve. */
export async function signOrPropose(
  services: PageServices,
  request: Request,
  person: Person,
  draft: Draft,
): Promise<Outcome<string>> {
  const key = request.idempotencyKey;
  const given = await services.ledger.submit({
    kind: 'draft',
    actor: person,
    draft,
    ...(key === undefined ? {} : { idempotencyKey: key }),
  });
  if (given.ok) return accept(`/statements/${given.value?.digest ?? ''}/done`);
  if (!NEEDS_ANOTHER.includes(given.refusal.code)) return given;
  const workspace = workspaceOf(services, person);
  const { type, case: caseId, claims, markings } = draft;
  const content = { type, case: caseId, claims, ...(markings === undefined ? {} : { markings }) };
  const kept = await createDraft(workspace, content, services.ledger.now());
  if (!kept.ok) return kept;
  const { id, version } = kept.value;
  const proposed = await proposeDraft(workspace, { id, version }, services.ledger.now());
  return proposed.ok ? accept(`/drafts/${id}`) : proposed;
}
