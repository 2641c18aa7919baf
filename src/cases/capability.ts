import type { Capability } from '#capability.ts';

/** What every desk needs of a case and never says: references, who has taken it, notes. */
export const casesCapability: Capability = {
  name: 'cases',
  texts: ['case-desk'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { casesModel } = await import('./model.ts');
    return () => casesModel;
  },
  async tables() {
    const { CASE_TABLE_SETS } = await import('./tables.ts');
    return { sets: CASE_TABLE_SETS };
  },
  async pages(app, services) {
    const { caseDeskPages } = await import('./pages/case-desk-routes.ts');
    caseDeskPages(app, services);
  },
  async parts() {
    const { casesParts } = await import('./pages/parts.ts');
    return casesParts;
  },
};
