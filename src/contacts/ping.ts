/** Pinging a contact and answering a ping: what pages, API and the node's own work have in common. */
import { randomUUID } from 'node:crypto';
import type { Actor, Ledger } from '#ledger/contract.ts';
import type { Outcome } from '#outcome.ts';
import { accept } from '#outcome.ts';
import { newSpokenCode } from '#parties/secret.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { AnsweredBy, PingMode } from './statements.ts';
import { type Ping, pingsOf } from './view.ts';

const CODE_GROUPS = 2;

export type PingWish = {
  readonly to: string;
  readonly channel: string;
  readonly contact?: string;
  readonly mode: PingMode;
  readonly answerHours: number;
  readonly note?: string;
};

export type Speaker = { readonly connection: Connection; readonly ledger: Pick<Ledger, 'submit' | 'now'> };

/**
 * Asks a contact to read a fresh code back. Pings between the same two parties stand in one case, which the first of
 * them opens, so that the list of cases does not fill with them.
 */
export async function sendPing(
  { connection, ledger }: Speaker,
  actor: Actor,
  issuer: string,
  wish: PingWish,
  idempotencyKey?: string,
): Promise<Outcome<string>> {
  const [before] = await pingsOf(connection, { issuer, party: wish.to });
  const { to, channel, mode, contact, note } = wish;
  const answerBy = ledger.now().add({ hours: wish.answerHours }).toString({ smallestUnit: 'second' });
  return said(ledger, actor, idempotencyKey, {
    type: 'reachability-ping',
    issuer,
    case: before?.case ?? randomUUID(),
    claims: {
      to,
      channel,
      challenge: newSpokenCode(CODE_GROUPS),
      mode,
      answer_by: answerBy,
      ...(contact === undefined ? {} : { contact }),
      ...(note === undefined || note === '' ? {} : { note }),
    },
  });
}

export type AnswerWish = { readonly response: string; readonly answeredBy: AnsweredBy; readonly note?: string };

/** Reads the code back to whoever asked. */
export async function answerPing(
  { ledger }: Speaker,
  actor: Actor,
  ping: Ping,
  { response, answeredBy, note }: AnswerWish,
  idempotencyKey?: string,
): Promise<Outcome<string>> {
  return said(ledger, actor, idempotencyKey, {
    type: 'reachability-answer',
    issuer: ping.party,
    case: ping.case ?? randomUUID(),
    claims: {
      ...(answeredBy === 'person' ? { ping: ping.digest } : { echo_of: ping.digest }),
      to: ping.issuer,
      response,
      answered_by: answeredBy,
      at: ledger.now().toString({ smallestUnit: 'second' }),
      ...(actor.kind === 'person' && answeredBy === 'person' ? { person: actor.person } : {}),
      ...(note === undefined || note === '' ? {} : { note }),
    },
  });
}

async function said(
  ledger: Pick<Ledger, 'submit'>,
  actor: Actor,
  idempotencyKey: string | undefined,
  draft: Draft,
): Promise<Outcome<string>> {
  const outcome = await ledger.submit({
    kind: 'draft',
    actor,
    draft,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  return outcome.ok ? accept(outcome.value?.digest ?? '') : outcome;
}
