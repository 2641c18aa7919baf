import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { CommandContext } from '#cli/context.ts';
import { untilStopped } from '#cli/serve.ts';
import { spoken } from '#cli/terminal.ts';
import { demoSeatsFile, type SeatAccess } from '#cli/where.ts';
import { SPEED_MOST } from '#exercises/statements.ts';
import { trustText } from '#node-trust.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { issueToken } from '#parties/persons/tokens.ts';
import { buildAssets } from '#web/assets.ts';
import { DEMO_COMMAND_TEXTS as T } from './command-texts.ts';
import { type DemoFederation, startDemo } from './federation.ts';
import { startGuide } from './guide.ts';
import { kaSatScene } from './ka-sat.ts';
import { type Player, playerFor } from './player.ts';
import { SCENES } from './scenes.ts';
import { type SeatsFile, writeSeatsFile } from './seats-file.ts';

const DEFAULT_PORT = 4600;
const PORT_MAXIMUM = 65_500;
const TOKEN_DAYS = 30;
const NAME_COLUMNS = 30;
const SCOPES = ['read', 'draft', 'author:*', 'release', 'acknowledge', 'administer'];

type DemoOptions = {
  readonly keep?: string;
  readonly port: string;
  readonly play?: boolean;
  readonly case?: string;
  readonly speed?: string;
};

/** `comity demo`, which is `npm start`: a federation to click through, on loopback only. */
export function demoCommand(program: Command, context: () => CommandContext): void {
  program
    .command('demo')
    .description(T.description)
    .option('--keep <dir>', T.keep)
    .option('--port <port>', T.port, String(DEFAULT_PORT))
    .option('--play', T.play)
    .option('--case <case>', T.case)
    .option('--speed <times>', T.speed)
    .action(async (options: DemoOptions) => {
      const cli = context();
      const outcome = await runDemo(cli, options);
      if (!outcome.ok) cli.refused(outcome.refusal);
    });
}

async function runDemo(cli: CommandContext, options: DemoOptions): Promise<Outcome<null>> {
  const port = Number(options.port);
  if (!/^\d{1,5}$/.test(options.port) || port < 1 || port > PORT_MAXIMUM) {
    return refuse('port-malformed', phrase`Write a port from 1 to ${PORT_MAXIMUM}.`, '--port');
  }
  if (options.case !== undefined && options.case !== 'ka-sat') {
    return refuse('case-unknown', 'One public record can be replayed: --case ka-sat.', '--case');
  }
  const speed = speedIn(options);
  if (!speed.ok) return speed;
  const started = performance.now();
  cli.note(T.starting);
  await using stack = new AsyncDisposableStack();
  const folder = options.keep === undefined ? await temporaryFolder(stack) : resolve(options.keep);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const trouble = (failure: unknown, doing: string) =>
    cli.note(spoken(T.trouble, { doing, failure: String(failure) }));
  // Bundled by a process of its own while the nodes open; who shows the first page waits for it, and hears of a failure.
  buildAssets().catch(() => undefined);
  const demo = await openDemo({
    folder,
    port,
    trouble,
    ...(speed.value === undefined ? {} : { speed: speed.value }),
  });
  if (!demo.ok) return demo;
  stack.use(demo.value);
  const trust = await trustFile(demo.value, folder);
  const seats = stack.use(await writeSeatsFile(demoSeatsFile(process.env), port, await seatAccess(demo.value)));
  const scenes = options.case === 'ka-sat' ? [await kaSatScene()] : SCENES;
  const player = stack.use(playerFor(demo.value, scenes));
  const guide = await startGuide(demo.value, player, port);
  stack.defer(() => guide.close());
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const ready = { guide: guide.url, folder, trust, seconds, seats };
  cli.answer(
    { guide: guide.url, folder, trust, seats: seats.path, nodes: demo.value.nodes.map(({ url }) => url), seconds },
    readyLines(demo.value, ready, options.keep !== undefined),
  );
  if (options.play === true) await playAll(cli, player);
  await untilStopped();
  cli.note(T.closing);
  return accept(null);
}

type Ready = {
  readonly guide: string;
  readonly folder: string;
  readonly trust: string;
  readonly seconds: number;
  readonly seats: Pick<SeatsFile, 'path' | 'isBeside'>;
};

function readyLines(
  demo: DemoFederation,
  { guide, folder, trust, seconds, seats }: Ready,
  kept: boolean,
): readonly string[] {
  const speed = demo.speed();
  const time = demo.now().toString({ smallestUnit: 'minute' });
  return [
    spoken(T.ready, { seconds }),
    '',
    spoken(T.guide, { url: guide }),
    ...demo.nodes.map(({ url, cast }) => spoken(T.node, { name: cast.operatedBy.padEnd(NAME_COLUMNS), url })),
    spoken(T.trust, { path: trust }),
    spoken(kept ? T.dataKept : T.data, { folder }),
    ...(seats.isBeside ? [spoken(T.seatsBeside, { path: seats.path })] : []),
    '',
    ...(speed === 1 ? [] : [spoken(T.clock, { speed, time }), '']),
    T.end,
  ];
}

/** Undefined where nothing is asked for: a clock that was kept goes on as it did. */
function speedIn({ speed }: DemoOptions): Outcome<number | undefined> {
  if (speed === undefined) return accept(undefined);
  const times = Number(speed);
  if (!/^\d{1,5}$/.test(speed) || times < 1 || times > SPEED_MOST) {
    return refuse('speed-malformed', phrase`Write a whole number from 1 to ${SPEED_MOST}.`, '--speed');
  }
  return accept(times);
}

async function openDemo(place: Parameters<typeof startDemo>[0]): Promise<Outcome<DemoFederation>> {
  try {
    return await startDemo(place);
  } catch (failure) {
    const { code } = failure as { code?: unknown };
    if (code !== 'EADDRINUSE') throw failure;
    const sentence = phrase`A port from ${place.port} to ${place.port + 3} is taken: is another demo running? Name others with --port.`;
    return refuse('port-taken', sentence, '--port');
  }
}

async function temporaryFolder(stack: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-demo-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What the first node trusts: enough to verify whatever any of them exports. */
async function trustFile({ nodes }: DemoFederation, folder: string): Promise<string> {
  const path = join(folder, 'trust.txt');
  const first = nodes[0];
  if (first !== undefined) await writeFile(path, await trustText(first.node));
  return path;
}

/** Tokens for the command line on this machine. */
async function seatAccess({ nodes }: DemoFederation): Promise<readonly SeatAccess[]> {
  const access: SeatAccess[] = [];
  for (const { node, seats, url } of nodes) {
    for (const seat of seats) {
      const now = node.world();
      const token = await issueToken(
        node.store.connection,
        {
          person: seat.person,
          party: seat.party,
          label: `demo ${now.toString({ smallestUnit: 'second' })}`,
          scopes: SCOPES,
          expiresAt: now.add({ hours: TOKEN_DAYS * 24 }),
        },
        now,
      );
      if (token.ok) access.push({ seat: seat.name, url, token: token.value.token });
    }
  }
  return access;
}

async function playAll(cli: CommandContext, player: Player): Promise<void> {
  for (const scene of player.scenes) {
    cli.note(`\n${scene.title}`);
    while (player.nextStep(scene.id) !== undefined) {
      const step = await player.play(scene.id);
      cli.note(`  ${step.ok ? '✓' : '✗'} ${step.who}: ${step.told}`);
      if (!step.ok) return;
    }
  }
}
