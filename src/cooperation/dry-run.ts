import { accept, type Outcome } from '#outcome.ts';
import { checkDraft } from '#statement/check.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { loadStates } from './rule-state.ts';
import { decide } from './rules.ts';
import { TYPE_BY_NAME } from './statements.ts';

/**
 * What the rule would say if the person named approved it: asked before a second person is, so that nobody approves
 * in vain. The rule decides again when it is signed.
 */
export async function dryRun(
  connection: Connection,
  draft: Draft,
  actor: { readonly person: string; readonly party: string },
  at: Temporal.Instant,
): Promise<Outcome<null>> {
  const type = TYPE_BY_NAME.get(draft.type);
  if (type === undefined) return accept(null);
  const checked = checkDraft(type, draft);
  if (!checked.ok) return checked;
  const [state] = await loadStates(connection, [draft]);
  const named = typeof draft.claims.person === 'string' ? [draft.claims.person] : [];
  return decide(state!, draft, {
    actor: { kind: 'person', ...actor },
    at,
    roles: new Set(),
    approvers: new Map(named.map((person) => [person, new Set<string>()])),
  });
}
