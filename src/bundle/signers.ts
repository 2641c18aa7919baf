/**
 * Who signed: the steps `signature` and `key`. A bundle's key statements are only candidates; what makes one count is
 * the chain that leads to it from a root the verifier has pinned.
 */

import type { Outcome } from '#outcome.ts';
import { disclosureOf } from '#statement/disclosure.ts';
import { importKey, type VerifyingKey } from '#statement/jwk.ts';
import { type KeyStatement, readKeyStatement } from '#statement/key-statement.ts';
import { type KeyChain, type KeyChainCode, maySign, mayState, verifyKeyChain } from '#statement/keychain.ts';
import { open } from '#statement/open.ts';
import { type Parsed, verify } from '#statement/parse.ts';
import type { Examined, Head } from './examine.ts';
import { failed, notChecked, passed, type Step, unknown } from './report.ts';
import { partyName, type Trust } from './trust.ts';

type Chain = Outcome<KeyChain, KeyChainCode>;

const GENUINE = passed('signature', 'The signature is genuine: not a letter was changed since.');

/**
 * Keys that key statements of the bundle show, by thumbprint: the name a header must give is that of the key itself,
 * so a false one cannot be slipped in.
 */
export type Candidates = Map<string, VerifyingKey>;

/** Takes the key out of a key statement, and verifies the statement when its own key is known already. */
export function verifyEarly(one: Examined, candidates: Candidates): void {
  if (one.head?.type === 'party-key' && one.pending !== null) {
    const raw = one.pending.disclosures.find((disclosure) => disclosure.name === 'key');
    const disclosure = raw === undefined ? undefined : disclosureOf(raw);
    const key = disclosure?.ok ? importKey(disclosure.value.claim.value) : undefined;
    if (key?.ok) candidates.set(key.value.kid, key.value);
  }
  verifyPending(one, candidates);
}

/** Settles every signature that is still open, and with which right each key signed. */
export function settleSigners(all: readonly Examined[], candidates: Candidates, trust: Trust): void {
  for (const one of all) if (!verifyPending(one, candidates)) one.steps.set('signature', keyMissing(one, trust));
  const chains = chainsOf(all, trust);
  for (const one of all) if (one.head !== null) one.steps.set('key', checkKey(one, one.head, chains, trust));
}

/** False while the key is not known. */
function verifyPending(one: Examined, candidates: Candidates): boolean {
  const { pending } = one;
  if (pending === null) return true;
  const key = candidates.get(pending.kid);
  if (key === undefined) return false;
  one.pending = null;
  one.steps.set('signature', checkSignature(one, pending, key));
  return true;
}

function checkSignature(one: Examined, parsed: Parsed, key: VerifyingKey): Step {
  const verified = verify(parsed, key);
  if (!verified.ok) return failed('signature', verified.refusal);
  const opened = open(verified.value, undefined);
  if (opened.ok) one.claims = opened.value.claims;
  else one.steps.set('disclosures', failed('disclosures', opened.refusal));
  return GENUINE;
}

function keyMissing({ head }: Examined, trust: Trust): Step {
  const name = head === null ? 'the party' : partyName(trust, head.issuer);
  const sentence = `The bundle does not carry the key with which ${name} is said to have signed; ask for it.`;
  return unknown('signature', 'key-statement-missing', sentence);
}

function signed(one: Examined): boolean {
  return one.steps.get('signature')?.state === 'passed';
}

function chainsOf(all: readonly Examined[], trust: Trust): Map<string, Chain> {
  const statements = new Map<string, KeyStatement[]>();
  for (const one of all) {
    const statement = keyStatementOf(one);
    if (statement === undefined || one.head === null) continue;
    const name = chainName(one.head);
    const held = statements.get(name);
    if (held === undefined) statements.set(name, [statement]);
    else held.push(statement);
  }
  const chains = new Map<string, Chain>();
  for (const [name, list] of statements) {
    const party = (list[0] as KeyStatement).issuer;
    const pinned = trust.parties.get(party);
    if (pinned !== undefined) chains.set(name, verifyKeyChain(party, pinned.root, list));
  }
  return chains;
}

/** An exercise has keys of its own: a chain never crosses from one realm into another. Neither holds a line break. */
function chainName({ issuer, realm }: Head): string {
  return `${issuer}\n${realm}`;
}

function keyStatementOf(one: Examined): KeyStatement | undefined {
  const { head, claims } = one;
  if (head === null || !signed(one) || !head.type.startsWith('party-key')) return undefined;
  const { digest, issuer, kid, type } = head;
  const read = readKeyStatement({
    digest,
    issuer,
    signer: kid,
    type,
    claims,
    provenAt: one.witnessedAt,
  });
  return read.ok ? read.value : undefined;
}

function checkKey(one: Examined, head: Head, chains: ReadonlyMap<string, Chain>, trust: Trust): Step {
  const { issuer, kid, digest } = head;
  const name = partyName(trust, issuer);
  if (!signed(one)) return notChecked('key')[0] as Step;
  if (!trust.parties.has(issuer)) {
    const sentence = `You have not pinned the root key of ${issuer}: confirm it through its listed point of contact, then add a line party.`;
    return unknown('key', 'party-not-pinned', sentence);
  }
  const chain = chains.get(chainName(head));
  if (chain === undefined) {
    return unknown(
      'key',
      'key-statement-missing',
      `The bundle does not carry the key statements of ${name}; ask for them.`,
    );
  }
  if (!chain.ok) return failed('key', chain.refusal);
  const rejected = chain.value.rejected.get(digest);
  if (rejected !== undefined) {
    return failed('key', {
      code: rejected,
      sentence: `This key statement of ${name} does not count: nobody entitled signed it.`,
    });
  }
  const key = chain.value.keys.get(kid);
  if (key !== undefined && !mayState(key.use, head.type)) {
    const sentence = `A ${key.use} key of ${name} signs no ${head.type}.`;
    return failed('key', { code: 'key-use-mismatch', sentence });
  }
  const verdict = maySign(key, one.witnessedAt);
  if (!verdict.ok) return failed('key', verdict.refusal);
  return passed(
    'key',
    `The key is ${name}’s: a chain leads to it from the root you pinned, and nothing here revokes it for that time.`,
  );
}
