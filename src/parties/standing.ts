import { type ConflictKey, conflictOf } from '#ledger/conflict-key.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { PartyCode } from './codes.ts';
import { partyTables } from './tables.ts';
import { type Party, partyOf } from './view.ts';

/** What every rule of this room rests on: who the issuer is, and whether it stands on its own feet. */
export type Standing = {
  readonly issuer: Party | undefined;
  /** The case that carries the party's own statements; undefined before the first. */
  readonly case: string | undefined;
  /** A first administrator was mandated: from then on the node alone may change nothing. */
  readonly founded: boolean;
};

export async function standingOf(reads: Connection, party: string): Promise<Standing> {
  const tables = partyTables(reads);
  const first = await tables
    .selectFrom('party_key')
    .select('case_id')
    .where('party', '=', party)
    .where('issuer', '=', party)
    .where('own', '=', 1)
    .orderBy('arrival')
    .executeTakeFirst();
  const mandates = await tables
    .selectFrom('party_mandate')
    .select('roles')
    .where('party', '=', party)
    .where('issuer', '=', party)
    .where('own', '=', 1)
    .execute();
  return {
    issuer: await partyOf(reads, party),
    case: first?.case_id ?? undefined,
    founded: mandates.some(({ roles }) => roles?.includes('"administrator"') === true),
  };
}

/** Statements about itself stand in the party's own case, and only founding is the node's to do. */
export function ownStatement(
  standing: Standing,
  draft: Draft,
  actor: { readonly kind: string },
): Outcome<null, PartyCode> {
  if (standing.case !== undefined && draft.case !== standing.case) {
    return refuse('wrong-case', `What a party says about itself stands in its own case ${standing.case}.`, 'case');
  }
  if (actor.kind === 'node' && standing.founded) {
    return refuse('party-already-founded', 'This party has an administrator, who has to do this.');
  }
  return accept(null);
}

/**
 * Statements of one issuer about parties see each other's effects in order, and whatever rests on who that party is sees
 * them too: the ledger reads this key for each statement's issuer and for whoever speaks or approves.
 */
export function issuerConflicts(draft: Draft): readonly ConflictKey[] {
  return [conflictOf.party(draft.issuer)];
}

/** What a rule answers whose speaker is not described on this node. */
export function issuerUnknown(draft: Draft) {
  return refuse(
    'party-not-known',
    `${draft.issuer} is not described here yet: publish its profile first.`,
    'issuer',
  );
}
