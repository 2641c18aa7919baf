import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { idempotencyKeyFrom } from '#statement/case-id.ts';
import type { FlowCode } from './codes.ts';

const MAX_FILE_BYTES = 256 * 1024;

/** Which word of a command says which type. */
const ASSIST: Readonly<Record<string, readonly [type: string, about: string]>> = {
  request: ['assistance-request', 'ask another state for help, or to mitigate'],
  reply: ['assistance-reply', 'answer a request for assistance, also that you are unable'],
  close: ['assistance-closed', 'close a request of your own'],
};
const TERRITORY: typeof ASSIST = {
  notice: ['territory-notice', 'tell the state of apparent origin'],
  acknowledge: ['territory-acknowledgement', 'acknowledge a notice; it admits nothing'],
  step: ['territory-step', 'say which step is taken'],
  supplement: ['territory-supplement', 'give more indicators once acknowledged'],
  close: ['territory-closure', 'close a notice'],
  decide: ['territory-decision', 'record that a state is not notified, for your party alone'],
};

/**
 * `comity assist …` and `comity territory …`: each reads the claims from a JSON file and proposes them; a second person
 * approves in the browser, since a token is no second person, and `send` then signs and gives it.
 */
export function cooperationCommands(program: Command, context: () => CommandContext): void {
  const assist = program.command('assist').description('ask another state for help, or answer it');
  const territory = program.command('territory').description('notices to a state of apparent origin');
  for (const [group, words] of [
    [assist, ASSIST],
    [territory, TERRITORY],
  ] as const) {
    for (const [word, [type, about]] of Object.entries(words)) {
      group
        .command(word)
        .description(about)
        .argument('<file>', 'JSON: {"case": …, "claims": {…}, "recipients": […]}')
        .action((file: string) => propose(context(), type, file));
    }
    const types = Object.values(words).map(([type]) => type);
    group
      .command('list')
      .description('what was asked and answered, and since when there is silence')
      .action(() => list(context(), types));
    group
      .command('send')
      .description('sign what a second person has approved, and give it')
      .argument('<draft>', 'the draft that the proposal answered with')
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
      ? `Signed and logged: ${proposed.signed}`
      : `Proposed. A second person approves it at ${api.value.url}/cooperation/drafts/${proposed.draft}`,
    `  case  ${proposed.case}`,
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
    `Signed and logged: ${digest}`,
    ...Object.entries(refused).map(([party, sentence]) => `  not given to ${party}: ${sentence}`),
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
    const silence = unansweredSince === undefined ? '' : `  unanswered since ${unansweredSince}`;
    return `${state.padEnd(9)} ${type}  ${by} → ${to ?? '?'}  ${caseId}${silence}`;
  });
  cli.answer({ asks }, lines.length === 0 ? ['Nothing was asked, of you or by you.'] : lines);
}

async function wishFrom(file: string): Promise<Outcome<Record<string, unknown>, FlowCode>> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) return refuse('not-a-file', `There is no file ${file}.`, file);
  if (found.size > MAX_FILE_BYTES) {
    return refuse('not-a-file', `${file} has ${found.size} bytes; at most ${MAX_FILE_BYTES} are read.`, file);
  }
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) {
      return accept(read as Record<string, unknown>);
    }
  } catch {
    // Said below: what is no JSON is no object of claims either.
  }
  return refuse('not-a-file', `${file} is no JSON object with "claims".`, file);
}
