import { holdsOn } from '#incidents/hold-view.ts';
import type { Rule } from '#ledger/contract.ts';
import { mandatedAuthorities, partiesHosted, partiesNamed } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { agreementState } from './agreement-state.ts';
import { decideAcknowledgement, decideReceipt } from './answer-rules.ts';
import { textOf } from './draft-text.ts';
import { holdings, type Sight, sights } from './holdings.ts';
import { decideProof } from './misbehaviour-rule.ts';
import { decidePeerConfirmation, decidePeerRemoval, type PeerState } from './peer-rules.ts';
import { standingPeers } from './peering.ts';
import { loadProofKeys } from './proof-keys.ts';
import { decideConsent, decideRecall, decideRecallReport } from './recall-rules.ts';
import { decideRelease } from './release-rule.ts';
import type { ConsentGiven, ReleaseState } from './release-state.ts';
import type { FederationTables } from './tables.ts';

export type RuleSettings = { readonly ownLog: string; readonly now: () => Temporal.Instant };

/** One rule a type: `load` reads what the pure decisions of this room rest on. */
export function federationRules(settings: RuleSettings) {
  const rules = [
    {
      ...rule('release', decideRelease, (reads, drafts) => loadReleases(reads, drafts, settings), releaseKeys),
      readKeys: givenToReleaser,
    },
    rule('receipt', decideReceipt, loadReceipts, (draft) => [`receipt ${textOf(draft, 'release')}`]),
    rule('acknowledgement', decideAcknowledgement, loadAcknowledgements, (draft) => [
      `acknowledgement ${textOf(draft, 'receipt')}`,
    ]),
    rule('recall', decideRecall, loadRecalls, (draft) => [`recall ${textOf(draft, 'target')}`]),
    rule('recall-report', decideRecallReport, each(loadRecallReport)),
    rule('consent', decideConsent, (reads, drafts) => loadConsents(reads, drafts, settings)),
    rule(
      'peer-confirmation',
      decidePeerConfirmation,
      (reads, drafts) => loadPeers(reads, drafts, settings),
      peerKey,
    ),
    rule('peer-removal', decidePeerRemoval, (reads, drafts) => loadPeers(reads, drafts, settings), peerKey),
    rule('misbehaviour-proof', decideProof, each(loadProofKeys)),
  ];
  // biome-ignore lint/suspicious/noExplicitAny: as in Model, each rule keeps its own state type.
  return rules as readonly Rule<any>[];
}

function rule<State>(
  type: string,
  decide: Rule<State>['decide'],
  load: Rule<State>['load'],
  conflictKeys?: (draft: Draft) => readonly string[],
): Rule<State> {
  return { type, decide, load, ...(conflictKeys === undefined ? {} : { conflictKeys }) };
}

/** To many recipients at once: releases of one case wait for each other only where one gives to who then gives on. */
function releaseKeys(draft: Draft): readonly string[] {
  const to = textOf(draft, 'to');
  return [`release ${textOf(draft, 'target')} ${to}`, `given ${draft.case} ${to}`];
}

/** What its issuer was given in the case: the statement itself, under which terms, and a hold that it has to keep. */
function givenToReleaser(draft: Draft): readonly string[] {
  return [`given ${draft.case} ${draft.issuer}`];
}

/** Peers are few and confirmed rarely: one after the other. */
const peerKey = () => ['federation peers'];

function each<State>(load: (reads: Connection, draft: Draft) => Promise<State>): Rule<State>['load'] {
  return async (reads, drafts) => {
    const states: State[] = [];
    for (const draft of drafts) states.push(await load(reads, draft));
    return states;
  };
}

function tablesOf(reads: Connection) {
  return reads.$extendTables<FederationTables>();
}

async function loadReleases(
  reads: Connection,
  drafts: readonly Draft[],
  { now }: RuleSettings,
): Promise<readonly ReleaseState[]> {
  const asked = drafts.map((draft) => ({ digest: textOf(draft, 'target'), party: draft.issuer }));
  const seen = await sights(reads, asked, now());
  const named = drafts.flatMap((draft) => [draft.issuer, textOf(draft, 'to')]);
  const speakers = seen.flatMap((sight) => (sight === undefined ? [] : [sight.holding.issuer]));
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
  const states: ReleaseState[] = [];
  for (const [at, draft] of drafts.entries()) {
    const sight = seen[at];
    const issuer = standings.get(draft.issuer);
    states.push({
      target: targetOf(sight),
      issuer,
      recipient: standings.get(textOf(draft, 'to')),
      originator: sight === undefined ? undefined : standings.get(sight.holding.issuer),
      mandated: issuer === undefined ? [] : await mandatedFor(issuer.territory),
      consent: await consentGiven(reads, textOf(draft, 'consent')),
      receivedThrough: channels.get(givenTo(textOf(draft, 'target'), draft.issuer)) ?? [],
      follows: await followed(reads, draft, changed.get(sight?.holding.digest ?? '') ?? []),
      holds: holds[at] ?? [],
      agreement: await agreementState(reads, draft),
    });
  }
  return states;
}

