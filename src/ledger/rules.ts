/** Who may erase, disclose late, and end a log: what the state must be. Who is mandated, the parties room decides. */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { type Marking, stricterTlp, type Tlp } from '#statement/marking.ts';
import { controls, type StatementType } from '#statement/statement-type.ts';
import type { Connection } from '#store/connection.ts';
import type { LedgerCode } from './codes.ts';
import type { Holders, Rule } from './contract.ts';
import { erasedNames, isErasedFor, NOTHING_ERASED } from './erased-copies.ts';
import { heldOf, readDisclosures } from './held.ts';
import { ledgerTables } from './tables.ts';

/** A statement as far as the party that would erase or disclose of it holds it. */
export type Target = {
  readonly issuer: string;
  readonly case: string | null;
  /** Of the claims in that party's copy. */
  readonly claims: ReadonlyMap<string, TargetClaim>;
};

type TargetClaim = { readonly marking: Marking; readonly controls: boolean };

/** What the rules of this room ask: whose copies there are, and what the types of the node say of their claims. */
export type TargetSources = { readonly holders: Holders; readonly types: readonly StatementType[] };

async function loadTargets(
  { holders, types }: TargetSources,
  reads: Connection,
  drafts: readonly Draft[],
): Promise<(Target | undefined)[]> {
  const digests = drafts.map((draft) => draft.claims.target as string);
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['digest', 'issuer', 'origin', 'case_id', 'vct'])
    .where('digest', 'in', digests)
    .execute();
  const held = await heldOf(reads, digests);
  const erased = await erasedNames(reads, digests);
  const given = await holders(reads, digests);
  const byVct = new Map(types.map((type) => [type.vct, type]));
  return drafts.map((draft, at) => {
    const row = rows.find(({ digest }) => digest === digests[at]);
    if (row === undefined) return undefined;
    const { digest, issuer, origin, vct } = row;
    const copy = origin === 'own' && issuer === draft.issuer ? 'all' : given.get(digest)?.get(draft.issuer);
    const isGone = (name: string) =>
      isErasedFor(
        draft.issuer,
        name,
        { issuer: draft.issuer, releases: [] },
        erased.get(digest) ?? NOTHING_ERASED,
      );
    const claims = new Map<string, TargetClaim>();
    for (const { claim } of (held.get(digest) ?? []).flatMap((part) => readDisclosures(part.disclosures))) {
      const isHeld = copy === 'all' || copy?.has(claim.name) === true;
      if (!isHeld || isGone(claim.name)) continue;
      claims.set(claim.name, { marking: claim.marking, controls: controls(byVct.get(vct), claim) });
    }
    return { issuer, case: row.case_id, claims };
  });
}
/** To whoever holds nothing of a statement it is as unknown as one that is not here at all. */
function decideTarget(
  target: Target | undefined,
  draft: Draft,
  names: readonly string[],
): Outcome<Target, LedgerCode> {
  if (target === undefined || target.claims.size === 0) {
    return refuse('target-unknown', 'You hold no such statement here.', 'claims/target');
  }
  // Whoever was not told the case speaks of it in a case of its own.
  if (target.claims.has('case') && target.case !== null && target.case !== draft.case) {
    return refuse(
      'target-in-another-case',
      phrase`The statement belongs to the case ${target.case}; use that.`,
      'case',
    );
  }
  const missing = names.find((name) => !target.claims.has(name));
  if (missing !== undefined) {
    return refuse(
      'target-claim-unknown',
      phrase`You hold no claim "${missing}" of the statement.`,
      'claims/target',
    );
  }
  return accept(target);
}

export const erasureRule = (sources: TargetSources): Rule<Target | undefined> => ({
  type: 'erasure',
  load: (reads, drafts) => loadTargets(sources, reads, drafts),
  decide(state, draft) {
    const names = draft.claims.names as readonly string[];
    const target = decideTarget(state, draft, names);
    if (!target.ok) return target;
    const kept = names.find((name) => target.value.claims.get(name)?.controls === true);
    if (kept === undefined) return accept(null);
    const sentence = phrase`"${kept}" binds or frees others, or shows that nothing was left out, and stays. It names persons by identifiers alone: erase the claims that tell who they are.`;
    return refuse('claim-not-erasable', sentence, 'claims/names');
  },
});

export const lateDisclosureRule = (sources: TargetSources): Rule<Target | undefined> => ({
  type: 'late-disclosure',
  load: (reads, drafts) => loadTargets(sources, reads, drafts),
  decide(state, draft) {
    const names = draft.claims.claims as readonly string[];
    const target = decideTarget(state, draft, names);
    if (!target.ok) return target;
    if (target.value.issuer !== draft.issuer) {
      return refuse('target-not-ours', 'Only its issuer states a late disclosure of a statement.', 'issuer');
    }
    const tlp = draft.claims.tlp as Tlp;
    const stricter = names.find((name) => {
      const now = target.value.claims.get(name)?.marking.tlp ?? 'red';
      return now !== tlp && stricterTlp(now, tlp) === tlp;
    });
    if (stricter === undefined) return accept(null);
    return refuse('marking-not-wider', phrase`"${stricter}" is marked wider than ${tlp} already.`, 'claims/tlp');
  },
});

/** Authored by the restore alone, through the node. */
export const LOG_SUCCESSION_RULE: Rule<null> = {
  type: 'log-succession',
  load: async (_reads, drafts) => drafts.map(() => null),
  decide(_state, _draft, { actor }) {
    if (actor.kind === 'node') return accept(null);
    return refuse('wrong-actor', 'A log is ended by restoring its node without a mirror, not by hand.', 'actor');
  },
};
