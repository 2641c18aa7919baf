import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { DUTY_COMMAND_TEXTS } from '#obligations/command-texts.ts';
import { DATE_FACTS, FINDER_FACTS } from '#obligations/regimes/finder-facts.ts';
import { loadRulebook, REGIMES_FOLDER, readCalendars } from '#obligations/regimes/load-regimes.ts';
import { MOMENTS } from '#obligations/regimes/regime.ts';
import { oldOnes } from '#obligations/regimes/regime-age.ts';
import { refuse } from '#outcome.ts';
import { currentLanguage } from '#speaking';
import { stateName } from '#vocabulary/states.ts';
import { findDuties } from './finder.ts';
import { type FinderInput, readInstant, readQuestion } from './finder-input.ts';
import { answerJson, answerWords, countdownWords, questionsFor } from './finder-words.ts';

type Options = {
  readonly state?: string;
  readonly serves?: string;
  readonly sector?: readonly string[];
  readonly size?: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
  readonly told?: readonly string[];
  readonly aware?: string;
  readonly at?: readonly string[];
  readonly zone?: string;
  readonly exerciseGroup?: readonly string[];
  readonly all?: boolean;
};

import type { Sureness } from '#obligations/regimes/sureness.ts';
import { sureLine } from '#obligations/regimes/sureness-words.ts';

const T = DUTY_COMMAND_TEXTS.duties;
const MALFORMED = 'Write the time as 2027-12-01T00:00Z.';
type Answered = ReturnType<typeof answerJson>;

/** `comity duties`: the duty finder without a node, from the regimes that this copy carries. */
export function dutyCommands(program: Command, context: () => CommandContext): void {
  regimeCommands(program, context);
  program
    .command('duties')
    .description(T.description)
    .option('--state <code>', T.state)
    .option('--serves <codes>', T.serves)
    .option('--sector <id...>', T.sector)
    .option('--size <size>', T.size)
    .option('--yes <fact...>', spoken(T.yes, { facts: yesNoFacts().join(', ') }))
    .option('--no <fact...>', T.no)
    .option('--told <fact=day...>', spoken(T.told, { facts: DATE_FACTS.join(', ') }))
    .option('--aware <time>', T.aware)
    .option('--at <moment=time...>', spoken(T.at, { moments: MOMENTS.join(', ') }))
    .option('--zone <zone>', T.zone)
    .option('--exercise-group <group=states...>', T.exerciseGroup)
    .option('--all', T.all)
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
      const named = (code: string) => stateName(code, currentLanguage());
      const answers = findDuties(question.value, rulebook.value)
        .map((answer) => answerJson(answer, { facts, zone, stateName: named }))
        .filter(({ applies }) => options.all === true || applies !== 'does-not-apply');
      const stated = questionsFor(Object.keys(facts) as never).map(({ fact, ask }) =>
        spoken(T.answer, { ask, answer: answerWords(fact, facts, named) }),
      );
      cli.answer({ guidance: T.guidance, zone, regimes: answers }, [
        ...(stated.length === 0 ? [] : [T.answered, ...stated, '']),
        ...answers.flatMap((answer) => regimeLines(answer)),
        T.guidance,
      ]);
    });
}

/** `comity regimes age`: what nobody looked at for a year, from the files that this copy carries. */
function regimeCommands(program: Command, context: () => CommandContext): void {
  const R = DUTY_COMMAND_TEXTS.regimes;
  const regimes = program.command('regimes').description(R.description);
  regimes
    .command('age')
    .description(R.age)
    .option('--at <time>', R.at)
    .action((options: { readonly at?: string }) => {
      const cli = context();
      const rulebook = loadRulebook();
      if (!rulebook.ok) return cli.refused(rulebook.refusal);
      const calendars = readCalendars(REGIMES_FOLDER);
      if (!calendars.ok) return cli.refused(calendars.refusal);
      const at = options.at === undefined ? Temporal.Now.instant() : readInstant(options.at, 'UTC');
      if (at === undefined) return cli.refused(refuse('moment-malformed', MALFORMED, '--at').refusal);
      const old = oldOnes({ regimes: rulebook.value.regimes, calendars: calendars.value }, at);
      const lines = old.map(({ checkedOn: day, name, file }) => spoken(R.line, { day, name, file }));
      cli.answer({ at: at.toString(), old }, lines.length === 0 ? [R.none] : lines);
    });
}

