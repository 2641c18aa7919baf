import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { DUTY_COMMAND_TEXTS } from '#obligations/command-texts.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import { WORD_TEXTS as T } from './word-texts.ts';

const { words: W } = DUTY_COMMAND_TEXTS;

type Given = {
  readonly digest: string;
  readonly to: string | null;
  readonly refused: { readonly sentence: string } | null;
};

/** `comity ask-report`, `comity promise`, `comity promise-kept`. */
export function wordCommands(program: Command, context: () => CommandContext): void {
  program
    .command('ask-report')
    .description(W.askReport)
    .argument('<case>', W.case)
    .argument('<regime>', W.regime)
    .argument('<stage>', W.stage)
    .requiredOption('--of <party>', W.of)
    .requiredOption('--what <text>', W.asked)
    .option('--due <instant>', W.due)
    .action((caseId: string, regime: string, stage: string, { of, what, due }: Record<string, string>) =>
      say(context(), `/api/v1/cases/${encodeURIComponent(caseId)}/report-requests`, {
        ...{ regime, stage, bearer: of, what },
        ...(due === undefined ? {} : { due }),
      }),
    );
  program
    .command('promise')
    .description(W.promise)
    .argument('<case>', W.case)
    .requiredOption('--what <text>', W.promised)
    .requiredOption('--due <instant>', W.due)
    .option('--to <party>', W.to)
    .action((caseId: string, { what, due, to }: Record<string, string>) =>
      say(context(), `/api/v1/cases/${encodeURIComponent(caseId)}/promises`, {
        ...{ what, due },
        ...(to === undefined ? {} : { to }),
      }),
    );
  program
    .command('promise-kept')
    .description(W.promiseKept)
    .argument('<promise>', W.digest)
    .option('--how <text>', W.how)
    .option('--evidence <digest>', W.evidence)
    .action((digest: string, { how, evidence }: Record<string, string>) =>
      say(context(), `/api/v1/promises/${encodeURIComponent(digest)}/kept`, {
        ...(how === undefined ? {} : { how }),
        ...(evidence === undefined ? {} : { evidence }),
      }),
    );
}

async function say(cli: CommandContext, path: string, body: object): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const answer = await api.value.post(path, body, idempotencyKeyFrom('word', JSON.stringify([path, body])));
  if (!answer.ok) return cli.refused(answer.refusal);
  cli.answer(answer.value, givenLines(answer.value as Given));
}

function givenLines({ digest, to, refused }: Given): readonly string[] {
  const signed = spoken(T.asked, { digest });
  if (to === null) return [signed];
  if (refused === null) return [signed, spoken(T.given, { party: to })];
  return [signed, spoken(T.refused, { party: to, reason: refused.sentence })];
}
