import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildServer } from '#http/server.ts';
import type { Node } from '#node.ts';
import { accept } from '#outcome.ts';
import { seatRoutes } from './seat-routes.ts';

const HOST = 'node.example';

test('a seat leads to pages of its own node and nowhere else', async () => {
  const app = await buildServer({
    node: {
      name: 'n',
      operator: 'o',
      publicUrl: `https://${HOST}`,
      realm: 'exercise:a',
      exercise: true,
      demo: true,
    },
    identities: { fromSession: async () => null, fromToken: async () => null },
    people: { refusal: (_request, _reply, { code }) => code, keptForm: () => '' },
  });
  const seats = { list: [], sit: async () => accept('s'.repeat(43)) };
  seatRoutes(app, seats, { store: {}, ledger: { now: () => Temporal.Now.instant() } } as unknown as Node);
  async function ledTo(next: string): Promise<unknown> {
    const url = `/demo/seat/operator?next=${encodeURIComponent(next)}`;
    return (await app.inject({ url, headers: { host: HOST } })).headers.location;
  }
  assert.equal(await ledTo('/cases?sort=a#b'), '/cases?sort=a#b');
  assert.equal(await ledTo('/'), '/');
  for (const elsewhere of ['//2130706433', '//evil/x', '/\\evil', 'https://evil', '/%2f', '/\t/evil', '']) {
    assert.equal(await ledTo(elsewhere), undefined, elsewhere);
  }
  await app.close();
});
