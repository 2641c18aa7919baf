/** What scenes between states are made of: somebody proposes, a second person approves, it is signed and given. */
import { accept, type Outcome } from '#outcome.ts';
import { digestOf, type Members, until, waiting } from './acting.ts';
import type { Stage, Told } from './player.ts';
import { type StepName, words } from './telling.ts';

export type Saying = {
  readonly seat: string;
  /** Who approves; absent for what a party records for itself alone. */
  readonly approver?: string;
  readonly type: string;
  readonly claims: (stage: Stage) => Members;
  readonly recipients?: readonly string[];
  /** Under which name the scene remembers the statement. */
  readonly as: string;
  /** Seats of those who are to have it before the scene goes on. */
  readonly awaitedBy?: readonly string[];
};

/** The case of the scene: one thread, on all nodes. */
function threadCase(stage: Stage, scene: string): string {
  const known = stage.memory.get(`${scene}-case`) ?? crypto.randomUUID();
  stage.memory.set(`${scene}-case`, known);
  return known;
}

export function said(stage: Stage, name: string): string {
  return stage.memory.get(name) ?? '';
}

export async function sayBetweenStates(
  stage: Stage,
  scene: string,
  step: StepName,
  saying: Saying,
): Promise<Outcome<Told>> {
  const speaker = await stage.seat(saying.seat);
  if (!speaker.ok) return speaker;
  const caseId = threadCase(stage, scene);
  const proposed = await speaker.value.post('/api/v1/cooperation/proposals', {
    type: saying.type,
    case: caseId,
    claims: saying.claims(stage),
    ...(saying.recipients === undefined ? {} : { recipients: saying.recipients }),
  });
  if (!proposed.ok) return proposed;
  const digest = await signed(stage, saying, proposed.value as Proposal);
  if (!digest.ok) return digest;
  stage.memory.set(saying.as, digest.value);
  for (const seat of saying.awaitedBy ?? []) {
    const arrived = await arrival(stage, seat, caseId, digest.value);
    if (!arrived.ok) return arrived;
  }
  const { url, seat } = speaker.value;
  return accept({ told: words(step), look: `${url}/demo/seat/${seat}?next=/cooperation/threads/${caseId}` });
}

type Proposal = { readonly signed?: string; readonly draft?: string; readonly version?: number };

async function signed(stage: Stage, saying: Saying, proposal: Proposal): Promise<Outcome<string>> {
  const { draft, version } = proposal;
  if (draft === undefined) return accept(proposal.signed ?? '');
  const approver = await stage.seat(saying.approver ?? '');
  if (!approver.ok) return approver;
  const waits = await approver.value.get(`/api/v1/drafts/${draft}`);
  if (!waits.ok) return waits;
  const { covers } = waits.value as { readonly covers: string };
  const approved = await approver.value.post(`/api/v1/drafts/${draft}/approve`, { version, covers });
  if (!approved.ok) return approved;
  const sent = await approver.value.post(`/api/v1/cooperation/proposals/${draft}/send`, { version });
  if (!sent.ok) return sent;
  const [refused] = Object.values((sent.value as { readonly refused: Record<string, string> }).refused);
  return refused === undefined ? accept(digestOf(sent.value)) : waiting(refused);
}

function arrival(stage: Stage, seat: string, caseId: string, digest: string): Promise<Outcome<null>> {
  return until(async () => {
    const reader = await stage.seat(seat);
    if (!reader.ok) return reader;
    const thread = await reader.value.get(`/api/v1/cooperation/threads/${caseId}`);
    const { statements = [] } = thread.ok ? (thread.value as { statements?: { digest: string }[] }) : {};
    return statements.some((one) => one.digest === digest)
      ? accept(null)
      : waiting('It has not arrived on the other side yet.');
  });
}
