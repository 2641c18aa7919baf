/** Submitting in tests: what was appended, or with which code it was refused. */
import assert from 'node:assert/strict';
import type { Appended, Ledger, Submission } from '#ledger/contract.ts';
import { encodedOf, heldOf } from '#ledger/held.ts';
import type { OpenLedger } from '#ledger/ledger.ts';
import { ledgerTables } from '#ledger/tables.ts';
import type { Claim } from '#statement/draft.ts';
import { open } from '#statement/open.ts';
import { parse, type Verified } from '#statement/parse.ts';
import { present } from '#statement/present.ts';

/** A statement with all that its node holds of it, which no answer of the ledger carries. */
export type Whole = Appended & { readonly presentation: string };

export async function appended(ledger: OpenLedger, submission: Submission): Promise<Whole> {
  const answer = await ledger.submit(submission);
  assert.ok(answer.ok, answer.ok ? '' : `refused: ${answer.refusal.code}: ${answer.refusal.sentence}`);
  assert.ok(answer.value !== null, 'nothing of ours was appended');
  return whole(ledger, answer.value);
}

/** What was appended, read back from the database. */
export async function whole({ store }: Pick<OpenLedger, 'store'>, said: Appended | null): Promise<Whole> {
  assert.ok(said !== null, 'nothing of ours was appended');
  const { jwt } = await ledgerTables(store.connection)
    .selectFrom('statement')
    .select('jwt')
    .where('digest', '=', said.digest)
    .executeTakeFirstOrThrow();
  const held = await heldOf(store.connection, [said.digest]);
  return { ...said, presentation: present(jwt, encodedOf(held.get(said.digest) ?? [])) };
}

/** The code of the refusal, which must come with a sentence. */
export async function refusedWith(ledger: Ledger, submission: Submission): Promise<string> {
  const answer = await ledger.submit(submission);
  assert.ok(!answer.ok, 'it was accepted');
  assert.ok(answer.refusal.sentence.length > 10);
  return answer.refusal.code;
}

export function claimsIn(presentation: string): ReadonlyMap<string, Claim> {
  const parsed = parse(presentation);
  assert.ok(parsed.ok);
  const opened = open(parsed.value as Verified, undefined);
  assert.ok(opened.ok);
  return opened.value.claims;
}

/** The same statement with fewer claims shown. */
export function withholding(presentation: string, ...names: readonly string[]): string {
  const parsed = parse(presentation);
  assert.ok(parsed.ok);
  const shown = parsed.value.disclosures.filter((one) => one.name !== null && !names.includes(one.name));
  return present(
    parsed.value.jwt,
    shown.map((one) => one.encoded),
  );
}
