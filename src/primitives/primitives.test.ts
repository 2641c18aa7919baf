import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { absent, referenceText } from '#testing/reference-data.ts';
import { isUsableEd25519Point } from './ed25519-point.ts';
import { RAW_SIZES } from './key-sizes.ts';
import { isLowS, toLowS } from './low-s.ts';
import { P256_ORDER, p256ScalarBytes } from './p256-order.ts';
import { primitives as inBrowser } from './primitives.browser.ts';
import { primitives as onServer } from './primitives.node.ts';
import type { Algorithm, Primitives } from './primitives.ts';

const ALGORITHMS: readonly Algorithm[] = ['ES256', 'Ed25519', 'ML-DSA-44'];
const IMPLEMENTATIONS: readonly (readonly [string, Primitives])[] = [
  ['on the server', onServer],
  ['in the browser', inBrowser],
];
const MESSAGE = new TextEncoder().encode('the turbines answer again');

function highS(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${signature.subarray(32).toHex()}`);
  return Uint8Array.of(...signature.subarray(0, 32), ...p256ScalarBytes(P256_ORDER - s));
}

for (const [place, primitives] of IMPLEMENTATIONS) {
  test(`${place}, SHA-256 of parts is SHA-256 of the whole, as FIPS 180 computes it`, () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const bytes = new TextEncoder().encode('abc');
    assert.equal(primitives.sha256(bytes).toHex(), abc);
    assert.equal(primitives.sha256(bytes.subarray(0, 1), new Uint8Array(), bytes.subarray(1)).toHex(), abc);
    assert.equal(primitives.sha256().toHex(), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    assert.equal(primitives.sha256Base64url('abc'), 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
    assert.equal(
      primitives.sha256Base64url('Þykkvabæjarklaustur'),
      primitives
        .sha256(new TextEncoder().encode('Þykkvabæjarklaustur'))
        .toBase64({ alphabet: 'base64url', omitPadding: true }),
    );
  });

  test(`${place}, random bytes have the length asked for, and more than the limit is refused`, () => {
    assert.equal(primitives.randomBytes(0).length, 0);
    assert.equal(primitives.randomBytes(65_536).length, 65_536);
    assert.notDeepEqual(primitives.randomBytes(32), primitives.randomBytes(32));
    for (const length of [-1, 1.5, 65_537, Number.NaN])
      assert.throws(() => primitives.randomBytes(length), RangeError);
  });

  test(`${place}, bytes are plain Uint8Arrays, so that both answer with the same kind of value`, async () => {
    const key = primitives.generateKey('ES256');
    const answers = [
      primitives.sha256(MESSAGE),
      primitives.sha256(MESSAGE, MESSAGE),
      primitives.randomBytes(8),
      key.publicKey.raw,
      key.secret,
      key.sign(MESSAGE),
      await key.signAsync(MESSAGE),
    ];
    for (const bytes of answers) assert.equal(Object.getPrototypeOf(bytes), Uint8Array.prototype);
  });

  for (const algorithm of ALGORITHMS) {
    test(`${place}, ${algorithm} keys and signatures have exactly their raw sizes`, async () => {
      const key = primitives.generateKey(algorithm);
      assert.equal(key.algorithm, algorithm);
      assert.equal(key.publicKey.raw.length, RAW_SIZES[algorithm].publicKey);
      assert.equal(key.secret.length, RAW_SIZES[algorithm].secret);
      assert.equal(key.sign(MESSAGE).length, RAW_SIZES[algorithm].signature);
      assert.equal((await key.signAsync(MESSAGE)).length, RAW_SIZES[algorithm].signature);
    });

    test(`${place}, ${algorithm} bytes that are no key give undefined, never an exception`, () => {
      const { publicKey, secret } = primitives.generateKey(algorithm);
      for (const length of [0, 1, 31, 33, 64, 66, 1311, 1313]) {
        if (length !== RAW_SIZES[algorithm].publicKey) {
          assert.equal(primitives.importPublicKey(algorithm, new Uint8Array(length)), undefined);
        }
        if (length !== RAW_SIZES[algorithm].secret) {
          assert.equal(primitives.importPrivateKey(algorithm, new Uint8Array(length)), undefined);
        }
      }
      assert.equal(primitives.importPublicKey(algorithm, Uint8Array.of(...publicKey.raw, 0)), undefined);
      assert.notEqual(primitives.importPublicKey(algorithm, publicKey.raw), undefined);
      assert.notEqual(primitives.importPrivateKey(algorithm, secret), undefined);
    });

    test(`${place}, an ${algorithm} signature that is cut, stretched or flipped is false, never an exception`, () => {
      const key = primitives.generateKey(algorithm);
      const signature = key.sign(MESSAGE);
      assert.equal(key.publicKey.verify(MESSAGE, signature), true);
      assert.equal(key.publicKey.verify(MESSAGE.subarray(1), signature), false);
      assert.equal(key.publicKey.verify(MESSAGE, new Uint8Array()), false);
      assert.equal(key.publicKey.verify(MESSAGE, signature.subarray(1)), false);
      assert.equal(key.publicKey.verify(MESSAGE, Uint8Array.of(...signature, 0)), false);
      assert.equal(key.publicKey.verify(MESSAGE, new Uint8Array(signature.length)), false);
      assert.equal(key.publicKey.verify(MESSAGE, new Uint8Array(signature.length).fill(255)), false);
      for (const index of [0, 31, 32, signature.length - 1]) {
        const flipped = Uint8Array.from(signature);
        flipped[index]! ^= 1;
        assert.equal(key.publicKey.verify(MESSAGE, flipped), false, `byte ${index}`);
      }
    });

    test(`${place}, an imported ${algorithm} key does not change when the bytes it came from do`, () => {
      const original = primitives.generateKey(algorithm);
      const secret = Uint8Array.from(original.secret);
      const raw = Uint8Array.from(original.publicKey.raw);
      const signer = primitives.importPrivateKey(algorithm, secret)!;
      const verifier = primitives.importPublicKey(algorithm, raw)!;
      secret.fill(0);
      raw.fill(0);
      assert.deepEqual(signer.publicKey.raw, original.publicKey.raw);
      assert.equal(verifier.verify(MESSAGE, signer.sign(MESSAGE)), true);
    });
  }

  test(`${place}, an ES256 signature is low-S, and its high-S twin is refused`, async () => {
    const key = primitives.generateKey('ES256');
    for (let round = 0; round < 16; round++) {
      const signature = round % 2 === 0 ? key.sign(MESSAGE) : await key.signAsync(MESSAGE);
      assert.equal(isLowS(signature), true);
      assert.equal(key.publicKey.verify(MESSAGE, signature), true);
      assert.equal(key.publicKey.verify(MESSAGE, highS(signature)), false);
    }
  });

  test(`${place}, a P-256 secret of zero, the order or more is no key`, () => {
    assert.equal(primitives.importPrivateKey('ES256', p256ScalarBytes(0n)), undefined);
    assert.equal(primitives.importPrivateKey('ES256', p256ScalarBytes(P256_ORDER)), undefined);
    assert.equal(primitives.importPrivateKey('ES256', new Uint8Array(32).fill(255)), undefined);
    assert.notEqual(primitives.importPrivateKey('ES256', p256ScalarBytes(P256_ORDER - 1n)), undefined);
  });

  test(`${place}, a P-256 point must be uncompressed and on the curve`, () => {
    const { raw } = primitives.generateKey('ES256').publicKey;
    const offCurve = Uint8Array.from(raw);
    offCurve[64]! ^= 1;
    assert.equal(primitives.importPublicKey('ES256', offCurve), undefined);
    for (const first of [0, 2, 3, 6, 7]) {
      assert.equal(primitives.importPublicKey('ES256', Uint8Array.of(first, ...raw.subarray(1))), undefined);
    }
    assert.equal(primitives.importPublicKey('ES256', Uint8Array.of(2, ...raw.subarray(1, 33))), undefined);
    assert.equal(primitives.importPublicKey('ES256', Uint8Array.of(4, ...new Uint8Array(64))), undefined);
  });

  test(`${place}, an Ed25519 key of small order, off the curve or not canonical is no key`, () => {
    for (const hex of ED25519_TORSION_SUBGROUP) {
      assert.equal(primitives.importPublicKey('Ed25519', Uint8Array.fromHex(hex)), undefined, hex);
    }
    const offCurve = '0200000000000000000000000000000000000000000000000000000000000000';
    const identityPlusP = 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f';
    const allBits = 'ff'.repeat(32);
    for (const hex of [offCurve, identityPlusP, allBits]) {
      assert.equal(primitives.importPublicKey('Ed25519', Uint8Array.fromHex(hex)), undefined, hex);
    }
  });

  test(`${place}, Wycheproof's P-256 verdicts hold, save that a high-S signature is refused though valid`, {
    skip: absent('testvectors-crypto'),
  }, () => {
    const { highSRefused } = runWycheproof(
      primitives,
      'ES256',
      'testvectors-crypto/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json.gz',
    );
    assert.ok(highSRefused > 0);
  });

  test(`${place}, Wycheproof's Ed25519 verdicts hold without exception`, {
    skip: absent('testvectors-crypto'),
  }, () => {
    runWycheproof(primitives, 'Ed25519', 'testvectors-crypto/wycheproof/ed25519_test.json');
  });

  test(`${place}, CCTV's Ed25519 cases pass exactly where key and R are canonical, of large order, and the equation holds`, {
    skip: absent('testvectors-crypto'),
  }, () => {
    const cases = JSON.parse(referenceText('testvectors-crypto/cctv/ed25519vectors.json.gz')) as CctvCase[];
    assert.ok(cases.length > 900);
    for (const { number, key, sig, msg, flags } of cases) {
      const found = verdict(primitives, 'Ed25519', key, new TextEncoder().encode(msg), sig);
      const due = !flags?.some((flag) => CCTV_REFUSED.includes(flag));
      assert.equal(found, due, `case ${number}: ${flags?.join(' ')}`);
    }
  });
}

