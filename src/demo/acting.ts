/** What the steps of the scenes are made of: a person says something, proposes, approves, waits. */
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Stage, Told } from './player.ts';
import type { SeatClient } from './seat-client.ts';
import { type StepName, words } from './telling.ts';

export type Members = Readonly<Record<string, unknown>>;

const WAIT_LIMIT_MS = 20_000;
const LOOK_AGAIN_MS = 150;

export function told(
  step: StepName,
  stage: Stage,
  { url, seat }: SeatClient,
  values?: Parameters<typeof words>[1],
): Outcome<Told> {
  return accept({ told: words(step, values), look: `${url}/demo/seat/${seat}?next=/cases/${caseOf(stage)}` });
}

export function waiting(sentence: string) {
  return refuse('not-yet', sentence);
}

export function caseOf(stage: Stage): string {
  return stage.memory.get('case') ?? '';
}

export function digestOf(appended: unknown): string {
  const { digest } = (appended ?? {}) as { digest?: unknown };
  return typeof digest === 'string' ? digest : '';
}

/** By the clock of the exercise. */
export function nowInSeconds({ demo }: Stage): string {
  return demo.now().toString({ smallestUnit: 'second' });
}

export function minutesAgo({ demo }: Stage, minutes: number): string {
  return demo.now().subtract({ minutes }).toString({ smallestUnit: 'second' });
}

export async function say(
  client: SeatClient,
  stage: Stage,
  type: string,
  claims: Members,
): Promise<Outcome<string>> {
  const answer = await client.post('/api/v1/statements', { type, case: caseOf(stage), claims });
  return answer.ok ? accept(digestOf(answer.value)) : answer;
}

export type Proposed = { readonly id: string; readonly version: number };

export async function propose(client: SeatClient, draft: Members): Promise<Outcome<Proposed>> {
  const kept = await client.post('/api/v1/drafts', draft);
  if (!kept.ok) return kept;
  const { id, version } = kept.value as Proposed;
  const proposed = await client.post(`/api/v1/drafts/${id}/propose`, { version });
  return proposed.ok ? accept(proposed.value as Proposed) : proposed;
}

export async function approveAndSubmit(stage: Stage, { id, version }: Proposed): Promise<Outcome<string>> {
  const approver = await stage.seat('approver');
  if (!approver.ok) return approver;
  const approved = await approver.value.post(`/api/v1/drafts/${id}/approve`, { version });
  if (!approved.ok) return approved;
  const officer = await stage.seat('duty-officer');
  if (!officer.ok) return officer;
  const seen = approved.value as Proposed;
  const signed = await officer.value.post(`/api/v1/drafts/${id}/submit`, { version: seen.version });
  return signed.ok ? accept(digestOf(signed.value)) : signed;
}

type Listed = { readonly digest: string; readonly issuer: string; readonly type: string; readonly origin: string };

export async function statementsOf(
  client: SeatClient,
  stage: Stage,
  type: string,
): Promise<Outcome<readonly Listed[]>> {
  const answer = await client.get(`/api/v1/cases/${caseOf(stage)}/statements`);
  if (!answer.ok) return answer;
  const { statements } = answer.value as { statements: readonly Listed[] };
  return accept(statements.filter((one) => one.type === type));
}

export async function personOf(stage: Stage, seat: string): Promise<string> {
  const seats = stage.demo.nodes.flatMap((node) => node.seats);
  return seats.find(({ name }) => name === seat)?.person ?? '';
}

/** Deliveries take a moment: asks again while the answer is a refusal, and gives the last refusal when time is up. */
export async function until<Value>(ask: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  const end = performance.now() + WAIT_LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer.ok || performance.now() > end) return answer;
    await new Promise((later) => setTimeout(later, LOOK_AGAIN_MS));
  }
}
