import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { storeTarget } from '#node.ts';
import { NODE_TABLE_SETS } from '#node-tables.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { readSettings, type Settings } from '#settings.ts';
import { openKeyring } from '#store/keyring.ts';
import { stepsAhead } from '#store/move-forward.ts';
import { openStore, SQLITE_FILE, type Store } from '#store/open.ts';
import { createTables } from '#store/table-set.ts';
import { readUnlock, type Unlock } from '#store/unlock.ts';
import { newestVersion } from '#store/versions.ts';
import type { CommandContext } from './context.ts';
import { CHECKS, type CheckName, type Finding } from './doctor-checks.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const CHECK_COLUMNS = 20;
const T = NODE_TEXTS.doctor;

type Line = {
  readonly check: CheckName;
  readonly passed: boolean;
  readonly found: string;
  readonly code?: string;
};

/** `comity doctor`: everything that can be wrong with a node, also beside one that serves. */
export function doctorCommand(program: Command, context: () => CommandContext): void {
  program
    .command('doctor')
    .description(T.description)
    .action(async () => {
      const cli = context();
      const lines = await examine(cli);
      const failed = lines.filter(({ passed }) => !passed).length;
      cli.answer({ healthy: failed === 0, checks: lines }, [
        ...lines.map(({ check, passed, found }) =>
          spoken(passed ? T.passed : T.failed, { check: T.checks[check].padEnd(CHECK_COLUMNS), found }),
        ),
        failed === 0 ? T.allPassed : spoken(T.someFailed, { failed, of: lines.length }),
      ]);
      if (failed > 0) process.exitCode = 1;
    });
}

/** In the order in which one rests on the other; what cannot be looked at any more is left out. */
async function examine(cli: CommandContext): Promise<readonly Line[]> {
  const lines: Line[] = [];
  function note<Value>(
    check: CheckName,
    outcome: Outcome<Value>,
    say: (value: Value) => string,
  ): outcome is Accepted<Value> {
    lines.push(lineOf(check, outcome.ok ? accept(say(outcome.value)) : outcome));
    return outcome.ok;
  }
  const settings = readSettings(process.env);
  if (!note('settings', settings, ({ origin, realm }) => spoken(T.inRealm, { origin, realm }))) return lines;
  const unlock = await readUnlock(settings.value.unlock);
  if (!note('key file', unlock, () => T.readableAlone)) return lines;
  const found = await databaseOf(settings.value);
  if (!found.ok) return [...lines, lineOf('database', found)];
  await using store = await openStore(storeTarget(settings.value.store));
  note('database', accept(store.engine), (engine) => spoken(T.answers, { engine }));
  if (!note('versions', await versionsOf(store), (versions) => spoken(T.versions, { versions }))) return lines;
  await createTables(store, NODE_TABLE_SETS);
  const keyring = await openKeyring(store, unlock.value satisfies Unlock);
  if (!note('keys', keyring, () => T.keysOpen)) return lines;
  for (const { name, look } of CHECKS) {
    const bar = cli.progress(T.checks[name]);
    const patient = { settings: settings.value, store, keyring: keyring.value };
    const finding = await look(patient, bar).catch((failure: unknown) => {
      return refuse(
        'failure',
        phrase`The check itself failed: ${failure instanceof Error ? failure.message : failure}`,
      );
    });
    bar.end();
    lines.push(lineOf(name, finding));
  }
  return lines;
}

/** Looking moves nothing forward. */
async function versionsOf(store: Store): Promise<Finding> {
  const ahead = await stepsAhead(store, NODE_TABLE_SETS);
  if (!ahead.ok) return ahead;
  if (ahead.value.length === 0) {
    const numbered = NODE_TABLE_SETS.filter((set) => newestVersion(set) > 0);
    return accept(numbered.map((set) => `${set.name} ${newestVersion(set)}`).join(', '));
  }
  const steps = ahead.value.map(({ set, number, does }) => `${set} ${number}: ${does}`).join('; ');
  return refuse(
    'store-behind',
    phrase`These tables are of an earlier version: "comity migrate" moves them (${steps}).`,
  );
}

type Accepted<Value> = Extract<Outcome<Value>, { ok: true }>;

function lineOf(check: CheckName, finding: Finding): Line {
  if (finding.ok) return { check, passed: true, found: finding.value };
  return { check, passed: false, found: finding.refusal.sentence, code: finding.refusal.code };
}

/** A folder without a node must not become one by being looked at. */
export async function databaseOf({ store }: Settings): Promise<Finding> {
  if (store.engine === 'sqlite') {
    const there = await access(join(store.folder, SQLITE_FILE)).then(
      () => true,
      () => false,
    );
    if (there) return accept(store.folder);
    return refuse(
      'place-empty',
      phrase`There is no node in ${store.folder}: set COMITY_DATA, or found one with "comity init".`,
    );
  }
  try {
    await using _reached = await openStore(storeTarget(store));
    return accept(store.schema);
  } catch (failure) {
    const why = failure instanceof Error ? failure.message : String(failure);
    return refuse(
      'database-unreachable',
      phrase`PostgreSQL does not answer (${why}): check DATABASE_URL and the server.`,
    );
  }
}
