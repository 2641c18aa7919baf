import type { Command } from 'commander';
import { asked, caseOrStatement } from '#cli/asked.ts';
import type { CommandContext } from '#cli/context.ts';
import { refuse } from '#outcome.ts';

type ClockLine = {
  readonly case: string;
  readonly title: string | null;
  readonly regime: string;
  readonly stageName: string | null;
  readonly bearer: string;
  readonly addressee: string | null;
  readonly role: string;
  readonly state: string;
  readonly due: string | null;
  readonly dueAt: string | null;
  readonly citation: string | null;
};
type Clocks = { readonly clocks: readonly ClockLine[]; readonly unknownTexts?: readonly { sentence: string }[] };

/** `comity clocks [CASE]`: the clocks of one case, or everything that your party has to do and is owed. */
export function clockCommands(program: Command, context: () => CommandContext): void {
  program
    .command('clocks')
    .description('what is due: of one case, or of your party in all of them, the first due first')
    .argument('[case]')
    .action(async (which?: string) => {
      const cli = context();
      if (which !== undefined) {
        const named = caseOrStatement(which);
        if (!named.ok) return cli.refused(named.refusal);
        if (named.value !== 'cases') {
          return cli.refused(refuse('name-malformed', `${which} is a statement; name its case.`).refusal);
        }
      }
      await asked(cli, async (_, api) => {
        const path = which === undefined ? '/api/v1/clocks' : `/api/v1/cases/${which}/clocks`;
        const answer = await api.get(path);
        if (!answer.ok) return cli.refused(answer.refusal);
        cli.answer(answer.value, clockLines(answer.value as Clocks, which === undefined));
      });
    });
}

export function clockLines({ clocks, unknownTexts = [] }: Clocks, withCase: boolean): readonly string[] {
  if (clocks.length === 0 && unknownTexts.length === 0) return ['No clock runs.'];
  return [
    ...clocks.flatMap((clock) => [
      `${clock.title ?? clock.regime}: ${clock.stageName ?? ''}`,
      `  ${clock.state}${clock.due === null ? '' : `, due ${clock.due} (${clock.dueAt})`}`,
      `  ${clock.bearer} to ${clock.addressee ?? clock.role}${clock.citation === null ? '' : `; ${clock.citation}`}`,
      ...(withCase ? [`  case ${clock.case}`] : []),
    ]),
    ...unknownTexts.map(({ sentence }) => sentence),
  ];
}
