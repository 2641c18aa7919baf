import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { type KeyStatement, type KeyUse, keyId, readKeyStatement } from './key-statement.ts';
import { MOST_KEY_STATEMENTS, mayIntroduce, maySign, verifyKeyChain } from './keychain.ts';

const PARTY = 'did:web:csirt.aldmark.example';
const START = Temporal.Instant.from('2026-01-01T00:00:00Z');
let serial = 0;

function day(number: number): Temporal.Instant {
  return START.add({ hours: 24 * number });
}

function newKey(use: KeyUse) {
  serial += 1;
  if (use === 'seal')
    return `age1${'q'.repeat(50)}${serial.toString(2).replaceAll('1', 'p').replaceAll('0', 'q')}`;
  const raw = primitives.generateKey('Ed25519').publicKey.raw;
  return { kty: 'OKP', crv: 'Ed25519', x: raw.toBase64({ alphabet: 'base64url', omitPadding: true }) } as const;
}

function introduce(use: KeyUse, signer: string, at: Temporal.Instant | null, party = PARTY) {
  serial += 1;
  const key = newKey(use);
  const kid = keyId(key);
  const statement: KeyStatement = {
    type: 'party-key',
    digest: `d${serial}`,
    issuer: party,
    signer: signer === 'itself' ? kid : signer,
    provenAt: at,
    subject: party,
    key,
    use,
    validFrom: at ?? START,
  };
  return { kid, statement };
}

function revoke(
  kid: string,
  signer: string,
  invalidAfter: Temporal.Instant,
  at: Temporal.Instant | null,
): KeyStatement {
  serial += 1;
  const fixed = { digest: `d${serial}`, issuer: PARTY, subject: PARTY };
  return { ...fixed, type: 'party-key-revocation', signer, kid, invalidAfter, provenAt: at };
}

function founded() {
  const root = introduce('root', 'itself', day(0));
  const recover = introduce('recover', root.kid, day(0));
  const sign = introduce('sign', root.kid, day(0));
  const seal = introduce('seal', root.kid, day(0));
  return { root, recover, sign, seal, all: [root.statement, recover.statement, sign.statement, seal.statement] };
}

function chainOf(root: string, statements: readonly KeyStatement[]) {
  const chain = verifyKeyChain(PARTY, root, statements);
  assert.ok(chain.ok, chain.ok ? '' : chain.refusal.sentence);
  return chain.value;
}

function refusalOf(outcome: { ok: boolean; refusal?: { code: string } }): string | undefined {
  return outcome.ok ? undefined : outcome.refusal?.code;
}

test('a pinned root introduces the keys of its party', () => {
  const { root, sign, all } = founded();
  const chain = chainOf(root.kid, all);
  assert.equal(chain.keys.size, 4);
  assert.ok(maySign(chain.keys.get(sign.kid), day(1)).ok);
});

test('a chain whose pinned root does not introduce itself is refused', () => {
  const { all, sign } = founded();
  assert.equal(refusalOf(verifyKeyChain(PARTY, sign.kid, all)), 'root-missing');
  assert.equal(refusalOf(verifyKeyChain(PARTY, 'unpinned', all)), 'root-missing');
  assert.equal(refusalOf(verifyKeyChain('did:web:other.example', all[0]!.signer, all)), 'root-missing');
});

test('a rotated key signs, and the key before it still vouches for what it signed', () => {
  const { root, sign, all } = founded();
  const next = introduce('sign', sign.kid, day(10));
  const chain = chainOf(root.kid, [...all, next.statement]);
  assert.ok(maySign(chain.keys.get(next.kid), day(11)).ok);
  assert.ok(maySign(chain.keys.get(sign.kid), day(5)).ok);
});

test('a key does not vouch for what was proven before it was valid', () => {
  const { root, sign, all } = founded();
  const next = introduce('sign', sign.kid, day(10));
  const chain = chainOf(root.kid, [...all, next.statement]);
  assert.equal(refusalOf(maySign(chain.keys.get(next.kid), day(9))), 'key-not-yet-valid');
});

test('a clock a little behind the signer’s does not make a fresh key look premature, nor a revoked one good', () => {
  const { root, recover, sign, all } = founded();
  const next = introduce('sign', sign.kid, day(10));
  const fresh = chainOf(root.kid, [...all, next.statement]).keys.get(next.kid);
  assert.ok(maySign(fresh, day(10).subtract({ seconds: 300 })).ok);
  assert.equal(refusalOf(maySign(fresh, day(10).subtract({ seconds: 301 }))), 'key-not-yet-valid');
  const before = day(10).subtract({ seconds: 200 });
  const revocation = revoke(next.kid, recover.kid, before, day(11));
  const revoked = chainOf(root.kid, [...all, next.statement, revocation]).keys.get(next.kid);
  assert.equal(refusalOf(maySign(revoked, before)), 'key-revoked');
});

