import type { Command } from 'commander';
import type { ApiClient, CommandContext } from '#cli/context.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { type ImportItem, type ImportSummary, importVeris } from './import.ts';

/** Lines of the summary for people; everything is in the JSON answer. */
const MAX_REFUSALS_SHOWN = 50;
const MAX_NOT_CARRIED_SHOWN = 10;

/** `comity import veris FILE…`: VERIS incidents as drafts, or with --submit as signed alerts. Nothing stops the run. */
export function verisCommands(program: Command, context: () => CommandContext): void {
  const parent = program.commands.find((command) => command.name() === 'import') ?? program.command('import');
  parent
    .description('read what others wrote in formats of their own')
    .command('veris')
    .description('VERIS incidents (.json, .ndjson, .jsonl, also .gz; folders are read whole)')
    .argument('<file...>', 'files or folders')
    .option('--submit', 'sign and log them as alerts; else they become drafts in your workspace')
    .action(async (paths: readonly string[], options: { submit?: boolean }) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const submit = options.submit === true;
      const bar = cli.progress(submit ? 'Importing alerts' : 'Importing drafts');
      const summary = await importVeris(
        { paths, as: submit ? 'alert' : 'report' },
        (items) => send(api.value, items, submit),
        (done, total) => bar.step(done, total),
      );
      bar.end();
      cli.answer(summary, summaryLines(summary, submit));
      if (summary.imported === 0) process.exitCode = 1;
    });
}

async function send(
  api: ApiClient,
  items: readonly ImportItem[],
  submit: boolean,
): Promise<readonly Outcome<unknown>[]> {
  const answer = await api.post('/api/v1/incidents/batch', { submit, items });
  if (!answer.ok) return items.map(() => answer);
  const { outcomes } = answer.value as { readonly outcomes: readonly { readonly refused?: Refusal }[] };
  return outcomes.map((one) => (one.refused === undefined ? accept(one) : { ok: false, refusal: one.refused }));
}

function summaryLines(summary: ImportSummary, submit: boolean): readonly string[] {
  const { refused, notCarried } = summary;
  const lines = [
    `${summary.imported} of ${summary.records} records in ${summary.files} files ${submit ? 'signed and logged as alerts' : 'kept as drafts'}.`,
  ];
  if (summary.repeated > 0)
    lines.push(`${summary.repeated} of them say what an earlier one said, and stand there once.`);
  if (summary.sameIncident > 0) {
    lines.push(`${summary.sameIncident} tell an earlier one's incident otherwise, and went into its case.`);
  }
  if (refused.length > 0) lines.push(`${refused.length} refused:`);
  for (const { file, line, code, sentence, place } of refused.slice(0, MAX_REFUSALS_SHOWN)) {
    const where = [file, line, place].filter((part) => part !== undefined).join(':');
    lines.push(`  ${where}: ${sentence} [${code}]`);
  }
  if (refused.length > MAX_REFUSALS_SHOWN)
    lines.push(`  … ${refused.length - MAX_REFUSALS_SHOWN} more under --json`);
  if (notCarried.length > 0) {
    const most = notCarried.slice(0, MAX_NOT_CARRIED_SHOWN).map(([path, count]) => `${path} (${count})`);
    lines.push(`Not carried over: ${most.join(', ')}${notCarried.length > MAX_NOT_CARRIED_SHOWN ? ', …' : ''}.`);
  }
  return lines;
}
