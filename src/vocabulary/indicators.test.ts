import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkIndicator, defang, INDICATOR_KINDS, type IndicatorKind, refang } from './indicators.ts';

const GOOD: readonly (readonly [IndicatorKind, string])[] = [
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['ipv6', '::ffff:192.0.2.1'],
  ['domain', 'update.example'],
  ['domain', 'xn--bcher-kva.example'],
  ['domain', '_dmarc.mail.example'],
  ['url', 'https://cdn.example/a?b=c'],
  ['url', 'http://192.0.2.1:8080/x'],
  ['email', 'billing@mail.example'],
  ['md5', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['sha1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['file-name', 'ukrop'],
  ['mac-address', '00:00:5e:00:53:01'],
  ['asn', 'AS64496'],
];

for (const [kind, value] of GOOD) {
  test(`${value} is a sound ${kind}, and comes back from its defanged form`, () => {
    assert.ok(checkIndicator({ kind, value }).ok);
    assert.equal(refang(defang({ kind, value })), value);
  });
}

const BAD: readonly (readonly [IndicatorKind, string])[] = [
  ['ipv4', '192.0.2.256'],
  ['ipv4', '192.0.2.01'],
  ['ipv4', '192.0.2'],
  ['ipv4', '192.0.2.1/24'],
  ['ipv4', '192[.]0[.]2[.]1'],
  ['ipv6', '2001:db8::1::2'],
  ['ipv6', 'fe80::1%eth0'],
  ['ipv6', '[2001:db8::1]'],
  ['ipv6', '2001:DB8::1'],
  ['domain', 'localhost'],
  ['domain', 'Update.example'],
  ['domain', '192.0.2.1'],
  ['domain', '-bad.example'],
  ['domain', 'a..example'],
  ['domain', `${'a'.repeat(64)}.example`],
  ['domain', 'bücher.example'],
  ['url', 'hxxp://cdn.example/'],
  ['url', 'javascript:alert(1)'],
  ['url', 'http://'],
  ['url', 'http://cdn.example/a b'],
  ['url', 'http://cdn.example/\u202e'],
  ['email', 'billing@mail'],
  ['email', 'billing at mail.example'],
  ['email', 'a@b@c.example'],
  ['md5', 'D41D8CD98F00B204E9800998ECF8427E'],
  ['sha1', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['sha256', 'e3b0c44298fc1c149afbf4c8996fb924'],
  ['file-name', 'invoice\u202efdp.exe'],
  ['file-name', 'a\u0000b'],
  ['file-name', 'x'.repeat(256)],
  ['mac-address', '00-00-5e-00-53-01'],
  ['asn', 'AS0'],
  ['asn', 'AS4294967296'],
  ['asn', '64496'],
];

for (const [kind, value] of BAD) {
  test(`${JSON.stringify(value.slice(0, 40))} is refused as ${kind}`, () => {
    const outcome = checkIndicator({ kind, value });
    assert.ok(!outcome.ok);
    assert.equal(outcome.refusal.code, 'indicator-malformed');
  });
}

test('nothing a mail program would make a link of is left after defanging', () => {
  assert.equal(
    defang({ kind: 'url', value: 'https://user@cdn.example/a.b' }),
    'hxxps[://]user[@]cdn[.]example/a.b',
  );
  assert.equal(defang({ kind: 'email', value: 'a.b@mail.example' }), 'a[.]b[@]mail[.]example');
});

test('checking and defanging answer for any text and never throw', () => {
  const kinds = Object.keys(INDICATOR_KINDS) as IndicatorKind[];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.string({ unit: 'binary' }), (kind, value) => {
      checkIndicator({ kind, value });
      defang({ kind, value });
    }),
  );
});
