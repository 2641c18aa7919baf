/** Follows every link that a person in a seat can follow, over HTTP: what a browser is then shown is found, not listed. */

/** A page that was asked for: the address first found for its kind, and who pointed there. */
export type Visited = {
  readonly path: string;
  readonly kind: string;
  readonly from: string;
  readonly status: number;
  readonly isPage: boolean;
};

/** So many addresses of one kind (`/statements/*`) are followed; more would show the same page again. */
const EACH_KIND = 2;
const PAGES_LIMIT = 400;
const ANSWER_LIMIT_MS = 30_000;
/** Streams that never end, and files whose making is tested elsewhere. */
const NOT_FOLLOWED = /^\/(events|demo\/|assets\/)|[/.]pdf$|\/figures$/;
/** The same page in another language. */
const OTHER_LANGUAGE = /[?&]lang=/;

export type Crawling = {
  /** Called for each page, with what stands on it. */
  readonly onPage?: (page: { readonly path: string; readonly text: string }) => void;
  readonly eachKind?: number;
};

/** Breadth first from `starts`. A query is part of an address but not of its kind, so a filter is one page. */
export async function crawl(
  node: string,
  seat: string | null,
  starts: readonly string[],
  { onPage, eachKind = EACH_KIND }: Crawling = {},
): Promise<readonly Visited[]> {
  const cookie = seat === null ? '' : await cookieOf(node, seat);
  const seen = new Set<string>(starts);
  const perKind = new Map<string, number>();
  const waiting = starts.map((path) => ({ path, from: 'the start' }));
  const visited: Visited[] = [];
  for (let next = waiting.shift(); next !== undefined && visited.length < PAGES_LIMIT; next = waiting.shift()) {
    const kind = kindOf(next.path);
    const before = perKind.get(kind) ?? 0;
    if (before >= eachKind) continue;
    perKind.set(kind, before + 1);
    const answer = await fetch(`${node}${next.path}`, {
      headers: { cookie, accept: 'text/html' },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
    const isPage = (answer.headers.get('content-type') ?? '').startsWith('text/html');
    visited.push({ ...next, kind, status: answer.status, isPage });
    if (!isPage) await answer.body?.cancel();
    const text = isPage ? await answer.text() : '';
    if (isPage) onPage?.({ path: next.path, text });
    for (const path of linksOf(text, next.path)) {
      if (seen.has(path)) continue;
      seen.add(path);
      waiting.push({ path, from: next.path });
    }
  }
  return visited;
}

/** The address without what tells one page of a kind from the next: identifiers, digests, parties, rooms, queries. */
export function kindOf(path: string): string {
  return path
    .replace(/\?.*$/s, '')
    .replace(/^\/api\/[a-z-]+$/u, '/api/*')
    .split('/')
    .map((part) => (/^([0-9a-f-]{36}|[A-Za-z0-9_-]{43}|did[:%].*|\d+)$/.test(part) ? '*' : part))
    .join('/');
}

/** Links of a page within its own site, without what they lead to inside the page. */
function linksOf(text: string, base: string): readonly string[] {
  return [...text.matchAll(/<a\b[^>]*?\shref="([^"]+)"/g)].flatMap(([, href = '']) => {
    const plain = href.replaceAll('&amp;', '&').replaceAll('&#39;', "'");
    if (/^(https?:|mailto:|tel:|#)/.test(plain)) return [];
    const { pathname, search } = new URL(plain, `http://node.invalid${base}`);
    return NOT_FOLLOWED.test(pathname) || OTHER_LANGUAGE.test(search) ? [] : [`${pathname}${search}`];
  });
}

export async function cookieOf(node: string, seat: string): Promise<string> {
  const answer = await fetch(`${node}/demo/seat/${seat}?next=/sign-in/done`, { redirect: 'manual' });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}
