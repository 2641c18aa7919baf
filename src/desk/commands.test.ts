import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ApiClient } from '#cli/context.ts';
import { accept, refuse } from '#outcome.ts';
import { eventually } from '#testing/eventually.ts';
import { heardCommands } from '#testing/heard-commands.ts';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';
import { alertDraft } from '#testing/releases.ts';
import { deskCommands } from './commands.ts';

let site: PageSite;
before(async () => {
  site = await openPageSite();
});
after(() => site[Symbol.asyncDispose]());

/** Runs `comity search` against the site as this visitor, with what it printed and refused. */
async function run(visitor: Visitor, ...words: readonly string[]) {
  const missing = async () => refuse('not-found', 'The search only reads.');
  const api: ApiClient = {
    url: 'http://127.0.0.1:4600',
    async get(path) {
      const { status, body } = await site.get(visitor, path);
      const answer = JSON.parse(body) as { code?: string };
      return status === 200 ? accept(answer) : refuse(answer.code ?? 'failure', body);
    },
    post: missing,
    bytes: missing,
  };
  const { heard, run: command } = heardCommands(api, deskCommands);
  await command('search', ...words);
  return heard;
}

test('"comity search" prints each statement found, with its case and the words around the hit', async () => {
  const ilse = site.person('Ilse');
  const caseId = crypto.randomUUID();
  const digest = await site.node.say(
    ilse,
    alertDraft(ilse.party, caseId, { description: 'Zeppelin\nover the roof' }),
  );
  const { lines } = await eventually('the index', async () => {
    const heard = await run('Ilse', 'zeppelin', 'roof');
    return heard.lines.length > 1 && heard;
  });
  assert.match(lines[0]!, /incident-alert {2}did:web:hospital/);
  assert.deepEqual(lines.slice(1), [`  ${digest}  case ${caseId}`, '  description: Zeppelin over the roof']);
  assert.deepEqual((await run('Ilse', digest)).lines, [`statement  ${digest}`]);
  assert.deepEqual((await run('Tomas', digest)).lines, ['Nothing that you may read holds all of these words.']);
  assert.ok(
    (await run(null, 'Orla')).lines.some((line) => line.startsWith('party ') && line.includes('Sankt Orla')),
  );
  assert.ok((await run(null, 'receipt')).lines.some((line) => line.startsWith('help ')));
});

test('"comity search" hands the node’s refusal on', async () => {
  assert.equal((await run(null, 'x')).refused[0]?.code, 'malformed-request');
  assert.equal((await run(null, 'words', '--before', 'yesterday')).refused[0]?.code, 'malformed-request');
});
