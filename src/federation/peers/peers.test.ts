import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PeerFetch, PeerRequest } from '#federation/fetch.ts';
import { standingPeers } from '#federation/peering.ts';
import { pinnedRoot } from '#parties/keys/key-view.ts';
import { eventually } from '#testing/eventually.ts';
import { must, startNode, type TestNode } from '#testing/federation.ts';
import { claimsIn } from '#testing/submit.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { describeParty, formatDescriptor } from './descriptor.ts';
import { formatInvitation, parseInvitation } from './invitation.ts';
import { confirmPeering, invitePeer, peeringRequests, receivePeering, removePeer } from './peers.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';

let veldmark: TestNode & AsyncDisposable;
let arvenia: TestNode & AsyncDisposable;

before(async () => {
  veldmark = await startNode({
    name: 'veldmark',
    parties: [{ party: VELDMARK, name: 'Veldmark CSIRT', kind: 'csirt', territory: 'XV' }],
  });
  arvenia = await startNode({
    name: 'arvenia',
    parties: [{ party: ARVENIA, name: 'Arvenia Centre', kind: 'csirt', territory: 'XA' }],
  });
});
after(async () => {
  await veldmark?.[Symbol.asyncDispose]();
  await arvenia?.[Symbol.asyncDispose]();
});

const host = () => veldmark.person(VELDMARK, 'administrator');
const guest = () => arvenia.person(ARVENIA, 'administrator');

async function invited(): Promise<string> {
  return must(await invitePeer(veldmark.federation.office, host())).invitation;
}

async function accept(invitation: string, fetchPeer: PeerFetch = arvenia.federation.fetchPeer): Promise<string> {
  const accepted = await acceptInvitation(
    arvenia.federation.office,
    fetchPeer,
    guest(),
    invitation,
    'handed over',
  );
  return accepted.ok ? 'accepted' : accepted.refusal.code;
}

function altered(change: (request: PeerRequest, text: string) => string): PeerFetch {
  const real = arvenia.federation.fetchPeer;
  const fetchPeer = async (request: PeerRequest) => {
    const answer = await real(request);
    if (!answer.ok) return answer;
    const body = new TextEncoder().encode(change(request, new TextDecoder().decode(answer.value.body)));
    return { ...answer, value: { ...answer.value, body } };
  };
  return Object.assign(fetchPeer, { [Symbol.dispose]: () => undefined });
}

test('an invitation that names another root than the node shows is not accepted', async () => {
  const invitation = must(parseInvitation(await invited()));
  assert.equal(await accept(formatInvitation({ ...invitation, root: 'A'.repeat(43) })), 'root-not-confirmed');
  assert.deepEqual(await standingPeers(arvenia.store.connection), []);
});

