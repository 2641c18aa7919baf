/** The pages of a demo that has played its scenes, in a browser whose processor is slowed down. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whySkipped } from '#testing/browser.ts';
import { crawl } from '#testing/crawl.ts';
import { type DemoSite, openDemoSite } from '#testing/demo-site.ts';
import { onePageOfEachKind, type Walk } from '#testing/demo-walk.ts';
import { fillDemo, type Place } from '#testing/full-demo.ts';
import { OTHER_PAGE_SCRIPT_KIB, REPORT_PAGE_SCRIPT_KIB } from '#testing/script-weight.ts';
import { figure, percentile } from './figure.ts';
import { longestMs, medianOf, noteInteractions } from './interactions.ts';
import { actsOn } from './page-acts.ts';
import { firstPaintMs, SLOWDOWN, slowDown, type Visit, visit } from './page-visits.ts';
import type { BenchOptions, Row } from './row.ts';

const FIRST_PAINT_MS = 500;
const INTERACTION_MS = 100;
const ROUNDS = 3;
/** One look at each kind of page finds the slowest; these are looked at again, so that a hiccup is no figure. */
const LOOKED_AT_AGAIN = 8;
const WITH_FEW_PAGES = 12;
/** Who between them are shown nearly every kind of page: those who report, those who receive, and anybody. */
const SEATS = ['duty-officer', 'operator', null] as const;
const EMPTY_PAGE =
  '<!doctype html><html lang="en"><title>Empty</title><link rel="icon" href="data:,"><p>Empty</p><button>Press</button></html>';

type Seen = Visit & { readonly place: Place; readonly name: string };
type Raw = { readonly firstPaint: number; readonly press: number };

export async function run(options: BenchOptions): Promise<readonly Row[]> {
  const { quick, say } = options;
  const missing = whySkipped();
  if (missing !== false) {
    say(`skipped: ${missing}`);
    return [];
  }
  const rounds = quick ? 1 : ROUNDS;
  await using site = await openDemoSite();
  say('the demo plays its scenes');
  const more = await fillDemo(site);
  say('following every link');
  const kinds = onePageOfEachKind(await walk(site, more));
  const few = kinds.filter(({ kind }, at) => at < WITH_FEW_PAGES || /^\/(?:report|check)/.test(kind));
  const raw = await emptyPage(site, rounds);
  const { seen, errors } = await lookAtAll(site, quick ? few : kinds, say);
  const slowest = await lookAgain(site, seen, rounds);
  return [
    ...scriptRows(seen),
    ...paintRows(seen, slowest, raw),
    ...(await interactionRows(site, more, rounds, raw, say)),
    ...soundRows(seen, errors),
  ];
}

async function walk(site: DemoSite, more: readonly Place[]): Promise<readonly Walk[]> {
  const walks: Walk[] = [];
  for (const seat of SEATS) {
    const also = more.filter((place) => place.node === 'veldmark' && place.seat === seat).map(({ path }) => path);
    const starts = [...also, ...(seat === null ? [] : ['/desk']), '/'];
    walks.push({ node: 'veldmark', seat, visited: await crawl(site.url('veldmark'), seat, starts) });
  }
  return walks;
}

/** What no page of ours could undercut on this machine: one line and a button that does nothing. */
async function emptyPage(site: DemoSite, rounds: number): Promise<Raw> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(EMPTY_PAGE);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    await using tab = await site.sit('veldmark', null, '/');
    await noteInteractions(tab.page);
    await slowDown(tab.page);
    const firstPaint = await medianOf(rounds, () => firstPaintMs(tab.page, address));
    const press = await medianOf(rounds, () => longestMs(tab.page, () => tab.page.locator('button').click()));
    return { firstPaint, press };
  } finally {
    server.close();
  }
}

type Kind = ReturnType<typeof onePageOfEachKind>[number];

