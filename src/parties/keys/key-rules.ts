import { conflictKind } from '#ledger/conflict-key.ts';
import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import type { KeyCode, PartyCode } from '#parties/codes.ts';
import { instantIn, textIn } from '#parties/draft-claims.ts';
import { issuerConflicts, ownStatement, type Standing, standingOf } from '#parties/standing.ts';
import type { Draft } from '#statement/draft.ts';
import type { PublicJwk } from '#statement/jwk.ts';
import { type KeyUse, keyId } from '#statement/key-statement.ts';
import { type ChainKey, type KeyChain, mayIntroduce, mayRevoke } from '#statement/keychain.ts';
import type { Connection } from '#store/connection.ts';
import { invitedRoot } from './invitations.ts';
import { keyChainOf, keyOf, newestKey } from './key-view.ts';

/** A key may be announced this far ahead of the day it takes over. */
const KEY_ANNOUNCED_AHEAD_DAYS = 90;
/** Clocks of two honest machines differ by less. */
const CLOCK_DIFFERENCE_SECONDS = 300;
const HOURS_A_DAY = 24;

export type KeyState = Standing & {
  readonly chain: KeyChain | undefined;
  /** Whose the introduced key is already, if anybody's. */
  readonly knownOf: string | undefined;
  /** The root the node's administrator awaits from a party that keeps its own keys. */
  readonly awaitedRoot: string | undefined;
};

type Verdict = Outcome<null, KeyCode | PartyCode>;

/** Two parties cannot introduce one key at once. */
const keyNamed = conflictKind<[kid: string]>('key');

export const partyKeyRule: Rule<KeyState> = {
  type: 'party-key',
  conflictKeys: (draft) => [...issuerConflicts(draft), keyNamed(introducedKid(draft) ?? '')],
  load: (reads, drafts) => Promise.all(drafts.map((draft) => stateOf(reads, draft))),
  decide(state, draft, context) {
    return firstRefusal([
      () => aboutItself(draft),
      // Founding ends with the recovery key: until one stands the node may introduce it, administrators or not.
      () =>
        ownStatement(draft.claims.use === 'recover' ? { ...state, founded: false } : state, draft, context.actor),
      () => fitsItsUse(draft),
      () => unknownSoFar(state),
      () => inTime(draft, context),
      () => (draft.claims.use === 'root' ? rootItself(state, draft, context) : introduced(state, draft, context)),
    ]);
  },
};

export const partyKeyRevocationRule: Rule<KeyState> = {
  type: 'party-key-revocation',
  conflictKeys: issuerConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => stateOf(reads, draft))),
  decide(state, draft, context) {
    return firstRefusal([
      () => aboutItself(draft),
      () => ownStatement(state, draft, context.actor),
      () => revocable(state, draft, context),
    ]);
  },
};

async function stateOf(reads: Connection, draft: Draft): Promise<KeyState> {
  const kid = introducedKid(draft);
  return {
    ...(await standingOf(reads, draft.issuer)),
    chain: await keyChainOf(reads, draft.issuer),
    knownOf: kid === undefined ? undefined : (await keyOf(reads, kid))?.party,
    awaitedRoot: (await invitedRoot(reads, draft.issuer))?.kid,
  };
}

function introducedKid(draft: Draft): string | undefined {
  const key = draft.claims.key;
  return key === undefined ? undefined : keyId(key as unknown as PublicJwk | string);
}

function aboutItself(draft: Draft): Verdict {
  if (textIn(draft, 'subject') === draft.issuer) return accept(null);
  return refuse('subject-not-issuer', 'A party speaks of its own keys only.', 'subject');
}

function fitsItsUse(draft: Draft): Verdict {
  const isRecipient = typeof draft.claims.key === 'string';
  if (isRecipient === (draft.claims.use === 'seal')) return accept(null);
  return refuse('key-use-mismatch', 'An age recipient is for sealing; every other use takes a JWK.', 'key');
}

