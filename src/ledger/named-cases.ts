/**
 * To which cases the statements belong that a batch speaks of. A rule may rest on what it names by its digest, and on
 * all that was said in that case: so whoever changes that case is waited for.
 */
import type { JsonValue } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { Admitted } from './admission.ts';
import type { CaseOf } from './contract.ts';
import { DIGESTS_ASKED_AT_ONCE } from './limits.ts';
import { ledgerTables } from './tables.ts';

const DIGEST = /^[A-Za-z0-9_-]{43}$/;

/** What these claims name, alone or in lists, that may be a statement's digest. */
export function digestsIn(claims: Readonly<Record<string, JsonValue>>): readonly string[] {
  return Object.values(claims)
    .flat()
    .filter((value) => typeof value === 'string' && DIGEST.test(value)) as readonly string[];
}

/** Reads in one question what is held; what the batch itself brings is known from it. */
export async function casesNamed(reads: Connection, batch: readonly Admitted[]): Promise<CaseOf> {
  const cases = new Map<string, string | null>();
  const asked = new Set<string>();
  for (const { own, foreign } of batch) {
    if (own !== null) {
      for (const digest of digestsIn(own.draft.claims)) asked.add(digest);
      if (own.signed !== null) cases.set(own.signed.digest, own.draft.case);
    }
    for (const { parsed, caseId } of foreign) {
      if (caseId === null) asked.add(parsed.digest);
      else cases.set(parsed.digest, caseId);
    }
  }
  const unknown = [...asked].filter((digest) => !cases.has(digest));
  for (let at = 0; at < unknown.length; at += DIGESTS_ASKED_AT_ONCE) {
    const rows = await ledgerTables(reads)
      .selectFrom('statement')
      .select(['digest', 'case_id'])
      .where('digest', 'in', unknown.slice(at, at + DIGESTS_ASKED_AT_ONCE))
      .execute();
    for (const { digest, case_id } of rows) cases.set(digest, case_id);
  }
  return (digest) => cases.get(digest) ?? undefined;
}
