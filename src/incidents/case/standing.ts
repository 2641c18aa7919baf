import { Type } from 'typebox';
import { ConfidenceClaim } from '#incidents/statements/analysis-claims.ts';
import { Digests } from '#incidents/statements/provenance-claims.ts';
import { WITHDRAWAL_REASONS } from '#incidents/statements/report.ts';
import { Digest } from '#statement/statement-type.ts';
import { claimReader, type ShownStatement } from './shown-statement.ts';

const withdraws = claimReader('withdraws', Digests);
const reason = claimReader('reason', Type.Enum([...WITHDRAWAL_REASONS]));
const duplicateOf = claimReader('duplicate_of', Digest);
const corrects = claimReader('corrects', Digest);
const retracts = claimReader('retracts', Type.Array(Type.String(), { maxItems: 64 }));
export const basedOn = claimReader('based_on', Digests);
export const confidence = claimReader('confidence', ConfidenceClaim);

/** One statement taking back or changing another. */
export type Change = {
  readonly kind: 'withdrawal' | 'correction';
  readonly by: string;
  readonly digest: string;
  readonly at: Temporal.Instant;
  readonly target: string;
  /** False when the viewer does not hold or see the target. */
  readonly targetShown: boolean;
  /** False when somebody other than the target's speaker says it, or before it can be told: then it changes nothing. */
  readonly effective: boolean;
  readonly reason?: 'false-alarm' | 'duplicate';
  readonly duplicateOf?: string;
  /** Claims a correction takes back without a new value. */
  readonly retracts: readonly string[];
};

/** Reports to authorities are taken back in the room of reporting, and stand as withdrawn here as well. */
export const WITHDRAWALS: readonly string[] = ['incident-withdrawal', 'report-withdrawal'];

/** Every change among the shown statements, in order of arrival. */
export function changesIn(shown: readonly ShownStatement[]): readonly Change[] {
  const byDigest = new Map(shown.map((statement) => [statement.digest, statement]));
  return shown.flatMap((statement): Change[] => {
    if (WITHDRAWALS.includes(statement.type)) {
      const why = reason.read(statement);
      const stays = duplicateOf.read(statement);
      return (withdraws.read(statement) ?? []).map((target) => ({
        ...change('withdrawal', statement, target, byDigest.get(target)),
        ...(why === undefined ? {} : { reason: why }),
        ...(stays === undefined ? {} : { duplicateOf: stays }),
      }));
    }
    if (statement.type !== 'incident-correction') return [];
    const target = corrects.read(statement);
    if (target === undefined) return [];
    const taken = retracts.read(statement) ?? [];
    return [{ ...change('correction', statement, target, byDigest.get(target)), retracts: taken }];
  });
}

function change(
  kind: Change['kind'],
  statement: ShownStatement,
  target: string,
  shown: ShownStatement | undefined,
): Change {
  return {
    kind,
    by: statement.issuer,
    digest: statement.digest,
    at: statement.recordedAt,
    target,
    targetShown: shown !== undefined,
    effective: shown?.issuer === statement.issuer,
    retracts: [],
  };
}

/** Digest of each withdrawn statement, and of the withdrawal that took it back. */
export function withdrawnBy(changes: readonly Change[]): ReadonlyMap<string, string> {
  const effective = changes.filter((one) => one.kind === 'withdrawal' && one.effective);
  return new Map(effective.map((one) => [one.target, one.digest]));
}

/**
 * How many sources the case rests on that do not rest on one another: a relay counts as what it relays. Statements
 * that rest on something the viewer is not shown share one unknown root.
 */
export function independentSources(shown: readonly ShownStatement[], standing: readonly ShownStatement[]) {
  const byDigest = new Map(shown.map((statement) => [statement.digest, statement]));
  const roots = new Set<string>();
  let unknownRoot = false;
  for (const statement of standing) {
    for (const root of rootsOf(statement, byDigest, new Set())) {
      if (root === undefined) unknownRoot = true;
      else roots.add(root);
    }
  }
  return { known: roots.size, unknownRoot };
}

/** Issuers at the far end of `based_on`; undefined stands for one that is not shown. Foreign statements may form circles. */
function rootsOf(
  statement: ShownStatement,
  byDigest: ReadonlyMap<string, ShownStatement>,
  seen: Set<string>,
): readonly (string | undefined)[] {
  if (seen.has(statement.digest)) return [];
  seen.add(statement.digest);
  const below = basedOn.read(statement);
  if (below === undefined) return [statement.issuer];
  return below.flatMap((digest) => {
    const source = byDigest.get(digest);
    return source === undefined ? [undefined] : rootsOf(source, byDigest, seen);
  });
}
