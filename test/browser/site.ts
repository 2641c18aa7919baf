import type { App, Identities, NodeDescription } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import type { TestPage } from '#testing/browser.ts';
import { freePort } from '#testing/free-port.ts';
import { peoplePages } from '#web/refusal-page.ts';

/** A server on a free loopback port with the pages that a test registers, and nobody signed in by default. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly app: App;
}

const NOBODY: Identities = { fromSession: async () => null, fromToken: async () => null };

export async function openSite(
  register: (app: App) => Promise<void> | void,
  { node = {}, identities = NOBODY }: { node?: Partial<NodeDescription>; identities?: Identities } = {},
): Promise<Site> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const app = await buildServer({
    node: {
      name: 'CSIRT North',
      operator: 'the National CSIRT of North',
      publicUrl: url,
      realm: 'exercise:browser-test',
      exercise: true,
      demo: true,
      emergencyPhone: '+999 10 555 0112',
      ...node,
    },
    identities,
    people: peoplePages,
  });
  await register(app);
  await app.listen({ host: 'localhost', port });
  return { url, app, [Symbol.asyncDispose]: () => app.close() };
}

/** The check page shows the steps of its result one after the other; resolves once the last of them stands there. */
export async function shownInFull({ page }: TestPage): Promise<void> {
  await page.locator('#verdict').waitFor();
  await page.waitForFunction(() => document.querySelector('#result [hidden]') === null);
}
