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

/** What nobody and somebody in a seat are shown differs much on these; elsewhere the seat's page has all of nobody's. */
const FOR_ANYBODY = ['/', '/report', '/cases', '/duties'];
/** Pages made by one function from a list of laws, stages or texts: one stands for all. */
const FROM_A_LIST = /^(\/duties\/regimes|\/contacts\/templates|\/report-once\/\*\/[^/]+)\/[^/]+/;

/** One page of each kind, by the seat that sees most of it: those who sign in before nobody. */
export function onePageOfEachKind(walks: readonly Walk[]): readonly (Place & { readonly kind: string })[] {
  const found = new Map<string, Place & { readonly kind: string }>();
  const seatsFirst = [...walks].sort((one, other) => Number(one.seat === null) - Number(other.seat === null));
  for (const { node, seat, visited } of seatsFirst) {
    for (const { path, kind, status, isPage } of visited) {
      const shape = kind.replace(FROM_A_LIST, '$1/*').replace(/^\/report-once\/\*\/[^/]+/, '/report-once/*/*');
      const name = seat === null && FOR_ANYBODY.includes(shape) ? `${shape} (public)` : shape;
      if (isPage && status === 200 && !found.has(name)) found.set(name, { node, seat, path, kind: name });
    }
  }
  return [...found.values()];
}
