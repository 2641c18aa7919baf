import pino from 'pino';
import { openNode } from '#node.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import { buildNodeServer } from '#server.ts';
import type { Settings } from '#settings.ts';
import type { CommandContext } from './context.ts';

/** Serves until SIGINT or SIGTERM; what was accepted is finished, then everything is closed in order. */
export async function serve(cli: CommandContext, settings: Settings): Promise<Outcome<null>> {
  const logger = pino({ level: settings.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] });
  const trouble = (failure: unknown, doing: string) => logger.error({ err: failure }, `could not ${doing}`);
  const opened = await openNode(settings, { trouble });
  if (!opened.ok) return opened;
  await using node = opened.value;
  if ((await partiesHosted(node.store.connection)).length === 0) {
    return refuse('party-missing', 'This node hosts no party yet: found one with "comity init".');
  }
  const { mailer } = node;
  const app = await buildNodeServer(node, { trouble, logger, ...(mailer === undefined ? {} : { mailer }) });
  try {
    await app.listen({ host: settings.host, port: settings.port });
    cli.answer(
      { url: settings.publicUrl, origin: settings.origin, realm: settings.realm, engine: node.store.engine },
      [`Serving ${settings.publicUrl} (${settings.realm}, ${node.store.engine}). Ctrl-C ends it.`],
    );
    await untilStopped();
  } finally {
    await app.close();
  }
  return accept(null);
}

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
