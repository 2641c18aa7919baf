import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sample } from '#gateway/testing/samples.ts';
import { whyNoAnswer } from './automatic.ts';
import { readMail } from './read-mail.ts';

const FROM = 'it@orla.example';

test('a person’s mail is answered', () => {
  assert.equal(whyNoAnswer(FROM, [{ key: 'auto-submitted', value: 'no' }]), null);
  assert.equal(whyNoAnswer(FROM, [{ key: 'precedence', value: 'first-class' }]), null);
});

test('no machine, list or bounce is answered, as RFC 3834 asks', async () => {
  const cases: readonly (readonly [string, string | null, string, string])[] = [
    ['null-sender', '', 'subject', 'x'],
    ['null-sender', FROM, 'return-path', '<>'],
    ['auto-submitted', FROM, 'auto-submitted', 'auto-replied'],
    ['auto-submitted', FROM, 'auto-submitted', 'Auto-Generated (vacation)'],
    ['auto-submitted', FROM, 'x-auto-response-suppress', 'All'],
    ['bulk', FROM, 'precedence', ' Bulk '],
    ['bulk', FROM, 'precedence', 'list'],
    ['list', FROM, 'list-unsubscribe', '<mailto:x@y.example>'],
    ['bounce', FROM, 'content-type', 'multipart/report; report-type=delivery-status'],
    ['role-address', 'MAILER-DAEMON@orla.example', 'subject', 'x'],
    ['role-address', 'no-reply@orla.example', 'subject', 'x'],
    ['role-address', 'owner-news@orla.example', 'subject', 'x'],
    ['role-address', 'news-bounces@orla.example', 'subject', 'x'],
    ['no-address', null, 'subject', 'x'],
  ];
  for (const [why, sender, key, value] of cases) assert.equal(whyNoAnswer(sender, [{ key, value }]), why, value);
  const bounce = await readMail(await sample('bounce'), Temporal.Instant.from('2026-03-01T08:00:00Z'));
  assert.ok(bounce.ok);
  assert.equal(whyNoAnswer('mailer-daemon@mx.orla.example', bounce.value.headers), 'null-sender');
});
