import { ALERT_QUESTIONS, QUESTION_FIELDS, readField } from '#incidents/form/alert-questions.ts';
import { type LinkRefusal, readAlertLink } from '#incidents/form/form-link.ts';
import type { Fields } from '#site/form-body.ts';
import type { ReadMail } from './read-mail.ts';

const DESCRIPTION_CHARACTERS_MOST = 4_000;
const LINES_READ_MOST = 400;

/** What could be read from a mail for the five questions, and the lines that looked like answers and were none. */
export type MailProposals = { readonly fields: Fields; readonly refused: readonly LinkRefusal[] };

/**
 * Lines such as `kind: availability/dos` under the names that links use are answers; every other word is the account.
 * Quoted lines are somebody else's words, and a signature block ends the text.
 */
export function proposalsFrom({ subject, text }: Pick<ReadMail, 'subject' | 'text'>): MailProposals {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.trimEnd() === '--');
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !line.trimStart().startsWith('>'));
  const fields: Record<string, Fields[string]> = {};
  const refused: LinkRefusal[] = [];
  const account: string[] = [];
  for (const [at, line] of own.entries()) {
    const answer = at < LINES_READ_MOST ? /^\s*([a-z_]{2,20})\s*:\s+(\S.*)$/iu.exec(line) : null;
    const read = answer === null ? undefined : readAlertLink({ [answer[1]!.toLowerCase()]: answer[2]!.trim() });
    const [name, value] = Object.entries(read?.fields ?? {})[0] ?? [];
    if (name !== undefined && !Object.hasOwn(fields, name)) fields[name] = value;
    else {
      account.push(line);
      refused.push(...(read?.refused ?? []).filter(({ because }) => because !== 'unknown'));
    }
  }
  const words = [subject, account.join('\n').trim()].filter((part) => part !== '').join('\n\n');
  const description = words.slice(0, DESCRIPTION_CHARACTERS_MOST).trim();
  if (fields.description === undefined && description !== '' && readField('description', description).ok) {
    fields.description = description;
  }
  return { fields, refused };
}

/** Questions whose first field nothing in the mail answers: names of questions, never of what was said. */
export function questionsOpen(fields: Fields): readonly (keyof typeof QUESTION_FIELDS)[] {
  return ALERT_QUESTIONS.map(({ id }) => id).filter((id) => fields[QUESTION_FIELDS[id][0]] === undefined);
}