test('a signature made on the server verifies in the browser, and the other way round', async () => {
  for (const algorithm of ALGORITHMS) {
    for (const [signer, verifier] of [
      [onServer, inBrowser],
      [inBrowser, onServer],
    ] as const) {
      const key = signer.generateKey(algorithm);
      const known = verifier.importPublicKey(algorithm, key.publicKey.raw)!;
      assert.equal(known.verify(MESSAGE, key.sign(MESSAGE)), true);
      assert.equal(known.verify(MESSAGE, await key.signAsync(MESSAGE)), true);
      assert.deepEqual(verifier.importPrivateKey(algorithm, key.secret)!.publicKey.raw, key.publicKey.raw);
    }
  }
});

test('the quick look at an Ed25519 point answers as the long one, also beside the points it is about', () => {
  const p = 2n ** 255n - 19n;
  const special = ED25519_TORSION_SUBGROUP.map((hex) => yOf(Uint8Array.fromHex(hex)));
  const near = special.flatMap((y) => [-1n, 0n, 1n, 256n].map((step) => y + step));
  for (const y of [...near, p, p + 1n, p + 18n, p - 2n, 2n ** 248n]) {
    if (y < 0n || y >= 2n ** 255n) continue;
    const raw = Uint8Array.fromHex(y.toString(16).padStart(64, '0')).reverse();
    for (const sign of [0, 0x80]) {
      raw[31] = (raw[31]! & 0x7f) | sign;
      assert.equal(isUsableEd25519Point(raw), y < p && !special.includes(y), `${y}`);
    }
  }
});

