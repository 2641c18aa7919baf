import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { nextStepFor } from '#help/next-steps.ts';
import { refuse } from '#outcome.ts';
import { inLanguage } from '#speaking';
import { apiClient } from './client.ts';
import { printable, spoken, terminalContext } from './terminal.ts';

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

test('in another language a refusal keeps its English sentence, and what to do next is said in that language', () => {
  const refusal = { code: 'claim-unknown', sentence: 'There is no such claim.', place: 'colour' };
  for (const [language, before] of [
    ['fr', 'refusé\u00a0: There is no such claim. (à colour) [claim-unknown]\n'],
    ['ar', 'رُفض: \u2068There is no such claim.\u2069 (عند \u2068colour\u2069) [\u2068claim-unknown\u2069]\n'],
  ] as const) {
    const said = inLanguage(language, () => {
      const { context, error } = captured(false);
      context.refused(refusal);
      return error();
    });
    assert.ok(said.startsWith(before), said);
    assert.ok(said.endsWith(` ${inLanguage(language, () => nextStepFor('claim-unknown'))}\n`), said);
  }
  process.exitCode = 0;
});

test('names keep their own direction in Arabic, and no text from outside opens or closes what holds it', () => {
  const shown = (name: string) =>
    inLanguage('ar', () => {
      const { context, out } = captured(false);
      context.answer(null, [spoken('الطرف {name}', { name })]);
      return out();
    });
  assert.equal(shown('did:web:a.example'), 'الطرف \u2068did:web:a.example\u2069\n');
  assert.equal(shown('a\u2069b\u2068c'), 'الطرف \u2068a\\u2069b\\u2068c\u2069\n');
  assert.equal(shown('a\u202eb\u2067c'), 'الطرف \u2068a\\u202eb\\u2067c\u2069\n');
  const { context, out } = captured(false);
  context.answer(null, ['open \u2068 only', 'closed \u2069 only']);
  assert.equal(out(), 'open \\u2068 only\nclosed \\u2069 only\n');
});

test('a node is asked in the language that is spoken', async () => {
  const heard: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers['accept-language']);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = apiClient(`http://127.0.0.1:${address.port}`, 'token');
  await client.get('/x');
  await inLanguage('ar', () => client.post('/x', {}));
  assert.deepEqual(heard, ['en', 'ar']);
  server.close();
});
