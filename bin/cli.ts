import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { CAPABILITIES } from '#capabilities.ts';
import { caseCommands } from '#cli/case-commands.ts';
import { CLI_TEXTS } from '#cli/cli-texts.ts';
import type { CommandContext } from '#cli/context.ts';
import { keepDashedDigests, takeDashedDigests } from '#cli/dashed.ts';
import { failureOf } from '#cli/failure.ts';
import { translateHelp } from '#cli/help.ts';
import { languageToSpeak } from '#cli/language.ts';
import { mistakeIn } from '#cli/mistake.ts';
import { commandNamed } from '#cli/named.ts';
import { addCommands, loadCommands } from '#cli/of-capabilities.ts';
import { showCommands } from '#cli/show.ts';
import { terminalContext } from '#cli/terminal.ts';
import { verifyCommand } from '#cli/verify.ts';
import { nodeToAsk, type Where } from '#cli/where.ts';
import { speak } from '#speaking';
import { LANGUAGES } from '#texts/languages.ts';

const words = process.argv.slice(2);
const language = languageToSpeak(words, process.env);
// A mistake in what was typed is answered before all of it was read.
const json = words.includes('--json');
// What programs read is the same whoever asks for it.
speak(language.ok && !json ? language.value : 'en');

const T = CLI_TEXTS.program;
/** Help and version, which come in pieces and are one answer. */
let told = '';
const program = new Command('comity')
  .description(T.description)
  .option('--json', T.json)
  .option('--url <address>', T.url)
  .addOption(new Option('--token <token>', T.token))
  .option('--seat <seat>', T.seat)
  .addOption(new Option('--language <code>', T.language).choices([...LANGUAGES]))
  .version(ownVersion(), '-V, --version', T.version)
  .addHelpText('after', `\n${T.exitCodes}`)
  .exitOverride()
  .configureOutput({
    outputError: () => undefined,
    writeOut: (text) => {
      if (json) told += text;
      else process.stdout.write(text);
    },
    // A program that reads JSON gets the refusal that follows, and nothing before it.
    writeErr: (text) => json || process.stderr.write(text),
  });
translateHelp(program);
takeDashedDigests(program);

function ownVersion(): string {
  const project: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
  return String((project as { readonly version: unknown }).version);
}

function context(): CommandContext {
  const cli = terminalContext(json, () => nodeToAsk(program.opts<Where>(), process.env));
  return { ...cli, language: language.ok ? language.value : 'en' };
}

const CLI = { name: 'cli', commands: async () => [showCommands, caseCommands, verifyCommand] };
/** These load no node; all others do, which takes three times as long. */
addCommands(program, context, await loadCommands([...CAPABILITIES, CLI]));
const named = commandNamed(words);
if (!program.commands.some((command) => command.name() === named)) {
  const [{ demoCommand }, { nodeCommands }, { scoreCommand }] = await Promise.all([
    import('#demo/command.ts'),
    import('#cli/node-commands.ts'),
    import('#cli/score.ts'),
  ]);
  demoCommand(program, context);
  nodeCommands(program, context);
  scoreCommand(program, context);
}

try {
  if (language.ok) await program.parseAsync(keepDashedDigests(words), { from: 'user' });
  else context().refused(language.refusal);
} catch (failure) {
  if (told !== '') context().answer({ text: told.trimEnd() }, []);
  if (failure instanceof CommanderError) mistakeIn(failure, context(), program, words);
  else context().refused(failureOf(failure));
}