function yOf(raw: Uint8Array): bigint {
  const bigEndian = Uint8Array.from(raw).reverse();
  bigEndian[0]! &= 0x7f;
  return BigInt(`0x${bigEndian.toHex()}`);
}

test('server and browser agree on any 32 bytes as an Ed25519 key, and on any damage to a signature', () => {
  const key = onServer.generateKey('Ed25519');
  const known = inBrowser.importPublicKey('Ed25519', key.publicKey.raw)!;
  const signature = key.sign(MESSAGE);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (raw) => {
      assert.equal(
        onServer.importPublicKey('Ed25519', raw) === undefined,
        inBrowser.importPublicKey('Ed25519', raw) === undefined,
      );
    }),
  );
  fc.assert(
    fc.property(fc.nat(63), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const damaged = Uint8Array.from(signature);
      damaged[index]! ^= change;
      assert.equal(key.publicKey.verify(MESSAGE, damaged), false);
      assert.equal(known.verify(MESSAGE, damaged), false);
    }),
    { numRuns: 30 },
  );
});

test('of s and n - s exactly one is low, and lowering finds it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: P256_ORDER - 1n }), (s) => {
      const one = Uint8Array.of(...p256ScalarBytes(1n), ...p256ScalarBytes(s));
      const other = Uint8Array.of(...p256ScalarBytes(1n), ...p256ScalarBytes(P256_ORDER - s));
      assert.notEqual(isLowS(one), isLowS(other));
      assert.deepEqual(toLowS(one), toLowS(other));
      assert.equal(isLowS(toLowS(one)), true);
    }),
  );
  const half = P256_ORDER >> 1n;
  assert.equal(isLowS(Uint8Array.of(...p256ScalarBytes(1n), ...p256ScalarBytes(half))), true);
  assert.equal(isLowS(Uint8Array.of(...p256ScalarBytes(1n), ...p256ScalarBytes(half + 1n))), false);
});

