import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { nextStepFor } from '#help/next-steps.ts';
import { refuse } from '#outcome.ts';
import { apiClient } from './client.ts';
import { printable, terminalContext } from './terminal.ts';

function captured(json: boolean) {
  const out = new PassThrough();
  const error = new PassThrough();
  const context = terminalContext(json, () => refuse('unreachable', 'none'), { out, error });
  return { context, out: () => String(out.read() ?? ''), error: () => String(error.read() ?? '') };
}

test('under --json the answer is one JSON document and notes are silent', () => {
  const { context, out, error } = captured(true);
  context.note('reading');
  context.answer({ digest: 'abc' }, ['digest abc']);
  assert.deepEqual(JSON.parse(out()), { digest: 'abc' });
  assert.equal(error(), '');
});

test('a refusal prints its sentence, place and code, says what to do next, and makes the exit code 1', () => {
  const { context, error } = captured(false);
  context.refused({ code: 'claim-unknown', sentence: 'There is no such claim.', place: 'colour' });
  assert.equal(
    error(),
    `refused: There is no such claim. (at colour) [claim-unknown]\nnext: ${nextStepFor('claim-unknown')}\n`,
  );
  assert.equal(process.exitCode, 1);
  process.exitCode = 0;
});

test('control characters and direction overrides in claims cannot drive the terminal', () => {
  assert.equal(printable('a\u001b[2Jb\u202ec\u0007'), 'a\\u001b[2Jb\\u202ec\\u0007');
  assert.equal(printable('two\nlines\tand العربية'), 'two\nlines\tand العربية');
});

test('a node that is not there is a refusal that says how to start it', async () => {
  const answer = await apiClient('http://127.0.0.1:9', undefined).get('/api/v1/cases');
  assert.ok(!answer.ok);
  assert.equal(answer.refusal.code, 'unreachable');
});

test('the refusal of a node is passed on with its own code and place', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/garbage') response.writeHead(500).end('<html>');
    else
      response
        .writeHead(403, { 'content-type': 'application/problem+json' })
        .end('{"code":"not-mandated","detail":"Ask an approver.","place":"to"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = apiClient(`http://127.0.0.1:${address.port}`, 'token');
  const refused = await client.get('/x');
  assert.deepEqual(!refused.ok && refused.refusal, {
    code: 'not-mandated',
    sentence: 'Ask an approver.',
    place: 'to',
  });
  const garbage = await client.get('/garbage');
  assert.equal(!garbage.ok && garbage.refusal.code, 'answer-unreadable');
  server.close();
});
