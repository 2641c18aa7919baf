import { type SearchAnswer, type SearchRooms, search } from '#desk/search.ts';
import type { Viewer } from '#statement/show.ts';

/** What a viewer finds on a node, without parties and help. */
export function searched(
  { connection, reader }: Pick<SearchRooms, 'connection' | 'reader'>,
  viewer: Viewer,
  typed: string,
  before?: number,
): Promise<SearchAnswer> {
  return search({ connection, reader, parties: async () => [], help: [] }, viewer, { typed, before });
}
