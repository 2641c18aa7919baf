import { createReferences } from '#cases/references.ts';
import { type SearchAnswer, type SearchServices, search } from '#desk/search.ts';
import type { Viewer } from '#statement/show.ts';

/** What a viewer finds on a node, without parties and help. */
export function searched(
  { connection, reader }: Pick<SearchServices, 'connection' | 'reader'>,
  viewer: Viewer,
  typed: string,
  before?: number,
): Promise<SearchAnswer> {
  const references = createReferences(connection, 'VM');
  return search({ connection, reader, references, parties: async () => [], help: () => [] }, viewer, {
    typed,
    before,
  });
}
