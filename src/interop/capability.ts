import type { Capability } from '#capability.ts';

/** What other formats say, read into facts and drafts, and written from them. */
export const interopCapability: Capability = {
  name: 'interop',
  texts: ['import-command'],
  async codes() {
    const lists = await Promise.all([import('./misp/codes.ts'), import('./veris/codes.ts')]);
    return lists.flatMap((list) => Object.values(list).flat());
  },
  async routes(app, { reader, rulebook }) {
    const { mispRoutes } = await import('./misp/routes.ts');
    mispRoutes(app, { reader, book: rulebook.regimes });
  },
  async commands() {
    const [{ mispCommands }, { verisCommands }] = await Promise.all([
      import('./misp/commands.ts'),
      import('./veris/commands.ts'),
    ]);
    return [mispCommands, verisCommands];
  },
};
