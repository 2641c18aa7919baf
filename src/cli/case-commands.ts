import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Outcome } from '#outcome.ts';
import type { ApiClient, CommandContext } from './context.ts';

type Members = Readonly<Record<string, unknown>>;
type Act = (cli: CommandContext, api: ApiClient, ...rest: never[]) => Promise<void>;

const DIGEST = /^[A-Za-z0-9_-]{43}$/;
/** The release rule's refusal when one person alone asks to cross a border. */
const SECOND_PERSON = 'second-person-needed';

/** Commands that speak to a running node: what a case says, giving and recalling statements, exporting evidence. */
export function caseCommands(program: Command, context: () => CommandContext): void {
  program
    .command('show')
    .description('a case as you may see it, or one statement by its digest; without an argument, your cases')
    .argument('[case-or-digest]')
    .option('--all', 'all events of the timeline, not only key events')
    .action(async (which: string | undefined, options: { all?: boolean }) =>
      asked(context(), async (cli, api) => {
        if (which === undefined) return showCases(cli, api);
        return DIGEST.test(which)
          ? showStatement(cli, api, which)
          : showCase(cli, api, which, options.all === true);
      }),
    );

  program
    .command('export')
    .description('an evidence bundle of a case or statement, to be verified offline by anybody')
    .argument('<case-or-digest>')
    .option('--out <file>', 'where to write it (default comity-<case>.json)')
    .action(async (which: string, options: { out?: string }) =>
      asked(context(), (cli, api) => exportTo(cli, api, which, options.out)),
    );

  program
    .command('release')
    .description('give a statement to a party; across a border it is proposed, and a second person approves')
    .argument('<digest>')
    .requiredOption('--to <did>', 'the party that shall have it')
    .option('--claims <names>', 'only these claims, separated by commas (default: all that may go)')
    .option('--channel <channel>', 'csirt, police, diplomatic or public', 'csirt')
    .option('--basis <law>', 'the law it is released under')
    .action(async (digest: string, options: ReleaseOptions) =>
      asked(context(), (cli, api) => release(cli, api, digest, options)),
    );

  program
    .command('recall')
    .description('withdraw a statement at every holder; each answers with counts')
    .argument('<digest>')
    .requiredOption('--reason <text>', 'why, as the holders will read it')
    .action(async (target: string, { reason }: { reason: string }) =>
      asked(context(), async (cli, api) =>
        signed(cli, await api.post('/api/v1/recalls', { target, reason }, crypto.randomUUID())),
      ),
    );

  program
    .command('log')
    .description("the node's log: its published checkpoint, with the witnesses that cosigned it")
    .action(async () => asked(context(), showLog));
}

async function asked(cli: CommandContext, act: Act): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  await act(cli, api.value);
}

type ReleaseOptions = { to: string; claims?: string; channel: string; basis?: string };

/** Inside the state at once; across a border as a draft that a second person approves at their desk. */
async function release(
  cli: CommandContext,
  api: ApiClient,
  target: string,
  options: ReleaseOptions,
): Promise<void> {
  const { to, channel, basis } = options;
  const claims = options.claims?.split(',').map((name) => name.trim());
  const wish = {
    target,
    to,
    channel,
    ...(claims === undefined ? {} : { claims }),
    ...(basis === undefined ? {} : { basis }),
  };
  const given = await api.post('/api/v1/releases', wish, crypto.randomUUID());
  if (given.ok || given.refusal.code !== SECOND_PERSON) return signed(cli, given);
  const composed = await api.post('/api/v1/releases/draft', wish);
  if (!composed.ok) return cli.refused(composed.refusal);
  const { issuer: _issuer, ...draft } = composed.value as Members;
  const kept = await api.post('/api/v1/drafts', draft);
  if (!kept.ok) return cli.refused(kept.refusal);
  const { id, version } = kept.value as { id: string; version: number };
  const proposed = await api.post(`/api/v1/drafts/${id}/propose`, { version });
  if (!proposed.ok) return cli.refused(proposed.refusal);
  cli.answer(proposed.value, [
    'Proposed. A second person of your party approves it at their desk; then submit it there.',
    `  draft  ${api.url}/drafts/${id}`,
  ]);
}

