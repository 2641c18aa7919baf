import { generateHybridIdentity } from 'age-encryption';
import type { Appended, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { primitives } from '#primitives';
import type { PrivateKey } from '#primitives/primitives.ts';
import type { Draft } from '#statement/draft.ts';
import { describeKey } from '#statement/jwk.ts';
import { type KeyUse, keyId } from '#statement/key-statement.ts';
import type { KeyChain } from '#statement/keychain.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import { newIdentity, recipientOf } from '#store/seal.ts';
import { newestKey } from './key-view.ts';

/** Where a party is founded: `connection` reads the views of the same store. */
export type Ground = { readonly ledger: Ledger; readonly keyring: Keyring; readonly connection: Connection };

/**
 * What a party's mail is sealed with: X25519, or X25519 with ML-KEM-768 against whoever keeps today's mail for
 * tomorrow's quantum computer, at several times the work and a recipient of two thousand characters.
 */
export type Sealing = 'x25519' | 'hybrid';

/** A founding under way. */
export type Opening = {
  readonly ground: Ground;
  readonly party: string;
  readonly case: string;
  readonly from: Temporal.Instant;
  readonly sealing: Sealing;
};

/** Has the node state something for the party that is being founded. */
export async function say(
  { ground, party, case: caseId }: Opening,
  type: string,
  claims: Draft['claims'],
  signWith?: string,
): Promise<Outcome<Appended | null>> {
  const draft = { type, issuer: party, case: caseId, claims, ...(signWith === undefined ? {} : { signWith }) };
  return ground.ledger.submit({ kind: 'draft', actor: { kind: 'node' }, draft });
}

export function inSeconds(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' });
}

/** Root, signing and sealing key: made, kept in the keyring before they are stated, then introduced by the root. */
export async function introduceKeys(
  opening: Opening,
  chain: KeyChain | undefined,
): Promise<Outcome<{ readonly root: string }>> {
  const { keyring } = opening.ground;
  let root = chain?.root;
  if (root === undefined) {
    const made = await makeSigningKey(opening);
    const said = await introduce(opening, 'root', made.jwk, made.kid);
    if (!said.ok) return said;
    root = made.kid;
  }
  if ((await keyring.entry(root)) === undefined) {
    return refuse('key-not-held', 'The root of this party is not in the keyring of this node.', 'party');
  }
  if (newestKey(chain, 'sign', opening.from) === undefined) {
    const said = await introduce(opening, 'sign', (await makeSigningKey(opening)).jwk, root);
    if (!said.ok) return said;
  }
  if (newestKey(chain, 'seal', opening.from) === undefined) {
    const said = await introduce(
      opening,
      'seal',
      await makeSealingKey(opening.ground.keyring, opening.party, opening.sealing),
      root,
    );
    if (!said.ok) return said;
  }
  return accept({ root });
}

/** The recovery key is stated and handed out; no copy stays on the node. */
export async function introduceRecovery(
  opening: Opening,
  root: string,
  key: PrivateKey,
): Promise<Outcome<{ readonly kid: string; readonly secret: Uint8Array }>> {
  const { kid, ...jwk } = describeKey(key.publicKey);
  const said = await introduce(opening, 'recover', jwk, root);
  return said.ok ? accept({ kid, secret: key.secret }) : said;
}

function introduce(opening: Opening, use: KeyUse, key: Draft['claims'][string], signWith: string) {
  const valid_from = inSeconds(opening.from);
  return say(opening, 'party-key', { subject: opening.party, key, use, valid_from }, signWith);
}

async function makeSigningKey({ ground, party }: Opening) {
  const key = primitives.generateKey('ES256');
  const { kid, ...jwk } = describeKey(key.publicKey);
  await ground.keyring.put({ kid, purpose: 'party', owner: party }, key);
  return { kid, jwk };
}

/** A new identity, kept in the keyring; answers its public recipient. */
export async function makeSealingKey(keyring: Keyring, party: string, sealing: Sealing): Promise<string> {
  const identity = sealing === 'hybrid' ? await generateHybridIdentity() : await newIdentity();
  const recipient = await recipientOf(identity);
  await keyring.put({ kid: keyId(recipient), purpose: 'seal', owner: party }, identity);
  return recipient;
}
