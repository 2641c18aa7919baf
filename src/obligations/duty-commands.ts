import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { stateName } from '#incidents/taxonomy/states.ts';
import { findDuties } from './finder.ts';
import { FINDER_FACTS } from './finder-facts.ts';
import { type FinderInput, readQuestion } from './finder-input.ts';
import { answerJson, answerWords, countdownWords, questionsFor } from './finder-words.ts';
import { loadRulebook } from './load-regimes.ts';
import { MOMENTS } from './regime.ts';

type Options = {
  readonly state?: string;
  readonly serves?: string;
  readonly sector?: readonly string[];
  readonly size?: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly aware?: string;
  readonly at?: readonly string[];
  readonly zone?: string;
  readonly exerciseGroup?: readonly string[];
  readonly all?: boolean;
};
type Answered = ReturnType<typeof answerJson>;

/** `comity duties`: the duty finder without a node, from the regimes that this copy carries. */
export function dutyCommands(program: Command, context: () => CommandContext): void {
  program
    .command('duties')
    .description('who must be told, by when: from facts; guidance, not legal advice')
    .option('--state <code>', 'state of establishment, as DE; XA to XZ in exercises')
    .option('--serves <codes>', 'states where you serve people, as DE,FR')
    .option('--sector <id...>', 'sectors, as health or energy/electricity')
    .option('--size <size>', 'micro, small, medium or large')
    .option('--yes <fact...>', `facts that hold: ${yesNoFacts().join(', ')}`)
    .option('--no <fact...>', 'facts that do not hold')
    .option('--aware <time>', 'when you became aware, as 2026-11-28T14:30Z')
    .option('--at <moment=time...>', `other moments: ${MOMENTS.join(', ')}`)
    .option('--zone <zone>', 'your time zone, as Europe/Berlin (default UTC)')
    .option('--exercise-group <group=states...>', 'fictional members of a group, as EU=XV,XA')
    .option('--all', 'also what does not apply, with the reason')
    .action((options: Options) => {
      const cli = context();
      const fictional = Object.fromEntries(
        (options.exerciseGroup ?? []).map((text) => {
          const [group = '', members = ''] = text.split('=');
          return [group, members.split(',')];
        }),
      );
      const rulebook = loadRulebook({ fictional });
      if (!rulebook.ok) return cli.refused(rulebook.refusal);
      const question = readQuestion(inputOf(options));
      if (!question.ok) return cli.refused(question.refusal);
      const { facts, zone } = question.value;
      const named = (code: string) => stateName(code, 'en');
      const answers = findDuties(question.value, rulebook.value)
        .map((answer) => answerJson(answer, { facts, zone, stateName: named }))
        .filter(({ applies }) => options.all === true || applies !== 'does-not-apply');
      const stated = questionsFor(Object.keys(facts) as never).map(
        ({ fact, ask }) => `  ${ask} ${answerWords(fact, facts, named)}`,
      );
      cli.answer({ guidance: GUIDANCE, zone, regimes: answers }, [
        ...(stated.length === 0 ? [] : ['You answered:', ...stated, '']),
        ...answers.flatMap((answer) => regimeLines(answer)),
        GUIDANCE,
      ]);
    });
}

const GUIDANCE = 'Guidance, not legal advice.';

function yesNoFacts(): readonly string[] {
  return Object.entries(FINDER_FACTS).flatMap(([name, { values }]) => (values === 'boolean' ? [name] : []));
}

function inputOf(options: Options): FinderInput {
  const said = (names: readonly string[] | undefined, value: boolean) =>
    Object.fromEntries((Array.isArray(names) ? names : []).map((name) => [name, value]));
  const moments = (options.at ?? []).map((text): [string, string] => {
    const [name = '', ...time] = text.split('=');
    return [name, time.join('=')];
  });
  return {
    facts: {
      ...said(options.yes, true),
      ...said(options.no, false),
      state: options.state,
      service_states: options.serves,
      sectors: options.sector,
      size: options.size,
    },
    moments: { ...Object.fromEntries(moments), awareness: options.aware },
    zone: options.zone,
  };
}

const VERDICTS = { applies: 'APPLIES', 'may-apply': 'MAY APPLY', 'does-not-apply': 'does not apply' } as const;

function regimeLines(answer: Answered): readonly string[] {
  const status = answer.binding ? '' : ` (${answer.status.replaceAll('-', ' ')}: no clock runs)`;
  const lines = [`${VERDICTS[answer.applies]}  ${answer.title} [${answer.regime}]${status}`];
  lines.push(...answer.reasons.map((reason) => `  ${reason}`));
  lines.push(...answer.questions.map(({ fact, ask }) => `  to decide: ${ask} (${fact})`));
  if (answer.applies === 'applies') lines.push(...answer.stages.flatMap((stage) => stageLines(stage)));
  return [...lines, ''];
}

function stageLines(stage: Answered['stages'][number]): readonly string[] {
  if (stage.applies === 'does-not-apply' || stage.noCountdown?.code === 'stands-aside') return [];
  const whom = stage.addressees.map(({ name }) => name).join('; ');
  const due =
    stage.dueAt === null
      ? (stage.noCountdown?.sentence ?? '')
      : `${stage.dueAt}, ${stage.dueLocal}, ${countdownWords(Temporal.Instant.from(stage.dueAt), Temporal.Now.instant())}`;
  const asks = stage.questions.map(({ ask, fact }) => `      if so: ${ask} (${fact})`);
  return [`  ${stage.name}: ${due}`, `      to ${whom}`, `      ${stage.citation}`, ...asks];
}
