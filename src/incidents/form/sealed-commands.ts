import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { readText } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { SEALED_REPORT_PATH } from '#federation/delivery/relayed-files.ts';
import { parseSealedFile, SEALED_FILE_CHARACTERS } from '#web/sealed-file.ts';
import type { Arrived } from './sealed.ts';
import { SEALED_COMMAND_TEXTS } from './sealed-texts.ts';

/** `comity submit-sealed FILE`: hands a report that was sealed without a network to any node. */
export function sealedCommands(program: Command, context: () => CommandContext): void {
  program
    .command('submit-sealed')
    .description(SEALED_COMMAND_TEXTS.description)
    .argument('<file>', SEALED_COMMAND_TEXTS.file)
    .action(async (path: string) => {
      const cli = context();
      const read = await readText(path, SEALED_FILE_CHARACTERS);
      if (!read.ok) return cli.refused(read.refusal);
      const file = read.value;
      const sound = parseSealedFile(file);
      if (!sound.ok) return cli.refused(sound.refusal);
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const answer = await api.value.post(SEALED_REPORT_PATH, { file });
      if (!answer.ok) return cli.refused(answer.refusal);
      cli.answer(answer.value, lines(answer.value as Arrived));
    });
}

function lines(arrived: Arrived): readonly string[] {
  const T = SEALED_COMMAND_TEXTS;
  switch (arrived.state) {
    case 'opened':
      return [spoken(T.opened, { to: arrived.to }), spoken(T.reference, { reference: arrived.reference })];
    case 'handed-on':
      return [
        spoken(T.handedOn, { to: arrived.to, node: arrived.node }),
        ...(arrived.reference === null ? [] : [spoken(T.reference, { reference: arrived.reference })]),
      ];
    case 'waits':
      return [spoken(T.waits, { to: arrived.to, node: arrived.node, until: arrived.until })];
    case 'carry-on':
      return [spoken(T.carryOn, { to: arrived.to, node: arrived.node })];
  }
}
