import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { isLanguage, LANGUAGES, type Language } from '#texts/languages.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which of the machine's own settings counts, in the order of POSIX (8.2): the first that is set. */
const OF_MACHINE = ['LC_ALL', 'LC_MESSAGES', 'LANG'];
const OPTION = '--language';

/**
 * The language of whoever types: as they ask for it, else as their machine is set, else English. It is needed before
 * commander reads the words, since their help is written in it.
 */
export function languageToSpeak(words: readonly string[], environment: Environment): Outcome<Language> {
  const asked = optionIn(words);
  if (asked !== undefined) return ours(asked, OPTION);
  const set = environment.COMITY_LANGUAGE;
  if (set !== undefined && set !== '') return ours(set, 'COMITY_LANGUAGE');
  const machine = OF_MACHINE.map((name) => environment[name] ?? '').find((value) => value !== '') ?? '';
  const code = machine.split(/[_.@-]/u)[0]!.toLowerCase();
  return accept(isLanguage(code) ? code : 'en');
}

/** The last one said counts, as with any other option. */
function optionIn(words: readonly string[]): string | undefined {
  const end = words.indexOf('--');
  return (end === -1 ? words : words.slice(0, end))
    .flatMap((word, at) => {
      if (word === OPTION) return [words[at + 1] ?? ''];
      return word.startsWith(`${OPTION}=`) ? [word.slice(OPTION.length + 1)] : [];
    })
    .at(-1);
}

function ours(code: string, place: string): Outcome<Language> {
  if (isLanguage(code)) return accept(code);
  const sentence = phrase`There is no language "${code}" here; it has ${LANGUAGES.join(', ')}.`;
  return refuse('language-not-known', sentence, place);
}
