import { type ConflictKey, conflictKind } from '#ledger/conflict-key.ts';
import type { CaseOf, Rule } from '#ledger/contract.ts';
import { HOST_KINDS } from '#parties/statements.ts';
import { partiesHosted } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { decideAcknowledgement, decideReceipt } from './agreements/answer-rules.ts';
import { heldStatements, partyViews } from './agreements/held-statements.ts';
import { loadReleases } from './agreements/load-releases.ts';
import { decideConsent, decideRecall, decideRecallReport } from './agreements/recall-rules.ts';
import { completeRelease, decideRelease } from './agreements/release-rule.ts';
import { textOf } from './draft-text.ts';
import { decideProof } from './logs/misbehaviour-rule.ts';
import { loadProofKeys } from './logs/proof-keys.ts';
import { standingPeers } from './peering.ts';
import { decidePeerConfirmation, decidePeerRemoval, type PeerState } from './peers/peer-rules.ts';
import { federationTables } from './tables.ts';

export type RuleSettings = { readonly ownLog: string; readonly now: () => Temporal.Instant };

const receiptOf = conflictKind<[release: string]>('receipt');
const acknowledgementOf = conflictKind<[receipt: string]>('acknowledgement');
const recallOf = conflictKind<[target: string]>('recall');
const releasedTo = conflictKind<[target: string, party: string]>('released');
const givenIn = conflictKind<[caseId: string, party: string]>('given');
const peers = conflictKind<[]>('peers');

/** One rule a type: `load` reads what the pure decisions of this room rest on. */
export function federationRules(settings: RuleSettings) {
  const rules = [
    {
      ...rule('release', decideRelease, (reads, drafts) => loadReleases(reads, drafts, settings.now), releaseKeys),
      readKeys: givenToReleaser,
      complete: completeRelease,
    },
    rule('receipt', decideReceipt, loadReceipts, (draft) => [receiptOf(textOf(draft, 'release'))]),
    rule('acknowledgement', decideAcknowledgement, loadAcknowledgements, (draft) => [
      acknowledgementOf(textOf(draft, 'receipt')),
    ]),
    rule('recall', decideRecall, loadRecalls, (draft) => [recallOf(textOf(draft, 'target'))]),
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
  conflictKeys?: Rule<State>['conflictKeys'],
): Rule<State> {
  return { type, decide, load, ...(conflictKeys === undefined ? {} : { conflictKeys }) };
}

/** To many recipients at once: releases of one case wait for each other only where one gives to who then gives on. */
function releaseKeys(draft: Draft, caseOf: CaseOf): readonly ConflictKey[] {
  return givenKeys(draft, textOf(draft, 'to'), caseOf);
}

/** What its issuer was given in the case: the statement itself, under which terms, and a hold that it has to keep. */
function givenToReleaser(draft: Draft, caseOf: CaseOf): readonly ConflictKey[] {
  return givenKeys(draft, draft.issuer, caseOf);
}

/** The case is that of what is given, which the release itself need not stand in. */
function givenKeys(draft: Draft, party: string, caseOf: CaseOf): readonly ConflictKey[] {
  const target = textOf(draft, 'target');
  return [releasedTo(target, party), givenIn(caseOf(target) ?? draft.case, party)];
}

/** Peers are few and confirmed rarely: one after the other. */
const peerKey = () => [peers()];

function each<State>(load: (reads: Connection, draft: Draft) => Promise<State>): Rule<State>['load'] {
  return async (reads, drafts) => {
    const states: State[] = [];
    for (const draft of drafts) states.push(await load(reads, draft));
    return states;
  };
}

async function loadReceipts(reads: Connection, drafts: readonly Draft[]) {
  const rows = await federationTables(reads)
    .selectFrom('federation_release')
    .select(['digest', 'issuer', 'recipient', 'target', 'claims', 'receipt', 'origin'])
    .where(
      'digest',
      'in',
      drafts.map((draft) => textOf(draft, 'release')),
    )
    .execute();
  const releases = new Map(rows.map((row) => [row.digest, { ...row, claims: JSON.parse(row.claims) }]));
  return drafts.map((draft) => ({ release: releases.get(textOf(draft, 'release')) }));
}

const loadAcknowledgements = each(async (reads: Connection, draft: Draft) => {
  const tables = federationTables(reads);
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
    .where('by_addressee', '=', 1)
    .execute();
  const receipt = row && { issuer: row.issuer, onBehalfOf: row.on_behalf_of, target: row.target };
  return { receipt, readBy: read.map((one) => one.person) };
});

const loadRecalls = each(async (reads: Connection, draft: Draft) => {
  const target = textOf(draft, 'target');
  const holding = (await heldStatements(reads, [target])).get(target);
  const passed = await federationTables(reads)
    .selectFrom('federation_release')
    .select('digest')
    .where('target', '=', target)
    .where('issuer', '=', draft.issuer)
    .limit(1)
    .execute();
  const before = await federationTables(reads)
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
  const rows = await federationTables(reads)
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
  const seen = await partyViews(reads, asked, now());
  return seen.map((view) => {
    const victim = view?.claims.get('victim_party')?.value;
    return { targetIssuer: view?.holding.issuer, victim: typeof victim === 'string' ? victim : undefined };
  });
}

async function loadPeers(
  reads: Connection,
  drafts: readonly Draft[],
  { ownLog }: RuleSettings,
): Promise<readonly PeerState[]> {
  const parties = await partiesHosted(reads);
  const hosted = new Set(parties.map(({ party }) => party));
  const authorities = parties.filter(({ kind }) => HOST_KINDS.includes(kind)).map(({ party }) => party);
  // Operators who run a node of their own have nobody above them on it.
  const hosts = authorities.length > 0 ? new Set(authorities) : hosted;
  const standing = await standingPeers(reads);
  return drafts.map(() => ({ hosted, hosts, ownLog, standing }));
}
