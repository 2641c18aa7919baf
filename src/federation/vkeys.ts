import { parseVerifierKey, type VerifierKey } from '#log/verifier-key.ts';

const KEYS_KEPT = 1_000;
const read = new Map<string, VerifierKey | null>();

/** A key as a statement of ours writes it; importing a post-quantum key anew for each request would be slow. */
export function readVkey(vkey: string): VerifierKey | undefined {
  const known = read.get(vkey);
  if (known !== undefined) return known ?? undefined;
  const parsed = parseVerifierKey(vkey);
  if (read.size >= KEYS_KEPT) read.clear();
  read.set(vkey, parsed.ok ? parsed.value : null);
  return parsed.ok ? parsed.value : undefined;
}
