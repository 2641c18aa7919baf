import { resolve } from 'node:path';
import type { Command } from 'commander';
import { storeTarget } from '#node.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { openKeyring } from '#store/keyring.ts';
import { openStore } from '#store/open.ts';
import { createKeyFile, passphraseIn, readUnlock, type Unlock, type UnlockPlace } from '#store/unlock.ts';
import type { RESEAL_CODES } from './codes.ts';
import type { CommandContext } from './context.ts';
import { databaseOf } from './doctor.ts';
import { readText } from './named-file.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';
import { withSettings } from './with-node.ts';

export type ResealCode = keyof typeof RESEAL_CODES | 'option-incomplete';

type Options = { readonly keyFile?: string; readonly passphraseFile?: string };

const T = NODE_TEXTS.passphrase;
/** A passphrase that was typed or piped: it stands in no argument, no variable and no journal. */
const STANDARD_INPUT = '-';
const PASSPHRASE_CHARACTERS = 1_000;
/** Where the passphrase came by standard input, whoever typed it says where it lies from now on. */
const A_FILE = 'FILE';

/**
 * `comity passphrase`: another key file or passphrase opens the keys at rest from now on, also of a node that serves,
 * which needs neither until it starts again.
 */
export function passphraseCommand(program: Command, context: () => CommandContext): void {
  program
    .command('passphrase')
    .description(T.description)
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
  // What a run that was killed had made is taken up. It opens nothing yet, so that until the next write the old file
  // counts alone, and from then on the new one alone.
  if (keyring.ok && 'keyFile' in next.value) await createKeyFile(next.value.keyFile).catch(unlessThere);
  const unlockNext = await unlockIn(next.value);
  if (!unlockNext.ok) return keyring.ok ? unlockNext : keyring;
  if (keyring.ok) await keyring.value.reseal(unlockNext.value);
  const proven = await openKeyring(store, unlockNext.value);
  // A run that was killed may have done all of it but say so; then the old file is what does not open.
  if (!proven.ok) return keyring.ok ? proven : keyring;
  report(cli, next.value);
  return accept(null);
}

function report(cli: CommandContext, next: UnlockPlace): void {
  const [setting, named] =
    'keyFile' in next ? ['COMITY_KEY_FILE', next.keyFile] : ['COMITY_PASSPHRASE_FILE', next.passphraseFile];
  const path = named === STANDARD_INPUT ? A_FILE : named;
  cli.answer({ setting, path }, [spoken(T.resealed, { path }), spoken(T.setIt, { setting, path }), T.oldBackups]);
}

async function unlockIn(place: UnlockPlace): Promise<Outcome<Unlock>> {
  if (!('passphraseFile' in place) || place.passphraseFile !== STANDARD_INPUT) return await readUnlock(place);
  const text = await readText(STANDARD_INPUT, PASSPHRASE_CHARACTERS);
  return text.ok ? passphraseIn(text.value, STANDARD_INPUT) : text;
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
  if (passphraseFile === STANDARD_INPUT) return accept({ passphraseFile });
  const current = 'keyFile' in now ? now.keyFile : now.passphraseFile;
  const path = resolve(keyFile ?? passphraseFile ?? '');
  if (path === resolve(current)) {
    const sentence = phrase`${path} opens the keys now: name another file, so that one of the two opens them at every moment.`;
    return refuse('unlock-same-file', sentence, keyFile === undefined ? '--passphrase-file' : '--key-file');
  }
  return accept(keyFile === undefined ? { passphraseFile: path } : { keyFile: path });
}

function unlessThere(failure: NodeJS.ErrnoException): void {
  if (failure.code !== 'EEXIST') throw failure;
}
