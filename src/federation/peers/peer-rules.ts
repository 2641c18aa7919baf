import type { Verdict } from '#federation/agreements/release-state.ts';
import { textOf } from '#federation/draft-text.ts';
import { readVkey } from '#federation/vkeys.ts';
import type { RuleContext } from '#ledger/contract.ts';
import { isSuccessor } from '#ledger/successor.ts';
import { isSameKey, type NoteKeyType, parseVerifierKey, type VerifierKey } from '#log/verifier-key.ts';
import { accept, firstRefusal, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';

export type PeerState = {
  readonly hosted: ReadonlySet<string>;
  /** Of these, who may say for the whole node who its peers are. */
  readonly hosts: ReadonlySet<string>;
  /** Origin of our own log. */
  readonly ownLog: string;
  /** Peers that stand now: party and log, with the keys of the logs before it. */
  readonly standing: readonly {
    readonly party: string;
    readonly node: string;
    readonly log: string;
    readonly logKey: VerifierKey;
    readonly formerLogKeys: readonly VerifierKey[];
    readonly witnessKeys: readonly VerifierKey[];
    readonly requestKey: VerifierKey;
    readonly confirmers: ReadonlySet<string>;
  }[];
};

/** A peer is another node's party, with keys that can be read and a log no other key speaks for. */
export function decidePeerConfirmation(state: PeerState, draft: Draft, _context: RuleContext): Verdict {
  if (!state.hosts.has(draft.issuer) && !isOfKnownNode(state, draft)) {
    const sentence =
      'An authority or a regional body of this node confirms another node first, with its keys; then others confirm parties of it.';
    return refuse('not-mandated', sentence);
  }
  const { log_origin: log, log_vkey: logKey, request_vkey: requestKey, witness_vkeys: witnesses } = draft.claims;
  if (state.hosted.has(textOf(draft, 'peer')) || log === state.ownLog) {
    return refuse('peer-is-ourselves', "A party of this node, or this node's log, is no peer.", 'peer');
  }
  const logs = keyFault(logKey, ['ed25519'], textOf(draft, 'log_origin'));
  if (logs !== undefined) return malformed(logs, 'log_vkey');
  const requests = keyFault(requestKey, ['ed25519'], undefined);
  if (requests !== undefined) return malformed(requests, 'request_vkey');
  for (const witness of listed(witnesses)) {
    const fault = keyFault(witness, ['cosignature-ed25519', 'cosignature-ml-dsa-44'], undefined);
    if (fault !== undefined) return malformed(fault, 'witness_vkeys');
  }
  const node = URL.parse(textOf(draft, 'node'));
  if (node === null || node.username !== '' || node.search !== '' || node.hash !== '') {
    return malformed("The node's address is a whole http or https address without query.", 'node');
  }
  const formers = formerFault(draft);
  if (formers !== undefined) return malformed(formers, 'former_vkeys');
  return firstRefusal([() => logsFree(state, draft), () => witnessesFree(state, draft)]);
}

/** Keys count for the whole node, so that whoever hosts it speaks for them; who is a party behind them is each one's own. */
function isOfKnownNode({ hosts, standing }: PeerState, { claims }: Draft): boolean {
  const [log] = keysIn([claims.log_vkey]);
  const [request] = keysIn([claims.request_vkey]);
  if (log === undefined || request === undefined) return false;
  const keys = [...keysIn(listed(claims.former_vkeys)), ...keysIn(listed(claims.witness_vkeys))];
  return standing.some((known) => {
    if (known.confirmers.isDisjointFrom(hosts) || known.node !== claims.node) return false;
    if (!isSameKey(known.logKey, log) || !isSameKey(known.requestKey, request)) return false;
    const all = [...known.formerLogKeys, ...known.witnessKeys];
    return keys.every((key) => all.some((one) => isSameKey(one, key)));
  });
}

/** What a log was called and signed with stays with whoever was confirmed with it; parties of one node share it. */
function logsFree(state: PeerState, draft: Draft): Verdict {
  for (const key of keysIn([draft.claims.log_vkey, ...listed(draft.claims.former_vkeys)])) {
    if (key.name === state.ownLog)
      return refuse('peer-is-ourselves', "This node's log has no other key.", 'former_vkeys');
    const other = state.standing.find((known) =>
      [known.logKey, ...known.formerLogKeys].some(
        (held) => held.name === key.name && !(isSameKey(held, key) && isSameNode(known, draft)),
      ),
    );
    if (other === undefined) continue;
    return refuse(
      'peer-log-taken',
      phrase`${other.party} was confirmed with the log ${key.name}, another key of it or at another address. Ask both which is right, through their points of contact.`,
      'log_vkey',
    );
  }
  return accept(null);
}

/**
 * A witness key of another node's would make one cosignature count as two; one that shares its name and key number has
 * the cosignatures of both looked for under one place.
 */
function witnessesFree(state: PeerState, draft: Draft): Verdict {
  const taken = new Set(keysIn(listed(draft.claims.witness_vkeys)).flatMap(marksOf));
  const other = state.standing.find(
    (known) => !isSameNode(known, draft) && known.witnessKeys.flatMap(marksOf).some((mark) => taken.has(mark)),
  );
  if (other === undefined) return accept(null);
  return refuse(
    'peer-witness-taken',
    phrase`${other.party} was confirmed with this witness key: two nodes never cosign with one key.`,
    'witness_vkeys',
  );
}

function marksOf({ name, keyId, key }: VerifierKey): readonly string[] {
  return [key.raw.toBase64(), `${name} ${keyId}`];
}

function isSameNode(known: PeerState['standing'][number], draft: Draft): boolean {
  const { claims } = draft;
  const request = readVkey(textOf(draft, 'request_vkey'));
  const signsAlike = request !== undefined && isSameKey(known.requestKey, request);
  return known.party === claims.peer || known.node === claims.node || signsAlike;
}

function keysIn(vkeys: readonly unknown[]): readonly VerifierKey[] {
  return vkeys.flatMap((vkey) => readVkey(String(vkey)) ?? []);
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function decidePeerRemoval(state: PeerState, draft: Draft, _context: RuleContext): Verdict {
  const known = state.standing.find(({ party }) => party === draft.claims.peer);
  if (known === undefined) return refuse('peer-not-confirmed', 'This party is not a confirmed peer.', 'peer');
  if (known.confirmers.has(draft.issuer)) return accept(null);
  const others = [...known.confirmers].join(', ');
  return refuse(
    'peer-not-confirmed',
    phrase`${draft.issuer} has not confirmed this party; ${others} did.`,
    'peer',
  );
}

/** Only logs that this one succeeds: their names are its own, without the number or with a lower one. */
function formerFault(draft: Draft): string | undefined {
  const { former_vkeys: formers } = draft.claims;
  const log = textOf(draft, 'log_origin');
  for (const former of listed(formers)) {
    const fault = keyFault(former, ['ed25519'], undefined);
    if (fault !== undefined) return fault;
    const key = parseVerifierKey(String(former));
    if (key.ok && !isSuccessor(log, key.value.name)) return `The log ${log} does not succeed ${key.value.name}.`;
  }
  return undefined;
}

function keyFault(vkey: unknown, types: readonly NoteKeyType[], name: string | undefined): string | undefined {
  const key = parseVerifierKey(String(vkey));
  if (!key.ok) return key.refusal.sentence;
  if (!types.includes(key.value.type)) return `The key of ${key.value.name} is of the wrong type.`;
  if (name !== undefined && key.value.name !== name) return `The key is named ${key.value.name}, the log ${name}.`;
  return undefined;
}

function malformed(sentence: string, place: string): Verdict {
  return refuse('peer-malformed', sentence, place);
}
