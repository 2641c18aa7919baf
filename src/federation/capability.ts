import type { Capability } from '#capability.ts';

/** What passes between nodes: peers, releases, receipts, recalls, witnesses. */
export const federationCapability: Capability = {
  name: 'federation',
  texts: ['peers'],
  async codes() {
    return Object.values(await import('./codes.ts')).flat();
  },
  async model() {
    const { federationModel } = await import('./model.ts');
    return ({ origin, now }) => federationModel({ ownLog: origin, now });
  },
  async tables() {
    const [{ FEDERATION_TABLE_SETS }, { WITNESS_TABLES }] = await Promise.all([
      import('./federation.ts'),
      import('./logs/witness.ts'),
    ]);
    // A witness must not go on from an older memory than it had.
    return { sets: FEDERATION_TABLE_SETS, ofTheMoment: [WITNESS_TABLES] };
  },
  async routes(app, { federation, authority, reader }) {
    const { federationRoutes } = await import('./routes.ts');
    federationRoutes(app, federation, authority, reader);
  },
  async pages(app, services) {
    const { peerPages } = await import('./peers/pages/peer-pages.ts');
    peerPages(app, services);
  },
  async parts() {
    const { federationParts } = await import('./pages/parts.ts');
    return federationParts;
  },
};
