/**
 * A restored node asks its peers what it said after the backup: their mirrors for the entries, the receivers for the
 * statements. Only then may it sign. Where a peer saw more of our log than all of them can give back, going on would
 * be a second history: then only a successor log is honest.
 */

import type { Federation } from '#federation/federation.ts';
import { entriesFromMirror } from '#federation/logs/mirror.ts';
import { type Office, type Standing, standingNow } from '#federation/office.ts';
import type { Peer } from '#federation/peering.ts';
import { Recovery, type RecoveryReport, type Returned } from '#ledger/recovery.ts';
import type { Progress } from '#ledger/views.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import { parse } from '#statement/parse.ts';
import { askAllForBackfill } from './backfill.ts';
import { askBack } from './returns.ts';

/** Entries whose statements are collected from every peer before they are kept: what one step holds in memory. */
const ENTRIES_PER_STEP = 4_096;
/** Whoever lost in a crash which checkpoints it saw of our log may hold more than it can show a checkpoint of, a little. */
const PAGES_BEYOND_CHECKPOINTS = 16;

export type RecoverOptions = {
  /** Go on without peers that do not answer. What they alone saw of our log is then not known. */
  readonly withoutSilent?: boolean;
  readonly progress?: Progress;
};

export type Recovered = RecoveryReport & {
  /** Nodes whose mirror or statements helped, and nodes that did not answer. */
  readonly asked: readonly string[];
  readonly silent: readonly string[];
};

type Room = Pick<Federation, 'office' | 'ledger' | 'fetchPeer'>;

/**
 * Refused with `recovery-peers-silent` while a peer does not answer, `mirror-inconsistent` while one shows other entries
 * than it should, `recovery-no-mirror` where none is there, `recovery-entries-missing` where a checkpoint was shown that
 * nobody can fill, `recovery-entries-wrong` where one of another history was. The node has to be opened again
 * afterwards: its views are then folded anew, and it asks its peers for what they had given to it.
 */
export async function recover(room: Room, options: RecoverOptions = {}): Promise<Outcome<Recovered>> {
  const { office, ledger } = room;
  if (!ledger.appends) return refuse('recovery-elsewhere', 'Another process of this node runs: stop it first.');
  const begun = await Recovery.begin(office.store, ledger.logKey, ledger.realm);
  if (!begun.ok) return begun;
  const recovery = begun.value;
  const standing = await standingNow(office);
  const nodes = new Map(standing.peers.map((peer) => [peer.log, peer]));
  if (nodes.size === 0) {
    return refuse('recovery-no-mirror', 'This node has no peer that could mirror its log: open a successor log.');
  }
  const withoutSilent = options.withoutSilent === true;
  const mirrors = await askMirrors(room, recovery, [...nodes.values()], withoutSilent);
  if (!mirrors.ok) return mirrors;
  const { silent, largest, heads } = mirrors.value;
  const heard = [...nodes.values()].filter(({ node }) => !silent.has(node));
  if (heard.length === 0 || (silent.size > 0 && !withoutSilent)) {
    const sentence = phrase`No answer from ${[...silent].join(', ')}: try again when they are back, or go on without them.`;
    return refuse('recovery-peers-silent', sentence);
  }
  if (largest !== undefined) {
    const taken = await recovery.takeEntries(largest.signed, largest.entries, ledger.now());
    if (!taken.ok) return taken;
  }
  const asking = { standing, recovery, heads, silent, withoutSilent };
  const back = await takeBack(room, heard, asking, options.progress ?? (() => undefined));
  if (!back.ok) return back;
  const prefixes = await recovery.grewOutOf(heads);
  if (!prefixes.ok) return prefixes;
  await askAllForBackfill(office.store);
  const report = await recovery.finish();
  const asked = heard.map(({ node }) => node).filter((node) => !silent.has(node));
  return accept({ ...report, asked, silent: [...silent] });
}

type Held = { readonly signed: SignedCheckpoint; readonly entries: readonly Uint8Array[] };

/** `heads` are all that was shown of what our log signed; whoever does not answer joins `silent`. */
type Heard = { readonly silent: Set<string>; readonly heads: SignedCheckpoint[] };

/** The largest copy of our log beyond what we have, out of all mirrors. */
async function askMirrors(
  { office, fetchPeer }: Room,
  { edge }: Recovery,
  peers: readonly Peer[],
  withoutSilent: boolean,
): Promise<Outcome<Heard & { readonly largest: Held | undefined }>> {
  const silent = new Set<string>();
  const heads: SignedCheckpoint[] = [];
  let largest: Held | undefined;
  for (const { node } of peers) {
    const found = await entriesFromMirror(office, fetchPeer, node, edge);
    if (found.ok) heads.push(found.value.signed);
    const entries = found.ok ? found.value.entries : found;
    if (!entries.ok) {
      if (entries.refusal.code === 'mirror-inconsistent' && !withoutSilent) return entries;
      // A peer that answers, and mirrors nothing of ours yet, is not silent: it may still give statements back.
      if (entries.refusal.code !== 'mirror-not-served') silent.add(node);
    } else if (found.ok && entries.value.length > (largest?.entries.length ?? 0)) {
      largest = { signed: found.value.signed, entries: entries.value };
    }
  }
  return accept({ silent, heads, largest });
}

