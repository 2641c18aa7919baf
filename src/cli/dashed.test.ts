import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Command, CommanderError } from 'commander';
import { keepDashedDigests, takeDashedDigests } from './dashed.ts';

const DIGEST = `-${'Ab_9-'.repeat(8)}xy`;

async function run(...words: string[]): Promise<unknown> {
  let heard: unknown;
  const program = new Command('test').exitOverride().configureOutput({ outputError: () => undefined });
  takeDashedDigests(program);
  program
    .command('recall <digest> [more...]')
    .option('--of <digest>')
    .option('-j, --json')
    .action((digest: string, more: string[], options: object) => {
      heard = { digest, more, ...options };
    });
  await program.parseAsync(keepDashedDigests(words), { from: 'user' });
  return heard;
}

test('a digest that begins with a dash is a digest, wherever it stands', async () => {
  assert.equal(DIGEST.length, 43);
  assert.deepEqual(await run('recall', DIGEST), { digest: DIGEST, more: [] });
  assert.deepEqual(await run('recall', '--of', DIGEST, 'x', DIGEST, '-j'), {
    digest: 'x',
    more: [DIGEST],
    of: DIGEST,
    json: true,
  });
});

test('an option that nobody knows is still refused', async () => {
  const unknown = (error: unknown) => error instanceof CommanderError && error.code === 'commander.unknownOption';
  await assert.rejects(run('recall', 'x', '-k'), unknown);
  await assert.rejects(run('recall', 'x', `${DIGEST}z`), unknown);
});
