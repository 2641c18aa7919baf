import type { Needle } from './acts.ts';

const CODED = /[A-Za-z0-9_-]{24,}/g;
const ESCAPED = /\\u([0-9a-f]{4})|&#x?([0-9a-f]+);|%([0-9a-f]{2})/gi;
/** A disclosure inside a presentation inside JSON inside a bundle: deeper than anything is nested here. */
const DEEPEST = 3;
const HEX = /[0-9a-f]{16,}/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/g;
const NEEDLE_CHARACTERS = 16;

/** Those needles that stand in a text, also where it carries them in base64url, as disclosures do. */
export function needlesIn(text: string, known: ReadonlySet<Needle>): Set<Needle> {
  const found = new Set<Needle>();
  look(text.toLowerCase() === text ? text : `${text} ${text.toLowerCase()}`, known, found);
  for (const decoded of decodings(text, DEEPEST)) look(decoded, known, found);
  return found;
}

function look(text: string, known: ReadonlySet<Needle>, found: Set<Needle>): void {
  for (const [run] of text.matchAll(HEX)) {
    for (let at = 0; at + NEEDLE_CHARACTERS <= run.length; at += 1) {
      const one = run.slice(at, at + NEEDLE_CHARACTERS);
      if (known.has(one)) found.add(one);
    }
  }
  for (const [uuid] of text.matchAll(UUID)) if (known.has(uuid)) found.add(uuid);
}

function* decodings(text: string, depth: number): Generator<string> {
  if (depth === 0) return;
  for (const [run] of text.matchAll(CODED)) {
    const decoded = Buffer.from(run, 'base64url').toString('latin1');
    if (!/^[\x20-\x7e\s]{8}/.test(decoded)) continue;
    yield decoded;
    yield* decodings(decoded, depth - 1);
  }
  if (!ESCAPED.test(text)) return;
  ESCAPED.lastIndex = 0;
  yield text.replaceAll(ESCAPED, (_all, unicode?: string, entity?: string, octet?: string) =>
    String.fromCharCode(Number.parseInt(unicode ?? entity ?? octet ?? '20', 16) & 0xffff),
  );
}
