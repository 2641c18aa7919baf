import type { Trouble } from '#capability.ts';
import { gatewayJob } from '#gateway/capability.ts';
import type { MailDoor } from '#gateway/mail/smtp-door.ts';
import { journal } from '#http/journal.ts';
import { openMetricsDoor } from '#http/metrics.ts';
import { MOVED_SENTENCE, standingOfLog } from '#ledger/tables.ts';
import { type Node, openNode } from '#node.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { partiesHosted } from '#parties/view.ts';
import { buildNodeServer } from '#server.ts';
import type { Settings } from '#settings.ts';
import { currentLanguage, inLanguage, speak } from '#speaking';
import type { StepTaken } from '#store/move-forward.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

const T = NODE_TEXTS.serve;

/** Serves until SIGINT or SIGTERM; what was accepted is finished, then everything is closed in order. */
export async function serve(cli: CommandContext, settings: Settings): Promise<Outcome<null>> {
  const readers = currentLanguage();
  // Whoever starts a node does not choose by their machine's language what it says to others.
  speak(settings.language);
  const logger = journal(settings.logLevel);
  const trouble = (failure: unknown, doing: string) => logger.error({ err: failure }, `could not ${doing}`);
  const movedForward = (steps: readonly StepTaken[]) => logger.info({ steps }, 'moved the tables forward');
  const opened = await openNode(settings, { trouble, movedForward });
  if (!opened.ok) return opened;
  await using node = opened.value;
  // It would show what has been out of date since, and take nothing.
  if ((await standingOfLog(node.store.connection))?.state === 'moved')
    return refuse('ledger-moved', MOVED_SENTENCE);
  if ((await partiesHosted(node.store.connection)).length === 0) {
    return refuse('party-missing', 'This node hosts no party yet: found one with "comity init".');
  }
  const opening = await atPlace('COMITY_MAIL_LISTEN', settings.mailDoor, () => mailDoor(node, trouble));
  if (!opening.ok) return opening;
  await using door = opening.value;
  const app = await buildNodeServer(node, { trouble, logger });
  try {
    const listening = await atPlace('COMITY_LISTEN', settings, (place) => app.listen(place));
    if (!listening.ok) return listening;
    const watched = await atPlace('COMITY_METRICS_LISTEN', settings.metrics, (place) =>
      openMetricsDoor(app, place),
    );
    if (!watched.ok) return watched;
    await using _metrics = watched.value;
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

const UNUSABLE = ['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];

/** Listens at the place that a setting names. One that is taken, or is not this machine's, is answered to whoever set it. */
async function atPlace<Opened>(
  setting: string,
  place: { readonly host: string; readonly port: number } | undefined,
  listen: (place: { readonly host: string; readonly port: number }) => Promise<Opened>,
): Promise<Outcome<Opened | undefined>> {
  if (place === undefined) return accept(undefined);
  const { host, port } = place;
  try {
    return accept(await listen({ host, port }));
  } catch (failure) {
    const { code = '', message } = failure as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      const sentence = `Another program listens on port ${port} of ${host}: end it, or name another port in ${setting}.`;
      return refuse('port-taken', sentence, setting);
    }
    if (!UNUSABLE.includes(code)) throw failure;
    const sentence = `This user cannot listen on port ${port} of ${host} (${message}): name an address of this machine, and a port from 1024 on.`;
    return refuse('setting-invalid', sentence, setting);
  }
}

/** Mail is taken by the process that serves, and only where it was set. */
async function mailDoor({ settings, opened }: Node, trouble: Trouble): Promise<MailDoor | undefined> {
  if (settings.mailDoor === undefined) return undefined;
  const { openMailDoor } = await import('#gateway/mail/smtp-door.ts');
  return openMailDoor({
    ...settings.mailDoor,
    take: (mail) => opened(gatewayJob).take(mail),
    trouble: (failure) => trouble(failure, 'take mail'),
  });
}

export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
