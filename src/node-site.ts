/** What the capabilities of a node put on its server: addresses for programs and people, and parts of each other's pages. */
import type { FastifyInstance } from 'fastify';
import type { Capability, SiteServices } from '#capability.ts';
import type { App } from '#http/contract.ts';
import { oneOwner } from '#site/one-owner.ts';
import { statementFormPages } from '#site/pages.ts';
import { addedParts } from '#site/parts.ts';

/** Throws where two of them answer at one address. */
export async function registerSite(
  app: App,
  services: Omit<SiteServices, 'parts'>,
  capabilities: readonly Capability[],
): Promise<SiteServices> {
  const loaded = await Promise.all(capabilities.map(async ({ name, parts }) => ({ name, ...(await parts?.()) })));
  const all: SiteServices = { ...services, parts: addedParts(loaded, () => all) };
  const owner = ownersOfAddresses(app);
  for (const { name, routes, pages } of capabilities) {
    owner.is(name);
    await routes?.(app, all);
    await pages?.(app, all);
  }
  owner.is('site');
  statementFormPages(app, all);
  owner.isNone();
  return all;
}

/** Addresses differ by their paths alone: two parameters in one place are one, whatever they are called. */
function ownersOfAddresses(app: FastifyInstance) {
  const claim = oneOwner('address');
  let owner: string | undefined;
  app.addHook('onRoute', ({ method, url }) => {
    if (owner === undefined) return;
    const place = url.replaceAll(/:[A-Za-z]+/gu, ':');
    for (const one of [method].flat()) claim(`${one} ${place}`, owner);
  });
  return {
    is(name: string) {
      owner = name;
    },
    isNone() {
      owner = undefined;
    },
  };
}
