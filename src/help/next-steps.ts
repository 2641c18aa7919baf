import * as bundle from '#bundle/codes.ts';
import * as cli from '#cli/codes.ts';
import type { Codes } from '#codes.ts';
import * as http from '#http/codes.ts';
import * as ledger from '#ledger/codes.ts';
import * as log from '#log/codes.ts';
import * as print from '#print/codes.ts';
import * as statement from '#statement/codes.ts';
import * as store from '#store/codes.ts';
import * as vocabulary from '#vocabulary/codes.ts';
import * as web from '#web/codes.ts';
import { NEXT_STEP_TEXTS } from './next-step-texts.ts';

type Declared = Codes[string];

/** Every code that is known: those of the mechanisms, and those of the capabilities of whoever was started. */
const DECLARED = new Map<string, Declared>();
for (const room of [bundle, cli, http, ledger, log, print, statement, store, vocabulary, web]) {
  for (const codes of Object.values<unknown>(room)) if (typeof codes === 'object') knowCodes(codes as Codes);
}

/** Takes in the codes of these capabilities. That no two declare the same one is proved where the node is opened. */
export async function knowCodesOf(capabilities: readonly { codes?: () => Promise<Codes> }[]): Promise<void> {
  for (const { codes } of capabilities) knowCodes((await codes?.()) ?? {});
}

function knowCodes(codes: Codes): void {
  for (const [code, declared] of Object.entries(codes)) DECLARED.set(code, declared);
}

/** What its room says of a code; undefined for one that is not ours, as a peer's may be. */
export function declarationOf(code: string): Declared | undefined {
  return DECLARED.get(code);
}

/** What whoever was refused can do next; for a code that is not ours the general advice. */
export function nextStepFor(code: string): string {
  return NEXT_STEP_TEXTS[DECLARED.get(code)?.next ?? 'correct-it'];
}

/** Every code that is known to have a next step. */
export function codesWithNextStep(): readonly string[] {
  return [...DECLARED.keys()];
}
