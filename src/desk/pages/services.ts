import type { HelpSource } from '#desk/help-view.ts';
import type { SearchRooms } from '#desk/search.ts';
import type { PageRooms } from '#site/services.ts';

/** What the pages of the desk stand on. */
export type DeskRooms = PageRooms & { readonly help: readonly HelpSource[] };

export function searchRooms(rooms: DeskRooms): SearchRooms {
  return {
    ...rooms,
    async parties() {
      return (await rooms.partyNames()).parties.values();
    },
  };
}
