import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { spoken } from '#cli/terminal.ts';
import { COMMAND_TEXTS } from './command-texts.ts';

type Answer = {
  readonly statement: string | null;
  readonly case: string | null;
  readonly hits: readonly {
    readonly digest: string;
    readonly type: string;
    readonly issuer: string;
    readonly case: string | null;
    readonly recordedAt: string;
    readonly found: readonly { readonly claim: string; readonly text: string }[];
  }[];
  readonly parties: readonly { readonly party: string; readonly name: string }[];
  readonly help: readonly { readonly title: string; readonly text: string }[];
  readonly next: number | null;
};

/** `comity search WORDS`: what the caller may read that holds all these words. */
export function deskCommands(program: Command, context: () => CommandContext): void {
  program
    .command('search')
    .description(COMMAND_TEXTS.description)
    .argument('<words...>')
    .option('--before <number>', COMMAND_TEXTS.before)
    .action(async (words: readonly string[], { before }: { readonly before?: string }) => {
      const cli = context();
      const api = cli.api();
      if (!api.ok) return cli.refused(api.refusal);
      const asked = new URLSearchParams({ q: words.join(' '), ...(before === undefined ? {} : { before }) });
      const found = await api.value.get(`/api/v1/search?${asked.toString()}`);
      if (!found.ok) return cli.refused(found.refusal);
      cli.answer(found.value, linesOf(found.value as Answer));
    });
}

function linesOf(answer: Answer): readonly string[] {
  const T = COMMAND_TEXTS;
  const lines = [
    ...(answer.case === null ? [] : [spoken(T.case, { case: answer.case })]),
    ...(answer.statement === null ? [] : [spoken(T.statement, { digest: answer.statement })]),
    ...answer.hits.flatMap(({ digest, type, issuer, case: caseId, recordedAt, found }) => [
      spoken(T.hit, { time: recordedAt, type, issuer }),
      spoken(T.where, { digest, case: caseId ?? T.noCase }),
      ...found.map(({ claim, text }) => spoken(T.found, { claim, text: text.replaceAll(/\s+/gu, ' ') })),
    ]),
    ...answer.parties.map(({ party, name }) => spoken(T.party, { party, name })),
    ...answer.help.map(({ title, text }) => spoken(T.help, { title, text })),
    ...(answer.next === null ? [] : [spoken(T.older, { before: String(answer.next) })]),
  ];
  return lines.length === 0 ? [T.none] : lines;
}
