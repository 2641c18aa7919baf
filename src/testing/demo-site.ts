import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type DemoFederation, startDemo } from '#demo/federation.ts';
import { openBrowser, type TestBrowser, type TestPage, type View, whySkipped } from './browser.ts';
import { freePort } from './free-port.ts';

/** The guide's, and one beside it for each node. */
const PORTS = 4;

/** The demo's federation and a browser, for walking through it seat by seat. */
export interface DemoSite extends AsyncDisposable {
  /** Opens a page of a node as the person in a seat, or as nobody. */
  sit(
    node: 'veldmark' | 'arvenia' | 'northern-shelf',
    seat: string | null,
    path: string,
    view?: View,
  ): Promise<TestPage>;
  url(node: 'veldmark' | 'arvenia' | 'northern-shelf'): string;
  /** What a node failed at in the background; empty when all went well. */
  readonly troubles: readonly string[];
  readonly demo: DemoFederation;
}

/** The site of one test file, closed after its last test. Where `skip` says why there is none, no test may ask it. */
export async function siteForTests(): Promise<{ readonly skip: string | false; readonly site: DemoSite }> {
  const skip = whySkipped();
  const site = skip === false ? await openDemoSite() : undefined;
  after(() => site?.[Symbol.asyncDispose]());
  return { skip, site: site! };
}

export async function openDemoSite(): Promise<DemoSite> {
  const folder = await mkdtemp(join(tmpdir(), 'comity-demo-'));
  const troubles: string[] = [];
  const trouble = (failure: unknown, doing: string) => troubles.push(`${doing}: ${String(failure)}`);
  const demo = await startDemo({ folder, port: await freePort(PORTS), trouble });
  if (!demo.ok) throw new Error(demo.refusal.sentence);
  const opened = await openBrowser();
  if (!opened.ok) throw new Error(opened.refusal.sentence);
  const browser: TestBrowser = opened.value;
  const url = (name: string) => demo.value.nodes.find(({ cast }) => cast.name === name)!.url;
  return {
    url,
    troubles,
    demo: demo.value,
    sit: (node, seat, path, view) =>
      browser.open(
        seat === null ? `${url(node)}${path}` : `${url(node)}/demo/seat/${seat}?next=${encodeURIComponent(path)}`,
        view,
      ),
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await demo.value[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
