import { Command } from 'commander';
import type { AddCommands, Capability } from '#capability.ts';
import { oneOwner } from '#site/one-owner.ts';
import type { CommandContext } from './context.ts';

type Loaded = { readonly name: string; readonly commands: readonly AddCommands[] };

export function loadCommands(capabilities: readonly Capability[]): Promise<readonly Loaded[]> {
  const loaded = capabilities.map(async ({ name, commands }) => ({ name, commands: (await commands?.()) ?? [] }));
  return Promise.all(loaded);
}

/** Throws where two of them have one command. */
export function addCommands(program: Command, context: () => CommandContext, loaded: readonly Loaded[]): void {
  const claim = oneOwner('command');
  for (const { name: owner, commands } of loaded) {
    program.createCommand = (name) => {
      claim(name ?? '', owner);
      return new Command(name);
    };
    for (const add of commands) add(program, context);
  }
  program.createCommand = (name) => new Command(name);
}
