import { textOf } from '#federation/draft-text.ts';
import { standingPeers } from '#federation/peering.ts';
import { keyOf } from '#parties/keys/key-view.ts';
import type { Draft } from '#statement/draft.ts';
import type { VerifyingKey } from '#statement/jwk.ts';
import { parse } from '#statement/parse.ts';
import type { Connection } from '#store/connection.ts';
import type { ProofKeys } from './misbehaviour.ts';
import { parseMisbehaviour } from './misbehaviour.ts';

/** Keys of the standing peers' logs, and of whoever signed the statements inside. */
export async function loadProofKeys(reads: Connection, draft: Draft): Promise<ProofKeys> {
  const peers = await standingPeers(reads);
  const logKeys = peers.flatMap(({ logKey, formerLogKeys }) => [logKey, ...formerLogKeys]);
  const proof = parseMisbehaviour(textOf(draft, 'proof'));
  const statements = proof.ok && proof.value.kind === 'two-under-one-number' ? proof.value.statements : [];
  const keys = new Map<string, { party: string; key: VerifyingKey }>();
  for (const statement of statements) {
    const parsed = parse(statement);
    const known = parsed.ok ? await keyOf(reads, parsed.value.kid, parsed.value.issuer) : undefined;
    if (known !== undefined) keys.set(known.kid, { party: known.party, key: known.verifying });
  }
  return { logKeys, partyKey: (kid) => keys.get(kid) };
}
