const MAX_SENTENCE_CHARACTERS = 500;

/** What a peer says against a request (RFC 9457): only its code and sentence are read, and only where both are sound. */
export function problemIn(body: Uint8Array): { readonly code: string; readonly sentence: string } | undefined {
  try {
    const problem: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof problem !== 'object' || problem === null) return undefined;
    const { code, detail } = problem as Record<string, unknown>;
    if (typeof code !== 'string' || !/^[a-z-]{1,60}$/.test(code) || typeof detail !== 'string') return undefined;
    return { code, sentence: detail.slice(0, MAX_SENTENCE_CHARACTERS) };
  } catch {
    return undefined;
  }
}
