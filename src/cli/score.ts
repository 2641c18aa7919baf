import type { Command } from 'commander';
import { MAX_BUNDLE_CHARACTERS } from '#bundle/format.ts';
import { parseTrust } from '#bundle/trust.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { type ScoreReport, scoreOfBundle } from '#obligations/scores/score-report.ts';
import { readWish } from '#obligations/scores/score-routes.ts';
import { parseStateGroups } from '#settings.ts';
import type { CommandContext } from './context.ts';
import { readText } from './named-file.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const T = NODE_TEXTS.score;

type Options = { trust: string; party: string; from?: string; until?: string; states?: string };

/** `comity score FILE`: recounts a score offline from its bundle, to the numbers that the node showed. */
export function scoreCommand(program: Command, context: () => CommandContext): void {
  program
    .command('score')
    .description(T.description)
    .argument('<file>', T.file)
    .requiredOption('--trust <file>', T.trust)
    .requiredOption('--party <did>', T.party)
    .option('--from <time>', T.from)
    .option('--until <time>', T.until)
    .option('--states <groups>', T.states)
    .action(async (file: string, options: Options) => {
      const cli = context();
      const wish = readWish(options.party, options, Temporal.Now.instant());
      if (!wish.ok) return cli.refused(wish.refusal);
      const fictional = parseStateGroups(options.states ?? '');
      if (fictional === undefined) {
        return cli.refused({ code: 'states-malformed', sentence: 'Write groups as EU=XV,XA.', place: '--states' });
      }
      const trustText = await readText(options.trust, MAX_BUNDLE_CHARACTERS);
      if (!trustText.ok) return cli.refused(trustText.refusal);
      const trust = parseTrust(trustText.value);
      if (!trust.ok) return cli.refused(trust.refusal);
      const text = await readText(file, MAX_BUNDLE_CHARACTERS);
      if (!text.ok) return cli.refused(text.refusal);
      const rulebook = loadRulebook({ fictional });
      if (!rulebook.ok) return cli.refused(rulebook.refusal);
      const score = scoreOfBundle(text.value, trust.value, wish.value, reckoningOf(rulebook.value));
      if (!score.ok) return cli.refused(score.refusal);
      cli.answer(score.value, scoreLines(score.value));
    });
}

function scoreLines(score: ScoreReport): readonly string[] {
  const { duties, promises, norms, reading, numbers, party, from, until } = score;
  const rows = [...duties, ...promises, ...norms].map(
    ({ regime, stage, counts, medianLeadMinutes: lead, medianLagMinutes: lag }) =>
      [
        spoken(T.row, {
          regime,
          stage,
          counts: Object.entries(counts)
            .map((one) => one.join(' '))
            .join(', '),
        }),
        ...(lead === null ? [] : [spoken(T.lead, { minutes: lead })]),
        ...(lag === null ? [] : [spoken(T.lag, { minutes: lag })]),
      ].join(', '),
  );
  const { given, read, medianMinutes: minutes } = reading;
  return [
    spoken(T.period, { party, from, until }),
    ...(rows.length === 0 ? [T.none] : rows),
    minutes === null ? spoken(T.reading, { given, read }) : spoken(T.readingMedian, { given, read, minutes }),
    numbersLine(numbers),
    spoken(T.statements, { statements: score.statements, notWitnessed: score.notWitnessed }),
  ];
}

function numbersLine(numbers: ScoreReport['numbers']): string {
  if (numbers === null) return T.noNumbers;
  const { first, last, missing } = numbers;
  const span = { first: String(first), last: String(last) };
  return missing.length === 0
    ? spoken(T.numbers, span)
    : spoken(T.numbersMissing, { ...span, missing: missing.join(', ') });
}
