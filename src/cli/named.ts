/** Options of the whole command line that take a value in the next word. */
const WITH_VALUE = ['--url', '--token', '--seat', '--language'];

/** The command among these words, before any of them is understood; undefined when only options are there. */
export function commandNamed(words: readonly string[]): string | undefined {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (WITH_VALUE.includes(word)) at += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}
