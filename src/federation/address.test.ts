import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isExerciseAddress, isPublicAddress } from './address.ts';

const NOT_PUBLIC = [
  '0.0.0.0',
  '127.0.0.1',
  '127.255.255.254',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '192.0.0.170',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.1.1.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fec0::1',
  'ff02::1',
];

test('addresses of this machine, of private networks and of cloud metadata are no place for a peer', () => {
  for (const address of NOT_PUBLIC) assert.equal(isPublicAddress(address), false, address);
});

test('ordinary addresses of the open internet are a place for a peer', () => {
  for (const address of ['8.8.8.8', '172.32.0.1', '193.0.0.1', '2a00:1450:4001::1', '2600::1']) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('an exercise may use loopback and private networks, but never link-local ones', () => {
  for (const address of ['127.0.0.1', '::1', '10.0.0.1', '192.168.0.9', 'fd12::1', '8.8.8.8']) {
    assert.equal(isExerciseAddress(address), true, address);
  }
  for (const address of ['169.254.169.254', 'fe80::1', '::ffff:127.0.0.1', '0.0.0.0']) {
    assert.equal(isExerciseAddress(address), false, address);
  }
});

test('what is not an IP address is never a place for a peer', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^[0-9a-fA-F:.]+$/.test(text));
      assert.equal(isPublicAddress(text), false);
      assert.equal(isExerciseAddress(text), false);
    }),
  );
  for (const address of ['127.1', '0x7f000001', '2130706433', '0177.0.0.1', '1.2.3.4.5']) {
    assert.equal(isPublicAddress(address), false, address);
  }
});
