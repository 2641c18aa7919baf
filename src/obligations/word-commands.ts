import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import { plainSentence } from '#web/sentence.ts';
import { WORD_TEXTS as T } from './word-texts.ts';

type Given = {
  readonly digest: string;
  readonly to: string | null;
  readonly refused: { readonly sentence: string } | null;
};

/** `comity ask-report`, `comity promise`, `comity promise-kept`. */
export function wordCommands(program: Command, context: () => CommandContext): void {
  program
    .command('ask-report')
    .description('ask a bearer for a report of one stage of a law; the request is given to it')
    .argument('<case>', 'the case (a UUID)')
    .argument('<regime>', 'the law, as eu-nis2')
    .argument('<stage>', 'its stage, as intermediate')
    .requiredOption('--of <party>', 'who is asked')
    .requiredOption('--what <text>', 'what is asked')
    .option('--due <instant>', 'by when, as 2026-03-01T14:30:00Z')
    .action((caseId: string, regime: string, stage: string, { of, what, due }: Record<string, string>) =>
      say(context(), `/api/v1/cases/${encodeURIComponent(caseId)}/report-requests`, {
        ...{ regime, stage, bearer: of, what },
        ...(due === undefined ? {} : { due }),
      }),
    );
  program
    .command('promise')
    .description('promise something by a time, to a party or to all')
    .argument('<case>', 'the case (a UUID)')
    .requiredOption('--what <text>', 'what is promised')
    .requiredOption('--due <instant>', 'by when, as 2026-03-01T14:30:00Z')
    .option('--to <party>', 'to whom; else to all')
    .action((caseId: string, { what, due, to }: Record<string, string>) =>
      say(context(), `/api/v1/cases/${encodeURIComponent(caseId)}/promises`, {
        ...{ what, due },
        ...(to === undefined ? {} : { to }),
      }),
    );
  program
    .command('promise-kept')
    .description('say that a promise was kept')
    .argument('<promise>', 'its digest')
    .option('--how <text>', 'how')
    .option('--evidence <digest>', 'a statement that shows it')
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
  const signed = plainSentence(T.asked, { digest });
  if (to === null) return [signed];
  if (refused === null) return [signed, plainSentence(T.given, { party: to })];
  return [signed, plainSentence(T.refused, { party: to, reason: refused.sentence })];
}