/** A party that sees not one claim does not hold the statement, whatever else lies on its node. */
function targetOf(sight: Sight | undefined): ReleaseState['target'] {
  if (sight === undefined || sight.claims.size === 0) return undefined;
  return { issuer: sight.holding.issuer, type: sight.holding.type, claims: sight.claims };
}

async function consentGiven(reads: Connection, digest: string): Promise<ConsentGiven | undefined> {
  if (digest === '') return undefined;
  const row = await tablesOf(reads)
    .selectFrom('federation_consent')
    .selectAll()
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const about = (await holdings(reads, [row.target])).get(row.target);
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
  const rows = await tablesOf(reads)
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
  seen: readonly (Sight | undefined)[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const digests = new Set(seen.flatMap((sight) => (sight === undefined ? [] : [sight.holding.digest])));
  const rows = await tablesOf(reads)
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
  const rows = await tablesOf(reads)
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

async function loadReceipts(reads: Connection, drafts: readonly Draft[]) {
  const rows = await tablesOf(reads)
    .selectFrom('federation_release')
    .select(['digest', 'issuer', 'recipient', 'target', 'receipt'])
    .where(
      'digest',
      'in',
      drafts.map((draft) => textOf(draft, 'release')),
    )
    .execute();
  const releases = new Map(rows.map((row) => [row.digest, row]));
  return drafts.map((draft) => ({ release: releases.get(textOf(draft, 'release')) }));
}

const loadAcknowledgements = each(async (reads: Connection, draft: Draft) => {
  const tables = tablesOf(reads);
  const digest = textOf(draft, 'receipt');
  const row = await tables
    .selectFrom('federation_receipt')
    .selectAll()
    .where('digest', '=', digest)
    .executeTakeFirst();
  const read = await tables
    .selectFrom('federation_acknowledgement')
    .select('person')
    .where('receipt', '=', digest)
    .execute();
  const receipt = row && { issuer: row.issuer, onBehalfOf: row.on_behalf_of, target: row.target };
  return { receipt, readBy: read.map((one) => one.person) };
});

const loadRecalls = each(async (reads: Connection, draft: Draft) => {
  const target = textOf(draft, 'target');
  const holding = (await holdings(reads, [target])).get(target);
  const passed = await tablesOf(reads)
    .selectFrom('federation_release')
    .select('digest')
    .where('target', '=', target)
    .where('issuer', '=', draft.issuer)
    .limit(1)
    .execute();
  const before = await tablesOf(reads)
    .selectFrom('federation_reference')
    .select('digest')
    .where('target', '=', target)
    .where('type', '=', 'recall')
    .where('issuer', '=', draft.issuer)
    .limit(1)
    .execute();
  return { targetIssuer: holding?.issuer, passedOn: passed.length > 0, recalled: before.length > 0 };
});

async function loadRecallReport(reads: Connection, draft: Draft) {
  const rows = await tablesOf(reads)
    .selectFrom('federation_release')
    .select('digest')
    .where('target', '=', textOf(draft, 'recall'))
    .where('recipient', '=', draft.issuer)
    .where('issuer', '=', textOf(draft, 'to'))
    .limit(1)
    .execute();
  return { given: rows.length > 0 };
}

async function loadConsents(reads: Connection, drafts: readonly Draft[], { now }: RuleSettings) {
  const asked = drafts.map((draft) => ({ digest: textOf(draft, 'target'), party: draft.issuer }));
  const seen = await sights(reads, asked, now());
  return seen.map((sight) => {
    const victim = sight?.claims.get('victim_party')?.value;
    return { targetIssuer: sight?.holding.issuer, victim: typeof victim === 'string' ? victim : undefined };
  });
}

async function loadPeers(
  reads: Connection,
  drafts: readonly Draft[],
  { ownLog }: RuleSettings,
): Promise<readonly PeerState[]> {
  const hosted = new Set((await partiesHosted(reads)).map((party) => party.party));
  const standing = await standingPeers(reads);
  return drafts.map(() => ({ hosted, ownLog, standing }));
}
