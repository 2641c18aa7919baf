import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { EXERCISE_COMMAND_TEXTS as T } from './command-texts.ts';

type Standing = {
  readonly now: string;
  readonly started: boolean;
  readonly speed: number;
  readonly keeper: string | null;
  readonly words: readonly {
    readonly act: string | null;
    readonly effectiveAt: string | null;
    readonly issuer: string;
    readonly unheeded: string | null;
  }[];
};

/** `comity exercise clock …`: the one clock of an exercise, from a terminal. */
export function exerciseCommands(program: Command, context: () => CommandContext): void {
  const exercise = program.command('exercise').description(T.description);
  const clock = exercise.command('clock').description(T.clock);

  clock
    .command('show')
    .description(T.show)
    .action(async () => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const answered = await api.value.get('/api/v1/exercise/clock');
      if (!answered.ok) return cli.refused(answered.refusal);
      cli.answer(answered.value, standingLines(answered.value as Standing));
    });

  setting(clock.command('start').description(T.start), context, 'start')
    .option('--speed <times>', T.speed, '1')
    .option('--at <instant>', T.at);
  setting(clock.command('speed').description(T.setSpeed).argument('<times>', T.speed), context, 'speed');
  setting(clock.command('pause').description(T.pause), context, 'pause');
  setting(clock.command('jump').description(T.jump).argument('<instant>', T.to), context, 'jump');
}

type Options = { readonly in?: string; readonly speed?: string; readonly at?: string };

/** What is no number is refused by the node, with its place, like any other value. */
function setting(
  command: Command,
  context: () => CommandContext,
  act: 'start' | 'speed' | 'pause' | 'jump',
): Command {
  return command.option('--in <seconds>', T.in).action(async (argument: unknown) => {
    const options = command.opts<Options>();
    const instant = act === 'jump' ? argument : options.at;
    const speed = act === 'speed' ? argument : options.speed;
    const body = {
      act,
      ...(instant === undefined ? {} : { instant }),
      ...(speed === undefined ? {} : { speed: Number(speed) }),
      ...(options.in === undefined ? {} : { in_seconds: Number(options.in) }),
    };
    const cli = context();
    const api = cli.api();
    if (!api.ok) return cli.refused(api.refusal);
    const said = await api.value.post('/api/v1/exercise/clock', body);
    if (!said.ok) return cli.refused(said.refusal);
    const { digest } = said.value as { digest: string };
    cli.answer(said.value, [spoken(T.said, { digest })]);
  });
}

function standingLines({ now, started, speed, keeper, words }: Standing): readonly string[] {
  const first = started ? spoken(speed === 0 ? T.held : T.runs, { time: now, speed }) : T.notStarted;
  return [
    first,
    ...(keeper === null ? [] : [spoken(T.keeper, { party: keeper })]),
    ...words.map(({ act, effectiveAt, issuer, unheeded }) =>
      spoken(unheeded === null ? T.word : T.unheeded, {
        act: act ?? '–',
        time: effectiveAt ?? '–',
        party: issuer,
        why: unheeded ?? '',
      }),
    ),
  ];
}
