import type { Command } from 'commander';
import type { Outcome } from '#outcome.ts';
import { type Act, asked, caseOrStatement, statementDigest } from './asked.ts';
import { CLI_TEXTS as T } from './cli-texts.ts';
import type { ApiClient, CommandContext } from './context.ts';
import { writeNew } from './named-file.ts';
import { spoken } from './terminal.ts';

type Members = Readonly<Record<string, unknown>>;

/** The release rule's refusal when one person alone asks to cross a border. */
const SECOND_PERSON = 'second-person-needed';

/** Commands that speak to a running node: exporting evidence, giving and recalling statements. */
export function caseCommands(program: Command, context: () => CommandContext): void {
  program
    .command('export')
    .description(T.export.description)
    .argument('<case-or-digest>')
    .option('--out <file>', T.export.out)
    .action(async (which: string, options: { out?: string }) =>
      asked(context(), (cli, api) => exportTo(cli, api, which, options.out)),
    );

  program
    .command('release')
    .description(T.release.description)
    .argument('<digest>')
    .requiredOption('--to <did>', T.release.to)
    .option('--claims <names>', T.release.claims)
    .option('--channel <channel>', T.release.channel, 'csirt')
    .option('--basis <law>', T.release.basis)
    .action(async (digest: string, options: ReleaseOptions) =>
      askedAbout(context(), digest, (cli, api) => release(cli, api, digest, options)),
    );

  program
    .command('recall')
    .description(T.recall.description)
    .argument('<digest>')
    .requiredOption('--reason <text>', T.recall.reason)
    .action(async (target: string, { reason }: { reason: string }) =>
      askedAbout(context(), target, async (cli, api) =>
        signed(cli, await api.post('/api/v1/recalls', { target, reason }, crypto.randomUUID())),
      ),
    );
}

async function askedAbout(cli: CommandContext, digest: string, act: Act): Promise<void> {
  const named = statementDigest(digest);
  return named.ok ? asked(cli, act) : cli.refused(named.refusal);
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
    T.release.proposed,
    spoken(T.release.draft, { address: `${api.url}/drafts/${id}` }),
  ]);
}

function signed(cli: CommandContext, appended: Outcome<unknown>): void {
  if (!appended.ok) {
    cli.refused(appended.refusal);
    return;
  }
  const { digest, logIndex } = appended.value as Members;
  cli.answer(appended.value, [
    T.signed.done,
    spoken(T.signed.reference, { digest: String(digest) }),
    spoken(T.signed.position, { index: String(logIndex) }),
  ]);
}

async function exportTo(
  cli: CommandContext,
  api: ApiClient,
  which: string,
  out: string | undefined,
): Promise<void> {
  const place = caseOrStatement(which);
  if (!place.ok) return cli.refused(place.refusal);
  const bundle = await api.bytes(`/api/v1/${place.value}/${which}/bundle`);
  if (!bundle.ok) return cli.refused(bundle.refusal);
  const path = out ?? `comity-${which}.json`;
  const written = await writeNew(path, bundle.value, '--out');
  if (!written.ok) return cli.refused(written.refusal);
  cli.answer({ file: path, bytes: bundle.value.length }, [
    spoken(T.export.wrote, { path, bytes: String(bundle.value.length) }),
    spoken(T.export.check, { command: `./comity verify ${path} --trust TRUST` }),
  ]);
}