function signed(cli: CommandContext, appended: Outcome<unknown>): void {
  if (!appended.ok) {
    cli.refused(appended.refusal);
    return;
  }
  const { digest, logIndex } = appended.value as Members;
  cli.answer(appended.value, [
    'Signed and logged.',
    `  reference     ${String(digest)}`,
    `  log position  ${String(logIndex)}`,
  ]);
}

function claimsOf(
  statement: unknown,
): Readonly<Record<string, { readonly value: unknown; readonly marking: Members }>> {
  return (statement as { claims?: Record<string, { value: unknown; marking: Members }> }).claims ?? {};
}

async function showCases(cli: CommandContext, api: ApiClient): Promise<void> {
  const page = await api.get('/api/v1/cases?limit=50');
  if (!page.ok) return cli.refused(page.refusal);
  const { cases, next } = page.value as { cases: readonly { case: string }[]; next?: string };
  const lines = cases.map((one) => one.case);
  if (lines.length === 0) lines.push('No case has anything for you yet.');
  if (next !== undefined) lines.push('… and more: ask the API with ?after= for the next page.');
  cli.answer(page.value, lines);
}

async function showStatement(cli: CommandContext, api: ApiClient, digest: string): Promise<void> {
  const statement = await api.get(`/api/v1/statements/${digest}`);
  if (!statement.ok) return cli.refused(statement.refusal);
  const { issuer, type, log, logIndex, withheld } = statement.value as Members;
  const claims = Object.entries(claimsOf(statement.value)).map(([name, { value, marking }]) => {
    return `  ${name.padEnd(20)} ${`TLP:${String(marking.tlp).toUpperCase()}`.padEnd(17)} ${JSON.stringify(value)}`;
  });
  cli.answer(statement.value, [
    `${String(type)} by ${String(issuer)}`,
    `log ${String(log)} index ${String(logIndex)}; ${String(withheld)} claims withheld from you`,
    ...claims,
  ]);
}

async function showCase(cli: CommandContext, api: ApiClient, caseId: string, all: boolean): Promise<void> {
  const summary = await api.get(`/api/v1/cases/${encodeURIComponent(caseId)}/summary${all ? '?all=true' : ''}`);
  if (!summary.ok) return cli.refused(summary.refusal);
  const { status, speakers, timeline, nextStep, withheld } = summary.value as {
    status: { state: string };
    speakers: readonly { party: string; statements: number }[];
    timeline: readonly {
      logged: string;
      by: string;
      type: string;
      digest: string;
      text?: string;
      withdrawnBy?: string;
    }[];
    nextStep: Members;
    withheld: number;
  };
  const events = timeline.map(({ logged, by, type, digest, text, withdrawnBy }) => {
    return `  ${logged}  ${type}  ${by}  ${digest}${withdrawnBy === undefined ? '' : '  (withdrawn)'}${text === undefined ? '' : `\n      ${text}`}`;
  });
  cli.answer(summary.value, [
    `case ${caseId}: ${status.state}`,
    `speakers: ${speakers.map(({ party, statements }) => `${party} (${statements})`).join(', ')}`,
    `claims withheld from you: ${withheld}`,
    'timeline (as logged here):',
    ...events,
    `next for you: ${JSON.stringify(nextStep)}`,
  ]);
}

async function exportTo(
  cli: CommandContext,
  api: ApiClient,
  which: string,
  out: string | undefined,
): Promise<void> {
  const kind = DIGEST.test(which) ? 'statements' : 'cases';
  const bundle: Outcome<Uint8Array> = await api.bytes(`/api/v1/${kind}/${encodeURIComponent(which)}/bundle`);
  if (!bundle.ok) return cli.refused(bundle.refusal);
  const path = out ?? `comity-${which}.json`;
  await writeFile(path, bundle.value, { flag: 'wx' });
  cli.answer({ file: path, bytes: bundle.value.length }, [
    `wrote ${path} (${bundle.value.length} bytes)`,
    `check it anywhere: ./comity verify ${path} --trust TRUST`,
  ]);
}

async function showLog(cli: CommandContext, api: ApiClient): Promise<void> {
  const bytes = await api.bytes('/log/checkpoint');
  if (!bytes.ok) return cli.refused(bytes.refusal);
  const checkpoint = new TextDecoder().decode(bytes.value);
  cli.answer({ checkpoint }, checkpoint.trimEnd().split('\n'));
}
