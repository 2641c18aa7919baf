import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { DUTY_COMMAND_TEXTS } from '#obligations/command-texts.ts';
import { surenessLines } from '#obligations/finder/duty-commands.ts';
import type { Sureness } from '#obligations/regimes/sureness.ts';
import { phrase, refuse } from '#outcome.ts';

const T = DUTY_COMMAND_TEXTS.clocks;
const CASE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type ClockLine = {
  readonly case: string;
  readonly title: string | null;
  readonly regime: string;
  readonly stageName: string | null;
  readonly bearer: string;
  readonly addressee: string | null;
  readonly role: string;
  readonly state: string;
  readonly due: string | null;
  readonly dueAt: string | null;
  readonly holidays: string | null;
  readonly sureness: Sureness | null;
  readonly otherReading?: { readonly at: string } | null;
  readonly laterBecause?: string | null;
  readonly fileAt?: string | null;
  readonly age?: string | null;
  readonly citation: string | null;
};
type Clocks = { readonly clocks: readonly ClockLine[]; readonly unknownTexts?: readonly { sentence: string }[] };

/** `comity clocks [CASE]`: the clocks of one case, or everything that your party has to do and is owed. */
export function clockCommands(program: Command, context: () => CommandContext): void {
  program
    .command('clocks')
    .description(T.description)
    .argument('[case]')
    .action(async (which?: string) => {
      const cli = context();
      if (which !== undefined && !CASE.test(which)) {
        return cli.refused(refuse('name-malformed', phrase`${which} is no case: write its UUID.`).refusal);
      }
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const path = which === undefined ? '/api/v1/clocks' : `/api/v1/cases/${which}/clocks`;
      const answer = await api.value.get(path);
      if (!answer.ok) return cli.refused(answer.refusal);
      cli.answer(answer.value, clockLines(answer.value as Clocks, which === undefined));
    });
}

export function clockLines({ clocks, unknownTexts = [] }: Clocks, withCase: boolean): readonly string[] {
  if (clocks.length === 0 && unknownTexts.length === 0) return [T.none];
  return [...clocks.flatMap((clock) => linesOf(clock, withCase)), ...unknownTexts.map(({ sentence }) => sentence)];
}

/** What is said beside a due time: its later reading, where to file, and that nobody looked at its law for a year. */
function readingLines({ otherReading, laterBecause: reason, fileAt, age }: ClockLine): readonly string[] {
  const later = otherReading && reason ? [spoken(T.later, { reason, when: otherReading.at })] : [];
  const others = [fileAt, age].flatMap((line) => (line ? [spoken(T.line, { line })] : []));
  return [...later, ...others];
}

function linesOf(clock: ClockLine, withCase: boolean): readonly string[] {
  const { state, due, dueAt, bearer, citation } = clock;
  const sides = { bearer, addressee: clock.addressee ?? clock.role };
  return [
    spoken(T.title, { title: clock.title ?? clock.regime, stage: clock.stageName ?? '' }),
    due === null ? spoken(T.state, { state }) : spoken(T.due, { state, due, time: String(dueAt) }),
    ...readingLines(clock),
    ...surenessLines(clock),
    citation === null ? spoken(T.sides, sides) : spoken(T.sidesCited, { ...sides, citation }),
    ...(withCase ? [spoken(T.case, { case: clock.case })] : []),
  ];
}
