import type { Command } from 'commander';
import type { ApiClient, CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const T = NODE_TEXTS.peer;

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
  const peer = program.command('peer').description(T.description);

  peer
    .command('invite')
    .description(T.invite)
    .action(() =>
      ask(context(), { path: '/api/v1/peers/invitations', body: {} }, ({ invitation }: { invitation: string }) => [
        invitation,
      ]),
    );
  peer
    .command('accept')
    .description(T.accept)
    .argument('<line>', T.line)
    .option('--via <how>', T.came, 'handed over by its administrator')
    .action((invitation: string, { via }: { via: string }) =>
      ask(
        context(),
        { path: '/api/v1/peers/acceptances', body: { invitation, via } },
        (done: { peer: string }) => [spoken(T.accepted, { party: done.peer })],
      ),
    );
  peer
    .command('requests')
    .description(T.requests)
    .action(() =>
      ask(context(), { path: '/api/v1/peers/requests' }, ({ requests }: { requests: readonly Request[] }) => [
        ...requests.map(({ party, root, node, receivedAt }) =>
          spoken(T.waiting, { party, root, node, time: receivedAt }),
        ),
        requests.length === 0 ? T.nobodyWaits : T.haveRead,
      ]),
    );
  peer
    .command('confirm')
    .description(T.confirm)
    .argument('<did>')
    .requiredOption('--root <thumbprint>', T.root)
    .requiredOption('--via <how>', T.via)
    .action((party: string, { root, via }: { root: string; via: string }) =>
      ask(context(), { path: '/api/v1/peers/confirmations', body: { party, root, via } }, () => [
        spoken(T.confirmed, { party }),
      ]),
    );
  peer
    .command('list')
    .description(T.list)
    .action(() =>
      ask(context(), { path: '/api/v1/peers' }, ({ peers }: { peers: readonly Peer[] }) =>
        peers.length === 0 ? [T.none] : peers.map(peerLine),
      ),
    );
  peer
    .command('remove')
    .description(T.remove)
    .argument('<did>')
    .requiredOption('--reason <text>', T.reason)
    .action((party: string, { reason }: { reason: string }) =>
      ask(context(), { path: '/api/v1/peers/removals', body: { party, reason } }, () => [
        spoken(T.removed, { party }),
      ]),
    );
}

function peerLine({ party, node, log, mutual, misbehaviour }: Peer): string {
  const flags = misbehaviour.map(({ kind }) => spoken(T.misbehaves, { kind }));
  return [spoken(mutual ? T.mutual : T.oneSided, { party, node, log }), ...flags].join('  ');
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
