import type { Command } from 'commander';
import type { ApiClient, CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { IMPORT_COMMAND_TEXTS } from '#interop/command-texts.ts';
import { accept, type Outcome, type Refusal } from '#outcome.ts';
import { type ImportItem, type ImportSummary, importVeris } from './import.ts';

const T = IMPORT_COMMAND_TEXTS.veris;

/** Lines of the summary for people; everything is in the JSON answer. */
const MAX_REFUSALS_SHOWN = 50;
const MAX_NOT_CARRIED_SHOWN = 10;

/** `comity import veris FILE…`: VERIS incidents as drafts, or with --submit as signed alerts. Nothing stops the run. */
export function verisCommands(program: Command, context: () => CommandContext): void {
  const parent = program.commands.find((command) => command.name() === 'import') ?? program.command('import');
  parent
    .description(IMPORT_COMMAND_TEXTS.description)
    .command('veris')
    .description(T.description)
    .argument('<file...>', T.files)
    .option('--submit', T.submit)
    .action(async (paths: readonly string[], options: { submit?: boolean }) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const submit = options.submit === true;
      const me = await api.value.get('/api/v1/me');
      if (!me.ok) return cli.refused(me.refusal);
      const { party } = me.value as { readonly party: string };
      const bar = cli.progress(submit ? T.importingAlerts : T.importingDrafts);
      const summary = await importVeris(
        { paths, as: submit ? 'alert' : 'report', party },
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
  const { imported, records, files, repeated, sameIncident, refused, notCarried } = summary;
  const lines = [spoken(submit ? T.signed : T.kept, { imported, records, files })];
  if (repeated > 0) lines.push(spoken(T.repeated, { count: repeated }));
  if (sameIncident > 0) lines.push(spoken(T.sameIncident, { count: sameIncident }));
  if (refused.length > 0) lines.push(spoken(T.refused, { count: refused.length }));
  for (const { file, line, code, sentence, place } of refused.slice(0, MAX_REFUSALS_SHOWN)) {
    const where = [file, line, place].filter((part) => part !== undefined).join(':');
    lines.push(spoken(T.refusal, { where, sentence, code }));
  }
  if (refused.length > MAX_REFUSALS_SHOWN)
    lines.push(spoken(T.moreRefused, { count: refused.length - MAX_REFUSALS_SHOWN }));
  if (notCarried.length > 0) {
    const most = notCarried.slice(0, MAX_NOT_CARRIED_SHOWN).map(([path, count]) => `${path} (${count})`);
    const all = notCarried.length <= MAX_NOT_CARRIED_SHOWN;
    lines.push(spoken(all ? T.notCarried : T.notCarriedMore, { names: most.join(', ') }));
  }
  return lines;
}
