import { Command } from 'commander';
import type { ApiClient, CommandContext } from '#cli/context.ts';
import { accept, type Refusal } from '#outcome.ts';
import type { Language } from '#texts/languages.ts';

/** Commands in front of a node that answers as told, and a terminal that keeps what they say. */
export function heardCommands(
  api: ApiClient,
  add: (program: Command, context: () => CommandContext) => void,
  language: Language = 'en',
) {
  const heard = { answers: [] as unknown[], lines: [] as string[], refused: [] as Refusal[] };
  const context: CommandContext = {
    json: false,
    language,
    api: () => accept(api),
    answer(value, lines) {
      heard.answers.push(value);
      heard.lines.push(...lines);
    },
    tell: async () => {},
    note: () => {},
    progress: () => ({ step: () => {}, end: () => {} }),
    refused: (refusal) => heard.refused.push(refusal),
  };
  const program = new Command().exitOverride();
  add(program, () => context);
  return { heard, run: (...args: readonly string[]) => program.parseAsync([...args], { from: 'user' }) };
}
