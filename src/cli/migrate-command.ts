import type { Command } from 'commander';
import { proveFoundedWith } from '#ledger/founded-with.ts';
import { logSigner } from '#ledger/log-key.ts';
import { migrateStore } from '#ledger/migrate.ts';
import { logInUse } from '#ledger/successor.ts';
import { Views } from '#ledger/views.ts';
import { governedModels, storeTarget } from '#node.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Settings } from '#settings.ts';
import { openKeyring } from '#store/keyring.ts';
import { moveForward } from '#store/move-forward.ts';
import { openStore, type StoreTarget } from '#store/open.ts';
import { readUnlock } from '#store/unlock.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';
import { withSettings } from './with-node.ts';

const T = NODE_TEXTS.migrate;

type Target = { readonly toFolder?: string; readonly toUrl?: string; readonly toSchema: string };

/** `comity migrate-store`: from the store of the settings to the one that is named. */
export function migrateCommand(program: Command, context: () => CommandContext): void {
  program
    .command('migrate-store')
    .description(T.description)
    .option('--to-folder <folder>', T.toFolder)
    .option('--to-url <url>', T.toUrl)
    .option('--to-schema <schema>', T.toSchema, 'comity')
    .action((target: Target) => withSettings(context(), (cli, settings) => migrate(cli, settings, target)));
}

async function migrate(cli: CommandContext, settings: Settings, wish: Target): Promise<Outcome<null>> {
  const target = targetOf(wish);
  if (!target.ok) return target;
  const unlock = await readUnlock(settings.unlock);
  if (!unlock.ok) return unlock;
  await using from = await openStore(storeTarget(settings.store));
  const forward = await moveForward(from, NODE_TABLE_SETS);
  if (!forward.ok) return forward;
  const keyring = await openKeyring(from, unlock.value);
  if (!keyring.ok) return keyring;
  const proven = await proveFoundedWith(from.connection, settings);
  if (!proven.ok) return proven;
  const log = await logInUse(from, settings.origin);
  const rulebook = loadRulebook({ fictional: settings.stateGroups });
  if (!rulebook.ok) return rulebook;
  const { models } = governedModels(log, () => Temporal.Now.instant(), reckoningOf(rulebook.value));
  const { verifier: logKey } = await logSigner(keyring.value, log);
  await using to = await openStore(target.value);
  const bar = cli.progress(T.progress);
  const moved = await migrateStore({
    from,
    to,
    sets: NODE_TABLE_SETS,
    views: new Views(models),
    logKey,
    now: Temporal.Now.instant(),
    progress: (done, of) => bar.step(done, of),
  });
  bar.end();
  if (!moved.ok) return moved;
  const { size, statements, copied, folded } = moved.value;
  const rows = Object.values(copied).reduce((sum, many) => sum + many, 0);
  const next = 'folder' in target.value ? `COMITY_DATA=${target.value.folder}` : 'DATABASE_URL, COMITY_SCHEMA';
  cli.answer(moved.value, [
    spoken(T.moved, { rows, tables: Object.keys(copied).length }),
    spoken(T.recomputed, { size, statements }),
    spoken(T.folded, { tables: Object.keys(folded).length }),
    spoken(T.set, { settings: next }),
    ...('folder' in target.value ? [T.takeAlong] : []),
  ]);
  return accept(null);
}

function targetOf({ toFolder, toUrl, toSchema }: Target): Outcome<StoreTarget> {
  if ((toFolder === undefined) === (toUrl === undefined)) {
    return refuse('option-missing', 'Say where to: --to-folder or --to-url.', '--to-folder');
  }
  if (toFolder !== undefined) return accept({ folder: toFolder });
  if (toUrl === undefined || !/^postgres(ql)?:$/.test(URL.parse(toUrl)?.protocol ?? '')) {
    return refuse('url-malformed', 'Write the address as postgres://user@host/database.', '--to-url');
  }
  return accept({ databaseUrl: toUrl, schema: toSchema });
}
