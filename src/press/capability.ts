import type { Capability } from '#capability.ts';

/** Lines for the public, operators asked before they are named, the brief for a minister. */
export const pressCapability: Capability = {
  name: 'press',
  texts: ['lines-command', 'press'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { pressModel } = await import('./model.ts');
    return () => pressModel;
  },
  async routes(app, services) {
    const { pressRoutes } = await import('./routes.ts');
    pressRoutes(app, services);
  },
  async pages(app, services) {
    const { pressPages } = await import('./pages/press-pages.ts');
    pressPages(app, services, services.printer);
  },
  async parts() {
    const { pressParts } = await import('./pages/parts.ts');
    return pressParts;
  },
  async commands() {
    const { pressCommands } = await import('./commands.ts');
    return [pressCommands];
  },
};
