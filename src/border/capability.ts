import type { Capability } from '#capability.ts';

/** Where services reach, which states a case concerns, who was told. */
export const borderCapability: Capability = {
  name: 'border',
  texts: ['border', 'border-command'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { borderModel } = await import('./model.ts');
    return () => borderModel;
  },
  async routes(app, services) {
    const { borderRoutes } = await import('./routes.ts');
    borderRoutes(app, services);
  },
  async pages(app, services) {
    const [{ borderPages }, { footprintPages }] = await Promise.all([
      import('./pages/border-pages.ts'),
      import('./pages/footprint-pages.ts'),
    ]);
    borderPages(app, services);
    footprintPages(app, services);
  },
  async parts() {
    const { borderParts } = await import('./pages/parts.ts');
    return borderParts;
  },
  async commands() {
    const { borderCommands } = await import('./commands.ts');
    return [borderCommands];
  },
};
