import type { Capability } from '#capability.ts';

/** What states ask of each other, and answer. */
export const cooperationCapability: Capability = {
  name: 'cooperation',
  texts: ['cooperation', 'cooperation-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { cooperationModel } = await import('./cooperation.ts');
    return () => cooperationModel;
  },
  async routes(app, services) {
    const { cooperationRoutes } = await import('./routes.ts');
    cooperationRoutes(app, services);
  },
  async pages(app, services) {
    const { cooperationPages } = await import('./pages.ts');
    cooperationPages(app, services);
  },
  async parts() {
    const { cooperationParts } = await import('./pages/parts.ts');
    return cooperationParts;
  },
  async commands() {
    const { cooperationCommands } = await import('./commands.ts');
    return [cooperationCommands];
  },
};
