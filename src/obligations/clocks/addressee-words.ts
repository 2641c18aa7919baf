/** First words that are names, though they look like the beginning of any sentence. */
const NAMES = new Set(['European']);

/** Whom a regime names, as it stands within a sentence: "tells the competent authority"; names keep their capitals. */
export function withinSentence(addressee: string): string {
  const first = /^[A-Z][a-z]+(?= )/u.exec(addressee)?.[0];
  if (first === undefined || NAMES.has(first)) return addressee;
  return first.toLowerCase() + addressee.slice(first.length);
}
