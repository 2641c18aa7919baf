/**
 * A restored node asks its peers what it said after the backup: their mirrors for the entries, the receivers for the
 * statements. Only then may it sign. Where a peer saw more of our log than all of them can give back, going on would
 * be a second history: then only a successor log is honest.
 */
import { Recovery, type RecoveryReport, type Returned } from '#ledger/recovery.ts';
import type { Progress } from '#ledger/views.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import { parseLogProof } from '#log/proof.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import { parse } from '#statement/parse.ts';
import type { Federation } from './federation.ts';
import { askAllAgain } from './given-again.ts';
import { entriesFromMirror } from './mirror.ts';
import { type Office, type Standing, standingNow } from './office.ts';
import type { Peer } from './peering.ts';
import { askBack } from './returns.ts';

/** Entries whose statements are collected from every peer before they are kept: what one step holds in memory. */
const ENTRIES_PER_STEP = 4_096;

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
 * Refused with `recovery-peers-silent` while a peer does not answer, `recovery-no-mirror` where none is there,
 * `recovery-entries-missing` where a checkpoint was shown that nobody can fill. The node has to be opened again
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
  const mirrors = await askMirrors(room, recovery, [...nodes.values()]);
  if (!mirrors.ok) return mirrors;
  const { silent, held } = mirrors.value;
  const heard = [...nodes.values()].filter(({ node }) => !silent.includes(node));
  if (heard.length === 0 || (silent.length > 0 && options.withoutSilent !== true)) {
    const sentence = `No answer from ${silent.join(', ')}: try again when they are back, or go on without them.`;
    return refuse('recovery-peers-silent', sentence);
  }
  for (const { signed, entries } of held) {
    const taken = await recovery.takeEntries(signed, entries, ledger.now());
    if (!taken.ok) return taken;
  }
  const back = await takeBack(room, standing, heard, recovery, options.progress ?? (() => undefined));
  if (!back.ok) return back;
  await askAllAgain(office.store);
  const report = await recovery.finish();
  return accept({ ...report, asked: heard.map(({ node }) => node), silent });
}

type Held = { readonly signed: SignedCheckpoint; readonly entries: readonly Uint8Array[] };
type Mirrors = { readonly silent: readonly string[]; readonly held: readonly Held[] };

/** The largest copy of our log beyond what we have, out of all mirrors; a mirror of another history stops everything. */
async function askMirrors(
  { office, fetchPeer }: Room,
  { edge }: Recovery,
  peers: readonly Peer[],
): Promise<Outcome<Mirrors>> {
  const silent: string[] = [];
  let largest: Held | undefined;
  for (const { node } of peers) {
    const found = await entriesFromMirror(office, fetchPeer, node, edge);
    if (!found.ok && found.refusal.code === 'mirror-inconsistent') return found;
    // A peer that answers, and mirrors nothing of ours yet, is not silent: it may still give statements back.
    if (!found.ok && found.refusal.code !== 'mirror-not-served') silent.push(node);
    if (!found.ok || found.value.entries.length <= (largest?.entries.length ?? 0)) continue;
    largest = found.value;
  }
  return accept({ silent, held: largest === undefined ? [] : [largest] });
}

/** Window by window, so that statements are kept in log order; then what lies beyond the mirrors. */
async function takeBack(
  { office, fetchPeer, ledger }: Room,
  standing: Standing,
  peers: readonly Peer[],
  recovery: Recovery,
  progress: Progress,
): Promise<Outcome<null>> {
  const cursors = peers.flatMap((peer) =>
    [...standing.hosted].map((party) => ({ peer, party, from: recovery.from })),
  );
  let waiting: Returned[] = [];
  let top: SignedCheckpoint | undefined;
  const { size } = recovery.edge;
  for (let end = recovery.from + ENTRIES_PER_STEP; ; end += ENTRIES_PER_STEP) {
    for (const cursor of cursors) {
      while (cursor.from < end) {
        const page = await askBack(office, fetchPeer, standing, cursor.peer, cursor.party, cursor.from);
        if (!page.ok) return page;
        waiting.push(...page.value.statements.flatMap(indexed));
        for (const head of page.value.heads) {
          if (head.checkpoint.size > (top?.checkpoint.size ?? 0)) top = head;
        }
        cursor.from = page.value.next ?? Number.POSITIVE_INFINITY;
      }
    }
    await recovery.takeStatements(
      waiting.filter(({ logIndex }) => logIndex < end),
      ledger.now(),
    );
    waiting = waiting.filter(({ logIndex }) => logIndex >= Math.min(end, size));
    progress(Math.min(end, size), size, 'statements');
    if (cursors.every(({ from }) => from === Number.POSITIVE_INFINITY)) break;
  }
  const grown = top === undefined ? accept(null) : await fill(office, recovery, top, waiting);
  if (!grown.ok) return grown;
  await recovery.takeStatements(waiting, ledger.now());
  return accept(null);
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
        `A peer saw our log with ${top.checkpoint.size} entries, and entry ${at} came back from nobody: open a successor log.`,
      );
    }
    entries.push(entry);
  }
  return recovery.takeEntries(top, entries, ledger.now());
}
