import pino from 'pino';
import type { MailDoor } from '#gateway/mail/smtp-door.ts';
import { type Node, openNode, type Trouble } from '#node.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import { buildNodeServer } from '#server.ts';
import type { Settings } from '#settings.ts';
import { currentLanguage, inLanguage, speak } from '#speaking';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const T = NODE_TEXTS.serve;

/** Serves until SIGINT or SIGTERM; what was accepted is finished, then everything is closed in order. */
export async function serve(cli: CommandContext, settings: Settings): Promise<Outcome<null>> {
  const readers = currentLanguage();
  // Whoever starts a node does not choose by their machine's language what it says to others.
  speak(settings.language);
  const logger = pino({ level: settings.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] });
  const trouble = (failure: unknown, doing: string) => logger.error({ err: failure }, `could not ${doing}`);
  const opened = await openNode(settings, { trouble });
  if (!opened.ok) return opened;
  await using node = opened.value;
  if ((await partiesHosted(node.store.connection)).length === 0) {
    return refuse('party-missing', 'This node hosts no party yet: found one with "comity init".');
  }
  await using door = await mailDoor(node, trouble);
  const { mailer } = node;
  const app = await buildNodeServer(node, { trouble, logger, ...(mailer === undefined ? {} : { mailer }) });
  try {
    await app.listen({ host: settings.host, port: settings.port });
    cli.answer(
      { url: settings.publicUrl, origin: settings.origin, realm: settings.realm, engine: node.store.engine },
      inLanguage(readers, () => [
        spoken(T.serving, { url: settings.publicUrl, realm: settings.realm, engine: node.store.engine }),
        ...(door === undefined ? [] : [spoken(T.takingMail, { port: String(door.port) })]),
      ]),
    );
    await untilStopped();
  } finally {
    await app.close();
  }
  return accept(null);
}

/** Mail is taken by the process that serves, and only where it was set. */
async function mailDoor({ settings, gateway }: Node, trouble: Trouble): Promise<MailDoor | undefined> {
  if (settings.mailDoor === undefined) return undefined;
  const { openMailDoor } = await import('#gateway/mail/smtp-door.ts');
  return openMailDoor({
    ...settings.mailDoor,
    take: (mail) => gateway.take(mail),
    trouble: (failure) => trouble(failure, 'take mail'),
  });
}

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
