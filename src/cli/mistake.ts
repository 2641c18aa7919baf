import type { Command, CommanderError } from 'commander';
import type { MISTAKE_CODES } from './codes.ts';
import type { CommandContext } from './context.ts';

export type MistakeCode = keyof typeof MISTAKE_CODES;

const CODES: Readonly<Record<string, MistakeCode>> = {
  'commander.unknownCommand': 'command-unknown',
  'commander.unknownOption': 'option-unknown',
  'commander.missingArgument': 'argument-missing',
  'commander.excessArguments': 'argument-excess',
  'commander.optionMissingArgument': 'option-incomplete',
  'commander.missingMandatoryOptionValue': 'option-missing',
  'commander.invalidArgument': 'value-not-offered',
};
/** Where a command was looked for and none of ours was named, commander shows help, and says no more. */
const HELP_INSTEAD = 'commander.help';

/** What was typed wrongly, answered like any other refusal. Help that was asked for ends well. */
export function mistakeIn(
  error: CommanderError,
  cli: CommandContext,
  program: Command,
  words: readonly string[],
): void {
  if (error.exitCode === 0) return;
  const { name, next } = wayThrough(program, words);
  const help = `See ${name} --help.`;
  if (error.code === HELP_INSTEAD) {
    const missing = next === undefined;
    const code: MistakeCode = missing ? 'command-missing' : 'command-unknown';
    const sentence = missing ? `${name} needs one of its commands.` : `There is no command '${next}'.`;
    cli.refused({ code, sentence: `${sentence} ${help}` });
    return;
  }
  const sentence = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '');
  cli.refused({ code: CODES[error.code] ?? 'not-understood', sentence: `Not understood: ${sentence}. ${help}` });
}

/** The command that the words lead to, as it is typed, and the first word that leads no further. */
function wayThrough(
  program: Command,
  words: readonly string[],
): { readonly name: string; readonly next?: string } {
  const named: string[] = [program.name()];
  let at = program;
  let mayTakeValue = false;
  for (const word of words) {
    if (word.startsWith('-')) {
      mayTakeValue = program.options.some((option) => option.long === word && option.required);
      continue;
    }
    const found = at.commands.find((command) => command.name() === word);
    if (found !== undefined) {
      at = found;
      named.push(word);
    } else if (word !== 'help' && !mayTakeValue) {
      return { name: named.join(' '), next: word };
    }
    mayTakeValue = false;
  }
  return { name: named.join(' ') };
}
