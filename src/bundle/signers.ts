/**
 * Who signed: the steps `signature` and `key`. A bundle's key statements are only candidates; what makes one count is
 * the chain that leads to it from a root the verifier has pinned.
 */

import { MAX_CLOCK_SKEW_SECONDS } from '#log/cosignature.ts';
import type { Outcome } from '#outcome.ts';
import { disclosureOf } from '#statement/disclosure.ts';
import { importKey, type VerifyingKey } from '#statement/jwk.ts';
import { type KeyStatement, readKeyStatement } from '#statement/key-statement.ts';
import { type ChainKey, type KeyChain, type KeyChainCode, maySign, verifyKeyChain } from '#statement/keychain.ts';
import { open } from '#statement/open.ts';
import { verify } from '#statement/parse.ts';
import { type Examined, typeName } from './examine.ts';
import { failed, notChecked, passed, type Step, unknown } from './report.ts';
import { partyName, type Trust } from './trust.ts';

type Chain = Outcome<KeyChain, KeyChainCode>;

/** Verifies every signature, opens what is verified, and settles with which right each key signed. */
export function settleSigners(all: readonly Examined[], trust: Trust): void {
  const candidates = keysIn(all);
  for (const one of all)
    if (one.parsed !== null) one.steps.set('signature', checkSignature(one, candidates, trust));
  const chains = chainsOf(all, trust);
  for (const one of all) if (one.parsed !== null) one.steps.set('key', checkKey(one, chains, trust));
}

/** Keys that key statements of the bundle show, by thumbprint: the name a header must give is that of the key itself. */
function keysIn(all: readonly Examined[]): Map<string, VerifyingKey> {
  const keys = new Map<string, VerifyingKey>();
  for (const { parsed } of all) {
    if (parsed === null || typeName(parsed) !== 'party-key') continue;
    const raw = parsed.disclosures.find((disclosure) => disclosure.name === 'key');
    const disclosure = raw === undefined ? undefined : disclosureOf(raw);
    const key = disclosure?.ok ? importKey(disclosure.value.claim.value) : undefined;
    if (key?.ok) keys.set(key.value.kid, key.value);
  }
  return keys;
}

function checkSignature(one: Examined, candidates: ReadonlyMap<string, VerifyingKey>, trust: Trust): Step {
  const parsed = one.parsed!;
  const key = candidates.get(parsed.kid);
  if (key === undefined) {
    const sentence = `The bundle does not carry the key with which ${partyName(trust, parsed.issuer)} is said to have signed; ask for it.`;
    return unknown('signature', 'key-statement-missing', sentence);
  }
  const verified = verify(parsed, key);
  if (!verified.ok) return failed('signature', verified.refusal);
  const opened = open(verified.value, undefined);
  if (!opened.ok) {
    one.steps.set('disclosures', failed('disclosures', opened.refusal));
    return passed('signature', 'The signature is genuine.');
  }
  one.claims = opened.value.claims;
  return passed('signature', 'The signature is genuine: not a letter was changed since.');
}

function signed(one: Examined): boolean {
  return one.steps.get('signature')?.state === 'passed';
}

function chainsOf(all: readonly Examined[], trust: Trust): Map<string, Chain> {
  const statements = new Map<string, KeyStatement[]>();
  for (const one of all) {
    const statement = keyStatementOf(one);
    if (statement === undefined) continue;
    const name = chainName(one);
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

/** An exercise has keys of its own: a chain never crosses from one realm into another. */
function chainName({ parsed }: Examined): string {
  return JSON.stringify([parsed?.issuer, parsed?.realm]);
}

function keyStatementOf(one: Examined): KeyStatement | undefined {
  const { parsed, claims } = one;
  if (parsed === null || !signed(one) || !typeName(parsed).startsWith('party-key')) return undefined;
  const { digest, issuer, kid } = parsed;
  const read = readKeyStatement({
    digest,
    issuer,
    signer: kid,
    type: typeName(parsed),
    claims,
    provenAt: one.witnessedAt,
  });
  return read.ok ? read.value : undefined;
}

function checkKey(one: Examined, chains: ReadonlyMap<string, Chain>, trust: Trust): Step {
  const { issuer, kid, digest } = one.parsed!;
  const name = partyName(trust, issuer);
  if (!signed(one)) return notChecked('key')[0] as Step;
  if (!trust.parties.has(issuer)) {
    const sentence = `You have not pinned the root key of ${issuer}: confirm it through its listed point of contact, then add a line party.`;
    return unknown('key', 'party-not-pinned', sentence);
  }
  const chain = chains.get(chainName(one));
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
  const verdict = maySign(key, provenTime(one, key));
  if (!verdict.ok) return failed('key', verdict.refusal);
  return passed(
    'key',
    `The key is ${name}’s: a chain leads to it from the root you pinned, and nothing here revokes it for that time.`,
  );
}

/** A witness's clock a little behind the signer's must not make a fresh key look premature for ever. */
function provenTime({ witnessedAt }: Examined, key: ChainKey | undefined): Temporal.Instant | null {
  if (witnessedAt === null || key === undefined) return witnessedAt;
  const earliest = key.validFrom.subtract({ seconds: MAX_CLOCK_SKEW_SECONDS });
  const premature = Temporal.Instant.compare(witnessedAt, key.validFrom) < 0;
  return premature && Temporal.Instant.compare(witnessedAt, earliest) >= 0 ? key.validFrom : witnessedAt;
}