function unknownSoFar(state: KeyState): Verdict {
  if (state.knownOf === undefined) return accept(null);
  return refuse(
    'key-already-known',
    phrase`This key is already a key of ${state.knownOf}: make a new one.`,
    'key',
  );
}

function inTime(draft: Draft, { at }: RuleContext): Verdict {
  const from = instantIn(draft, 'valid_from');
  if (from === undefined) return refuse('period-empty', 'No such moment exists.', 'valid_from');
  const latest = at.add({ hours: KEY_ANNOUNCED_AHEAD_DAYS * HOURS_A_DAY });
  if (Temporal.Instant.compare(from, latest) <= 0) return accept(null);
  return refuse(
    'period-empty',
    phrase`A key is announced at most ${KEY_ANNOUNCED_AHEAD_DAYS} days ahead.`,
    'valid_from',
  );
}

function rootItself(state: KeyState, draft: Draft, { actor }: RuleContext): Verdict {
  const kid = introducedKid(draft);
  if (state.chain !== undefined) {
    return refuse(
      'root-already-known',
      'A party has one root. To start anew, its peers confirm a new one.',
      'key',
    );
  }
  if (draft.signWith !== kid) return refuse('root-mismatch', 'A root signs its own introduction.', 'key');
  if (actor.kind === 'node' || state.awaitedRoot === kid) return accept(null);
  return refuse('root-mismatch', 'Ask the administrator of this node to await your root key first.', 'key');
}

function introduced(state: KeyState, draft: Draft, context: RuleContext): Verdict {
  const signer = signerOf(state, draft, context.at);
  if (!signer.ok) return signer;
  const use = draft.claims.use as KeyUse;
  const recoveryStands = [...(state.chain?.keys.values() ?? [])].some((key) => key.use === 'recover');
  if (mayIntroduce(signer.value.use, use, recoveryStands)) return accept(null);
  const sentence = phrase`A key for "${signer.value.use}" cannot introduce one for "${use}"; sign it with the root or recovery key.`;
  return refuse('key-may-not-introduce', sentence, 'use');
}

function revocable(state: KeyState, draft: Draft, { at }: RuleContext): Verdict {
  const target = state.chain?.keys.get(textIn(draft, 'kid') ?? '');
  const until = instantIn(draft, 'invalid_after');
  if (target === undefined) return refuse('key-unknown', 'This party has no such key.', 'kid');
  const signer = signerOf(state, draft, at);
  if (!signer.ok) return signer;
  if (!mayRevoke(signer.value.use, target.use)) {
    return refuse(
      'key-may-not-revoke',
      'Sign this with the recovery key (or the root, unless it is the one revoked).',
    );
  }
  if (until === undefined) return refuse('period-empty', 'No such moment exists.', 'invalid_after');
  if (Temporal.Instant.compare(until, at.add({ seconds: CLOCK_DIFFERENCE_SECONDS })) > 0) {
    return refuse('revocation-in-future', 'A key cannot be revoked as of a time to come.', 'invalid_after');
  }
  if (target.invalidAfter !== null && Temporal.Instant.compare(until, target.invalidAfter) >= 0) {
    return refuse(
      'revocation-not-earlier',
      'It is revoked already; only an earlier moment adds anything.',
      'invalid_after',
    );
  }
  return accept(null);
}

/** The key that signs the draft: the one it names, else the party's current one. A revoked key signs nothing new. */
function signerOf(state: KeyState, draft: Draft, at: Temporal.Instant): Outcome<ChainKey, KeyCode> {
  const current = newestKey(state.chain, 'sign', at);
  const signer = draft.signWith === undefined ? current : state.chain?.keys.get(draft.signWith);
  if (signer === undefined) return refuse('key-unknown', 'The signing key is not in the chain of this party.');
  if (signer.invalidAfter === null) return accept(signer);
  return refuse('key-revoked', phrase`The signing key was revoked as of ${signer.invalidAfter.toString()}.`);
}
