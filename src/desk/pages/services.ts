import type { HelpSource } from '#desk/help-view.ts';
import type { SearchServices } from '#desk/search.ts';
import type { PageServices } from '#site/services.ts';

/** What the pages of the desk stand on. */
export type DeskServices = PageServices & { readonly help: readonly HelpSource[] };

export function searchServices(services: DeskServices): SearchServices {
  return {
    ...services,
    async parties() {
      return (await services.partyNames()).parties.values();
    },
  };
}
