import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { type FileCode, readNamed } from '#cli/named-file.ts';
import { spoken } from '#cli/terminal.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import type { FlowCode } from './codes.ts';
import { COOPERATION_COMMAND_TEXTS as T } from './command-texts.ts';

const MAX_FILE_BYTES = 256 * 1024;
const STATE_COLUMNS = 9;

/** Which word of a command says which type. */
const ASSIST = { request: 'assistance-request', reply: 'assistance-reply', close: 'assistance-closed' } as const;
const TERRITORY = {
  notice: 'territory-notice',
  acknowledge: 'territory-acknowledgement',
  step: 'territory-step',
  supplement: 'territory-supplement',
  close: 'territory-closure',
  decide: 'territory-decision',
} as const;

/**
 * `comity assist …` and `comity territory …`: each reads the claims from a JSON file and proposes them; a second person
 * approves in the browser, since a token is no second person, and `send` then signs and gives it.
 */
export function cooperationCommands(program: Command, context: () => CommandContext): void {
  const assist = program.command('assist').description(T.assist);
  const territory = program.command('territory').description(T.territory);
  for (const [group, words] of [
    [assist, ASSIST],
    [territory, TERRITORY],
  ] as const) {
    for (const [word, type] of Object.entries(words)) {
      group
        .command(word)
        .description(T.about[type])
        .argument('<file>', spoken(T.file))
        .action((file: string) => propose(context(), type, file));
    }
    const types: readonly string[] = Object.values(words);
    group
      .command('list')
      .description(T.list)
      .action(() => list(context(), types));
    group
      .command('send')
      .description(T.send)
      .argument('<draft>', T.draft)
      .action((draft: string) => send(context(), draft));
  }
}

async function propose(cli: CommandContext, type: string, file: string): Promise<void> {
  const read = await wishFrom(file);
  if (!read.ok) return cli.refused(read.refusal);
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const key = idempotencyKeyFrom(type, JSON.stringify(read.value));
  const answer = await api.value.post('/api/v1/cooperation/proposals', { ...read.value, type }, key);
  if (!answer.ok) return cli.refused(answer.refusal);
  const proposed = answer.value as { readonly draft?: string; readonly signed?: string; readonly case: string };
  cli.answer(proposed, [
    proposed.draft === undefined
      ? spoken(T.signed, { digest: String(proposed.signed) })
      : spoken(T.proposed, { address: `${api.value.url}/cooperation/drafts/${proposed.draft}` }),
    spoken(T.case, { case: proposed.case }),
  ]);
}

async function send(cli: CommandContext, draft: string): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const path = encodeURIComponent(draft);
  const read = await api.value.get(`/api/v1/drafts/${path}`);
  if (!read.ok) return cli.refused(read.refusal);
  const { version } = read.value as { readonly version: number };
  const sent = await api.value.post(`/api/v1/cooperation/proposals/${path}/send`, { version });
  if (!sent.ok) return cli.refused(sent.refusal);
  const { digest, refused } = sent.value as { readonly digest: string; readonly refused: Record<string, string> };
  cli.answer(sent.value, [
    spoken(T.signed, { digest }),
    ...Object.entries(refused).map(([party, sentence]) => spoken(T.notGiven, { party, sentence })),
  ]);
}

type Listed = {
  readonly case: string;
  readonly asks: readonly {
    readonly type: string;
    readonly by: string;
    readonly to: string | null;
    readonly state: string;
    readonly unansweredSince?: string;
  }[];
};

async function list(cli: CommandContext, types: readonly string[]): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const answer = await api.value.get('/api/v1/cooperation/threads');
  if (!answer.ok) return cli.refused(answer.refusal);
  const { threads } = answer.value as { readonly threads: readonly Listed[] };
  const asks = threads.flatMap((thread) =>
    thread.asks.filter(({ type }) => types.includes(type)).map((ask) => ({ ...ask, case: thread.case })),
  );
  const lines = asks.map(({ type, by, to, state, unansweredSince, case: caseId }) => {
    const ask = { state: state.padEnd(STATE_COLUMNS), type, by, to: to ?? '?', case: caseId };
    return unansweredSince === undefined
      ? spoken(T.ask, ask)
      : spoken(T.unanswered, { ...ask, time: unansweredSince });
  });
  cli.answer({ asks }, lines.length === 0 ? [T.none] : lines);
}

async function wishFrom(file: string): Promise<Outcome<Record<string, unknown>, FlowCode | FileCode>> {
  const bytes = await readNamed(file, MAX_FILE_BYTES);
  if (!bytes.ok) return bytes;
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes.value));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return accept(read as Record<string, unknown>);
    }
  } catch {
    // Said below: what is no JSON is no object of claims either.
  }
  return refuse('not-a-file', phrase`${file} is no JSON object with "claims".`, file);
}