type Asking = Heard & {
  readonly standing: Standing;
  readonly recovery: Recovery;
  readonly withoutSilent: boolean;
};

/** Window by window, so that statements are kept in log order; then what lies beyond the mirrors. */
async function takeBack(
  room: Room,
  peers: readonly Peer[],
  asking: Asking,
  progress: Progress,
): Promise<Outcome<null>> {
  const { office, ledger } = room;
  const { standing, recovery, heads } = asking;
  const cursors = peers.flatMap((peer) =>
    [...standing.hosted].map((party): Cursor => ({ peer, party, from: recovery.from, beyond: 0 })),
  );
  let waiting: Returned[] = [];
  const { size } = recovery.edge;
  for (let end = recovery.from + ENTRIES_PER_STEP; ; ) {
    for (const cursor of cursors) {
      while (cursor.from < end) {
        const page = await nextPage(room, asking, cursor);
        if (!page.ok) return page;
        waiting.push(...page.value);
      }
    }
    await recovery.takeStatements(
      waiting.filter(({ logIndex }) => logIndex < end),
      ledger.now(),
    );
    waiting = waiting.filter(({ logIndex }) => logIndex >= Math.min(end, size));
    progress(Math.min(end, size), size, 'statements');
    // No peer can make the windows many: those in which none has anything are passed over.
    const nearest = Math.min(...cursors.map(({ from }) => from));
    if (nearest === Number.POSITIVE_INFINITY) break;
    end = Math.max(end, nearest) + ENTRIES_PER_STEP;
  }
  const top = largestOf(heads);
  const grown = top === undefined ? accept(null) : await fill(office, recovery, top, waiting);
  if (!grown.ok) return grown;
  await recovery.takeStatements(waiting, ledger.now());
  return accept(null);
}

/** How far one peer was asked for what one of our parties said. */
type Cursor = { readonly peer: Peer; readonly party: string; from: number; beyond: number };

/** What a peer that fails to serve its pages gave before counts; it is asked no more where we go on without such. */
async function nextPage(
  { office, fetchPeer }: Room,
  { standing, recovery, heads, silent, withoutSilent }: Asking,
  cursor: Cursor,
): Promise<Outcome<readonly Returned[]>> {
  const { node } = cursor.peer;
  const page = silent.has(node)
    ? accept({ statements: [], heads: [], next: null })
    : await askBack(office, fetchPeer, standing, cursor.peer, cursor.party, cursor.from);
  if (!page.ok) return failing(page.refusal.sentence);
  heads.push(...page.value.heads);
  cursor.from = page.value.next ?? Number.POSITIVE_INFINITY;
  const end = Math.max(recovery.edge.size, largestOf(heads)?.checkpoint.size ?? 0);
  if (Number.isFinite(cursor.from) && cursor.from > end) cursor.beyond++;
  if (cursor.beyond > PAGES_BEYOND_CHECKPOINTS) {
    return failing(`The node at ${node} tells of ever more beyond the end of our log.`);
  }
  return accept(page.value.statements.flatMap(indexed));

  function failing(sentence: string): Outcome<readonly Returned[]> {
    if (!withoutSilent) {
      return refuse(
        'recovery-peers-silent',
        phrase`${sentence} Try again when ${node} is back, or go on without it.`,
      );
    }
    silent.add(node);
    cursor.from = Number.POSITIVE_INFINITY;
    return accept([]);
  }
}

function largestOf(heads: readonly SignedCheckpoint[]): SignedCheckpoint | undefined {
  return heads.reduce<SignedCheckpoint | undefined>(
    (top, head) => (head.checkpoint.size > (top?.checkpoint.size ?? 0) ? head : top),
    undefined,
  );
}

function indexed({ presentation, proof }: { presentation: string; proof: string }): readonly Returned[] {
  const read = parseLogProof(proof);
  return read.ok ? [{ presentation, logIndex: read.value.index }] : [];
}

/** Entries that no mirror had are the digests of statements given back; they must lead to the checkpoint that was shown. */
async function fill(
  { ledger }: Office,
  recovery: Recovery,
  top: SignedCheckpoint,
  returned: readonly Returned[],
): Promise<Outcome<null>> {
  const { size } = recovery.edge;
  if (top.checkpoint.size <= size) return accept(null);
  const digests = new Map(
    returned.flatMap(({ presentation, logIndex }) => {
      const parsed = parse(presentation);
      const entry = parsed.ok ? decodeBase64url(parsed.value.digest) : undefined;
      return entry === undefined ? [] : [[logIndex, entry] as const];
    }),
  );
  const entries: Uint8Array[] = [];
  for (let at = size; at < top.checkpoint.size; at++) {
    const entry = digests.get(at);
    if (entry === undefined) {
      return refuse(
        'recovery-entries-missing',
        phrase`A peer saw our log with ${top.checkpoint.size} entries, and entry ${at} came back from nobody: open a successor log.`,
      );
    }
    entries.push(entry);
  }
  return recovery.takeEntries(top, entries, ledger.now());
}
