import type { Appended, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import { checkDraft, mark } from '#statement/check.ts';
import type { Draft } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { present } from '#statement/present.ts';
import type { StatementType } from '#statement/statement-type.ts';

/** Another statement of the party may take a number while this one is signed; it is then signed anew. */
const NUMBERING_ATTEMPTS = 5;

export type NextNumbers = { readonly number: number; readonly caseNumber: number };
/** Where a statement is meant to stand: the origin line of the log, and the realm. */
export type Home = Pick<Ledger, 'origin' | 'realm'>;

/**
 * A statement that its party signs by itself, away from the node: the numbers are those the node says come next. The
 * presentation carries every disclosure; it is handed in as a `signed` submission.
 */
export function signByItself(
  type: StatementType,
  draft: Draft,
  { origin, realm }: Home,
  key: SigningKey,
  next: NextNumbers & { readonly at: Temporal.Instant },
): Outcome<string> {
  const said = checkDraft(type, draft);
  if (!said.ok) return said;
  const common = mark(
    type,
    {
      iat: Math.floor(next.at.epochMilliseconds / 1000),
      case: draft.case,
      number: next.number,
      case_number: next.caseNumber,
      ...(draft.approvals === undefined ? {} : { approvals: draft.approvals }),
    },
    {},
  );
  if (!common.ok) return common;
  const envelope = { issuer: draft.issuer, vct: type.vct, log: origin, realm };
  const claims = [...common.value, ...said.value];
  const prepared = prepare(envelope, claims, key, (length) => primitives.randomBytes(length));
  if (!prepared.ok) return prepared;
  const issued = sign(prepared.value, key);
  return accept(present(issued.jwt, issued.disclosures));
}

/** A ledger that also tells a party which numbers its next statement carries. */
export type NumberingLedger = Ledger & { nextNumbers(issuer: string, caseId: string): Promise<NextNumbers> };

/** Signs with a key that the node does not keep, and hands the statement in. */
export async function submitByItself(
  ledger: NumberingLedger,
  draft: Draft,
  key: SigningKey,
): Promise<Outcome<Appended | null>> {
  const type = ledger.types.get(draft.type);
  if (type === undefined)
    return refuse('type-unknown', phrase`This node knows no statement type "${draft.type}".`, 'type');
  for (let attempt = 1; ; attempt += 1) {
    const numbers = await ledger.nextNumbers(draft.issuer, draft.case);
    const signed = signByItself(type, draft, ledger, key, { ...numbers, at: ledger.now() });
    if (!signed.ok) return signed;
    const answer = await ledger.submit({ kind: 'signed', presentation: signed.value });
    const overtaken = !answer.ok && ['number-unexpected', 'case-number-unexpected'].includes(answer.refusal.code);
    if (!overtaken || attempt === NUMBERING_ATTEMPTS) return answer;
  }
}
