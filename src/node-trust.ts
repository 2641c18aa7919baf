import { formatTrust, type PinnedParty } from '#bundle/trust.ts';
import { standingNow } from '#federation/office.ts';
import { witnessKeysByLog } from '#federation/trust.ts';
import type { Policy, PolicyGroup, PolicyWitness } from '#log/policy.ts';
import type { VerifierKey } from '#log/verifier-key.ts';
import type { Node } from '#node.ts';
import { partyOf } from '#parties/view.ts';
import { pinnedRoot } from './parties/keys/key-view.ts';

/** Organisations besides the log's own that must have cosigned. */
const QUORUM = 2;

/**
 * What this node trusts, as a trust file that anybody may take over: its own log and those of its confirmed peers,
 * their witnesses with a quorum of two organisations, and the root keys that were pinned when they met.
 */
export async function trustText({ federation, store }: Pick<Node, 'federation' | 'store'>): Promise<string> {
  const { peers, hosted } = await standingNow(federation.office);
  const { own } = federation.office;
  const nodes = new Map<string, TrustedNode>();
  const witnesses = witnessKeysByLog(own, peers);
  for (const { log, logKey, formerLogKeys } of [...peers, own]) {
    nodes.set(log, { keys: [logKey, ...formerLogKeys], witnesses: witnesses.get(log) ?? [] });
  }
  const parties = new Map<string, PinnedParty>();
  for (const party of [...hosted, ...peers.map((peer) => peer.party)].sort()) {
    const root = await pinnedRoot(store.connection, party);
    const name = (await partyOf(store.connection, party))?.name ?? party;
    if (root !== undefined) parties.set(party, { party, root, name });
  }
  return formatTrust({ policy: policyOf(nodes), parties, operators: operatorsOf(nodes) });
}

/** The key of its log, then those of the logs that it succeeds: what stands in them stays verifiable. */
type TrustedNode = { readonly keys: readonly VerifierKey[]; readonly witnesses: readonly VerifierKey[] };
type Nodes = ReadonlyMap<string, TrustedNode>;

/** Each node's witness signs with two keys under one name: either will do. */
function policyOf(nodes: Nodes): Policy {
  const witnesses = new Map<string, PolicyWitness>();
  const groups = new Map<string, PolicyGroup>();
  for (const [log, node] of nodes) {
    const members = node.witnesses.map((key, at) => {
      const name = `${log}#${at + 1}`;
      witnesses.set(name, { name, key });
      return name;
    });
    if (members.length > 0) groups.set(log, { name: log, threshold: 1, members });
  }
  const quorum: PolicyGroup = { name: 'independent', threshold: QUORUM, members: [...groups.keys()] };
  if (groups.size >= QUORUM) groups.set(quorum.name, quorum);
  const logs = [...nodes.values()].flatMap(({ keys }) => keys.map((key) => ({ key })));
  return { logs, witnesses, groups, quorum: groups.size >= QUORUM ? quorum.name : 'none' };
}

function operatorsOf(nodes: Nodes): ReadonlyMap<string, string> {
  const operators = new Map<string, string>();
  for (const [log, { keys, witnesses }] of nodes) {
    for (const { name } of keys) operators.set(name, log);
    for (const at of witnesses.keys()) operators.set(`${log}#${at + 1}`, log);
  }
  return operators;
}
