import { typeOfVct } from '#ledger/held.ts';
import type { SignedCheckpoint } from '#log/checkpoint.ts';
import type { LogProof } from '#log/proof.ts';
import { parseLogProof, verifyProvenEntry } from '#log/proof.ts';
import { accept, type Outcome, phrase, refuse, wordsOf } from '#outcome.ts';
import type { KnownKey } from '#parties/keys/key-view.ts';
import { decodeBase64url } from '#statement/base64url.ts';
import type { Claim, JsonValue } from '#statement/draft.ts';
import { maySign, mayState } from '#statement/keychain.ts';
import { open } from '#statement/open.ts';
import { type Parsed, parse, verify } from '#statement/parse.ts';
import type { StatementType } from '#statement/statement-type.ts';
import type { ArrivalCode } from './codes.ts';
import type { Proven } from './envelope.ts';
import { checkLogSignature, provenAt, type Trust } from './trust.ts';

/** A foreign statement that stands in the log it names; whose signature it bears is checked next. */
export type Logged = {
  readonly proven: Proven;
  readonly parsed: Parsed;
  readonly type: string;
  readonly proof: LogProof;
  readonly provenAt: Temporal.Instant | undefined;
};

/** A foreign statement with its issuer's signature verified, and its claims read. */
export type Checked = Logged & { readonly claims: ReadonlyMap<string, Claim> };

export type ArrivalContext = {
  readonly realm: string;
  readonly trust: Trust;
  readonly types: ReadonlyMap<string, StatementType>;
  readonly now: Temporal.Instant;
  /** The world's time, which witnesses write; and what the realm's clock showed at an instant of it. */
  readonly world: Temporal.Instant;
  readonly inRealm: (world: Temporal.Instant) => Temporal.Instant;
};

/** Well-formed, of our realm, and proven to stand in a log that is pinned. */
export function checkLogged(proven: Proven, context: ArrivalContext): Outcome<Logged, ArrivalCode> {
  const parsed = parse(proven.presentation);
  if (!parsed.ok) return parsed;
  if (parsed.value.realm !== context.realm) {
    const sentence = phrase`A statement of the realm "${parsed.value.realm}" does not enter "${context.realm}".`;
    return refuse('statement-of-another-realm', sentence);
  }
  const proof = parseLogProof(proven.proof);
  if (!proof.ok) return proof;
  const { signed } = proof.value;
  if (signed.checkpoint.origin !== parsed.value.log) {
    const sentence = phrase`The statement names the log ${parsed.value.log}; its proof is of ${signed.checkpoint.origin}.`;
    return refuse('statement-not-in-its-log', sentence);
  }
  const signature = checkLogSignature(signed, context.trust, context.world);
  if (!signature.ok) return signature;
  const entry = decodeBase64url(parsed.value.digest);
  if (entry === undefined) throw new Error(`check an arrival: ${parsed.value.digest} is no digest`);
  const included = verifyProvenEntry(proof.value, entry);
  if (!included.ok) return refuse('statement-not-in-its-log', wordsOf(included.refusal));
  return accept({
    proven,
    parsed: parsed.value,
    type: typeOfVct(parsed.value.vct),
    proof: proof.value,
    provenAt: provenInRealm(proven, signed, context),
  });
}

/** When the quorum stood, by the clock that the statements of the realm are dated by, and never later than now. */
function provenInRealm(
  { proof }: Proven,
  signed: SignedCheckpoint,
  { trust, world, now, inRealm }: ArrivalContext,
): Temporal.Instant | undefined {
  const at = provenAt(signed, trust, world, proof.slice(proof.indexOf('\n\n') + 2));
  if (at === undefined) return undefined;
  const shown = inRealm(at);
  return Temporal.Instant.compare(now, shown) < 0 ? now : shown;
}

/** Signed by a key that its issuer's chain introduces and that was not revoked by then; claims readable and flat. */
export function checkSigned(
  logged: Logged,
  key: KnownKey | undefined,
  context: ArrivalContext,
): Outcome<Checked, ArrivalCode> {
  const { parsed } = logged;
  if (key === undefined) {
    const sentence = phrase`No chain from a pinned root leads to the key that signed for ${parsed.issuer}.`;
    return refuse('key-unknown', sentence);
  }
  if (key.party !== parsed.issuer) {
    return refuse(
      'key-of-another-party',
      phrase`The key belongs to ${key.party}, the statement speaks for ${parsed.issuer}.`,
    );
  }
  if (!mayState(key.use, logged.type)) {
    return refuse('key-use-mismatch', phrase`A ${key.use} key of ${key.party} signs no ${logged.type}.`);
  }
  const may = maySign(key, logged.provenAt ?? context.now);
  if (!may.ok) return refuse(may.refusal.code as ArrivalCode, wordsOf(may.refusal));
  const verified = verify(parsed, key.verifying);
  if (!verified.ok) return verified;
  const known = context.types.get(logged.type);
  const opened = open(verified.value, known?.vct === parsed.vct ? known : undefined);
  if (!opened.ok) return opened;
  return accept({ ...logged, claims: opened.value.claims });
}

export function claimValue(checked: Checked, name: string): JsonValue | undefined {
  return checked.claims.get(name)?.value;
}

/** A claim as text; empty where it is absent or something else. */
export function textIn(checked: Checked, name: string): string {
  const value = claimValue(checked, name);
  return typeof value === 'string' ? value : '';
}