function yesNoFacts(): readonly string[] {
  return Object.entries(FINDER_FACTS).flatMap(([name, { values }]) => (values === 'boolean' ? [name] : []));
}

function inputOf(options: Options): FinderInput {
  const said = (names: readonly string[] | undefined, value: boolean) =>
    Object.fromEntries((Array.isArray(names) ? names : []).map((name) => [name, value]));
  const pairs = (texts: readonly string[] | undefined) =>
    (texts ?? []).map((text): [string, string] => {
      const [name = '', ...value] = text.split('=');
      return [name, value.join('=')];
    });
  return {
    facts: {
      ...said(options.yes, true),
      ...said(options.no, false),
      ...Object.fromEntries(pairs(options.told)),
      state: options.state,
      service_states: options.serves,
      sectors: options.sector,
      size: options.size,
    },
    moments: { ...Object.fromEntries(pairs(options.at)), awareness: options.aware },
    zone: options.zone,
  };
}

function regimeLines(answer: Answered): readonly string[] {
  const lines = [regimeLine(answer)];
  lines.push(...answer.reasons.map((reason) => `  ${reason}`));
  lines.push(...answer.questions.map(({ fact, ask }) => spoken(T.toDecide, { ask, fact })));
  if (answer.applies === 'applies' && answer.begins !== null)
    lines.push(spoken(T.begins, { line: answer.begins }));
  if (answer.applies === 'applies' && answer.fileAt !== null)
    lines.push(spoken(T.begins, { line: answer.fileAt }));
  if (answer.applies === 'applies') lines.push(...answer.stages.flatMap((stage) => stageLines(stage)));
  return [...lines, ''];
}

/** Whether it binds stands beside its name where it does not, and where that was not read again. */
function regimeLine({ applies, binding, statusConfidence, title, regime, ...answer }: Answered): string {
  const named = { verdict: T.verdicts[applies], title, regime, status: answer.status.replaceAll('-', ' ') };
  if (!answer.computed) return spoken(T.notComputed, named);
  if (!binding) return spoken(T.notBinding, named);
  return spoken(statusConfidence === 'R' ? T.statusUnconfirmed : T.regime, named);
}

function stageLines(stage: Answered['stages'][number]): readonly string[] {
  if (stage.applies === 'does-not-apply' || stage.noCountdown?.code === 'stands-aside') return [];
  const whom = stage.addressees.map(({ name }) => name).join('; ');
  const due =
    stage.dueAt === null
      ? (stage.noCountdown?.sentence ?? '')
      : `${stage.dueAt}, ${stage.dueLocal}, ${countdownWords(Temporal.Instant.from(stage.dueAt), Temporal.Now.instant())}`;
  const asks = stage.questions.map(({ ask, fact }) => spoken(T.dependsOn, { ask, fact }));
  return [
    spoken(T.stage, { stage: stage.name, due }),
    ...laterLines(stage),
    ...surenessLines(stage),
    ...[spoken(T.to, { whom }), `      ${stage.citation}`],
    ...asks,
  ];
}

/** The later reading, with its reason, under the time that counts. */
function laterLines({ lenientEnd: when, lenientBecause: reason }: Answered['stages'][number]): readonly string[] {
  return when === null || reason === null ? [] : [spoken(T.later, { reason, when })];
}

/** How sure a due time is, and by whose holidays its days were counted where not all of these are known. */
export function surenessLines({
  holidays,
  sureness,
}: {
  readonly holidays: string | null;
  readonly sureness: Sureness | null;
}): readonly string[] {
  const counted = holidays === null ? [] : [spoken(T.holidays, { note: holidays })];
  return sureness === null ? counted : [spoken(T.sureness, { line: sureLine(sureness) }), ...counted];
}
