import { type GatewayTables, gatewayTables } from '#gateway/tables.ts';
import { OutgoingQueue } from '#outgoing/queue.ts';
import type { Connection } from '#store/connection.ts';
import { plainSentence } from '#web/sentence.ts';
import { MAIL_ANSWER_TEXTS as T } from './answer-texts.ts';
import { ANSWER_TRIES_MOST } from './limits.ts';
import { proposalsFrom, questionsOpen } from './proposals.ts';

export const ANSWERED_AT_ONCE = 20;
const REFERENCE_CHARACTERS = 8;

export type AnsweredMail = GatewayTables['gateway_mail'];
type AnswerRow = GatewayTables['gateway_answer'];
export const ANSWERS_OUT = new OutgoingQueue<AnswerRow>('gateway_answer', { tries: ANSWER_TRIES_MOST });

/** Where the answer is written from. */
export type AnswerPlace = {
  readonly partyName: string;
  readonly publicUrl: string;
  readonly emergencyPhone: string | undefined;
};

/** What is still open, and where to go on. It takes the mail only to count what is missing; no word of it is used. */
export function answerText(row: AnsweredMail, { partyName, publicUrl, emergencyPhone }: AnswerPlace) {
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

/** Whatever the realm's clock says, it may be sent at once. */
export async function letAnswerWait(
  transaction: Connection,
  mail: { readonly id: string; readonly received_at: number },
): Promise<void> {
  const { id, received_at: made_at } = mail;
  const row: AnswerRow = { id, state: 'waiting', failures: 0, next_at: 0, made_at, sentence: null };
  await gatewayTables(transaction).insertInto('gateway_answer').values(row).execute();
}

/** The mail that an answer is for. */
export async function answeredMail(connection: Connection, id: string): Promise<AnsweredMail | undefined> {
  return gatewayTables(connection).selectFrom('gateway_mail').selectAll().where('id', '=', id).executeTakeFirst();
}
