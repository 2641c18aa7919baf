import { agreementTerms } from '#parties/agreement-terms.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { AgreementState, GivenUnder } from './agreement-rule.ts';
import { textOf } from './draft-text.ts';
import type { FederationTables } from './tables.ts';

/** Which agreements bind this release, as this node holds their texts. */
export async function agreementState(reads: Connection, draft: Draft): Promise<AgreementState> {
  const named = textOf(draft, 'under');
  return {
    under: named === '' ? undefined : await agreementTerms(reads, named),
    room: await roomOf(reads, draft),
    givenUnder: await givenUnder(reads, draft),
  };
}

/** A party is bound by its own word alone: another's joint team in one's case changes nothing. */
async function roomOf(reads: Connection, draft: Draft): Promise<string | null> {
  const row = await reads
    .$extendTables<FederationTables>()
    .selectFrom('federation_reference')
    .select('target')
    .where('case_id', '=', draft.case)
    .where('kind', '=', 'room')
    .where('issuer', '=', draft.issuer)
    .orderBy('arrival', 'desc')
    .executeTakeFirst();
  return row?.target ?? null;
}

async function givenUnder(reads: Connection, draft: Draft): Promise<readonly GivenUnder[]> {
  const rows = await reads
    .$extendTables<FederationTables>()
    .selectFrom('federation_release')
    .select(['under', 'delete_by'])
    .where('target', '=', textOf(draft, 'target'))
    .where('recipient', '=', draft.issuer)
    .where('under', 'is not', null)
    .execute();
  const found: GivenUnder[] = [];
  for (const { under, delete_by } of rows) {
    found.push({
      agreement: under!,
      terms: await agreementTerms(reads, under!),
      deleteBy: delete_by === null ? null : fromMicroseconds(Number(delete_by)),
    });
  }
  return found;
}
