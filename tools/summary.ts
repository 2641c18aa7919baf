import type { FileResult } from './test-file.ts';

const SLOWEST = 10;
const SKIPS_NAMED_PER_REASON = 3;

export type Totals = { readonly passed: number; readonly failed: number; readonly skipped: number };

export function totals(results: readonly FileResult[]): Totals {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failures }) => sum + failures.length, 0),
    skipped: results.reduce((sum, { skipped }) => sum + skipped.length, 0),
  };
}

/** One line as a file ends. */
export function fileLine({ stage, path, passed, failures, skipped, seconds }: FileResult): string {
  const counts = [`${passed} passed`];
  if (failures.length > 0) counts.push(`${failures.length} FAILED`);
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  return `${stage.padEnd(11)}${path === stage ? '' : `${path}  `}${counts.join(', ')} (${seconds.toFixed(1)} s)`;
}

/** Everything a person needs after the run: failures with what they said, what did not run and why, what was slow. */
export function closing(results: readonly FileResult[], seconds: number): string {
  const { passed, failed, skipped } = totals(results);
  return [
    ...results.filter(({ isBegun }) => isBegun !== false).flatMap(failureLines),
    ...notBegunLines(results),
    ...results.flatMap(unsteadyLines),
    ...skippedLines(results),
    ...slowestLines(results),
    `\nThe run took ${seconds.toFixed(1)} s.`,
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gmu, '    ');
}

function failureLines({ path, failures }: FileResult): readonly string[] {
  const lines = failures.map(({ title, reason }) => `\nFAILED ${path}: ${title}\n${indent(reason)}`);
  const output = failures.find((failure) => failure.output.trim() !== '')?.output;
  return output === undefined ? lines : [...lines, `  What ${path} printed last:\n${indent(output)}`];
}

/** By name, without a paragraph for each: one reason holds for all. */
function notBegunLines(results: readonly FileResult[]): readonly string[] {
  const late = results.filter(({ isBegun }) => isBegun === false);
  if (late.length === 0) return [];
  const [first] = late[0]!.failures;
  return [`\nNOT BEGUN, ${late.length} files. ${first?.reason}`, ...late.map(({ path }) => `    ${path}`)];
}

function unsteadyLines({ path, unsteady = [] }: FileResult): readonly string[] {
  return unsteady.map(({ title, reason }) => {
    const [first = '', ...rest] = reason.trimEnd().split('\n');
    return [`\nUNSTEADY ${path}: ${title}, ${first}`, ...rest.map(indent)].join('\n');
  });
}

function skippedLines(results: readonly FileResult[]): readonly string[] {
  const all = results.flatMap(({ path, skipped }) => skipped.map((skip) => ({ path, ...skip })));
  if (all.length === 0) return [];
  const byReason = Map.groupBy(all, ({ reason }) => reason);
  const lines = byReason.entries().flatMap(([reason, skips]) => {
    const named = skips.slice(0, SKIPS_NAMED_PER_REASON).map(({ path, title }) => `    ${path}: ${title}`);
    const rest = skips.length - named.length;
    return [`  ${skips.length} because: ${reason}`, ...named, ...(rest > 0 ? [`    and ${rest} more`] : [])];
  });
  return ['\nSKIPPED', ...lines];
}

function slowestLines(results: readonly FileResult[]): readonly string[] {
  const slow = results.toSorted((left, right) => right.seconds - left.seconds).slice(0, SLOWEST);
  return ['\nSlowest:', ...slow.map(({ path, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${path}`)];
}
