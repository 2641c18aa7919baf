/**
 * Statements signed elsewhere are proved before anything is looked up by them: whoever cannot sign for the issuer gets
 * one answer, whatever is held here and however a case stands.
 */
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { type Parsed, verify } from '#statement/parse.ts';
import type { AdmissionCode, OwnStatement } from './admission.ts';
import { type Appending, type Item, refused } from './appending.ts';

/** Refuses what no key of its issuer signed, by the keys as they are by then. */
export async function proveSigned(appending: Appending, wave: readonly Item[]): Promise<void> {
  for (const item of wave) {
    const { own } = item.admitted;
    if (own === null || own.signed === null) continue;
    const proved = await prove(own, own.signed, appending);
    if (proved.ok) item.signsNow = proved.value;
    else item.result = refused(proved);
  }
}

/** Whether the key still signs for its issuer, which what was appended before need not prove again. */
async function prove(
  own: OwnStatement,
  parsed: Parsed,
  { signers }: Appending,
): Promise<Outcome<boolean, AdmissionCode>> {
  const claims = new Map(own.claims.map((claim) => [claim.name, claim]));
  const known = await signers.verifierFor(parsed, own.type.name, claims);
  if (known === undefined) return signerUnknown(parsed);
  const verified = verify(parsed, known.key);
  return verified.ok ? accept(known.signsNow) : verified;
}

export function signerUnknown({ kid, issuer }: Parsed) {
  return refuse<AdmissionCode>(
    'signer-unknown',
    phrase`The key ${kid} does not sign for ${issuer} now.`,
    'header/kid',
  );
}