test('a node that describes itself with other keys, another party or garbage is not confirmed', async () => {
  const invitation = await invited();
  const changed = (from: RegExp, to: string) =>
    accept(
      invitation,
      altered((_request, text) => text.replace(from, to)),
    );
  assert.equal(await changed(/"party":"[^"]+"/, `"party":"${ARVENIA}"`), 'descriptor-of-another');
  assert.equal(await changed(/"node":"[^"]+"/, '"node":"http://evil.example"'), 'descriptor-of-another');
  assert.equal(await changed(/"log":"[^"]+"/, '"log":"evil.example/log"'), 'descriptor-malformed');
  assert.equal(await changed(/"comity-node":1/, '"comity-node":2'), 'descriptor-malformed');
  assert.equal(await changed(/"support":\[.*\]/, '"support":[]'), 'root-not-confirmed');
  const other = (await describeParty(arvenia.federation.office, ARVENIA)).log_vkey.replace(
    /^[^+]+/,
    'veldmark.example/log',
  );
  assert.match(
    await changed(/"log_vkey":"[^"]+"/, `"log_vkey":"${other}"`),
    /^(descriptor-malformed|root-not-confirmed)$/,
  );
  assert.equal(
    await accept(
      invitation,
      altered(() => 'hello'),
    ),
    'peer-answer-malformed',
  );
  assert.deepEqual(await standingPeers(arvenia.store.connection), []);
});

test('a code that was never given, or has been used, opens nothing', async () => {
  const line = await invited();
  const invitation = must(parseInvitation(line));
  assert.equal(await accept(formatInvitation({ ...invitation, code: 'A'.repeat(43) })), 'invitation-not-valid');
  let posted = '';
  const listening = altered((request, text) => {
    if (request.body !== undefined) posted = new TextDecoder().decode(request.body);
    return text;
  });
  assert.equal(await accept(line, listening), 'accepted');
  const { presentation } = JSON.parse(posted).confirmation;
  const shown = [...claimsIn(presentation).keys()];
  for (const due of ['peer', 'root', 'node', 'log_origin', 'log_vkey', 'request_vkey'])
    assert.ok(shown.includes(due));
  for (const kept of ['via', 'author']) assert.ok(!shown.includes(kept), `${kept} stays with who confirmed`);
  assert.equal(await accept(line), 'invitation-used');
  const descriptor = JSON.parse(formatDescriptor(await describeParty(arvenia.federation.office, ARVENIA)));
  const proven = { presentation: 'a~', proof: 'b' };
  const again = await receivePeering(veldmark.federation.office, {
    code: invitation.code,
    descriptor,
    confirmation: proven,
  });
  assert.equal(again.ok ? 'taken' : again.refusal.code, 'invitation-used');
});

test('whoever presents itself waits until an administrator has compared its root', async () => {
  const [waiting] = await peeringRequests(veldmark.federation.office, VELDMARK);
  assert.equal(waiting?.party, ARVENIA);
  assert.deepEqual(await standingPeers(veldmark.store.connection), []);
  const { office } = veldmark.federation;
  const wrong = await confirmPeering(office, host(), ARVENIA, 'A'.repeat(43), 'read out');
  assert.equal(wrong.ok ? 'confirmed' : wrong.refusal.code, 'root-not-confirmed');
  const stranger = await confirmPeering(office, host(), 'did:web:other.example', 'A'.repeat(43), 'read out');
  assert.equal(stranger.ok ? 'confirmed' : stranger.refusal.code, 'peering-unknown');
  assert.deepEqual(await standingPeers(veldmark.store.connection), []);
});

test('only an administrator confirms', async () => {
  const root = (await pinnedRoot(arvenia.store.connection, ARVENIA)) ?? '';
  const approver = veldmark.person(VELDMARK, 'approver');
  const refused = await confirmPeering(veldmark.federation.office, approver, ARVENIA, root, 'read out');
  assert.equal(refused.ok ? 'confirmed' : refused.refusal.code, 'not-mandated');
});

test('after both confirmations, each a statement in its own log, both sides hold the peering as mutual', async () => {
  const root = (await pinnedRoot(arvenia.store.connection, ARVENIA)) ?? '';
  must(await confirmPeering(veldmark.federation.office, host(), ARVENIA, root, 'read out by its duty desk'));
  for (const [node, peer] of [
    [veldmark, ARVENIA],
    [arvenia, VELDMARK],
  ] as const) {
    const found = await eventually('a mutual peer', async () => {
      const [known] = await standingPeers(node.store.connection);
      return known?.mutual ? known : undefined;
    });
    assert.equal(found.party, peer);
  }
  assert.deepEqual(await peeringRequests(veldmark.federation.office, VELDMARK), []);
});

test('a garbled presentation is refused with a code', async () => {
  for (const body of [
    undefined,
    null,
    1,
    'x',
    [],
    {},
    { code: 'x' },
    { code: 'x', descriptor: {}, confirmation: {} },
  ]) {
    const refused = await receivePeering(veldmark.federation.office, body);
    assert.equal(refused.ok ? 'taken' : refused.refusal.code, 'descriptor-malformed');
  }
});

test('a removal ends the peering until it is confirmed anew', async () => {
  must(await removePeer(veldmark.federation.office, host(), ARVENIA, 'Its node was taken over'));
  assert.deepEqual(await standingPeers(veldmark.store.connection), []);
  const again = await removePeer(veldmark.federation.office, host(), ARVENIA, 'twice');
  assert.equal(again.ok ? 'removed' : again.refusal.code, 'peer-not-confirmed');
});
