import { type Command, Option } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import { REPORT_COMMAND_TEXTS } from './command-texts.ts';
import { REPORT_WITHDRAWAL_REASONS } from './statements.ts';
import { WITHDRAW_TEXTS } from './withdraw-texts.ts';

const T = REPORT_COMMAND_TEXTS.withdraw;

type Options = { readonly reason: string; readonly summary?: string };

/** `comity report-withdraw REPORT`: takes a signed report to an authority back. */
export function withdrawalCommand(program: Command, context: () => CommandContext): void {
  const reason = new Option('--reason <reason>', T.reason).choices([...REPORT_WITHDRAWAL_REASONS]);
  program
    .command('report-withdraw')
    .description(T.description)
    .argument('<report>', T.report)
    .addOption(reason.makeOptionMandatory())
    .option('--summary <text>', T.summary)
    .action(async (report: string, { reason: why, summary }: Options) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const path = `/api/v1/reports/${encodeURIComponent(report)}/withdrawal`;
      const body = { reason: why, ...(summary === undefined ? {} : { summary }) };
      const key = idempotencyKeyFrom('report-withdraw', JSON.stringify([path, body]));
      const answer = await api.value.post(path, body, key);
      if (!answer.ok) return cli.refused(answer.refusal);
      const { withdrawal } = answer.value as { readonly withdrawal: string };
      cli.answer(answer.value, [spoken(WITHDRAW_TEXTS.taken, { digest: withdrawal })]);
    });
}
