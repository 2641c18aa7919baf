import { resolve } from 'node:path';
import type { Command } from 'commander';
import { storeTarget } from '#node.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { openKeyring } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { createKeyFile, readUnlock, type UnlockPlace } from '#store/unlock.ts';
import type { CommandContext } from './context.ts';
import { databaseOf } from './doctor.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';
import { withSettings } from './with-node.ts';

export type ResealCode = 'unlock-same-file' | 'option-incomplete';

type Options = { readonly keyFile?: string; readonly passphraseFile?: string };

const T = NODE_TEXTS.keys;

/**
 * `comity keys reseal`: another key file or passphrase opens the keys at rest from now on, also of a node that serves,
 * which needs neither until it starts again.
 */
export function resealCommand(keys: Command, context: () => CommandContext): void {
  keys
    .command('reseal')
    .description(T.reseal)
    .option('--key-file <file>', T.keyFile)
    .option('--passphrase-file <file>', T.passphraseFile)
    .action((options: Options) => withSettings(context(), (cli, settings) => reseal(cli, settings, options)));
}

async function reseal(cli: CommandContext, settings: Settings, options: Options): Promise<Outcome<null>> {
  const next = placeIn(options, settings.unlock);
  if (!next.ok) return next;
  const there = await databaseOf(settings);
  if (!there.ok) return there;
  const unlock = await readUnlock(settings.unlock);
  if (!unlock.ok) return unlock;
  await using store = await openStore(storeTarget(settings.store));
  const keyring = await openKeyring(store, unlock.value);
  if (!keyring.ok) return keyring;
  // What a run that was killed had made is taken up. It opens nothing yet, so that until the next write the old file
  // counts alone, and from then on the new one alone.
  if ('keyFile' in next.value) await createKeyFile(next.value.keyFile).catch(unlessThere);
  const unlockNext = await readUnlock(next.value);
  if (!unlockNext.ok) return unlockNext;
  await keyring.value.reseal(unlockNext.value);
  const proven = await openKeyring(store, unlockNext.value);
  if (!proven.ok) throw new Error('seal the keys anew: what was written does not open');
  const [setting, path] =
    'keyFile' in next.value
      ? ['COMITY_KEY_FILE', next.value.keyFile]
      : ['COMITY_PASSPHRASE_FILE', next.value.passphraseFile];
  cli.answer({ setting, path }, [spoken(T.resealed, { path }), spoken(T.setIt, { setting, path }), T.oldBackups]);
  return accept(null);
}

/** One file, and another than the one that opens the keys now: two writes at one path could not be one step. */
function placeIn({ keyFile, passphraseFile }: Options, now: UnlockPlace): Outcome<UnlockPlace, ResealCode> {
  if ((keyFile === undefined) === (passphraseFile === undefined)) {
    return refuse(
      'option-incomplete',
      'Name one file: --key-file for a new one, or --passphrase-file.',
      '--key-file',
    );
  }
  const current = 'keyFile' in now ? now.keyFile : now.passphraseFile;
  const path = resolve(keyFile ?? passphraseFile ?? '');
  if (path === resolve(current)) {
    const sentence = `${path} opens the keys now: name another file, so that one of the two opens them at every moment.`;
    return refuse('unlock-same-file', sentence, keyFile === undefined ? '--passphrase-file' : '--key-file');
  }
  return accept(keyFile === undefined ? { passphraseFile: path } : { keyFile: path });
}

function unlessThere(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'EEXIST') throw failure;
}
