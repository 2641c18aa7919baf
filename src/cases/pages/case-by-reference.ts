import { readReference } from '#cases/reference.ts';
import { seeOther } from '#http/answers.ts';
import type { Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { PageServices } from '#site/services.ts';
import { personOf } from '#site/services.ts';
import { plainSentence } from '#web/sentence.ts';
import { CASE_DESK_TEXTS } from './texts.ts';

/** What may stand in an address in place of a case's number; what it means is read with care afterwards. */
export const REFERENCE_IN_ADDRESS = '^[A-Za-z]{2}[ -]?(?:[0-9A-Za-z] ?){6}$';

/**
 * `/cases/VM-7K4D9R` leads to the case. Whoever is shown nothing of it learns from the answer neither that there is such a
 * case nor that there is none; nor does anybody who is no person of a party here.
 */
export async function caseByReference(
  { references, reader }: Pick<PageServices, 'references' | 'reader'>,
  request: Request,
  reply: Reply,
  typed: string,
): Promise<Reply> {
  const T = CASE_DESK_TEXTS.reference;
  const read = readReference(typed);
  if (read === undefined || read.kind === 'mistyped') {
    return refused(reply, { code: 'reference-mistyped', sentence: T.mistyped, spoken: true });
  }
  const caseId = personOf(request) === undefined ? undefined : await references.caseOf(read.reference);
  const shown = caseId === undefined ? [] : await reader.case(caseId, request.viewer);
  if (shown.length > 0) return seeOther(reply, `/cases/${caseId}`);
  const sentence = plainSentence(T.notFound, { letters: references.letters });
  return refused(reply, { code: 'reference-not-found', sentence, spoken: true });
}
