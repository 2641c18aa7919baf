import { type GatewayTables, gatewayTables } from '#gateway/tables.ts';
import type { Connection } from '#store/connection.ts';
import { toMicroseconds } from '#store/instant.ts';
import { plainSentence } from '#web/sentence.ts';
import { MAIL_ANSWER_TEXTS as T } from './answer-texts.ts';
import { ANSWER_TRIES_MOST } from './limits.ts';
import { proposalsFrom, questionsOpen } from './proposals.ts';

const ANSWERED_AT_ONCE = 20;
const REFERENCE_CHARACTERS = 8;

export type WaitingAnswer = GatewayTables['gateway_mail'];

/** Where the answer is written from. */
export type AnswerPlace = {
  readonly partyName: string;
  readonly publicUrl: string;
  readonly emergencyPhone: string | undefined;
};

/** What is still open, and where to go on. It takes the mail only to count what is missing; no word of it is used. */
export function answerText(row: WaitingAnswer, { partyName, publicUrl, emergencyPhone }: AnswerPlace) {
  const open = questionsOpen(proposalsFrom(row).fields);
  const encrypted = row.signature.includes('"encrypted"');
  const lines = [
    plainSentence(T.received, { party: partyName, reference: row.id.slice(-REFERENCE_CHARACTERS) }),
    T.noReport,
    '',
    emergencyPhone === undefined ? T.dangerNoPhone : plainSentence(T.danger, { phone: emergencyPhone }),
    '',
    ...(encrypted ? [T.encrypted] : []),
    ...(open.length === 0 ? [T.nothingMissing] : [T.missing, ...open.map((id) => T.questions[id])]),
    '',
    plainSentence(T.link, { link: `${publicUrl}/report` }),
    T.automatic,
  ];
  return { subject: T.subject, text: `${lines.join('\n')}\n` };
}

/** Answers whose turn it is; `wall` is the process's own time. */
export async function answersWaiting(
  connection: Connection,
  wall: Temporal.Instant,
): Promise<readonly WaitingAnswer[]> {
  return gatewayTables(connection)
    .selectFrom('gateway_mail')
    .selectAll()
    .where('answer_state', '=', 'waiting')
    .where('answer_at', '<=', toMicroseconds(wall))
    .orderBy('received_at')
    .limit(ANSWERED_AT_ONCE)
    .execute();
}

/** A crash between sending and this line sends it once more, under the same identifier. */
export async function wasAnswered(connection: Connection, id: string): Promise<void> {
  await gatewayTables(connection)
    .updateTable('gateway_mail')
    .set({ answer_state: 'sent' })
    .where('id', '=', id)
    .execute();
}

export async function wasNotAnswered(
  connection: Connection,
  row: WaitingAnswer,
  next: Temporal.Instant,
): Promise<void> {
  const failures = Number(row.answer_failures) + 1;
  await gatewayTables(connection)
    .updateTable('gateway_mail')
    .set({
      answer_failures: failures,
      answer_state: failures >= ANSWER_TRIES_MOST ? 'stopped' : 'waiting',
      answer_at: toMicroseconds(next),
    })
    .where('id', '=', row.id)
    .execute();
}
