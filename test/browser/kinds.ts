/** Every kind of page that somebody in a seat of the demo is led to, once, in the seat that is led there first. */
import type { DemoSite } from '#testing/demo-site.ts';
import { crawl, type Visited } from './crawl.ts';
import type { NodeName, Place } from './full-demo.ts';

export type Walk = { readonly node: NodeName; readonly seat: string | null; readonly visited: readonly Visited[] };

/** Walks every node as nobody and as everybody who has a seat there. */
export async function walkEverySeat(site: DemoSite, alsoFrom: readonly Place[]): Promise<readonly Walk[]> {
  const walks: Walk[] = [];
  for (const { cast, url, seats } of site.demo.nodes) {
    const node = cast.name as NodeName;
    for (const seat of [null, ...seats.map(({ name }) => name)]) {
      const also = alsoFrom.filter((place) => place.node === node && place.seat === seat).map(({ path }) => path);
      const visited = await crawl(url, seat, [...also, ...(seat === null ? [] : ['/desk']), '/']);
      walks.push({ node, seat, visited });
    }
  }
  return walks;
}

/** One page of each kind; the laws and the templates are shown by one page each, so two of them stand for all. */
export function onePageOfEachKind(walks: readonly Walk[]): readonly (Place & { readonly kind: string })[] {
  const found = new Map<string, Place & { readonly kind: string }>();
  for (const { node, seat, visited } of walks) {
    for (const { path, kind, status, isPage } of visited) {
      const shape = kind.replace(/^(\/duties\/regimes|\/contacts\/templates)\/.+$/, '$1/*');
      // What nobody and a person in a seat are shown differs, so it counts as two kinds.
      const name = seat === null ? `${shape} (public)` : shape;
      if (isPage && status === 200 && !found.has(name)) found.set(name, { node, seat, path, kind: name });
    }
  }
  return [...found.values()];
}
