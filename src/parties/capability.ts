import type { Capability } from '#capability.ts';

/** Who exists and who may act for it: keys, mandates, sign-in, the workspace, guests. */
export const partiesCapability: Capability = {
  name: 'parties',
  texts: ['administration', 'guest-mail', 'parties', 'party-look-alike', 'sign-in'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { partiesModel } = await import('./parties.ts');
    return () => partiesModel;
  },
  async tables() {
    const { MOMENT_TABLE_SETS, PARTY_TABLE_SETS } = await import('./parties.ts');
    return { sets: PARTY_TABLE_SETS, ofTheMoment: MOMENT_TABLE_SETS };
  },
  async routes(app, services) {
    const [{ relyingPartyOf }, { partyRoutes }] = await Promise.all([
      import('./persons/passkeys.ts'),
      import('./routes.ts'),
    ]);
    const { settings, mailer, ...rest } = services;
    partyRoutes(app, {
      ...rest,
      relyingParty: relyingPartyOf(settings.publicUrl, settings.operatedBy),
      language: settings.language,
      ...(mailer === undefined ? {} : { mailer }),
    });
  },
  async pages(app, services) {
    const { partyPages } = await import('./pages.ts');
    partyPages(app, services);
  },
  async parts() {
    const { partyParts } = await import('./pages/parts.ts');
    return partyParts;
  },
};
