/**
 * What a verifier holds and brings along: a C2SP tlog-policy (logs, witnesses, quorum), the roots of parties pinned
 * when they were met, and who runs which log and witness. One text, line by line: lines that begin with `party` or
 * `operator` are ours, the others are the policy's.
 *
 *     party did:web:north.example <RFC 7638 thumbprint of its root key> CSIRT North
 *     operator North north.example/log n1
 *
 * An operator line names log origins and witnesses of the policy that one organisation runs. Without one, the host in
 * a key's name says who runs it.
 */

import type { LogCode } from '#log/codes.ts';
import type { Policy, WitnessCosignature } from '#log/policy.ts';
import { formatPolicy, MAX_POLICY_CHARACTERS, parsePolicy } from '#log/policy-file.ts';
import { sameBytes } from '#log/tree.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import { isDigest } from '#statement/base64url.ts';
import type { BundleFileCode } from './codes.ts';

export const MAX_TRUST_CHARACTERS = MAX_POLICY_CHARACTERS;
export const MAX_PINNED_PARTIES = 4_096;
const MAX_PARTY_NAME_CHARACTERS = 200;
const PARTY = /^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$/;

/** A party whose root key was confirmed through its listed point of contact. `root` is its JWK thumbprint. */
export type PinnedParty = { readonly party: string; readonly root: string; readonly name: string };

export type Trust = {
  readonly policy: Policy;
  readonly parties: ReadonlyMap<string, PinnedParty>;
  /** From a log's origin or a witness's name in the policy to who runs it, where the file says so. */
  readonly operators: ReadonlyMap<string, string>;
};

type Draft = { readonly parties: Map<string, PinnedParty>; readonly operators: Map<string, string> };

export function parseTrust(text: string): Outcome<Trust, BundleFileCode | LogCode> {
  if (text.length > MAX_TRUST_CHARACTERS) {
    return refuse(
      'trust-too-long',
      phrase`A trust file of more than ${MAX_TRUST_CHARACTERS} characters is not read.`,
    );
  }
  const draft: Draft = { parties: new Map(), operators: new Map() };
  // Our lines are blanked, so that the policy's refusals still name the right line.
  const policyLines: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/[ \t]+/);
    const ours = words[0] === 'party' || words[0] === 'operator';
    policyLines.push(ours ? '' : line);
    if (!ours) continue;
    const read = words[0] === 'party' ? readParty(draft, words) : readOperator(draft, words);
    if (!read.ok) return refuse(read.refusal.code, wordsOf(read.refusal), `line ${index + 1}`);
  }
  const policy = parsePolicy(policyLines.join('\n'));
  return policy.ok ? accept({ policy: policy.value, ...draft }) : policy;
}

function readParty({ parties }: Draft, words: readonly string[]): Outcome<null, BundleFileCode> {
  const [, party = '', root, ...name] = words;
  const display = name.join(' ');
  if (!PARTY.test(party) || !isDigest(root) || !isShowable(display)) {
    return refuse('trust-malformed', 'Write: party <did:web:…> <thumbprint of its root key> [<name>].');
  }
  if (parties.has(party)) return refuse('trust-party-twice', phrase`${party} is pinned on an earlier line.`);
  if (parties.size >= MAX_PINNED_PARTIES) {
    return refuse('trust-too-large', phrase`At most ${MAX_PINNED_PARTIES} parties are pinned.`);
  }
  parties.set(party, { party, root, name: display === '' ? party : display });
  return accept(null);
}

function readOperator({ operators }: Draft, words: readonly string[]): Outcome<null, BundleFileCode> {
  const [, operator, ...run] = words;
  if (operator === undefined || run.length === 0 || !isShowable(operator)) {
    return refuse('trust-malformed', 'Write: operator <name> <log origin or witness>...');
  }
  for (const one of run) {
    if (operators.has(one))
      return refuse('trust-operator-twice', phrase`${one} has an operator on an earlier line.`);
    operators.set(one, operator);
  }
  return accept(null);
}

function isShowable(name: string): boolean {
  return (
    name.length <= MAX_PARTY_NAME_CHARACTERS && name.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)
  );
}

export function formatTrust({ policy, parties, operators }: Trust): string {
  const pinned = [...parties.values()].map(({ party, root, name }) => {
    return `party ${party} ${root}${name === party ? '' : ` ${name}`}\n`;
  });
  const runs = [...Map.groupBy(operators, ([, operator]) => operator)].map(
    ([operator, run]) => `operator ${operator} ${run.map(([one]) => one).join(' ')}\n`,
  );
  return [formatPolicy(policy), ...pinned, ...runs].join('');
}

/** The name the verifier knows a party by. */
export function partyName(trust: Trust, party: string): string {
  return trust.parties.get(party)?.name ?? party;
}

function hostOf(name: string): string {
  return name.split('/', 1)[0] as string;
}

/** Who runs this log. */
export function logOperator(trust: Trust, origin: string): string {
  return trust.operators.get(origin) ?? hostOf(origin);
}

/** Who runs this witness. */
export function witnessOperator(trust: Trust, cosignature: WitnessCosignature): string {
  return trust.operators.get(cosignature.witness) ?? hostOf(cosignature.cosigner.name);
}

/**
 * Cosignatures of others than the log's own operator, who could sign whatever the log says: not run by the same
 * organisation, not under the same host, not with the log's key.
 */
export function independentOf(
  trust: Trust,
  origin: string,
  cosignatures: readonly WitnessCosignature[],
): WitnessCosignature[] {
  const operator = logOperator(trust, origin);
  const logKeys = trust.policy.logs.filter(({ key }) => key.name === origin).map(({ key }) => key.key.raw);
  return cosignatures.filter((cosignature) => {
    const { key, name } = cosignature.cosigner;
    const ownKey = logKeys.some((raw) => sameBytes(raw, key.raw));
    return !ownKey && witnessOperator(trust, cosignature) !== operator && hostOf(name) !== hostOf(origin);
  });
}
