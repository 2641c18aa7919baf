import type { SearchServices } from '#desk/search.ts';
import type { PageServices } from '#site/services.ts';

export function searchServices(services: PageServices): SearchServices {
  return {
    ...services,
    help: () => services.parts.help(),
    async parties() {
      return (await services.partyNames()).parties.values();
    },
  };
}
