import type { Command } from 'commander';
import type { ApiClient, CommandContext } from './context.ts';

type Asked = { readonly path: string; readonly body?: unknown };
type Peer = {
  readonly party: string;
  readonly node: string;
  readonly log: string;
  readonly mutual: boolean;
  readonly misbehaviour: readonly { readonly kind: string }[];
};
type Request = {
  readonly party: string;
  readonly root: string;
  readonly node: string;
  readonly receivedAt: string;
};

/** `comity peer …`: becoming peers, with an administrator's token, through the node that runs. */
export function peerCommands(program: Command, context: () => CommandContext): void {
  const peer = program.command('peer').description('other nodes: invite, accept, compare, confirm, list, remove');

  peer
    .command('invite')
    .description("a line to hand to the other party's administrator, by hand; it works once, for seven days")
    .action(() =>
      ask(context(), { path: '/api/v1/peers/invitations', body: {} }, ({ invitation }: { invitation: string }) => [
        invitation,
      ]),
    );
  peer
    .command('accept')
    .description('accept an invitation: confirm the inviting party and present yours')
    .argument('<line>', 'the invitation as it was handed over')
    .option('--via <how>', 'how it came to you', 'handed over by its administrator')
    .action((invitation: string, { via }: { via: string }) =>
      ask(
        context(),
        { path: '/api/v1/peers/acceptances', body: { invitation, via } },
        (done: { peer: string }) => [
          `Confirmed ${done.peer}. It compares your root with your point of contact, and confirms you in turn.`,
        ],
      ),
    );
  peer
    .command('requests')
    .description('parties that accepted an invitation and wait to be confirmed')
    .action(() =>
      ask(context(), { path: '/api/v1/peers/requests' }, ({ requests }: { requests: readonly Request[] }) => [
        ...requests.map(
          ({ party, root, node, receivedAt }) => `${party}  root ${root}  at ${node}  since ${receivedAt}`,
        ),
        requests.length === 0
          ? 'Nobody waits.'
          : 'Have each root read out by the listed point of contact, then: comity peer confirm DID --root R --via V',
      ]),
    );
  peer
    .command('confirm')
    .description('confirm a party whose root its listed point of contact has read out to you')
    .argument('<did>')
    .requiredOption('--root <thumbprint>', 'as it was read out')
    .requiredOption('--via <how>', 'which point of contact that was')
    .action((party: string, { root, via }: { root: string; via: string }) =>
      ask(context(), { path: '/api/v1/peers/confirmations', body: { party, root, via } }, () => [
        `${party} is a peer now: releases, witnessing and mirroring begin.`,
      ]),
    );
  peer
    .command('list')
    .description('parties of other nodes that ours have confirmed')
    .action(() =>
      ask(context(), { path: '/api/v1/peers' }, ({ peers }: { peers: readonly Peer[] }) =>
        peers.length === 0 ? ['No peers yet: comity peer invite.'] : peers.map(peerLine),
      ),
    );
  peer
    .command('remove')
    .description('nothing is delivered to it or taken from it any more')
    .argument('<did>')
    .requiredOption('--reason <text>', 'why; it stands in the log')
    .action((party: string, { reason }: { reason: string }) =>
      ask(context(), { path: '/api/v1/peers/removals', body: { party, reason } }, () => [`Removed ${party}.`]),
    );
}

function peerLine({ party, node, log, mutual, misbehaviour }: Peer): string {
  const flags = misbehaviour.map(({ kind }) => `  MISBEHAVES: ${kind}`).join('');
  return `${party}  ${node}  log ${log}  ${mutual ? 'mutual' : 'has not confirmed us yet'}${flags}`;
}

async function ask<Answer>(
  cli: CommandContext,
  { path, body }: Asked,
  lines: (answer: Answer) => readonly string[],
): Promise<void> {
  const api = cli.api();
  if (!api.ok) return cli.refused(api.refusal);
  const client: ApiClient = api.value;
  const answer = body === undefined ? await client.get(path) : await client.post(path, body);
  if (!answer.ok) return cli.refused(answer.refusal);
  cli.answer(answer.value, lines(answer.value as Answer));
}
