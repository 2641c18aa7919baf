/** Statements signed away from the node that they are handed in to. */
import assert from 'node:assert/strict';
import { primitives } from '#primitives';
import { mark } from '#statement/check.ts';
import type { JsonValue } from '#statement/draft.ts';
import { prepare, sign } from '#statement/issue.ts';
import type { SigningKey } from '#statement/jwk.ts';
import { present } from '#statement/present.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { GAMMA, NOTE, ORIGIN, type TinyNode, VOTE } from './tiny-ledger.ts';

type SignedWish = {
  readonly type?: StatementType;
  readonly key?: SigningKey;
  readonly issuer?: string;
  readonly log?: string;
  readonly realm?: string;
  readonly claims?: Readonly<Record<string, JsonValue>>;
};

/** What GAMMA, which keeps its key, does at its own desk. */
export async function signedBy(node: TinyNode, caseId: string, wish: SignedWish = {}): Promise<string> {
  const issuer = wish.issuer ?? GAMMA;
  const { number, caseNumber } = await node.ledger.nextNumbers(issuer, caseId);
  const iat = Math.floor(node.ledger.now().epochMilliseconds / 1000);
  const type = wish.type ?? NOTE;
  const said = type === VOTE ? { choice: 'yes' } : { text: 'by my own hand' };
  const claims = mark(type, { iat, case: caseId, number, case_number: caseNumber, ...said, ...wish.claims });
  assert.ok(claims.ok);
  const envelope = {
    issuer,
    vct: type.vct,
    log: wish.log ?? ORIGIN,
    realm: wish.realm ?? node.ledger.realm,
  };
  const key = wish.key ?? node.parties.selfKept;
  const prepared = prepare(envelope, claims.value, key, (length) => primitives.randomBytes(length));
  assert.ok(prepared.ok);
  const { jwt, disclosures } = sign(prepared.value, key);
  return present(jwt, disclosures);
}
