import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoFederation, startDemo } from '#demo/federation.ts';
import { openBrowser, type TestBrowser, type TestPage, type View } from './browser.ts';
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
