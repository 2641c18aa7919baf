import type { Command } from 'commander';

/** A digest in base64url (43 characters): one in sixty-four begins with the sign that options begin with. */
const DASHED_DIGEST = /^-[A-Za-z0-9_-]{42}$/u;
/** Begins no word that anybody can type: a shell ends its words there. */
const MARK = '\u0000';

/** The words of a command line in which a digest is never taken for an option; to be undone by `takeDashedDigests`. */
export function keepDashedDigests(words: readonly string[]): string[] {
  return words.map((word) => (DASHED_DIGEST.test(word) ? `${MARK}${word}` : word));
}

/** Has every command of the program get digests as they were typed. */
export function takeDashedDigests(program: Command): void {
  program.hook('preAction', (_, command) => {
    command.processedArgs = command.processedArgs.map(asTyped);
    command.args = command.args.map((word) => String(asTyped(word)));
    for (const [name, value] of Object.entries(command.opts())) command.setOptionValue(name, asTyped(value));
  });
}

function asTyped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTyped);
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : value;
}
