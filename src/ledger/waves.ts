/** How a batch is cut, so that what depends on each other runs in order and what does not runs together. Pure. */
import type { Admitted } from './admission.ts';
import { type ConflictKey, conflictOf, conflictOfPerson } from './conflict-key.ts';
import type { CaseOf } from './contract.ts';
import { digestsIn } from './named-cases.ts';

/**
 * The keys under which a submission conflicts with others. Two that both only read a key do not conflict. A rule that
 * changes who a party is (its keys, its mandates) gives that party among its conflict keys; every statement
 * reads the key of its issuer and of the party its author acts for. What a draft names by its digest may decide
 * about it together with the whole case in which that stands, as a hold there does.
 */
export function conflicts(
  admitted: Admitted,
  caseOf: CaseOf,
): {
  readonly writes: readonly ConflictKey[];
  readonly reads: readonly ConflictKey[];
} {
  const writes: ConflictKey[] = [];
  const reads: ConflictKey[] = [];
  const { own, foreign, actor } = admitted;
  if (own !== null) {
    const shared = own.rule.readKeys?.(own.draft, caseOf);
    (shared === undefined ? writes : reads).push(conflictOf.case(own.draft.case));
    writes.push(...(own.rule.conflictKeys?.(own.draft, caseOf) ?? []));
    reads.push(conflictOf.party(own.draft.issuer), ...(shared ?? []));
    for (const digest of digestsIn(own.draft.claims)) {
      reads.push(conflictOf.statement(digest), ...caseKey(caseOf(digest)));
    }
    for (const person of own.draft.approvals ?? []) reads.push(conflictOfPerson(person));
    const number = conflictOf.runningNumber(own.draft.issuer);
    if (own.signed !== null) writes.push(conflictOf.statement(own.signed.digest), number);
    else reads.push(number);
  }
  if (actor.kind !== 'node') reads.push(conflictOf.party(actor.party));
  for (const { parsed, caseId, conflictKeys } of foreign) {
    writes.push(conflictOf.statement(parsed.digest), ...conflictKeys(caseOf));
    // One that withholds its case may be held here with it.
    writes.push(...caseKey(caseId ?? caseOf(parsed.digest)));
  }
  return { writes, reads };
}

function caseKey(caseId: string | undefined): readonly ConflictKey[] {
  return caseId === undefined ? [] : [conflictOf.case(caseId)];
}

/** Waves in order; within one no two submissions conflict, and each comes after all it conflicts with before it. */
export function cutIntoWaves<Item>(
  items: readonly Item[],
  admittedOf: (item: Item) => Admitted,
  caseOf: CaseOf,
): Item[][] {
  const waves: Item[][] = [];
  const lastWrite = new Map<ConflictKey, number>();
  const lastRead = new Map<ConflictKey, number>();
  for (const item of items) {
    const { writes, reads } = conflicts(admittedOf(item), caseOf);
    let wave = 0;
    for (const key of writes) {
      wave = Math.max(wave, (lastWrite.get(key) ?? -1) + 1, (lastRead.get(key) ?? -1) + 1);
    }
    for (const key of reads) wave = Math.max(wave, (lastWrite.get(key) ?? -1) + 1);
    for (const key of writes) lastWrite.set(key, wave);
    for (const key of reads) lastRead.set(key, Math.max(lastRead.get(key) ?? -1, wave));
    const together = waves[wave];
    if (together === undefined) waves[wave] = [item];
    else together.push(item);
  }
  return waves;
}