test('what a revoked key signed counts up to invalid-after and not a moment longer', () => {
  const { root, recover, sign, all } = founded();
  const chain = chainOf(root.kid, [...all, revoke(sign.kid, recover.kid, day(5), day(8))]);
  const key = chain.keys.get(sign.kid);
  assert.ok(maySign(key, day(5)).ok);
  assert.equal(refusalOf(maySign(key, day(5).add({ nanoseconds: 1 }))), 'key-revoked');
});

test('a revoked key vouches for nothing whose time is unproven', () => {
  const { root, recover, sign, all } = founded();
  const chain = chainOf(root.kid, [...all, revoke(sign.kid, recover.kid, day(5), day(8))]);
  assert.equal(refusalOf(maySign(chain.keys.get(sign.kid), null)), 'key-revoked');
});

test('a key that a thief introduced with a stolen key falls with it, and so do that key’s own children', () => {
  const { root, recover, sign, all } = founded();
  const thief = introduce('sign', sign.kid, day(6));
  const grandchild = introduce('sign', thief.kid, day(7));
  const revocation = revoke(sign.kid, recover.kid, day(5), day(8));
  const chain = chainOf(root.kid, [...all, thief.statement, grandchild.statement, revocation]);
  assert.equal(chain.keys.has(thief.kid), false);
  assert.equal(chain.keys.has(grandchild.kid), false);
  assert.equal(chain.rejected.get(thief.statement.digest), 'key-revoked');
  assert.equal(chain.rejected.get(grandchild.statement.digest), 'key-not-introduced');
});

test('the recovery key outlives a stolen root: it revokes it and introduces a new signing key', () => {
  const { root, recover, all } = founded();
  const stolen = introduce('sign', root.kid, day(6));
  const fresh = introduce('sign', recover.kid, day(9));
  const chain = chainOf(root.kid, [
    ...all,
    stolen.statement,
    revoke(root.kid, recover.kid, day(5), day(8)),
    fresh.statement,
  ]);
  assert.equal(chain.keys.has(stolen.kid), false);
  assert.ok(maySign(chain.keys.get(fresh.kid), day(9)).ok);
});

test('a signing key can introduce no recovery key, and a sealing key introduces nothing', () => {
  const { root, sign, seal, all } = founded();
  const usurper = introduce('recover', sign.kid, day(2));
  const odd = introduce('sign', seal.kid, day(2));
  const chain = chainOf(root.kid, [...all, usurper.statement, odd.statement]);
  assert.equal(chain.rejected.get(usurper.statement.digest), 'key-may-not-introduce');
  assert.equal(chain.rejected.get(odd.statement.digest), 'key-may-not-introduce');
});

test('once a recovery key stands the root cannot name another', () => {
  const { root, all } = founded();
  const second = introduce('recover', root.kid, day(3));
  assert.equal(chainOf(root.kid, [second.statement, ...all]).keys.has(second.kid), false);
  assert.equal(mayIntroduce('root', 'recover', false), true);
});

test('neither the signing key nor the root revokes the recovery key', () => {
  const { root, recover, sign, all } = founded();
  const bySign = revoke(recover.kid, sign.kid, day(1), day(2));
  const byRoot = revoke(recover.kid, root.kid, day(1), day(2));
  const chain = chainOf(root.kid, [...all, bySign, byRoot]);
  assert.equal(chain.keys.get(recover.kid)?.invalidAfter, null);
  assert.equal(chain.rejected.get(bySign.digest), 'key-may-not-revoke');
  assert.equal(chain.rejected.get(byRoot.digest), 'key-may-not-revoke');
});

test('a revocation by a root that was itself revoked before counts for nothing', () => {
  const { root, recover, sign, all } = founded();
  const late = revoke(sign.kid, root.kid, day(1), day(7));
  const chain = chainOf(root.kid, [...all, late, revoke(root.kid, recover.kid, day(5), day(8))]);
  assert.equal(chain.keys.get(sign.kid)?.invalidAfter, null);
  assert.equal(chain.rejected.get(late.digest), 'key-revoked');
});

test('two recovery keys that revoke each other make the chain a conflict for people to settle', () => {
  const { root, recover, all } = founded();
  const successor = introduce('recover', recover.kid, day(1));
  const outcome = verifyKeyChain(PARTY, root.kid, [
    ...all,
    successor.statement,
    revoke(successor.kid, recover.kid, day(2), day(3)),
    revoke(recover.kid, successor.kid, day(2), day(3)),
  ]);
  assert.equal(refusalOf(outcome), 'key-chain-conflict');
});

test('the earliest of several revocations counts', () => {
  const { root, recover, sign, all } = founded();
  const chain = chainOf(root.kid, [
    ...all,
    revoke(sign.kid, recover.kid, day(5), day(8)),
    revoke(sign.kid, recover.kid, day(3), day(9)),
    revoke(sign.kid, recover.kid, day(7), day(10)),
  ]);
  assert.ok(chain.keys.get(sign.kid)?.invalidAfter?.equals(day(3)));
});

