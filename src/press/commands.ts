import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { phrase, refuse } from '#outcome.ts';
import { LINES_TEXTS as T } from './command-texts.ts';

type Line = {
  headline: string;
  text: string;
  state: string;
  issuer: string;
  embargo: { local: string; zone: string } | null;
  correctedBy: string | null;
  withdrawn: { reason: string | null } | null;
};

const CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `comity lines <case>`: what is said in public about a case. A token publishes nothing, so there is no command for it. */
export function pressCommands(program: Command, context: () => CommandContext): void {
  program
    .command('lines')
    .description(T.description)
    .argument('<case>')
    .action(async (caseId: string) => {
      const cli = context();
      if (!CASE.test(caseId)) {
        return cli.refused(refuse('name-malformed', phrase`${caseId} is no case (a UUID).`).refusal);
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const found = await api.value.get(`/api/v1/cases/${caseId}/lines`);
      if (!found.ok) return cli.refused(found.refusal);
      const { lines } = found.value as { lines: readonly Line[] };
      const said = lines.flatMap((line) => [
        spoken(T.line, { standing: standing(line), issuer: line.issuer }),
        `  ${line.headline}`,
        `  ${line.text}`,
      ]);
      cli.answer(found.value, said.length === 0 ? [T.none] : said);
    });
}

function standing({ state, embargo, correctedBy, withdrawn }: Line): string {
  if (withdrawn !== null) return spoken(T.withdrawn, { reason: withdrawn.reason ?? T.noReason });
  if (correctedBy !== null) return T.corrected;
  return state === 'under-embargo' && embargo !== null
    ? spoken(T.embargo, { time: embargo.local, zone: embargo.zone })
    : state;
}
