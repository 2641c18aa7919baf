import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
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
      const found = await stat(file).catch(() => undefined);
      if (found === undefined || !found.isFile()) {
        return cli.refused({ code: 'not-a-misp-object', sentence: `There is no file ${file}.`, place: file });
      }
      if (found.size > MAX_FILE_BYTES) {
        const sentence = `${file} has ${found.size} bytes; at most ${MAX_FILE_BYTES} are read.`;
        return cli.refused({ code: 'file-too-large', sentence, place: file });
      }
      const read = factsFromIlr(parsed(await readFile(file, 'utf8')));
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
