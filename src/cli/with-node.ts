/** Commands that open a node themselves: what they all begin with, and how they end when it is refused. */
import { type Node, openNode } from '#node.ts';
import type { Outcome } from '#outcome.ts';
import { readSettings, type Settings } from '#settings.ts';
import type { CommandContext } from './context.ts';
import { NODE_TEXTS } from './node-texts.ts';
import { spoken } from './terminal.ts';

type Work<Subject> = (cli: CommandContext, subject: Subject) => Promise<Outcome<null>>;

export async function withSettings(cli: CommandContext, work: Work<Settings>): Promise<void> {
  const settings = readSettings(process.env);
  const outcome = settings.ok ? await work(cli, settings.value) : settings;
  if (!outcome.ok) cli.refused(outcome.refusal);
}

export async function withNode(cli: CommandContext, work: Work<Node>): Promise<void> {
  await withSettings(cli, async (_cli, settings) => {
    const node = await openNode(settings, {
      trouble: (failure, doing) => cli.note(spoken(NODE_TEXTS.trouble, { doing, failure: String(failure) })),
    });
    if (!node.ok) return node;
    await using opened = node.value;
    return await work(cli, opened);
  });
}
