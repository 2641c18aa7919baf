import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { incidentCommands } from '#incidents/commands.ts';
import { accept, type Outcome, type Refusal, refuse } from '#outcome.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import { verisCommands } from './commands.ts';
import { verisRecord } from './testing/veris-record.ts';

afterEach(() => {
  process.exitCode = undefined;
});

const PARTY = 'did:web:csirt.example';

type Sent = { readonly path: string; readonly body: unknown; readonly key: string | undefined };

/** A terminal that keeps what was said, in front of a node that answers as told. */
function terminal(answer: (sent: Sent) => Outcome<unknown>, me: Outcome<unknown> = accept({ party: PARTY })) {
  const all: Sent[] = [];
  const api: ApiClient = {
    url: 'http://127.0.0.1:9',
    get: async (path) => (path === '/api/v1/me' ? me : refuse('unreachable', 'x')),
    bytes: async () => refuse('unreachable', 'x'),
    async post(path, body, key) {
      const sent = { path, body, key };
      all.push(sent);
      return answer(sent);
    },
  };
  const { heard, run } = heardCommands(api, (program, context) => {
    incidentCommands(program, context);
    verisCommands(program, context);
  });
  return { heard: { ...heard, sent: all }, run };
}

async function fileWith(name: string, content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'comity-command-'));
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const DRAFT = JSON.stringify({ type: 'near-miss', claims: { summary: 'A door stood open.' } });
const CASE = '6a0b8f4e-0c7d-4f0a-9b1e-000000000001';
const logged = () => accept({ digest: 'D'.repeat(43), logIndex: 7, case: CASE });

test('notify sends the draft of a file and says where it stands in the log', async () => {
  await using file = await fileWith('draft.json', DRAFT);
  const { heard, run } = terminal(logged);
  await run('notify', file.path);
  assert.equal(heard.sent[0]?.path, '/api/v1/incidents/notify');
  const said = heard.lines.join('\n');
  assert.ok(said.includes('D'.repeat(43)) && said.includes(`comity show ${CASE}`));
});

test('notify says to which authority the report went, and when it did not go why', async () => {
  await using file = await fileWith('draft.json', DRAFT);
  const told = terminal(() =>
    accept({ digest: 'D', logIndex: 1, given: { to: 'did:web:csirt.example', release: 'R' } }),
  );
  await told.run('notify', file.path);
  assert.ok(told.heard.lines.some((line) => line.includes('did:web:csirt.example')));
  const held = terminal(() =>
    accept({ digest: 'D', logIndex: 1, given: { refused: { code: 'peer-unknown', sentence: 'No peer.' } } }),
  );
  await held.run('notify', file.path);
  assert.ok(held.heard.lines.some((line) => line.includes('[peer-unknown]')));
});

test('notify of the same file twice carries the same key, by which the node opens the same case', async () => {
  await using file = await fileWith('draft.json', DRAFT);
  const { heard, run } = terminal(logged);
  await run('notify', file.path);
  await run('notify', file.path);
  assert.deepEqual(heard.sent[0], heard.sent[1]);
  assert.match(heard.sent[0]?.key ?? '', /^notify-[\w-]{43}$/);
});

test('notify --check sends nothing', async () => {
  await using file = await fileWith('draft.json', DRAFT);
  const { heard, run } = terminal(logged);
  await run('notify', '--check', file.path);
  assert.equal(heard.sent.length, 0);
  assert.equal(heard.answers.length, 1);
});

test('notify refuses a broken file, a missing one and an oversized one, and sends nothing', async () => {
  await using broken = await fileWith('draft.json', '{"type": "near-miss"');
  await using large = await fileWith('large.json', ' '.repeat(1_048_577));
  const { heard, run } = terminal(logged);
  for (const path of [broken.path, large.path, `${broken.path}.gone`]) await run('notify', path);
  assert.deepEqual(
    heard.refused.map((one) => one.code),
    ['not-a-draft', 'file-too-large', 'file-missing'],
  );
  assert.equal(heard.sent.length, 0);
});

test('notify passes on the refusal of the node', async () => {
  await using file = await fileWith('draft.json', DRAFT);
  const { heard, run } = terminal(() => refuse('not-mandated', 'Ask your administrator.'));
  await run('notify', file.path);
  assert.equal(heard.refused[0]?.code, 'not-mandated');
});

test('import veris keeps drafts unless told to submit, and sums up what became of each', async () => {
  await using file = await fileWith('incidents.ndjson', [JSON.stringify(verisRecord()), 'broken'].join('\n'));
  const { heard, run } = terminal(() => accept({ outcomes: [{ draft: 'x' }] }));
  await run('import', 'veris', file.path);
  assert.equal(heard.sent[0]?.path, '/api/v1/incidents/batch');
  assert.equal((heard.sent[0]!.body as { submit: boolean }).submit, false);
  assert.match(heard.lines[0] ?? '', /^1 of 2 records in 1 file kept as drafts\.$/);
  assert.ok(heard.lines.some((line) => line.includes(':2:') && line.includes('[veris-not-json]')));
});

test('import veris --submit sends alerts, and refusals of the node do not stop it', async () => {
  await using file = await fileWith('incident.json', JSON.stringify(verisRecord()));
  const { heard, run } = terminal(() =>
    accept({ outcomes: [{ refused: { code: 'case-of-another', sentence: 'x' } }] }),
  );
  await run('import', 'veris', '--submit', file.path, `${file.path}.gone`);
  const { items } = heard.sent[0]!.body as { items: { draft: { type: string } }[] };
  assert.equal(items[0]?.draft.type, 'incident-alert');
  assert.equal((heard.answers[0] as { refused: unknown[] }).refused.length, 2);
  assert.equal(process.exitCode, 1);
});

test('a node that cannot be reached is the reason given for each record', async () => {
  await using file = await fileWith('incident.json', JSON.stringify(verisRecord()));
  const { heard, run } = terminal(() => refuse('unreachable', 'No node answers.'));
  await run('import', 'veris', file.path);
  assert.equal((heard.answers[0] as { refused: Refusal[] }).refused[0]?.code, 'unreachable');
});

test('a node that does not say for whom it would import is asked for nothing more', async () => {
  await using file = await fileWith('incident.json', JSON.stringify(verisRecord()));
  const { heard, run } = terminal(logged, refuse('unreachable', 'No node answers.'));
  await run('import', 'veris', file.path);
  assert.equal(heard.refused[0]?.code, 'unreachable');
  assert.equal(heard.sent.length, 0);
});
