import { CAPABILITIES } from '#capabilities.ts';
import { knowCodesOf } from '#help/next-steps.ts';
import type { App, NodeDescription } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { buildAssets } from '#web/assets.ts';
import { peoplePages } from '#web/refusal-page.ts';

/** A server of pages on which nobody is signed in, for the rooms that a test registers on it. */
export async function pageServer(node: Partial<NodeDescription> = {}): Promise<App> {
  await buildAssets();
  await knowCodesOf(CAPABILITIES);
  return buildServer({
    node: {
      name: 'Test node',
      operator: 'the tests',
      publicUrl: 'https://node.example',
      realm: 'exercise:test',
      exercise: true,
      demo: false,
      ...node,
    },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: peoplePages,
  });
}
