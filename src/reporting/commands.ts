import type { Command } from 'commander';
import type { ApiClient, CommandContext } from '#cli/context.ts';
import { type FileCode, readText, writeNew } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import type { FlowCode } from './codes.ts';
import { REPORT_COMMAND_TEXTS as T } from './command-texts.ts';
import { RULED_OUT_TEXTS } from './ruled-out-texts.ts';
import { withdrawalCommand } from './withdrawal-command.ts';

const MAX_FACTS_CHARACTERS = 500_000;
const STATE_COLUMNS = 9;

type Options = {
  readonly facts?: string;
  readonly unknown?: boolean;
  readonly sign?: boolean;
  readonly withoutReserve?: boolean;
  readonly pdf?: string;
};

type Stage = {
  readonly regime: string;
  readonly stage: string;
  readonly law: string;
  readonly name: string;
  readonly citation: string;
  readonly asked: boolean;
  readonly ruled_out_by: readonly string[];
  readonly missing: readonly string[];
  readonly fields: readonly {
    fact: string;
    label: string;
    need: string;
    state: string;
    standing?: string;
    value?: unknown;
  }[];
  readonly addressees: readonly { name: string; party?: string }[];
  readonly filings: readonly unknown[];
  readonly reports: readonly string[];
};

/** `comity report-once CASE [REGIME STAGE]`: what each law still needs, the report signed and filed, and its print. */
export function reportingCommands(program: Command, context: () => CommandContext): void {
  withdrawalCommand(program, context);
  program
    .command('report-once')
    .description(T.description)
    .argument('<case>', T.case)
    .argument('[regime]', T.regime)
    .argument('[stage]', T.stage)
    .option('--facts <file>', spoken(T.facts))
    .option('--unknown', T.unknown)
    .option('--sign', T.sign)
    .option('--without-reserve', T.withoutReserve)
    .option('--pdf <file>', T.pdf)
    .action(async (caseId: string, regime: string | undefined, stage: string | undefined, options: Options) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      if (regime === undefined || stage === undefined) return listStages(cli, api.value, caseId);
      await oneStage(
        cli,
        api.value,
        `/api/v1/cases/${encodeURIComponent(caseId)}/reports/${encodeURIComponent(regime)}/${encodeURIComponent(stage)}`,
        options,
      );
    });
}

async function listStages(cli: CommandContext, api: ApiClient, caseId: string): Promise<void> {
  const answer = await api.get(`/api/v1/cases/${encodeURIComponent(caseId)}/reports`);
  if (!answer.ok) return cli.refused(answer.refusal);
  const { stages } = answer.value as { readonly stages: readonly Stage[] };
  const lines = stages.map(({ regime, stage, missing, filings, asked, ruled_out_by: reasons }) =>
    !asked && filings.length === 0
      ? spoken(RULED_OUT_TEXTS.line, { regime, stage, reasons: reasons.join(' ') })
      : stageLine({ regime, stage }, filings.length > 0, missing),
  );
  cli.answer(answer.value, lines.length === 0 ? [T.none] : lines);
}

function stageLine(
  named: { readonly regime: string; readonly stage: string },
  filed: boolean,
  missing: readonly string[],
): string {
  if (filed) return spoken(T.filed, named);
  return missing.length === 0
    ? spoken(T.ready, named)
    : spoken(T.needs, { ...named, missing: missing.join(', ') });
}

async function oneStage(cli: CommandContext, api: ApiClient, path: string, options: Options): Promise<void> {
  const facts = await factsIn(options.facts);
  if (!facts.ok) return cli.refused(facts.refusal);
  if (options.sign !== true) return showStage(cli, api, path, options);
  const body = {
    facts: facts.value,
    preliminary: options.withoutReserve !== true,
    ...(options.unknown === true ? { unknown: true } : {}),
  };
  const key = idempotencyKeyFrom('report-once', JSON.stringify([path, body]));
  const answer = await api.post(path, body, key);
  if (!answer.ok) return cli.refused(answer.refusal);
  const { digest, filed } = answer.value as Signed;
  const written = await writePdf(cli, api, digest, options);
  if (!written.ok) return cli.refused(written.refusal);
  cli.answer(answer.value, [T.signed, spoken(T.reference, { digest }), ...filedLines(filed), ...written.value]);
}

type Signed = {
  readonly digest: string;
  readonly filed:
    | readonly {
        addressee: { name: string; party?: string };
        elsewhere: boolean;
        refused?: { code: string; sentence: string };
      }[]
    | { readonly refused: { readonly sentence: string } };
};

function filedLines(filed: Signed['filed']): readonly string[] {
  if (!Array.isArray(filed))
    return [spoken(T.notFiled, { sentence: (filed as { refused: { sentence: string } }).refused.sentence })];
  return filed.map(({ addressee, elsewhere, refused }) => {
    if (elsewhere) return spoken(T.toFile, { name: addressee.name });
    if (refused !== undefined) return spoken(T.notGiven, { name: addressee.name, ...refused });
    return spoken(T.filedWith, { name: addressee.name, party: addressee.party ?? '' });
  });
}

async function showStage(cli: CommandContext, api: ApiClient, path: string, options: Options): Promise<void> {
  const answer = await api.get(path);
  if (!answer.ok) return cli.refused(answer.refusal);
  const stage = answer.value as Stage;
  const newest = stage.reports.at(-1);
  if (options.pdf !== undefined && newest === undefined) {
    return cli.refused({
      code: 'report-not-known',
      sentence: 'This stage was not reported yet: sign it first, with --sign.',
    });
  }
  const written = await writePdf(cli, api, newest ?? '', options);
  if (!written.ok) return cli.refused(written.refusal);
  const { law, name, citation } = stage;
  cli.answer(stage, [
    spoken(T.title, { law, name, citation }),
    ...stage.fields.map((field) => fieldLine(field)),
    ...written.value,
  ]);
}

function fieldLine({ label, need, state, standing, value }: Stage['fields'][number]): string {
  const field = { state: state.padEnd(STATE_COLUMNS), label, need };
  if (value === undefined) return spoken(T.field, field);
  const written = JSON.stringify(value);
  return spoken(T.fieldValue, { ...field, value: standing === 'value' ? written : `${standing} ${written}` });
}

/** Printed for whoever asks, also where they have the answer as JSON. */
async function writePdf(
  { language }: CommandContext,
  api: ApiClient,
  digest: string,
  { pdf }: Options,
): Promise<Outcome<readonly string[]>> {
  if (pdf === undefined) return accept([]);
  const bytes = await api.bytes(`/api/v1/reports/${digest}/pdf?language=${language}`);
  if (!bytes.ok) return bytes;
  const written = await writeNew(pdf, bytes.value, '--pdf');
  if (!written.ok) return written;
  return accept([spoken(T.printed, { path: pdf })]);
}

async function factsIn(file: string | undefined): Promise<Outcome<Record<string, unknown>, FlowCode | FileCode>> {
  if (file === undefined) return accept({});
  const text = await readText(file, MAX_FACTS_CHARACTERS);
  if (!text.ok) return text;
  try {
    const read: unknown = JSON.parse(text.value);
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return accept(read as Record<string, unknown>);
  } catch {
    // Said below, as for any other file that is no object of answers.
  }
  return refuse('answer-malformed', phrase`${file} is not JSON of the form {"malicious": "yes", …}.`, '--facts');
}
