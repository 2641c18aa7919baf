import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIndicatorLines } from './indicator-lines.ts';

const SHA = 'a'.repeat(64);

test('pasted lines are read by their form, defanged or not, hashes and domains in lower case', () => {
  const text = [
    '203[.]0[.]113[.]9',
    'hxxps://bad[.]example/login?x=1',
    'BAD[.]Example',
    SHA.toUpperCase(),
    '2001:db8::1',
    '00:11:22:AA:BB:CC',
    'wiper.exe',
    'AS64500',
    'someone[@]bad[.]example',
    '',
  ].join('\r\n');
  const read = readIndicatorLines(text);
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.map(({ kind, value }) => `${kind} ${value}`),
    [
      'ipv4 203.0.113.9',
      'url https://bad.example/login?x=1',
      'domain bad.example',
      `sha256 ${SHA}`,
      'ipv6 2001:db8::1',
      'mac-address 00:11:22:aa:bb:cc',
      'file-name wiper.exe',
      'asn AS64500',
      'email someone@bad.example',
    ],
  );
});

test('a line that is none of them is refused and named, and nothing of the rest is taken', () => {
  for (const line of ['something odd', '999.1.1', 'javascript:alert(1)', '\u202eexe.bad']) {
    const read = readIndicatorLines(`203.0.113.9\n${line}`);
    assert.equal(!read.ok && read.refusal.code, 'indicator-malformed', line);
  }
});
