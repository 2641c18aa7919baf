import type { Command } from 'commander';
import { MAX_BUNDLE_CHARACTERS } from '#bundle/format.ts';
import type { Report, StatementReport, StepName, StepState } from '#bundle/report.ts';
import { parseTrust, type Trust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import type { Outcome } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { CHECK_TEXTS } from '#web/check-texts.ts';
import { CLI_TEXTS } from './cli-texts.ts';
import type { CommandContext } from './context.ts';
import { readText } from './named-file.ts';
import { spoken } from './terminal.ts';

const STEP_COLUMNS = 12;
const MARKS: Readonly<Record<StepState, string>> = { passed: '✓', failed: '✗', unknown: '?' };
const T = CLI_TEXTS.verify;

/** `comity verify FILE`: offline, with the trust file the verifier brought along; prints each check. */
export function verifyCommand(program: Command, context: () => CommandContext): void {
  program
    .command('verify')
    .description(T.description)
    .argument('<file>', T.file)
    .requiredOption('--trust <file>', T.trust)
    .option('--quiet', T.quiet)
    .action(async (file: string, options: { trust: string; quiet?: boolean }) => {
      const cli = context();
      const trust = await readTrust(options.trust);
      if (!trust.ok) return cli.refused(trust.refusal);
      const text = await readText(file, MAX_BUNDLE_CHARACTERS);
      if (!text.ok) return cli.refused(text.refusal);
      const report = verifyBundle(text.value, trust.value, Temporal.Now.instant());
      cli.answer(report, reportLines(report, options.quiet === true));
      if (report.verdict !== 'proved') process.exitCode = report.verdict === 'failed' ? 1 : 2;
    });
}

async function readTrust(path: string): Promise<Outcome<Trust>> {
  const text = await readText(path, MAX_BUNDLE_CHARACTERS);
  if (!text.ok) return text;
  return parseTrust(text.value);
}

function reportLines(report: Report, quiet: boolean): string[] {
  const lines = report.statements.flatMap((statement) => statementLines(statement, quiet));
  const brokenKeys = report.keys.filter((key) => key.verdict === 'failed');
  lines.push(...brokenKeys.flatMap((key) => statementLines(key, quiet)));
  for (const { sentence, places } of report.misbehaviour)
    lines.push(spoken(T.misbehaviour, { sentence, places: places.join(', ') }));
  lines.push('', spoken(T.result, { verdict: T.verdicts[report.verdict], sentence: report.sentence }));
  return lines;
}

function statementLines(statement: StatementReport, quiet: boolean): string[] {
  const title = spoken(T.title, {
    verdict: T.verdicts[statement.verdict],
    type: statement.type ?? T.unreadable,
    issuer: statement.issuer ?? '',
    digest: statement.digest ?? statement.place,
  });
  if (quiet) return [title];
  const steps = statement.steps.map(({ step, state, sentence }) =>
    spoken(T.step, { mark: MARKS[state], step: stepWords(step), sentence }),
  );
  const later = [...statement.changes, ...statement.deliveries].map(({ sentence }) =>
    spoken(T.later, { sentence }),
  );
  const when = statement.provenAt === null ? [] : [spoken(T.since, { time: statement.provenAt })];
  return [title, ...steps, ...when, ...later, ''];
}

/** What the verifier found is one English sentence everywhere; what it asked stands before it in the reader's language. */
function stepWords(step: StepName): string {
  return currentLanguage() === 'en' ? step.padEnd(STEP_COLUMNS) : CHECK_TEXTS.questions[step];
}
