import type { CommanderError } from 'commander';
import type { CommandContext } from './context.ts';

const CODES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'command-unknown',
  'commander.unknownOption': 'option-unknown',
  'commander.missingArgument': 'argument-missing',
  'commander.excessArguments': 'argument-excess',
  'commander.optionMissingArgument': 'option-incomplete',
  'commander.missingMandatoryOptionValue': 'option-missing',
};

/** What was typed wrongly, answered like any other refusal. Help that was asked for ends well. */
export function mistakeIn(error: CommanderError, cli: CommandContext): void {
  const code = CODES[error.code];
  if (code === undefined) {
    process.exitCode = error.exitCode;
    return;
  }
  const sentence = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  cli.refused({ code, sentence: `Not understood: ${sentence}. See comity --help.` });
}
