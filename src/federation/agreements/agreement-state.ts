import { textOf } from '#federation/draft-text.ts';
import { federationTables } from '#federation/tables.ts';
import { type AgreementTerms, agreementTerms } from '#parties/agreement-terms.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { AgreementState, GivenUnder } from './agreement-rule.ts';

type Terms = (digest: string) => Promise<AgreementTerms | undefined>;

/**
 * Which agreements bind each of these releases, as this node holds their texts; `saidIn` has the case of what each of
 * them gives, in which the release itself need not stand.
 */
export async function agreementStates(
  reads: Connection,
  drafts: readonly Draft[],
  saidIn: readonly string[],
): Promise<readonly AgreementState[]> {
  const rooms = await roomsOf(reads, drafts, saidIn);
  const given = await givenUnder(reads, drafts);
  const termsOf = remembering((digest) => agreementTerms(reads, digest));
  const states: AgreementState[] = [];
  for (const [at, draft] of drafts.entries()) {
    const named = textOf(draft, 'under');
    states.push({
      under: named === '' ? undefined : await termsOf(named),
      // It binds what was said in the room wherever the release stands, before it binds what is brought into the room.
      room: rooms.get(pair(saidIn[at] ?? '', draft.issuer)) ?? rooms.get(pair(draft.case, draft.issuer)) ?? null,
      givenUnder: await withTerms(given.get(pair(textOf(draft, 'target'), draft.issuer)) ?? [], termsOf),
    });
  }
  return states;
}

function remembering(terms: Terms): Terms {
  const known = new Map<string, Promise<AgreementTerms | undefined>>();
  return (digest) => {
    const found = known.get(digest) ?? terms(digest);
    known.set(digest, found);
    return found;
  };
}

function pair(one: string, other: string): string {
  return `${one} ${other}`;
}

/** The newest room of each party in its case. It is bound by its own word alone: another's joint team changes nothing. */
async function roomsOf(
  reads: Connection,
  drafts: readonly Draft[],
  saidIn: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await federationTables(reads)
    .selectFrom('federation_reference')
    .select(['case_id', 'issuer', 'target'])
    .where('case_id', 'in', [...new Set([...saidIn, ...drafts.map((draft) => draft.case)])])
    .where('kind', '=', 'room')
    .where('issuer', 'in', [...new Set(drafts.map((draft) => draft.issuer))])
    .orderBy('arrival')
    .execute();
  return new Map(rows.map((row) => [pair(row.case_id ?? '', row.issuer), row.target]));
}

type Given = { readonly agreement: string; readonly deleteBy: number | null };

/** Under which agreements the releasing parties were given what they would give on, by the statement and the party. */
async function givenUnder(
  reads: Connection,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, readonly Given[]>> {
  const rows = await federationTables(reads)
    .selectFrom('federation_release')
    .select(['target', 'recipient', 'under', 'delete_by'])
    .where('target', 'in', [...new Set(drafts.map((draft) => textOf(draft, 'target')))])
    .where('recipient', 'in', [...new Set(drafts.map((draft) => draft.issuer))])
    .where('under', 'is not', null)
    .execute();
  const found = new Map<string, Given[]>();
  for (const { target, recipient, under, delete_by: deleteBy } of rows) {
    const key = pair(target, recipient);
    found.set(key, [...(found.get(key) ?? []), { agreement: under!, deleteBy }]);
  }
  return found;
}

async function withTerms(given: readonly Given[], termsOf: Terms): Promise<readonly GivenUnder[]> {
  const found: GivenUnder[] = [];
  for (const { agreement, deleteBy } of given) {
    const terms = await termsOf(agreement);
    found.push({ agreement, terms, deleteBy: deleteBy === null ? null : fromMicroseconds(Number(deleteBy)) });
  }
  return found;
}
