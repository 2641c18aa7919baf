import type { Capability } from '#capability.ts';

/** What a law, an agreement or a norm asks, and by when; who kept their word. */
export const obligationsCapability: Capability = {
  name: 'obligations',
  texts: ['clocks', 'duties', 'duty-command', 'obligations', 'promises', 'scores', 'sureness', 'why'],
  async codes() {
    const lists = await Promise.all([import('./codes.ts'), import('./regimes/regime-codes.ts')]);
    return lists.flatMap((list) => Object.values(list).flat());
  },
  async model() {
    const { obligationsModel } = await import('./obligations.ts');
    return ({ reckoning }) => obligationsModel(reckoning);
  },
  async routes(app, services) {
    const { obligationRoutes } = await import('./routes.ts');
    obligationRoutes(app, { ...services, fictional: services.settings.stateGroups });
  },
  async pages(app, services) {
    const { obligationPages } = await import('./pages.ts');
    const exerciseStates = Object.keys(services.stateNames);
    obligationPages(app, { ...services, exerciseStates, fictional: services.settings.stateGroups });
  },
  async parts() {
    const { obligationParts } = await import('./pages/parts.ts');
    return obligationParts;
  },
  async commands() {
    const [{ dutyCommands }, { clockCommands }, { wordCommands }] = await Promise.all([
      import('./finder/duty-commands.ts'),
      import('./clocks/clock-commands.ts'),
      import('./clocks/word-commands.ts'),
    ]);
    return [dutyCommands, clockCommands, wordCommands];
  },
};
