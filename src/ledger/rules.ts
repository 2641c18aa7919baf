/** Who may erase, disclose late, and end a log: what the state must be. Who is mandated, the parties room decides. */
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { type Marking, stricterTlp, type Tlp } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import type { LedgerCode } from './codes.ts';
import type { Rule } from './contract.ts';
import { heldOf, readDisclosures } from './held.ts';
import { LATE_DISCLOSURE } from './statements.ts';
import { ledgerTables } from './tables.ts';

/** Without these an export could no longer show that nothing was left out. */
const NOT_ERASABLE = ['iat', 'case', 'number', 'case_number'];

export type Target = {
  readonly issuer: string;
  readonly origin: 'own' | 'foreign';
  readonly case: string | null;
  readonly markings: ReadonlyMap<string, Marking>;
  /** For a foreign one: for which parties it is held here. */
  readonly holders: ReadonlySet<string>;
};

/** For which parties foreign statements are held here; for nobody in particular, where a set is empty. */
export type Holders = (
  reads: Connection,
  digests: readonly string[],
) => Promise<ReadonlyMap<string, ReadonlySet<string>>>;

const NOBODY: ReadonlySet<string> = new Set();

async function loadTargets(
  holders: Holders,
  reads: Connection,
  drafts: readonly Draft[],
): Promise<(Target | undefined)[]> {
  const digests = drafts.map((draft) => draft.claims.target as string);
  const rows = await ledgerTables(reads)
    .selectFrom('statement')
    .select(['digest', 'issuer', 'origin', 'case_id'])
    .where('digest', 'in', digests)
    .execute();
  const held = await heldOf(reads, digests);
  const foreign = rows.filter((row) => row.origin === 'foreign').map(({ digest }) => digest);
  const heldFor = foreign.length === 0 ? new Map<string, ReadonlySet<string>>() : await holders(reads, foreign);
  return digests.map((digest) => {
    const row = rows.find((found) => found.digest === digest);
    if (row === undefined) return undefined;
    const claims = (held.get(digest) ?? []).flatMap((part) => readDisclosures(part.disclosures));
    const markings = new Map(claims.map(({ claim }) => [claim.name, claim.marking]));
    const { issuer, origin } = row;
    return { issuer, origin, case: row.case_id, markings, holders: heldFor.get(digest) ?? NOBODY };
  });
}

function decideTarget(
  target: Target | undefined,
  draft: Draft,
  names: readonly string[],
): Outcome<Target, LedgerCode> {
  if (target === undefined || isHeldForOthers(target, draft.issuer)) {
    return refuse('target-unknown', 'This node holds no such statement.', 'claims/target');
  }
  // Before anything is said of its case or its claims, which are for its issuer and its holders to know.
  if (target.issuer !== draft.issuer && (target.origin === 'own' || draft.type === LATE_DISCLOSURE.name)) {
    return refuse('target-not-ours', `Only its issuer states a ${draft.type} of a statement.`, 'issuer');
  }
  if (target.case !== null && target.case !== draft.case) {
    return refuse('target-in-another-case', `The statement belongs to the case ${target.case}; use that.`, 'case');
  }
  const missing = names.find((name) => !target.markings.has(name));
  if (missing !== undefined) {
    return refuse('target-claim-unknown', `The statement has no claim "${missing}" here.`, 'claims/target');
  }
  return accept(target);
}

/** What was given to one party of a node is unknown to the others: not theirs to erase, and not theirs to hear of. */
function isHeldForOthers({ origin, issuer, holders }: Target, party: string): boolean {
  return origin === 'foreign' && issuer !== party && holders.size > 0 && !holders.has(party);
}

export const erasureRule = (holders: Holders): Rule<Target | undefined> => ({
  type: 'erasure',
  load: (reads, drafts) => loadTargets(holders, reads, drafts),
  decide(state, draft) {
    const names = draft.claims.names as readonly string[];
    const target = decideTarget(state, draft, names);
    if (!target.ok) return target;
    const kept = names.find((name) => NOT_ERASABLE.includes(name));
    if (kept === undefined) return accept(null);
    return refuse('claim-not-erasable', `"${kept}" shows that nothing was left out, and stays.`, 'claims/names');
  },
});

export const lateDisclosureRule = (holders: Holders): Rule<Target | undefined> => ({
  type: 'late-disclosure',
  load: (reads, drafts) => loadTargets(holders, reads, drafts),
  decide(state, draft) {
    const names = draft.claims.claims as readonly string[];
    const target = decideTarget(state, draft, names);
    if (!target.ok) return target;
    const tlp = draft.claims.tlp as Tlp;
    const stricter = names.find((name) => {
      const now = target.value.markings.get(name)?.tlp ?? 'red';
      return now !== tlp && stricterTlp(now, tlp) === tlp;
    });
    if (stricter === undefined) return accept(null);
    return refuse('marking-not-wider', `"${stricter}" is marked wider than ${tlp} already.`, 'claims/tlp');
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
