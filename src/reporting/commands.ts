import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ApiClient, CommandContext } from '#cli/context.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import { isLanguage, LANGUAGES } from '#texts/languages.ts';
import { plainSentence } from '#web/sentence.ts';
import type { FlowCode } from './codes.ts';
import { RULED_OUT_TEXTS } from './ruled-out-texts.ts';
import { withdrawalCommand } from './withdrawal-command.ts';

const MAX_FACTS_CHARACTERS = 500_000;

type Options = {
  readonly facts?: string;
  readonly unknown?: boolean;
  readonly sign?: boolean;
  readonly withoutReserve?: boolean;
  readonly pdf?: string;
  readonly language?: string;
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
    .description('what each law needs of a case; sign and file one stage; print the report')
    .argument('<case>', 'the case (a UUID)')
    .argument('[regime]', 'a law that your party declared in it, as eu-nis2')
    .argument('[stage]', 'one of its stages, as early-warning')
    .option('--facts <file>', 'JSON with answers: {"malicious": "yes", "users_affected": {"estimate": 900}}')
    .option('--unknown', 'answer what is still missing by "not known yet"')
    .option('--sign', 'sign the report, give it to the parties it is told to, and state that it was filed')
    .option('--without-reserve', 'not preliminary (else: preliminary, without prejudice)')
    .option('--pdf <file>', 'write the newest report of this stage as PDF')
    .option('--language <code>', `of the PDF: ${LANGUAGES.join(', ')}`, 'en')
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
      ? plainSentence(RULED_OUT_TEXTS.line, { regime, stage, reasons: reasons.join(' ') })
      : `${regime} ${stage}: ${filings.length > 0 ? 'filed' : missing.length === 0 ? 'ready' : `needs ${missing.join(', ')}`}`,
  );
  const none = 'You have declared no law in this case yet: find your duties first.';
  cli.answer(answer.value, lines.length === 0 ? [none] : lines);
}

async function oneStage(cli: CommandContext, api: ApiClient, path: string, options: Options): Promise<void> {
  if (!isLanguage(options.language)) {
    const sentence = `There is no language "${options.language}" here; it has ${LANGUAGES.join(', ')}.`;
    return cli.refused({ code: 'language-not-known', sentence, place: '--language' });
  }
  const facts = await factsIn(options.facts);
  if (!facts.ok) return cli.refused(facts.refusal);
  if (options.sign !== true) return showStage(cli, api, path, options, options.language);
  const body = {
    facts: facts.value,
    preliminary: options.withoutReserve !== true,
    ...(options.unknown === true ? { unknown: true } : {}),
  };
  const key = idempotencyKeyFrom('report-once', JSON.stringify([path, body]));
  const answer = await api.post(path, body, key);
  if (!answer.ok) return cli.refused(answer.refusal);
  const { digest, filed } = answer.value as Signed;
  const written = await writePdf(api, digest, options, options.language);
  if (!written.ok) return cli.refused(written.refusal);
  cli.answer(answer.value, [
    'Signed and logged.',
    `  reference  ${digest}`,
    ...filedLines(filed),
    ...written.value,
  ]);
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
    return [`  not filed  ${(filed as { refused: { sentence: string } }).refused.sentence}`];
  return filed.map(({ addressee, elsewhere, refused }) => {
    if (elsewhere) return `  to file    ${addressee.name}: no party here; file it there, then write it down`;
    if (refused !== undefined) return `  not given  ${addressee.name}: ${refused.sentence} [${refused.code}]`;
    return `  filed      ${addressee.name} (${addressee.party ?? ''})`;
  });
}

async function showStage(
  cli: CommandContext,
  api: ApiClient,
  path: string,
  options: Options,
  language: string,
): Promise<void> {
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
  const written = await writePdf(api, newest ?? '', options, language);
  if (!written.ok) return cli.refused(written.refusal);
  const fields = stage.fields.map(
    ({ label, need, state, standing, value }) =>
      `  ${state.padEnd(9)} ${label} (${need})${value === undefined ? '' : `: ${standing === 'value' ? '' : `${standing} `}${JSON.stringify(value)}`}`,
  );
  cli.answer(stage, [`${stage.law}: ${stage.name} (${stage.citation})`, ...fields, ...written.value]);
}

async function writePdf(
  api: ApiClient,
  digest: string,
  { pdf }: Options,
  language: string,
): Promise<Outcome<readonly string[]>> {
  if (pdf === undefined) return accept([]);
  const bytes = await api.bytes(`/api/v1/reports/${digest}/pdf?language=${language}`);
  if (!bytes.ok) return bytes;
  await writeFile(pdf, bytes.value);
  return accept([`  printed    ${pdf}`]);
}

async function factsIn(file: string | undefined): Promise<Outcome<Record<string, unknown>, FlowCode>> {
  if (file === undefined) return accept({});
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return refuse('answer-malformed', `There is no readable file ${file}.`, '--facts');
  if (text.length > MAX_FACTS_CHARACTERS) {
    return refuse(
      'answer-malformed',
      `${file} is too large: at most ${MAX_FACTS_CHARACTERS} characters.`,
      '--facts',
    );
  }
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && !Array.isArray(read))
      return accept(read as Record<string, unknown>);
  } catch {
    // Said below, as for any other file that is no object of answers.
  }
  return refuse('answer-malformed', `${file} is not JSON of the form {"malicious": "yes", …}.`, '--facts');
}
