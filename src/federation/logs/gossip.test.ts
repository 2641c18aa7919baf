import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseCheckpoint } from '#log/checkpoint.ts';
import { primitives } from '#primitives';
import { eventually } from '#testing/eventually.ts';
import { must, startFederation, type TestFederation, type TestNode } from '#testing/federation.ts';
import { entriesOf, fork, logKeyOf } from '#testing/forked-log.ts';
import { deliverFrom, sayBeside } from '#testing/hostile-peer.ts';
import { alertDraft, say } from '#testing/releases.ts';
import { checkpointsFor } from './gossip.ts';
import { mirrored } from './mirror-tables.ts';
import { verifyMisbehaviour } from './misbehaviour.ts';
import { misbehaving } from './misbehaviour-detection.ts';

const VELDMARK = 'did:web:csirt.veldmark.example';
const ARVENIA = 'did:web:cyber.arvenia.example';
const SORREL = 'did:web:cert.sorrel.example';

let federation: TestFederation;
let veldmark: TestNode;
let arvenia: TestNode;
let sorrel: TestNode;

before(async () => {
  const node = (name: string, party: string, territory: string) => {
    return { name, parties: [{ party, name, kind: 'csirt' as const, territory }] };
  };
  federation = await startFederation(
    [
      node('veldmark', VELDMARK, 'XV'),
      node('arvenia', ARVENIA, 'XA'),
      { ...node('sorrel', SORREL, 'XS'), lawless: true },
    ],
    { cadenceMs: 100, mirrorCadenceMs: 100, trouble: (error, doing) => console.error(doing, error) },
  );
  veldmark = federation.node('veldmark');
  arvenia = federation.node('arvenia');
  sorrel = federation.node('sorrel');
});
after(async () => {
  await federation?.[Symbol.asyncDispose]();
});

function copyAt(node: TestNode, size: number) {
  return eventually('a copy that reaches so far', async () => {
    const copy = await mirrored(node.store.connection, sorrel.ledger.origin);
    return copy !== undefined && copy.note !== null && copy.note_size >= size ? copy : undefined;
  });
}

/** Sorrel's log as it is up to this size, with another entry in the place of its last one, and signed. */
async function otherHistory(size: number): Promise<string> {
  const held = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  const entries = await entriesOf(sorrel, Math.min(size, held));
  while (entries.length < size) entries.push(primitives.randomBytes(32));
  entries[entries.length - 1] = primitives.randomBytes(32);
  return (await fork(sorrel, entries)).checkpoint;
}

async function tell(node: TestNode, party: string, heads: readonly string[]): Promise<void> {
  const [statement] = await sayBeside(sorrel, SORREL, [{ type: 'consent', claims: {} }]);
  const items = [{ kind: 'answer', statement: statement! }] as const;
  await deliverFrom({ node: sorrel, party: SORREL }, { node, party }, { items, heads });
}

/** Offline, with the key of the log alone. */
async function provenLies(node: TestNode): Promise<readonly string[]> {
  const logKey = (await logKeyOf(sorrel)).verifier;
  const keys = { logKeys: [logKey], partyKey: () => undefined };
  const stated = await misbehaving(node.store.connection);
  return stated.map(({ proof }) => must(verifyMisbehaviour(proof, keys, Temporal.Now.instant())).sentence);
}

test('a smaller tree than the one shown to the mirror here, and not one that this grew out of, is proven to be a lie', async () => {
  const size = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  await copyAt(arvenia, size);
  assert.deepEqual(await provenLies(arvenia), []);
  await tell(arvenia, ARVENIA, [await otherHistory(size - 2)]);
  const lies = await eventually('the proof', async () => {
    const found = await provenLies(arvenia);
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual(lies, [`The log ${sorrel.ledger.origin} signed two different trees of size ${size - 2}.`]);
});

test('a tree that is larger than the copy here is compared once the copy has grown so far', async () => {
  const size = (await sorrel.ledger.published())?.checkpoint.size ?? 0;
  await copyAt(veldmark, size);
  await tell(veldmark, VELDMARK, [await otherHistory(size + 2)]);
  assert.deepEqual(await provenLies(veldmark), []);
  for (let at = 0; at < 4; at++) await say(sorrel, alertDraft(SORREL, crypto.randomUUID()));
  await eventually('the proof', async () => (await provenLies(veldmark)).length > 0);
});

test('what a node saw of other logs travels to its peers, so that two histories of one meet', async () => {
  const all = [arvenia, veldmark, sorrel].map(({ ledger }) => ledger.origin).sort();
  await eventually('heads of every log', async () => {
    const heads = await checkpointsFor(arvenia.federation.office, veldmark.ledger.origin);
    const origins = heads.map((text) => must(parseCheckpoint(text)).checkpoint.origin);
    return JSON.stringify([...new Set(origins)].sort()) === JSON.stringify(all);
  });
});
