/**
 * Parties of one node hold each a copy of what they were given, and share its rows. Whoever erases claims erases them
 * from its own copy; the values go when nobody's copy has them any more.
 */
import type { ReleaseGrant } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { ledgerTables } from './tables.ts';

/** Who erased which claim of a statement; null for an erasure that reaches every copy. */
export type ErasedNames = ReadonlyMap<string, ReadonlySet<string | null>>;

export const NOTHING_ERASED: ErasedNames = new Map();

/** What was erased of each of these statements. */
export async function erasedNames(
  reads: Connection,
  digests: readonly string[],
): Promise<ReadonlyMap<string, ErasedNames>> {
  const rows = await ledgerTables(reads)
    .selectFrom('erasure')
    .select(['digest', 'names', 'holder'])
    .where('digest', 'in', [...digests, ''])
    .execute();
  const found = new Map<string, Map<string, Set<string | null>>>();
  for (const { digest, names, holder } of rows) {
    const known = found.get(digest) ?? new Map<string, Set<string | null>>();
    found.set(digest, known);
    for (const name of JSON.parse(names) as string[]) known.set(name, (known.get(name) ?? new Set()).add(holder));
  }
  return found;
}

export type Copy = { readonly issuer: string; readonly releases: readonly ReleaseGrant[] };

/**
 * Is this claim gone for whoever looks for this party? In its own copy, if it erased it there. What the issuer erased,
 * nobody is shown any more but those who hold a copy of theirs.
 */
export function isErasedFor(
  party: string | null,
  name: string,
  { issuer, releases }: Copy,
  erased: ErasedNames,
): boolean {
  const by = erased.get(name);
  if (by === undefined) return false;
  if (by.has(party) || by.has(null)) return true;
  if (!by.has(issuer)) return false;
  return !releases.some(({ to, claims }) => to === party && (claims === 'all' || claims.includes(name)));
}
