import type { Command } from 'commander';
import { MAX_BUNDLE_CHARACTERS } from '#bundle/format.ts';
import type { Report, StatementReport, StepState } from '#bundle/report.ts';
import { parseTrust, type Trust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import type { Outcome } from '#outcome.ts';
import type { CommandContext } from './context.ts';
import { readText } from './read-text.ts';

const MARKS: Readonly<Record<StepState, string>> = { passed: '✓', failed: '✗', unknown: '?' };
const VERDICTS = { proved: 'PROVED', 'not-yet-witnessed': 'NOT YET WITNESSED', failed: 'FAILED' } as const;

/** `comity verify FILE`: offline, with the trust file the verifier brought along; prints each check. */
export function verifyCommand(program: Command, context: () => CommandContext): void {
  program
    .command('verify')
    .description('check an evidence bundle offline, step by step; exit code 0 only if all of it is proved')
    .argument('<file>', 'bundle, as exported by a node')
    .requiredOption('--trust <file>', 'whom you trust: logs, witnesses, quorum and party roots')
    .option('--quiet', 'only the verdict of each statement')
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

export function reportLines(report: Report, quiet: boolean): string[] {
  const lines = report.statements.flatMap((statement) => statementLines(statement, quiet));
  const brokenKeys = report.keys.filter((key) => key.verdict === 'failed');
  lines.push(...brokenKeys.flatMap((key) => statementLines(key, quiet)));
  for (const { sentence, places } of report.misbehaviour)
    lines.push(`✗ misbehaviour: ${sentence} (${places.join(', ')})`);
  lines.push('', `${VERDICTS[report.verdict]}: ${report.sentence}`);
  return lines;
}

function statementLines(statement: StatementReport, quiet: boolean): string[] {
  const title = `${VERDICTS[statement.verdict]}  ${statement.type ?? 'unreadable'}  ${statement.issuer ?? ''}  ${statement.digest ?? statement.place}`;
  if (quiet) return [title];
  const steps = statement.steps.map(
    ({ step, state, sentence }) => `  ${MARKS[state]} ${step.padEnd(12)} ${sentence}`,
  );
  const later = [...statement.changes, ...statement.deliveries].map(({ sentence }) => `  · ${sentence}`);
  const when = statement.provenAt === null ? [] : [`  · Proven to exist since ${statement.provenAt}.`];
  return [title, ...steps, ...when, ...later, ''];
}
