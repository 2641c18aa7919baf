/** Needles in what a node said: decoded as far as somebody who wants to know would decode it. */
import type { Act, Claim, Needle, Single } from './acts.ts';

const TAG = /<[^>]*>/g;
const HEX = /[0-9a-f]{16,}/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/g;
const ENCODED = /[A-Za-z0-9_-]{24,}/g;
const NEEDLE_CHARACTERS = 16;

/** Every needle of a history, those of refused acts included. */
export class Haystack {
  readonly #needles = new Set<Needle>();

  add(act: Act): void {
    for (const claim of claimsOf(act)) this.#needles.add(claim.needle);
  }

  /** Which of them stand in this text. */
  foundIn(text: string): Set<Needle> {
    const found = new Set<Needle>();
    for (const layer of layersOf(text)) {
      for (const [name] of layer.matchAll(UUID)) if (this.#needles.has(name)) found.add(name);
      for (const [run] of layer.matchAll(HEX)) {
        for (let at = 0; at + NEEDLE_CHARACTERS <= run.length; at += 1) {
          const part = run.slice(at, at + NEEDLE_CHARACTERS);
          if (this.#needles.has(part)) found.add(part);
        }
      }
    }
    return found;
  }
}

export function singlesOf(act: Act): readonly Single[] {
  return act.type === 'batch' ? act.acts : [act];
}

/** The claims that an act would say. */
export function claimsOf(act: Act): readonly Claim[] {
  return singlesOf(act)
    .flatMap((single): readonly (Claim | string)[] => {
      return 'claims' in single && single.claims !== 'all' ? single.claims : [];
    })
    .filter((claim): claim is Claim => typeof claim !== 'string');
}

/** The text, the text without its markup, and what is written in base64url in it. */
export function layersOf(text: string): readonly string[] {
  const encoded = [...text.matchAll(ENCODED)].map(([part]) => Buffer.from(part, 'base64url').toString('latin1'));
  const inner = encoded.filter((part) => part.startsWith('[') || part.startsWith('{'));
  return [text, text.replaceAll(TAG, ''), ...inner];
}