async function lookAtAll(
  site: DemoSite,
  kinds: readonly Kind[],
  say: BenchOptions['say'],
): Promise<{ readonly seen: readonly Seen[]; readonly errors: readonly string[] }> {
  const seen: Seen[] = [];
  const errors: string[] = [];
  for (const places of Map.groupBy(kinds, ({ node, seat }) => `${node} ${seat}`).values()) {
    const { node, seat } = places[0]!;
    say(`${places.length} kinds of pages as ${seat ?? 'nobody'}`);
    const tab = await site.sit(node, seat, '/sign-in/done');
    try {
      await slowDown(tab.page);
      for (const { kind, ...place } of places) {
        seen.push({ ...(await visit(tab.page, site.url(node), place.path)), place, name: kind });
      }
      errors.push(...tab.problems);
    } finally {
      // Not disposed: what went wrong on a page is a figure here.
      await tab.page.context().close();
    }
  }
  for (const error of errors) say(error);
  return { seen, errors };
}

/** The slowest pages again, each as many times as there are rounds; the slowest by its median comes first. */
async function lookAgain(site: DemoSite, seen: readonly Seen[], rounds: number): Promise<readonly Seen[]> {
  const slow = seen.toSorted((one, other) => other.firstPaintMs - one.firstPaintMs).slice(0, LOOKED_AT_AGAIN);
  const again: Seen[] = [];
  for (const one of slow) {
    const { node, seat, path } = one.place;
    await using tab = await site.sit(node, seat, '/sign-in/done');
    await slowDown(tab.page);
    const address = `${site.url(node)}${path}`;
    again.push({ ...one, firstPaintMs: await medianOf(rounds, () => firstPaintMs(tab.page, address)) });
    await tab.page.waitForLoadState();
  }
  return again.toSorted((one, other) => other.firstPaintMs - one.firstPaintMs);
}

function scriptRows(seen: readonly Seen[]): readonly Row[] {
  const heaviest = (isReport: boolean) =>
    seen.filter((one) => one.isReport === isReport).toSorted((one, other) => other.scriptKib - one.scriptKib)[0];
  const row = (who: string, one: Seen | undefined, target: number): Row => {
    if (one === undefined) throw new Error(`bench: none of the ${who} was seen`);
    const name = `script of ${who}, compressed; most on ${one.name}`;
    return figure({ name, value: one.scriptKib, unit: 'KiB', better: 'less', target });
  };
  return [
    row('report pages', heaviest(true), REPORT_PAGE_SCRIPT_KIB),
    row('other pages', heaviest(false), OTHER_PAGE_SCRIPT_KIB),
  ];
}

function paintRows(seen: readonly Seen[], slowest: readonly Seen[], raw: Raw): readonly Row[] {
  const middle = percentile(
    seen.map(({ firstPaintMs: ms }) => ms),
    0.5,
  );
  const row = (name: string, value: number): Row =>
    figure({
      name: `first contentful paint at ${SLOWDOWN}× slowdown, ${name}`,
      value,
      unit: 'ms',
      better: 'less',
      beside: raw.firstPaint,
      target: FIRST_PAINT_MS,
    });
  return [
    row(`median of ${seen.length} kinds of pages`, middle),
    ...slowest
      .slice(0, 3)
      .map((one, at) => row(`${at === 0 ? 'slowest' : 'next'}: ${one.name}`, one.firstPaintMs)),
  ];
}

function soundRows(seen: readonly Seen[], errors: readonly string[]): readonly Row[] {
  const loose = seen.filter((one) => one.loose.length > 0).length;
  const none = (name: string, value: number): Row =>
    figure({ name: `${name}, of ${seen.length} kinds`, value, unit: 'pages', better: 'less', target: 0 });
  return [
    none('pages whose policy allows anything unsafe', loose),
    none('errors in the console or on the wire', errors.length),
  ];
}

async function interactionRows(
  site: DemoSite,
  places: readonly Place[],
  rounds: number,
  raw: Raw,
  say: BenchOptions['say'],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const act of actsOn(places)) {
    say(act.name);
    await using tab = await site.sit(act.place.node, act.place.seat, '/sign-in/done');
    await noteInteractions(tab.page);
    await slowDown(tab.page);
    const address = `${site.url(act.place.node)}${act.place.path}`;
    const value = await medianOf(rounds, async () => {
      await tab.page.goto(address);
      await act.before?.(tab.page);
      return longestMs(tab.page, () => act.does(tab.page));
    });
    const name = `interaction to next paint at ${SLOWDOWN}× slowdown: ${act.name}`;
    const beside = raw.press;
    rows.push(figure({ name, value, unit: 'ms', better: 'less', beside, target: INTERACTION_MS }));
  }
  return rows;
}
