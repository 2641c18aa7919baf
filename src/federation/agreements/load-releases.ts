/** What the rule of releases rests on, read for all releases of a wave at once. */

import { textOf } from '#federation/draft-text.ts';
import { federationTables } from '#federation/tables.ts';
import { holdsOn } from '#incidents/notices/hold-view.ts';
import { mandatedAuthorities, partiesNamed } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { NO_AGREEMENT } from './agreement-rule.ts';
import { agreementStates } from './agreement-state.ts';
import { heldStatements, type PartyView, partyViews } from './held-statements.ts';
import type { ConsentGiven, ReleaseState } from './release-state.ts';

/** One state for each draft, in their order, as things stand `now`. */
export async function loadReleases(
  reads: Connection,
  drafts: readonly Draft[],
  now: () => Temporal.Instant,
): Promise<readonly ReleaseState[]> {
  const asked = drafts.map((draft) => ({ digest: textOf(draft, 'target'), party: draft.issuer }));
  const seen = await partyViews(reads, asked, now());
  const named = drafts.flatMap((draft) => [draft.issuer, textOf(draft, 'to')]);
  const speakers = seen.flatMap((view) => (view === undefined ? [] : [view.holding.issuer]));
  const standings = await partiesNamed(reads, [...new Set([...named, ...speakers])]);
  const authorities = new Map<string, readonly string[]>();
  const mandatedFor = async (territory: string): Promise<readonly string[]> => {
    const found =
      authorities.get(territory) ?? (await mandatedAuthorities(reads, territory)).map((one) => one.party);
    authorities.set(territory, found);
    return found;
  };
  const channels = await channelsBy(reads, drafts);
  const changed = await changedBy(reads, seen);
  // A release may stand in another case than what it gives; the holds of the latter count.
  const bearings = drafts.map((draft, at) => ({
    case: seen[at]?.holding.case ?? draft.case,
    party: draft.issuer,
  }));
  const holds = await holdsOn(reads, bearings);
  const agreements = await agreementStates(
    reads,
    drafts,
    bearings.map((bearing) => bearing.case),
  );
  const states: ReleaseState[] = [];
  for (const [at, draft] of drafts.entries()) {
    const view = seen[at];
    const issuer = standings.get(draft.issuer);
    states.push({
      target: targetOf(view, draft.issuer),
      issuer,
      recipient: standings.get(textOf(draft, 'to')),
      originator: view === undefined ? undefined : standings.get(view.holding.issuer),
      mandated: issuer === undefined ? [] : await mandatedFor(issuer.territory),
      consent: await consentGiven(reads, textOf(draft, 'consent')),
      receivedThrough: channels.get(givenTo(textOf(draft, 'target'), draft.issuer)) ?? [],
      follows: await followed(reads, draft, changed.get(view?.holding.digest ?? '') ?? []),
      holds: holds[at] ?? [],
      agreement: agreements[at] ?? NO_AGREEMENT,
    });
  }
  return states;
}

/**
 * A party that sees not one claim does not hold the statement, whatever else lies on its node. Of its own statement it
 * gives also what it wrote for persons of others alone.
 */
function targetOf(view: PartyView | undefined, party: string): ReleaseState['target'] {
  if (view === undefined || view.claims.size === 0) return undefined;
  const { issuer, type, disclosures } = view.holding;
  const claims = issuer === party ? new Map(disclosures.map(({ claim }) => [claim.name, claim])) : view.claims;
  return { issuer, type, claims };
}

async function consentGiven(reads: Connection, digest: string): Promise<ConsentGiven | undefined> {
  if (digest === '') return undefined;
  const row = await federationTables(reads)
    .selectFrom('federation_consent')
    .selectAll()
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const about = (await heldStatements(reads, [row.target])).get(row.target);
  return {
    issuer: row.issuer,
    target: row.target,
    targetIssuer: about?.issuer,
    scope: row.scope,
    recipients: JSON.parse(row.recipients),
    claims: JSON.parse(row.claims),
  };
}

function givenTo(target: string, recipient: string): string {
  return `${target} ${recipient}`;
}

/** Through which channels the issuers of these drafts received what they would give on, by {@link givenTo}. */
async function channelsBy(
  reads: Connection,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await federationTables(reads)
    .selectFrom('federation_release')
    .select(['target', 'recipient', 'channel'])
    .distinct()
    .where('target', 'in', [...new Set(drafts.map((draft) => textOf(draft, 'target')))])
    .where('recipient', 'in', [...new Set(drafts.map((draft) => draft.issuer))])
    .execute();
  const found = new Map<string, string[]>();
  for (const { target, recipient, channel } of rows) {
    const key = givenTo(target, recipient);
    found.set(key, [...(found.get(key) ?? []), channel]);
  }
  return found;
}

/** What each of these statements changes, by its digest. */
async function changedBy(
  reads: Connection,
  seen: readonly (PartyView | undefined)[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const digests = new Set(seen.flatMap((view) => (view === undefined ? [] : [view.holding.digest])));
  const rows = await federationTables(reads)
    .selectFrom('federation_reference')
    .select(['digest', 'target'])
    .where('digest', 'in', [...digests, ''])
    .where('kind', '=', 'recall')
    .execute();
  const found = new Map<string, string[]>();
  for (const { digest, target } of rows) found.set(digest, [...(found.get(digest) ?? []), target]);
  return found;
}

/** What the recipient was given of a statement that the released one changes, when its own speaker changes it. */
async function followed(
  reads: Connection,
  draft: Draft,
  changed: readonly string[],
): Promise<ReleaseState['follows']> {
  if (changed.length === 0) return undefined;
  const rows = await federationTables(reads)
    .selectFrom('federation_release')
    .select('claims')
    .where('target', 'in', changed)
    .where('recipient', '=', textOf(draft, 'to'))
    .where('issuer', '=', draft.issuer)
    .execute();
  if (rows.length === 0) return undefined;
  const lists: ('all' | string[])[] = rows.map((row) => JSON.parse(row.claims));
  if (lists.includes('all')) return { claims: 'all' };
  return { claims: [...new Set(lists.flat())] };
}
