import { type Command, Option } from 'commander';
import type { Node } from '#node.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { revokeKey, startAnew } from '#parties/keys/key-change.ts';
import { keyChainOf } from '#parties/keys/key-view.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { asked } from './asked.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { readRecovery } from './recovery-file.ts';
import { spoken } from './terminal.ts';
import { withNode } from './with-node.ts';

const T = NODE_TEXTS.keys;

type Revocation = {
  readonly party: string;
  readonly recovery: string;
  readonly after?: string;
  readonly reason?: string;
};

/**
 * `comity keys …`: rotating with an administrator's token, through the node that runs; revoking and renewing by the
 * recovery key, on the node's own machine. That key signs in memory, and is kept nowhere.
 */
export function keyCommands(program: Command, context: () => CommandContext): void {
  const keys = program.command('keys').description(T.description);
  keys
    .command('list')
    .description(T.list)
    .requiredOption('--party <did>', T.party)
    .action(({ party }: { party: string }) => withNode(context(), (cli, node) => list(cli, node, party)));
  keys
    .command('rotate')
    .description(T.rotate)
    .addOption(new Option('--use <use>', T.use).choices(['sign', 'seal']).default('sign'))
    .action(({ use }: { use: string }) =>
      asked(context(), async (cli, api) => {
        const rotated = await api.post('/api/v1/keys/rotate', { use });
        if (!rotated.ok) return cli.refused(rotated.refusal);
        const { statement } = rotated.value as { readonly statement: string };
        cli.answer(rotated.value, [spoken(T.rotated, { digest: statement })]);
      }),
    );
  keys
    .command('revoke')
    .description(T.revoke)
    .argument('<kid>', T.kid)
    .requiredOption('--party <did>', T.party)
    .requiredOption('--recovery <file>', T.recovery)
    .option('--after <instant>', T.after)
    .option('--reason <text>', T.reason)
    .action((kid: string, wish: Revocation) => withNode(context(), (cli, node) => revoke(cli, node, kid, wish)));
  keys
    .command('renew')
    .description(T.renew)
    .requiredOption('--party <did>', T.party)
    .requiredOption('--recovery <file>', T.recovery)
    .action((wish: Revocation) => withNode(context(), (cli, node) => renew(cli, node, wish)));
}

async function list(cli: CommandContext, { store }: Node, party: string): Promise<Outcome<null>> {
  const chain = await keyChainOf(store.connection, party);
  if (chain === undefined)
    return refuse('party-not-founded', phrase`${party} was not founded on this node.`, '--party');
  const keys = [...chain.keys.values()].map(({ kid, use, validFrom, invalidAfter }) => ({
    ...{ kid, use, validFrom: String(validFrom) },
    invalidAfter: invalidAfter === null ? null : String(invalidAfter),
  }));
  const lines = keys.map(({ kid, use, validFrom: from, invalidAfter: after }) =>
    after === null ? spoken(T.line, { kid, use, from }) : spoken(T.revoked, { kid, use, from, after }),
  );
  cli.answer({ party, keys }, lines);
  return accept(null);
}

async function revoke(
  cli: CommandContext,
  { store, keyring, ledger }: Node,
  kid: string,
  { party, recovery: path, after, reason }: Revocation,
): Promise<Outcome<null>> {
  const invalidAfter = momentIn(after, ledger.now());
  if (!invalidAfter.ok) return invalidAfter;
  const recovery = await readRecovery(path);
  if (!recovery.ok) return recovery;
  const ground = { ledger, keyring, connection: store.connection };
  const wish = { kid, invalidAfter: invalidAfter.value, ...(reason === undefined ? {} : { reason }) };
  const revoked = await revokeKey(ground, party, recovery.value, wish);
  if (!revoked.ok) return revoked;
  cli.answer({ revoked: kid, statement: revoked.value?.digest }, [spoken(T.revokedNow, { kid })]);
  return accept(null);
}

async function renew(
  cli: CommandContext,
  { store, keyring, ledger }: Node,
  wish: Revocation,
): Promise<Outcome<null>> {
  const recovery = await readRecovery(wish.recovery);
  if (!recovery.ok) return recovery;
  const renewed = await startAnew({ ledger, keyring, connection: store.connection }, wish.party, recovery.value);
  if (!renewed.ok) return renewed;
  cli.answer({ statement: renewed.value?.digest }, [T.renewed]);
  return accept(null);
}

function momentIn(text: string | undefined, now: Temporal.Instant): Outcome<Temporal.Instant> {
  if (text === undefined) return accept(now);
  const at = instantFrom(text);
  if (at !== undefined) return accept(at);
  return refuse('time-malformed', 'Write the moment in UTC, as 2026-03-01T14:30:00Z.', '--after');
}
