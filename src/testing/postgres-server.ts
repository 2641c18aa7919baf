import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { freePort } from './free-port.ts';

/** Why a test is skipped where there is none. */
export const NO_POSTGRES = 'no PostgreSQL binaries here (Debian: apt-get install postgresql-15)';
const START_LIMIT_MS = 60_000;
const START_ATTEMPTS = 3;
const POLL_MS = 50;
const OTHERS_PASS = 0o001;
const CONNECTIONS_MAX = 200;
const LOG_MAX_CHARACTERS = 4_000;

export type PostgresUnavailable = 'postgres-missing' | 'postgres-user-missing';

/** A PostgreSQL that exists for one test run. Its data folder and process vanish with the process that started it. */
export type PostgresServer = AsyncDisposable & {
  readonly url: string;
  readonly folder: string;
  readonly port: number;
};

export type ServerOptions = {
  /** An existing data folder to start on, which is then left in place; otherwise one is made, and removed at the end. */
  readonly folder?: PostgresFolder;
  /** More environment for the server process, such as LD_PRELOAD. */
  readonly environment?: Readonly<Record<string, string>>;
};

export type PostgresFolder = { readonly path: string; readonly password: string };

/** The versioned folder that holds initdb and postgres: Debian keeps both out of the PATH. */
export function postgresBinaries(): string | undefined {
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const candidates = [
    asked.status === 0 ? asked.stdout.trim() : '',
    ...globSync('/usr/lib/postgresql/*/bin').sort().reverse(),
    ...globSync('/opt/homebrew/opt/postgresql@*/bin').sort().reverse(),
  ];
  return candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

type Account = { readonly prefix: readonly string[]; readonly uid?: number; readonly gid?: number };

/** PostgreSQL refuses to run as root, so root steps down to Debian's `postgres` user for it. */
function account(): Account | undefined {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) return undefined;
  return {
    prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'],
    uid: Number(uid),
    gid: Number(gid),
  };
}

type Installed = { readonly binaries: string; readonly runAs: Account };

function installed(): Outcome<Installed, PostgresUnavailable> {
  const binaries = postgresBinaries();
  if (binaries === undefined) {
    return refuse('postgres-missing', NO_POSTGRES);
  }
  const runAs = account();
  if (runAs === undefined) {
    return refuse(
      'postgres-user-missing',
      'running as root, and there is no `postgres` user to run PostgreSQL as',
    );
  }
  return accept({ binaries, runAs });
}

/** Makes an empty data folder in the temporary folder; whoever asks removes it. */
export function createPostgresFolder(): Outcome<PostgresFolder, PostgresUnavailable> {
  const found = installed();
  return found.ok ? accept(initialise(found.value)) : found;
}

/** The temporary folder, unless the server's account may not even pass through it. */
function temporaryFolder({ uid }: Account): string {
  const isOpen = uid === undefined || (statSync(tmpdir()).mode & OTHERS_PASS) !== 0;
  return isOpen ? tmpdir() : '/tmp';
}

function initialise({ binaries, runAs }: Installed): PostgresFolder {
  const password = randomBytes(16).toString('hex');
  const path = mkdtempSync(join(temporaryFolder(runAs), 'comity-postgres-'));
  const passwordFile = `${path}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    chownSync(path, runAs.uid, runAs.gid);
    chownSync(passwordFile, runAs.uid, runAs.gid);
  }
  const identity = ['-D', path, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const choices = ['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  const [command = '', ...rest] = [...runAs.prefix, join(binaries, 'initdb'), ...identity, ...choices];
  const made = spawnSync(command, rest, { encoding: 'utf8', cwd: '/' });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(path, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`, { cause: made.error });
  }
  return { path, password };
}

/**
 * Starts a server on a free loopback port, without a Unix socket, `fsync` and `synchronous_commit` on. Refused where
 * this machine has no binaries; thrown where it has them and they do not start.
 */
export async function startPostgres(
  options: ServerOptions = {},
): Promise<Outcome<PostgresServer, PostgresUnavailable>> {
  const found = installed();
  if (!found.ok) return found;
  for (let attempt = 1; ; attempt += 1) {
    const folder = options.folder ?? initialise(found.value);
    // A folder handed to us has no server; the number in its lock file may be anybody's by now.
    rmSync(join(folder.path, 'postmaster.pid'), { force: true });
    try {
      return accept(await supervise(found.value, folder, await freePort(), options));
    } catch (cause) {
      if (attempt === START_ATTEMPTS) throw new Error(`PostgreSQL did not start on ${folder.path}`, { cause });
    }
  }
}

/**
 * The shell between us and the server waits for the end of its input, which comes when this process ends, however
 * it ends: then it stops the server and removes the folder. It closes its output once the server has ended. $1 is
 * the folder, $2 says whether to keep it.
 */
const SUPERVISOR = `
folder=$1; keep=$2; shift 2
exec 3<&0
"$@" 3<&- </dev/null >"$folder.log" 2>&1 &
server=$!
(while read -r _; do :; done <&3; kill -INT "$server") >/dev/null 2>&1 &
wait "$server"
exec >&-
while read -r _; do :; done <&3
if [ "$keep" = no ]; then rm -rf "$folder"; fi
rm -f "$folder.log"
`;

async function supervise(
  { binaries, runAs }: Installed,
  folder: PostgresFolder,
  port: number,
  options: ServerOptions,
): Promise<PostgresServer> {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=on',
    'synchronous_commit=on',
    `max_connections=${CONNECTIONS_MAX}`,
  ].flatMap((setting) => ['-c', setting]);
  const server = [...runAs.prefix, join(binaries, 'postgres'), '-D', folder.path, ...settings];
  const keep = options.folder === undefined ? 'no' : 'yes';
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'comity-postgres', folder.path, keep, ...server], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', ...options.environment },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let running = true;
  child.stdout.resume().once('end', () => {
    running = false;
  });
  const stop = async (): Promise<void> => {
    child.ref();
    child.stdin.end();
    await ended;
  };
  const url = `postgres://postgres:${folder.password}@127.0.0.1:${port}/postgres`;
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(url))) {
    if (!running || performance.now() > deadline) {
      const said = existsSync(`${folder.path}.log`) ? readFileSync(`${folder.path}.log`, 'utf8') : '';
      await stop();
      throw new Error(`postgres ended or stayed silent on port ${port}:\n${said.slice(-LOG_MAX_CHARACTERS)}`);
    }
    await wait(POLL_MS);
  }
  // A running server must not keep the process that tests with it alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();
  return { url, folder: folder.path, port, [Symbol.asyncDispose]: stop };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