test('another party’s statements add no key to a chain', () => {
  const { root, sign, all } = founded();
  const foreign = introduce('sign', sign.kid, day(2), 'did:web:rival.example');
  assert.equal(chainOf(root.kid, [...all, foreign.statement]).keys.size, 4);
});

test('a recipient is no signing key and a signing key is no recipient', () => {
  const { root, all } = founded();
  const swapped = { ...introduce('seal', root.kid, day(1)).statement, use: 'sign' as const };
  const chain = chainOf(root.kid, [...all, swapped as KeyStatement]);
  assert.equal(chain.rejected.get(swapped.digest), 'key-use-mismatch');
});

test('a sealing key signs nothing and an unknown key signs nothing', () => {
  const { root, seal, all } = founded();
  assert.equal(refusalOf(maySign(chainOf(root.kid, all).keys.get(seal.kid), day(1))), 'key-use-mismatch');
  assert.equal(refusalOf(maySign(undefined, day(1))), 'key-unknown');
});

test('a chain longer than its limit is refused before any of it is read', () => {
  const { root, all } = founded();
  const long = Array.from({ length: MOST_KEY_STATEMENTS }, () => all[0]!);
  assert.equal(refusalOf(verifyKeyChain(PARTY, root.kid, [...long, all[1]!])), 'key-chain-too-long');
});

test('key statements that no key of the chain signed count for nothing, however many strangers write', () => {
  const { root, sign, recover, all } = founded();
  const next = introduce('sign', sign.kid, day(3));
  const end = revoke(sign.kid, recover.kid, day(4), day(4));
  const junk = Array.from({ length: MOST_KEY_STATEMENTS }, (_, at) => {
    const { kid, statement } = introduce(at % 2 === 0 ? 'root' : 'sign', 'itself', day(1));
    return at % 4 < 2 ? [statement] : [statement, revoke(root.kid, kid, day(1), day(1))];
  }).flat();
  const chain = chainOf(root.kid, [...junk, ...all, next.statement, end]);
  assert.deepEqual(
    [...chain.keys.keys()].toSorted(),
    [...all, next.statement].map((one) => (one.type === 'party-key' ? keyId(one.key) : '')).toSorted(),
  );
  assert.equal(chain.keys.get(root.kid)?.invalidAfter, null);
  assert.equal(chain.keys.get(sign.kid)?.invalidAfter?.toString(), day(4).toString());
  for (const { digest } of junk) assert.equal(chain.rejected.get(digest), 'key-not-introduced');
});

test('shuffling or repeating the statements of a chain changes nothing', () => {
  const { root, recover, sign, all } = founded();
  const next = introduce('sign', sign.kid, day(3));
  const after = introduce('sign', next.kid, day(6));
  const statements = [...all, next.statement, after.statement, revoke(next.kid, recover.kid, day(4), day(7))];
  const expected = chainOf(root.kid, statements);
  const shuffled = fc.shuffledSubarray([...statements, ...statements], { minLength: statements.length * 2 });
  fc.assert(
    fc.property(shuffled, (mixed) => {
      const chain = chainOf(root.kid, mixed);
      const ends = (keys: typeof chain.keys) => [...keys].map(([kid, key]) => `${kid}:${key.invalidAfter}`).sort();
      assert.deepEqual(ends(chain.keys), ends(expected.keys));
    }),
    { numRuns: 50 },
  );
});

test('a key statement that withholds or garbles what the chain needs is refused by name', () => {
  const { root } = founded();
  assert.ok(root.statement.type === 'party-key');
  const { digest, issuer, signer, provenAt, key } = root.statement;
  assert.ok(typeof key === 'object');
  const whole = { subject: PARTY, key, use: 'root', valid_from: '2026-01-01T00:00:00Z' };
  const read = (values: object, type = 'party-key') =>
    readKeyStatement({
      digest,
      issuer,
      signer,
      provenAt,
      type,
      claims: new Map(Object.entries(values).map(([name, value]) => [name, { value }])),
    });
  assert.ok(read(whole).ok);
  for (const name of Object.keys(whole)) {
    const broken = read({ ...whole, [name]: 7 });
    assert.equal(broken.ok ? '' : broken.refusal.place, name);
    const withheld = read({ ...whole, [name]: undefined });
    assert.equal(refusalOf(withheld), 'key-statement-unreadable');
  }
  assert.equal(refusalOf(read({ ...whole, key: { ...key, d: 'secret' } })), 'key-statement-unreadable');
  assert.equal(refusalOf(read({ ...whole, valid_from: '2026-01-01T00:00:00+01:00' })), 'key-statement-unreadable');
  assert.equal(refusalOf(read(whole, 'incident-alert')), 'key-statement-type');
  const revocation = { subject: PARTY, kid: root.kid, invalid_after: '2026-02-30T00:00:00Z' };
  assert.equal(refusalOf(read(revocation, 'party-key-revocation')), 'key-statement-unreadable');
});
