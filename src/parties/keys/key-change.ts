import type { Actor, Appended } from '#ledger/contract.ts';
import { type Outcome, phrase, refuse } from '#outcome.ts';
import type { KeyCode, PartyCode } from '#parties/codes.ts';
import { standingOf } from '#parties/standing.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import { describeKey, signingKey } from '#statement/jwk.ts';
import { keyId } from '#statement/key-statement.ts';
import type { Keyring } from '#store/keyring.ts';
import { type Ground, inSeconds, makeSealingKey, type Sealing } from './first-keys.ts';
import { keyChainOf } from './key-view.ts';
import { type NumberingLedger, submitByItself } from './self-kept.ts';

type Changed = Outcome<Appended | null>;

/**
 * A new signing or sealing key for a party whose keys this node holds, introduced by its current signing key on behalf
 * of an administrator. Old sealing keys stay in the keyring, since mail sealed to them may still be on its way.
 */
export async function rotateKey(
  { ledger, keyring, connection }: Ground,
  actor: Extract<Actor, { kind: 'person' }>,
  use: 'sign' | 'seal',
  wanted: { readonly validFrom?: Temporal.Instant; readonly sealing?: Sealing } = {},
): Promise<Changed> {
  const { party } = actor;
  const caseId = (await standingOf(connection, party)).case;
  if (caseId === undefined) return notFounded(party);
  const key =
    use === 'sign'
      ? await makeSigningKey(keyring, party)
      : await makeSealingKey(keyring, party, wanted.sealing ?? 'x25519');
  const claims = { subject: party, key, use, valid_from: inSeconds(wanted.validFrom ?? ledger.now()) };
  return ledger.submit({
    kind: 'draft',
    actor,
    draft: { type: 'party-key', issuer: party, case: caseId, claims },
  });
}

async function makeSigningKey(keyring: Keyring, party: string) {
  const made = primitives.generateKey('ES256');
  const key = publicJwk(made);
  await keyring.put({ kid: keyId(key), purpose: 'party', owner: party }, made);
  return key;
}

/** What an offline key does: it signs here, in memory, and is kept nowhere. */
export type OfflineGround = Omit<Ground, 'ledger'> & { readonly ledger: NumberingLedger };

/**
 * Revokes a key with the recovery key (or the root, for a signing or sealing key): nothing signed with it and proven
 * later than `invalidAfter` counts any more.
 */
export async function revokeKey(
  { ledger, connection }: OfflineGround,
  party: string,
  by: PrivateKey,
  revoked: { readonly kid: string; readonly invalidAfter: Temporal.Instant; readonly reason?: string },
): Promise<Changed> {
  const caseId = (await standingOf(connection, party)).case;
  if (caseId === undefined) return notFounded(party);
  const chain = await keyChainOf(connection, party);
  // The ledger would say that this key does not sign for the party; whoever revokes wants to know which file to take.
  if (chain?.keys.has(signingKey(by).kid) !== true)
    return notItsRecovery('key of this party: take its recovery key');
  const { kid, invalidAfter, reason } = revoked;
  const told = { subject: party, kid, invalid_after: invalidAfter.toString({ smallestUnit: 'millisecond' }) };
  const claims = { ...told, ...(reason === undefined ? {} : { reason }) };
  return submitByItself(
    ledger,
    { type: 'party-key-revocation', issuer: party, case: caseId, claims },
    signingKey(by),
  );
}

/** After a revocation: the recovery key introduces a new signing key, which this node makes and keeps. */
export async function startAnew(
  { ledger, keyring, connection }: OfflineGround,
  party: string,
  recovery: PrivateKey,
): Promise<Changed> {
  const chain = await keyChainOf(connection, party);
  const caseId = (await standingOf(connection, party)).case;
  if (caseId === undefined) return notFounded(party);
  if (chain?.keys.get(signingKey(recovery).kid)?.use !== 'recover') {
    return notItsRecovery('recovery key of this party');
  }
  const key = await makeSigningKey(keyring, party);
  const claims = { subject: party, key, use: 'sign', valid_from: inSeconds(ledger.now()) };
  return submitByItself(ledger, { type: 'party-key', issuer: party, case: caseId, claims }, signingKey(recovery));
}

function publicJwk(key: PrivateKey) {
  const { kid: _, ...jwk } = describeKey(key.publicKey);
  return jwk;
}

function notItsRecovery(what: string) {
  return refuse<KeyCode>('key-unknown', phrase`This is no ${what}.`, 'recovery');
}

function notFounded(party: string) {
  return refuse<PartyCode>('party-not-founded', phrase`${party} was not founded on this node.`, 'party');
}
