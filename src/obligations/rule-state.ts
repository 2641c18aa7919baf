/** What the rules about duties decide upon, read for many drafts at once. */

import { signedInTime } from '#parties/signed-in-time.ts';
import { partyTables } from '#parties/tables.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';
import { ASKED_AT_ONCE, standingOf } from './clocks/standing.ts';
import { obligationTables } from './tables.ts';

/** A statement about duties that a draft points at. */
export type Target = {
  readonly digest: string;
  readonly case: string;
  readonly issuer: string;
  readonly type: string;
  readonly claims: Readonly<Record<string, unknown>>;
};

/** When a person may act for a party. */
export type MandateSpan = {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
};

export type RuleState = {
  /** The issuer is described here. */
  readonly known: boolean;
  /** The issuer may change or ask for a duty of the party that the draft names. */
  readonly competent: boolean;
  readonly targets: ReadonlyMap<string, Target>;
  /** Mandates of the person whom the draft names as deciding. */
  readonly mandates: readonly MandateSpan[];
};

const TARGET_CLAIMS = ['corrects', 'replaces', 'promise'] as const;

export function targetOf(draft: Draft): string | undefined {
  return TARGET_CLAIMS.map((name) => draft.claims[name]).find((value) => typeof value === 'string');
}

export async function loadStates(reads: Connection, drafts: readonly Draft[]): Promise<readonly RuleState[]> {
  const parties = drafts.flatMap((draft) => [draft.issuer, bearerOf(draft) ?? draft.issuer]);
  const standing = await standingOf(reads, parties);
  const targets = await loadTargets(
    reads,
    drafts.flatMap((draft) => targetOf(draft) ?? []),
  );
  const mandates = await loadMandates(reads, drafts);
  return drafts.map((draft) => {
    const bearer = bearerOf(draft);
    const target = targets.get(targetOf(draft) ?? '');
    const decidedBy = draft.claims.decided_by;
    return {
      known: standing.territoryOf(draft.issuer) !== null,
      competent: bearer !== null && standing.competent(draft.issuer, bearer),
      targets: new Map(target === undefined ? [] : [[target.digest, target]]),
      mandates: mandates
        .filter((one) => one.issuer === draft.issuer && one.person === decidedBy)
        .map(({ from, until }) => ({ from, until })),
    };
  });
}

function bearerOf(draft: Draft): string | null {
  return typeof draft.claims.bearer === 'string' ? draft.claims.bearer : null;
}

async function loadTargets(reads: Connection, digests: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  const found = new Map<string, Target>();
  for (let at = 0; at < digests.length; at += ASKED_AT_ONCE) {
    const rows = await obligationTables(reads)
      .selectFrom('obligation_word')
      .select(['digest', 'case_id', 'issuer', 'type', 'claims'])
      .where('digest', 'in', digests.slice(at, at + ASKED_AT_ONCE))
      .execute();
    for (const { digest, case_id: caseId, issuer, type, claims } of rows) {
      found.set(digest, { digest, case: caseId, issuer, type, claims: JSON.parse(claims) });
    }
  }
  return found;
}

type PersonMandate = MandateSpan & { readonly issuer: string; readonly person: string };

/** Mandates with their ends, whenever they hold: which of them is in force is decided by the instant of the rule. */
async function loadMandates(reads: Connection, drafts: readonly Draft[]): Promise<readonly PersonMandate[]> {
  const persons = [...new Set(drafts.map((draft) => draft.claims.decided_by))].filter(
    (person) => typeof person === 'string',
  );
  if (persons.length === 0) return [];
  const rows = await partyTables(reads)
    .selectFrom('party_mandate as mandate')
    .leftJoin('party_mandate_end as ending', (join) =>
      join
        .onRef('ending.mandate', '=', 'mandate.digest')
        .onRef('ending.issuer', '=', 'mandate.issuer')
        .on(signedInTime('ending')),
    )
    .select(['mandate.issuer', 'mandate.person', 'mandate.valid_from', 'mandate.valid_until', 'ending.ended_at'])
    .where('mandate.person', 'in', persons)
    .whereRef('mandate.issuer', '=', 'mandate.party')
    .where(signedInTime('mandate'))
    .execute();
  return rows.flatMap(({ issuer, person, valid_from: from, valid_until: until, ended_at: ended }) => {
    if (person === null || from === null || until === null) return [];
    const end = Math.min(until, ended ?? until);
    return [{ issuer, person, from: fromMicroseconds(from), until: fromMicroseconds(end) }];
  });
}
