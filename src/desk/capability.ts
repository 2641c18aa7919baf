import type { Capability } from '#capability.ts';

/** The search over what a viewer is shown, and how each person looks at what waits. */
export const deskCapability: Capability = {
  name: 'desk',
  texts: ['desk', 'search', 'search-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { deskModel } = await import('./model.ts');
    return () => deskModel;
  },
  async tables() {
    const { DESK_TABLE_SETS } = await import('./tables.ts');
    return { sets: DESK_TABLE_SETS };
  },
  async parts() {
    const { deskParts } = await import('./pages/parts.ts');
    return deskParts;
  },
  async routes(app, services) {
    const [{ partiesKnown }, { deskRoutes }] = await Promise.all([
      import('#parties/view.ts'),
      import('./routes.ts'),
    ]);
    deskRoutes(app, {
      ...services,
      help: () => services.parts.help(),
      parties: () => partiesKnown(services.connection),
    });
  },
  async pages(app, services) {
    const { deskPages } = await import('./pages.ts');
    deskPages(app, services);
  },
  async commands() {
    const { deskCommands } = await import('./commands.ts');
    return [deskCommands];
  },
};
