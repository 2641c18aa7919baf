import type { Capability } from '#capability.ts';

/** Report once: the facts of a case, what each law’s stage asks of them, the signed report. */
export const reportingCapability: Capability = {
  name: 'reporting',
  texts: ['filed-elsewhere', 'report-command', 'report-once', 'report-withdrawal', 'ruled-out'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { reportingModel } = await import('./reporting.ts');
    return ({ reckoning }) => reportingModel(reckoning.regimes);
  },
  async routes(app, services) {
    const { reportingRoutes } = await import('./routes.ts');
    const names = async () => ({ party: (await services.partyNames()).name, states: services.stateNames });
    reportingRoutes(app, { ...services, book: services.rulebook.regimes, names });
  },
  async pages(app, services) {
    const { reportingPages } = await import('./pages.ts');
    reportingPages(app, { ...services, book: services.rulebook.regimes });
  },
  async parts() {
    const { reportingParts } = await import('./pages/parts.ts');
    return reportingParts;
  },
  async commands() {
    const { reportingCommands } = await import('./commands.ts');
    return [reportingCommands];
  },
};
