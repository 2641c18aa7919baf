import { join } from 'node:path';
import type { Command } from 'commander';
import { type Recovered, recover } from '#federation/delivery/recovery.ts';
import { backUp } from '#ledger/backup.ts';
import { restoreBackup } from '#ledger/restore.ts';
import { openSuccessor } from '#ledger/successor.ts';
import { openNode, storeTarget } from '#node.ts';
import { BACKUP_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { blobFolder } from '#store/blobs.ts';
import { openStore } from '#store/open.ts';
import { readUnlock } from '#store/unlock.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';
import { withSettings } from './with-node.ts';

const BLOBS = 'blobs';
const { backup: T, restore: R, trouble: TROUBLE } = NODE_TEXTS;

type RestoreWish = { readonly withoutSilent?: boolean; readonly resume?: boolean; readonly successor?: boolean };

/** `comity backup` while the node serves, `comity restore` into an empty place. */
export function backupCommands(program: Command, context: () => CommandContext): void {
  program
    .command('backup')
    .description(T.description)
    .argument('<file>', T.file)
    .action((file: string) => withSettings(context(), (cli, settings) => backup(cli, settings, file)));
  program
    .command('restore')
    .description(R.description)
    .argument('[file]', R.file)
    .option('--resume', R.resume)
    .option('--without-silent', R.withoutSilent)
    .option('--successor', R.successor)
    .action((file: string | undefined, wish: RestoreWish) =>
      withSettings(context(), (cli, settings) => restore(cli, settings, file, wish)),
    );
}

async function backup(cli: CommandContext, settings: Settings, path: string): Promise<Outcome<null>> {
  const { origin, realm, data } = settings;
  await using store = await openStore(storeTarget(settings.store));
  const blobs = await blobFolder(join(data, BLOBS));
  const bar = cli.progress(T.progress);
  const progress = (done: number, of: number) => bar.step(done, of);
  const written = await backUp({ store, sets: BACKUP_TABLE_SETS, blobs, origin, realm, path, progress });
  bar.end();
  if (!written.ok) return written;
  const { size, rows, blobs: files, takenAt } = written.value;
  cli.answer({ file: path, size, rows, blobs: files, takenAt }, [
    spoken(T.wrote, { path, rows, files, size }),
    T.keep,
    spoken(T.notInIt, { erasures: join(data, 'erasures.jsonl') }),
  ]);
  return accept(null);
}

async function restore(
  cli: CommandContext,
  settings: Settings,
  path: string | undefined,
  { resume, successor, withoutSilent }: RestoreWish,
): Promise<Outcome<null>> {
  if ([path !== undefined, resume === true, successor === true].filter(Boolean).length !== 1) {
    return refuse('option-missing', 'Name a backup, or say --resume, or --successor.', 'file');
  }
  const unlock = await readUnlock(settings.unlock);
  if (!unlock.ok) return unlock;
  if (successor === true) return succeed(cli, settings);
  if (path !== undefined) {
    const put = await putBack(cli, settings, path);
    if (!put.ok) return put;
  }
  return takeBack(cli, settings, withoutSilent === true);
}

async function putBack(cli: CommandContext, settings: Settings, path: string): Promise<Outcome<null>> {
  const { origin, realm, data } = settings;
  const bar = cli.progress(R.reading);
  const put = await restoreBackup({
    path,
    openStore: () => openStore(storeTarget(settings.store)),
    openBlobs: () => blobFolder(join(data, BLOBS)),
    sets: BACKUP_TABLE_SETS,
    origin,
    realm,
    progress: (done, of) => bar.step(done, of),
  });
  bar.end();
  if (!put.ok) return put;
  cli.note(spoken(R.inPlace, { time: put.value.takenAt, size: put.value.size }));
  return accept(null);
}

/** The backup is in place whatever the peers answer; the node signs nothing until this has succeeded. */
async function takeBack(cli: CommandContext, settings: Settings, withoutSilent: boolean): Promise<Outcome<null>> {
  const trouble = (failure: unknown, doing: string) =>
    cli.note(spoken(TROUBLE, { doing, failure: String(failure) }));
  const opened = await openNode(settings, { trouble });
  if (!opened.ok) return opened;
  await using node = opened.value;
  const bar = cli.progress(R.takingBack);
  const progress = (done: number, of: number) => bar.step(done, of);
  const recovered = await recover(node.federation, { withoutSilent, progress });
  bar.end();
  if (!recovered.ok) {
    const { code, sentence } = recovered.refusal;
    const next = 'Next: comity restore --resume, with --without-silent, or comity restore --successor.';
    return code.startsWith('recovery-') ? refuse(code, phrase`${sentence} ${next}`) : recovered;
  }
  cli.answer(recovered.value, recoveredLines(recovered.value));
  return accept(null);
}

function recoveredLines({ size, returned, lost, asked, silent }: Recovered): readonly string[] {
  return [
    spoken(R.restored, { size, returned, lost }),
    spoken(R.asked, { peers: asked.join(', ') }),
    ...(silent.length === 0 ? [] : [spoken(R.noAnswer, { peers: silent.join(', ') })]),
    R.newKeys,
    R.next,
  ];
}

async function succeed(cli: CommandContext, settings: Settings): Promise<Outcome<null>> {
  {
    await using store = await openStore(storeTarget(settings.store));
    const opened = await openSuccessor(store, settings.origin);
    if (!opened.ok) return opened;
  }
  // Opening it says in public what it succeeds.
  const node = await openNode(settings, {
    trouble: (failure, doing) => cli.note(spoken(TROUBLE, { doing, failure: String(failure) })),
  });
  if (!node.ok) return node;
  await using opened = node.value;
  const { origin } = opened.ledger;
  cli.answer({ origin, predecessor: settings.origin }, [spoken(R.continued, { origin }), R.inviteAgain]);
  return accept(null);
}
