import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { readNamed } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { IMPORT_COMMAND_TEXTS } from '#interop/command-texts.ts';
import { factsFromIlr } from './ilr-import.ts';

const T = IMPORT_COMMAND_TEXTS.misp;
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** `comity misp-facts FILE`: reads a MISP export into answers that `comity report-once --facts` takes. */
export function mispCommands(program: Command, context: () => CommandContext): void {
  program
    .command('misp-facts')
    .description(T.description)
    .argument('<file>', T.file)
    .action(async (file: string) => {
      const cli = context();
      const bytes = await readNamed(file, MAX_FILE_BYTES);
      if (!bytes.ok) return cli.refused(bytes.refusal);
      const read = factsFromIlr(parsed(new TextDecoder().decode(bytes.value)));
      if (!read.ok) return cli.refused(read.refusal);
      const { facts, notCarried } = read.value;
      if (notCarried.length > 0) cli.note(spoken(T.notCarried, { names: notCarried.join(', ') }));
      cli.answer(facts, JSON.stringify(facts, null, 2).split('\n'));
    });
}

/** What is no JSON holds no object either, and is refused as such. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
