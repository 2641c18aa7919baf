import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FEDERATION_ACTS } from '#federation/acts.ts';
import { standingPeers } from '#federation/peering.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { PARTY_ACTS } from '#parties/acts.ts';
import { createAuthority } from '#parties/authority.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { createPartyNames } from '#parties/party-names.ts';
import { rolesOf, viewerFor } from '#parties/view.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { startNode, TEST_REALM, type TestNode } from '#testing/federation.ts';
import { buildAssets } from '#web/assets.ts';
import { peoplePages } from '#web/refusal-page.ts';
import { peerPages } from './peer-pages.ts';

const NORTH = 'did:web:csirt.north.example';
const SOUTH = 'did:web:csirt.south.example';

type Site = AsyncDisposable & { readonly node: TestNode & AsyncDisposable; readonly app: App };
let north: Site;
let south: Site;

/** The page of one node; the token of a request names the role of who is signed in. */
async function siteOf(name: string, party: string, territory: string): Promise<Site> {
  const node = await startNode({ name, parties: [{ party, name, kind: 'csirt', territory }] }, { cadenceMs: 100 });
  const authority = createAuthority([FEDERATION_ACTS, PARTY_ACTS]);
  const { connection } = node.store;
  const signIn = async (token: string) => {
    const role = token.startsWith('approver') ? 'approver' : 'administrator';
    const actor = node.person(party, role);
    const now = node.ledger.now();
    const roles = await rolesOf(connection, actor, party, now);
    return { actor, viewer: await viewerFor(connection, actor, now), name: role, partyName: name, roles };
  };
  const app = await buildServer({
    node: { name, operator: name, publicUrl: node.url, realm: TEST_REALM, exercise: true, demo: false },
    identities: { fromSession: async () => null, fromToken: signIn },
    people: peoplePages,
  });
  checkAnswers(app);
  peerPages(app, {
    federation: node.federation,
    authority,
    partyNames: createPartyNames(connection, node.ledger),
  });
  return {
    node,
    app,
    async [Symbol.asyncDispose]() {
      await app.close();
      await node[Symbol.asyncDispose]();
    },
  };
}

beforeEach(async () => {
  await buildAssets();
  north = await siteOf('north', NORTH, 'XN');
  south = await siteOf('south', SOUTH, 'XS');
});
afterEach(async () => {
  await north[Symbol.asyncDispose]();
  await south[Symbol.asyncDispose]();
});

async function ask(site: Site, url: string, fields?: Readonly<Record<string, string>>, role = 'administrator') {
  const reply = await site.app.inject({
    method: fields === undefined ? 'GET' : 'POST',
    url,
    headers: {
      authorization: `Bearer ${role.padEnd(43, '.')}`,
      ...(fields === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(fields === undefined ? {} : { payload: new URLSearchParams(fields).toString() }),
  });
  return { status: reply.statusCode, body: reply.body, location: String(reply.headers.location ?? '') };
}

const errorsIn = (body: string) => [...body.matchAll(/href="#field-([a-z_]+)"/g)].map((match) => match[1] ?? '');

async function invitation(): Promise<string> {
  const { body } = await ask(north, '/peers/invitations', {});
  return /id="invitation">([^<]+)</.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

test('two administrators become peers through the pages: invited, accepted, compared, confirmed', async () => {
  assert.match((await ask(north, '/peers')).body, /No peer yet/);
  const line = await invitation();
  const accepted = await ask(south, '/peers/acceptances', { invitation: line, via: 'handed over in person' });
  assert.equal(accepted.location, '/peers', errorsIn(accepted.body).join());
  assert.match((await ask(south, '/peers')).body, /Our side only/);

  const waiting = await ask(north, '/peers');
  const compare = `/peers/requests/${encodeURIComponent(SOUTH)}`;
  assert.match(waiting.body, /Waiting to be confirmed by you/);
  const root = (await pinnedRoot(south.node.store.connection, SOUTH)) ?? '';
  assert.ok((await ask(north, compare)).body.includes(root));
  const wrong = await ask(north, compare, { root: 'A'.repeat(43), via: 'called them' });
  assert.deepEqual([wrong.status >= 400, errorsIn(wrong.body)], [true, ['root']]);
  const spoken = `${root.slice(0, 20)} ${root.slice(20)}`;
  const confirmed = await ask(north, compare, { root: spoken, via: 'called the listed duty desk' });
  assert.equal(confirmed.location, '/peers');
  assert.match((await ask(north, '/peers')).body, /Both sides/);
});

test('an invitation that is none, or none at all, is refused at its field and confirms nobody', async () => {
  const empty = await ask(south, '/peers/acceptances', {});
  assert.deepEqual(errorsIn(empty.body).sort(), ['invitation', 'via']);
  const wrong = await ask(south, '/peers/acceptances', { invitation: 'comity-peer nonsense', via: 'x' });
  assert.deepEqual([wrong.status >= 400, errorsIn(wrong.body)], [true, ['invitation']]);
  assert.match(wrong.body, /comity-peer nonsense/);
  assert.deepEqual(await standingPeers(south.node.store.connection), []);
});

test('a peer is removed by its own page, with a reason, and stands there no more', async () => {
  await ask(south, '/peers/acceptances', { invitation: await invitation(), via: 'handed over in person' });
  const path = `/peers/${encodeURIComponent(NORTH)}/remove`;
  assert.match((await ask(south, path)).body, /until it is confirmed anew/);
  assert.deepEqual(errorsIn((await ask(south, path, {})).body), ['reason']);
  assert.equal((await ask(south, path, { reason: 'Two histories of its log' })).location, '/peers');
  assert.match((await ask(south, '/peers')).body, /No peer yet/);
  assert.ok((await ask(south, path)).status >= 400);
});

test('who does not administer sees the peers, and is offered nothing to change', async () => {
  const { status, body } = await ask(north, '/peers', undefined, 'approver');
  assert.equal(status, 200);
  assert.doesNotMatch(body, /<form[^>]*action="\/peers|\/remove"/);
  for (const path of [
    '/peers/invitations',
    '/peers/acceptances',
    `/peers/requests/${encodeURIComponent(SOUTH)}`,
  ]) {
    assert.equal((await ask(north, path, { invitation: 'x', via: 'x', root: 'x' }, 'approver')).status, 403, path);
  }
});

test('a party that never presented itself is not confirmed', async () => {
  const path = `/peers/requests/${encodeURIComponent('did:web:stranger.example')}`;
  assert.ok((await ask(north, path)).status >= 400);
  assert.ok((await ask(north, path, { root: 'A'.repeat(43), via: 'x' })).status >= 400);
});
