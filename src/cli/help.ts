import type { Command, Option } from 'commander';
import { spoken } from './terminal.ts';
import { TERMINAL_TEXTS } from './terminal-texts.ts';

type Heading = keyof typeof TERMINAL_TEXTS.headings;

/** Commander's own words around our help, in the language of whoever asks for it. */
export function translateHelp(program: Command): void {
  const T = TERMINAL_TEXTS;
  program
    .helpOption('-h, --help', T.helpOption)
    .helpCommand('help [command]', T.helpCommand)
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => T.headings[title.replaceAll(/[ :]/gu, '') as Heading] ?? title,
      optionDescription: described,
    });
}

function described({ description, argChoices, defaultValue }: Option): string {
  const T = TERMINAL_TEXTS;
  const choices = argChoices?.join(', ');
  const value = defaultValue === undefined ? undefined : String(defaultValue);
  if (choices !== undefined && value !== undefined) return spoken(T.withBoth, { description, choices, value });
  if (choices !== undefined) return spoken(T.withChoices, { description, choices });
  return value === undefined ? description : spoken(T.withDefault, { description, value });
}