type CctvCase = { number: number; key: string; sig: string; msg: string; flags: string[] | null };
type WycheproofGroup = {
  publicKey: { uncompressed?: string; pk?: string };
  tests: { tcId: number; msg: string; sig: string; result: string; comment: string }[];
};

/** RFC 8032 leaves these open, and implementations differ; we refuse all of them. */
const CCTV_REFUSED = ['low_order_A', 'low_order_R', 'non_canonical_A', 'non_canonical_R', 'low_order_residue'];

function verdict(
  primitives: Primitives,
  algorithm: Algorithm,
  key: string,
  message: Uint8Array,
  sig: string,
): boolean {
  const known = primitives.importPublicKey(algorithm, Uint8Array.fromHex(key));
  return known?.verify(message, Uint8Array.fromHex(sig)) ?? false;
}

function runWycheproof(primitives: Primitives, algorithm: Algorithm, path: string): { highSRefused: number } {
  const { testGroups } = JSON.parse(referenceText(path)) as { testGroups: WycheproofGroup[] };
  let highSRefused = 0;
  for (const { publicKey, tests } of testGroups) {
    for (const { tcId, msg, sig, result, comment } of tests) {
      const key = publicKey.uncompressed ?? publicKey.pk!;
      const found = verdict(primitives, algorithm, key, Uint8Array.fromHex(msg), sig);
      const signature = Uint8Array.fromHex(sig);
      if (algorithm === 'ES256' && result === 'valid' && !isLowS(signature)) {
        assert.equal(found, false, `${tcId} high-S: ${comment}`);
        assert.equal(
          verdict(primitives, algorithm, key, Uint8Array.fromHex(msg), toLowS(signature).toHex()),
          true,
        );
        highSRefused++;
      } else assert.equal(found, result === 'valid', `${tcId}: ${comment}`);
    }
  }
  return { highSRefused };
}
