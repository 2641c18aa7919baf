import type { Capability } from '#capability.ts';

/** What the loss of a service would break. Nothing of it needs a node yet. */
export const spilloverCapability: Capability = {
  name: 'spillover',
  texts: ['spillover-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async commands() {
    const { spilloverCommands } = await import('./commands.ts');
    return [spilloverCommands];
  },
};
