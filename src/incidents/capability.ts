import type { Capability } from '#capability.ts';

/** What is reported, to whom it is passed on, and the case that it adds up to. */
export const incidentsCapability: Capability = {
  name: 'incidents',
  texts: [
    'alert',
    'case-page',
    'desk-rooms',
    'form-links',
    'inbox-filter',
    'next-acts',
    'notices',
    'notify-command',
    'questions',
    'relay',
    'report',
    'sealed',
  ],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { incidentsModel } = await import('./incidents.ts');
    return incidentsModel;
  },
  async routes(app, services) {
    const { incidentRoutes } = await import('./routes.ts');
    incidentRoutes(app, services);
  },
  async pages(app, services) {
    const { incidentPages } = await import('./pages.ts');
    incidentPages(app, { ...services, fetchPeer: services.federation.fetchPeer });
  },
  async parts() {
    const { incidentParts } = await import('./pages/parts.ts');
    return incidentParts;
  },
  async commands() {
    const [{ incidentCommands }, { sealedCommands }] = await Promise.all([
      import('./commands.ts'),
      import('./form/sealed-commands.ts'),
    ]);
    return [incidentCommands, sealedCommands];
  },
};
