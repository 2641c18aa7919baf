import type { Actor, Appended, Authority, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import type { AuthorityCode, WorkspaceCode } from '#parties/codes.ts';
import { rolesOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { toMicroseconds } from '#store/instant.ts';
import { readDraft, type Workspace, type WorkspaceDraft, whyNotWritten } from './workspace.ts';
import type { WorkspaceTables } from './workspace-tables.ts';
import { workspaceTables } from './workspace-tables.ts';

export const DECLINE_REASON_CHARACTERS = 2_000;

/** Which draft, as whoever acts has read it. */
export type Seen = { readonly id: string; readonly version: number };
/** What is approved with it, as whoever approves was shown it; needed where the draft sends more than itself. */
export type SeenWhole = Seen & { readonly covers?: string };
/** Refusals are this room's, or the authority's. */
type Verdict<Value> = Outcome<Value>;

/** Asks for approval: from now on the draft is not written in, and `person` answers for it as its author. */
export function proposeDraft(
  workspace: Workspace,
  seen: Seen,
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  return move(
    workspace,
    seen,
    ['open', 'declined'],
    { state: 'proposed', proposed_by: workspace.person, declined_because: null },
    now,
  );
}

/** Takes a proposed, approved or declined draft back into work; its approvals were of the version before. */
export async function reopenDraft(
  workspace: Workspace,
  seen: Seen,
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  const change = { state: 'open', proposed_by: null, version: seen.version + 1 } as const;
  return move(workspace, seen, ['proposed', 'approved', 'declined'], change, now);
}

/**
 * A second person's yes to exactly this version and all that is sent with it. Refused to the proposer, to whoever lacks the mandate, and to API
 * tokens: a machine is not a second person.
 */
export async function approveDraft(
  workspace: Workspace,
  authority: Authority,
  actor: Actor,
  seen: SeenWhole,
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  const judged = await mayJudge(workspace, authority, actor, seen, now);
  if (!judged.ok) return judged;
  const { along, covers } = judged.value;
  if (seen.covers === undefined ? along !== undefined : seen.covers !== covers) {
    return refuse<WorkspaceCode>(
      'approval-covers-less',
      'More is sent with this draft than you approve: look at all of it, and approve that.',
      'covers',
    );
  }
  return workspace.connection.transaction().execute(async (transaction) => {
    const here = { ...workspace, connection: transaction };
    const moved = await move(here, seen, ['proposed', 'approved'], { state: 'approved' }, now);
    if (!moved.ok) return moved;
    const { id: draft, version } = seen;
    const approval = {
      id: `${draft} ${version} ${workspace.person}`,
      draft,
      version,
      person: workspace.person,
      covers,
    };
    await workspaceTables(transaction)
      .insertInto('workspace_approval')
      .values({ ...approval, approved_at: toMicroseconds(now) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return readDraft(here, draft);
  });
}

/** A second person's no, with the reason its author reads. */
export async function declineDraft(
  workspace: Workspace,
  authority: Authority,
  actor: Actor,
  seen: Seen & { readonly reason: string },
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  const judged = await mayJudge(workspace, authority, actor, seen, now);
  if (!judged.ok) return judged;
  const declined_because = seen.reason.slice(0, DECLINE_REASON_CHARACTERS);
  return move(workspace, seen, ['proposed', 'approved'], { state: 'declined', declined_because }, now);
}

/**
 * Has the draft signed and logged, with the approvals this version got. Its author is whoever proposed it; of a draft
 * that was never proposed, whoever submits it. Submitting twice answers with the same statement; what the ledger
 * refuses stays a draft. Whoever submits through an API token does so within its scopes, also for another's draft.
 */
export async function submitDraft(
  workspace: Workspace,
  ledger: Ledger,
  actor: Extract<Actor, { kind: 'person' }>,
  seen: Seen,
): Promise<Outcome<Appended>> {
  const read = await readDraft(workspace, seen.id);
  if (!read.ok) return read;
  const draft = read.value;
  const isRepeated = draft.state === 'submitted' && draft.version === seen.version;
  if (!isRepeated && (draft.version !== seen.version || !['open', 'approved'].includes(draft.state))) {
    return draft.state === 'proposed' && draft.version === seen.version
      ? refuse<WorkspaceCode>('draft-not-open', 'This draft waits for approval by a second person.', 'id')
      : whyNotWritten(workspace, seen.id, seen.version);
  }
  const author = draft.proposedBy ?? (isRepeated ? draft.updatedBy : workspace.person);
  const appended = await ledger.submit({
    kind: 'draft',
    actor: { ...actor, person: author, party: workspace.party },
    draft: statementOf(draft),
    jobKey: `draft/${draft.id}/${draft.version}`,
  });
  if (!appended.ok) return appended;
  if (appended.value === null)
    throw new Error(`submit the draft ${draft.id}: the ledger answered without a statement`);
  await workspaceTables(workspace.connection)
    .updateTable('workspace_draft')
    .set({ state: 'submitted', digest: appended.value.digest, updated_by: author })
    .where('id', '=', draft.id)
    .where('version', '=', draft.version)
    .execute();
  return accept(appended.value);
}

export type SentAlong = {
  readonly signed: Appended;
  /** What was refused of what goes along, by its place in the list. Sending again tries it again. */
  readonly refused: ReadonlyMap<number, Refusal>;
};

/**
 * Signs what was approved, and then all that was approved with it and nothing else, in the name of whoever proposed it
 * and with the approvals it got. Each step has its own key, so that doing it again after a crash signs nothing twice.
 */
export async function submitWithAlong(
  workspace: Workspace,
  ledger: Ledger,
  actor: Extract<Actor, { kind: 'person' }>,
  seen: Seen,
): Promise<Outcome<SentAlong>> {
  const signed = await submitDraft(workspace, ledger, actor, seen);
  if (!signed.ok) return signed;
  const read = await readDraft(workspace, seen.id);
  if (!read.ok) return read;
  const draft = read.value;
  const refused = new Map<number, Refusal>();
  for (const [at, { type, claims }] of (draft.along ?? []).entries()) {
    const answer = await ledger.submit({
      kind: 'draft',
      actor,
      draft: {
        type,
        issuer: workspace.party,
        case: draft.case,
        claims: { target: signed.value.digest, ...claims },
        approvals: draft.approvedBy,
      },
      jobKey: `draft/${draft.id}/${draft.version}/along/${at}`,
    });
    if (!answer.ok) refused.set(at, answer.refusal);
  }
  return accept({ signed: signed.value, refused });
}

/** The draft as the ledger takes it. Approvals come from here alone, never from what a client sends. */
export function statementOf(draft: WorkspaceDraft): Draft {
  const { type, party: issuer, case: caseId, claims, markings, approvedBy } = draft;
  return {
    type,
    issuer,
    case: caseId,
    claims,
    ...(markings === undefined ? {} : { markings }),
    ...(approvedBy.length === 0 ? {} : { approvals: approvedBy }),
  };
}

async function mayJudge(
  workspace: Workspace,
  authority: Authority,
  actor: Actor,
  seen: Seen,
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  const read = await readDraft(workspace, seen.id);
  if (!read.ok) return read;
  const draft = read.value;
  if (draft.state !== 'proposed' && draft.state !== 'approved') {
    return refuse<WorkspaceCode>(
      'draft-not-proposed',
      `This draft is ${draft.state}: nobody asked for approval.`,
      'id',
    );
  }
  if (draft.proposedBy === workspace.person) {
    return refuse<AuthorityCode>(
      'self-approval',
      'You proposed this yourself: a second person has to decide.',
      'id',
    );
  }
  const roles = await rolesOf(workspace.connection, actor, workspace.party, now);
  const may = authority.mayApprove(actor, roles, draft.type);
  return may.ok ? accept(draft) : may;
}

async function move(
  workspace: Workspace,
  seen: Seen,
  from: readonly WorkspaceDraft['state'][],
  change: Partial<WorkspaceTables['workspace_draft']>,
  now: Temporal.Instant,
): Promise<Verdict<WorkspaceDraft>> {
  const moved = await workspaceTables(workspace.connection)
    .updateTable('workspace_draft')
    .set({ ...change, updated_at: toMicroseconds(now) })
    .where('id', '=', seen.id)
    .where('party', '=', workspace.party)
    .where('version', '=', seen.version)
    .where('state', 'in', [...from])
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n
    ? readDraft(workspace, seen.id)
    : whyNotWritten(workspace, seen.id, seen.version);
}
