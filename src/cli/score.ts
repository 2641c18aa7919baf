import type { Command } from 'commander';
import { MAX_BUNDLE_CHARACTERS } from '#bundle/format.ts';
import { parseTrust } from '#bundle/trust.ts';
import { loadRulebook } from '#obligations/load-regimes.ts';
import { reckoningOf } from '#obligations/reckoning.ts';
import { type ScoreReport, scoreOfBundle } from '#obligations/score-report.ts';
import { readWish } from '#obligations/score-routes.ts';
import { parseStateGroups } from '#settings.ts';
import type { CommandContext } from './context.ts';
import { readText } from './read-text.ts';

type Options = { trust: string; party: string; from?: string; until?: string; states?: string };

/** `comity score FILE`: recounts a score offline from its bundle, to the numbers that the node showed. */
export function scoreCommand(program: Command, context: () => CommandContext): void {
  program
    .command('score')
    .description('recount offline how a party kept its duties and promises, from an exported bundle')
    .argument('<file>', 'bundle, as exported by a node under /scores')
    .requiredOption('--trust <file>', 'whom you trust: logs, witnesses, quorum and party roots')
    .requiredOption('--party <did>', 'the party whose score it is')
    .option('--from <time>', 'day or instant (UTC); default ninety days before the end')
    .option('--until <time>', 'day or instant (UTC); default now')
    .option('--states <groups>', 'fictional states of an exercise that count among a group, as EU=XV,XA')
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
  const { duties, promises, norms, reading, numbers } = score;
  const rows = [...duties, ...promises, ...norms].map(
    ({ regime, stage, counts, medianLeadMinutes, medianLagMinutes }) => {
      const states = Object.entries(counts).map(([state, count]) => `${state} ${count}`);
      const lead = medianLeadMinutes === null ? '' : `, median lead ${medianLeadMinutes} min`;
      const lag = medianLagMinutes === null ? '' : `, median lag ${medianLagMinutes} min`;
      return `  ${regime} ${stage}: ${states.join(', ')}${lead}${lag}`;
    },
  );
  const missing = numbers?.missing ?? [];
  return [
    `${score.party}, ${score.from} to ${score.until}`,
    ...(rows.length === 0 ? ['  No clock opened in that time.'] : rows),
    `  given ${reading.given}, read by a person ${reading.read}${reading.medianMinutes === null ? '' : `, median ${reading.medianMinutes} min`}`,
    numbers === null
      ? '  no running number is shown'
      : `  running numbers ${numbers.first} to ${numbers.last}: ${missing.length === 0 ? 'none missing' : `missing ${missing.join(', ')}`}`,
    `  ${score.statements} statements, ${score.notWitnessed} of them not witnessed yet`,
  ];
}
