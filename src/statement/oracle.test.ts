import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SDJwtInstance } from '@sd-jwt/core';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { fixedBytes, fixedKey } from '#testing/forge.ts';
import { absent, referenceNames, referenceText } from '#testing/reference-data.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';
import type { Claim, JsonValue } from './draft.ts';
import { prepare, sign } from './issue.ts';
import { marking, TLP_ORDER, USES } from './marking.ts';
import { parse, verify } from './parse.ts';
import { present } from './present.ts';
import { parseSdJwt } from './sd-jwt.ts';

const encoder = new TextEncoder();
const envelope = {
  issuer: 'did:web:csirt.example',
  vct: 'urn:comity:statement:incident-alert:1',
  log: 'csirt.example/log',
  realm: 'live',
};

for (const algorithm of ['ES256', 'Ed25519'] as const) {
  const key = fixedKey('oracle', algorithm);
  const library = libraryWith(key);

  test(`what we sign with ${key.alg}, @sd-jwt/core verifies and reads with every claim, some, or none`, async () => {
    const claims = claimsOf(['what', 'where', 'when', 'who', 'how_many', 'unknown', 'list', 'words', 'nothing']);
    const prepared = prepare(envelope, claims, key, primitives.randomBytes);
    assert.ok(prepared.ok);
    const { jwt, disclosures } = sign(prepared.value, key);
    for (const count of [0, 1, 5, disclosures.length]) {
      const { payload, header } = await library.verify(present(jwt, disclosures.slice(0, count)));
      const { issuer: iss, ...shown } = envelope;
      const expected = claims
        .slice(0, count)
        .map(({ name, value, marking: m }) => [
          name,
          { v: value, m: { t: m.tlp, p: m.pap, u: m.uses, a: m.audience } },
        ]);
      assert.deepEqual(payload, { iss, ...shown, ...Object.fromEntries(expected) });
      assert.deepEqual(header, { alg: key.alg, typ: 'comity-statement+sd-jwt', kid: key.kid });
    }
  });

  test(`what @sd-jwt/core signs with ${key.alg}, nested and with decoys, we read as it does`, async () => {
    const claims = {
      sub: 'x',
      address: { street: 'Þykkvabæjarklaustur', country: { code: 'IS', parts: [1, 2, [3]] } },
      list: ['a', { b: 'c' }, [1, 2]],
      iat: 1_700_000_000,
    };
    const frame = {
      _sd: ['sub', 'address', 'iat'],
      _sd_decoy: 5,
      address: { _sd: ['street', 'country'], _sd_decoy: 2, country: { _sd: ['code'] } },
      list: { _sd: [0, 1, 2], _sd_decoy: 3, 1: { _sd: ['b'] }, 2: { _sd: [0] } },
    };
    const presentation = await library.issue(claims, frame as never);
    const parsed = parseSdJwt(presentation);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
    assert.deepEqual(parsed.value.processed, claims);
    assert.equal(
      key.key.publicKey.verify(encoder.encode(parsed.value.signingInput), parsed.value.signature),
      true,
    );
    for (const wish of [
      {},
      { sub: true },
      { address: { country: { code: true } } },
      { list: { 1: { b: true } } },
    ]) {
      const part = await library.present(presentation, wish as never);
      const read = parseSdJwt(part);
      assert.ok(read.ok, read.ok ? '' : read.refusal.sentence);
      assert.deepEqual(read.value.processed, await library.getClaims(part));
    }
  });
}

test('any claims hidden at any depth by @sd-jwt/core are read by us as by itself, whatever part is presented', async () => {
  const key = fixedKey('oracle');
  const library = libraryWith(key);
  await fc.assert(
    fc.asyncProperty(claimTree, fc.infiniteStream(fc.boolean()), async (claims, coins) => {
      const presentation = await library.issue(claims as Record<string, unknown>, frameOf(claims, coins) as never);
      const [jwt, ...rest] = presentation.split('~');
      const disclosures = rest.slice(0, -1);
      for (const chosen of [disclosures, disclosures.filter(() => coins.next().value), []]) {
        const part = present(jwt!, chosen);
        const parsed = parseSdJwt(part);
        if (!parsed.ok) assert.equal(parsed.refusal.code, 'disclosure-unreferenced');
        else assert.deepEqual(parsed.value.processed, await library.getClaims(part));
      }
      const whole = parseSdJwt(presentation);
      assert.ok(whole.ok);
      assert.deepEqual(whole.value.processed, claims);
    }),
    { numRuns: 150 },
  );
});

test('any claims we sign, @sd-jwt/core and we read alike', async () => {
  const key = fixedKey('oracle');
  const library = libraryWith(key);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 12 }), async (values) => {
      const claims = values.map((value, index): Claim => {
        return {
          name: `claim_${index}`,
          value: value as JsonValue,
          marking: marking(TLP_ORDER[index % 5]!, USES),
        };
      });
      const prepared = prepare(envelope, claims, key, primitives.randomBytes);
      if (!prepared.ok) return assert.match(prepared.refusal.code, /^json-|claim-value-unfit/u);
      const issued = sign(prepared.value, key);
      const presentation = present(issued.jwt, issued.disclosures);
      const parsed = parse(presentation);
      assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
      assert.ok(verify(parsed.value, { ...key, key: key.key.publicKey }).ok);
      const whole = parseSdJwt(presentation);
      assert.deepEqual(whole.ok && whole.value.processed, (await library.verify(presentation)).payload);
      return undefined;
    }),
    { numRuns: 150 },
  );
});

const CASES = 'testvectors-sd-jwt/sd-jwt-js';
test('the cases of sd-jwt-js, issued and presented by @sd-jwt/core, are read by us as by itself', {
  skip: absent(CASES),
}, async (suite) => {
  const library = libraryWith(fixedKey('oracle'));
  for (const name of referenceNames(CASES)) {
    await suite.test(`${name} is read alike, whole and as presented`, async () => {
      const { claims, disclosureFrame, presentationFrames, presentedClaims } = JSON.parse(
        referenceText(`${CASES}/${name}`),
      );
      const whole = await library.issue(claims, disclosureFrame);
      const part = await library.present(whole, presentationFrames);
      for (const presentation of [whole, part]) {
        const parsed = parseSdJwt(presentation);
        assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
        assert.deepEqual(parsed.value.processed, await library.getClaims(presentation));
      }
      const read = parseSdJwt(part);
      assert.ok(read.ok);
      assert.partialDeepStrictEqual(read.value.processed, presentedClaims);
    });
  }
});

function libraryWith(key: ReturnType<typeof fixedKey>): SDJwtInstance<Record<string, unknown>> {
  const random = fixedBytes('library');
  return new SDJwtInstance({
    signer: (text) => encodeBase64url(key.key.sign(encoder.encode(text))),
    verifier: (text, signature) => key.key.publicKey.verify(encoder.encode(text), decodeBase64url(signature)!),
    signAlg: key.alg,
    hasher: (content) => primitives.sha256(encoder.encode(content as string)),
    hashAlg: 'sha-256',
    saltGenerator: (length) => encodeBase64url(random(length)),
    omitTyp: true,
  });
}

function claimsOf(names: readonly string[]): readonly Claim[] {
  const values: readonly JsonValue[] = [
    'text',
    'Žilina 東京',
    5,
    -0.5,
    true,
    { known: 'not-yet' },
    [1, 'a', null],
    '"\\~.',
    null,
  ];
  return names.map((name, index) => ({
    name,
    value: values[index % values.length]!,
    marking: marking(TLP_ORDER[index % TLP_ORDER.length]!, USES.slice(0, index % 5)),
  }));
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'é', 'name with space');
const { tree: claimTree } = fc.letrec<{ tree: Record<string, unknown>; value: unknown }>((tie) => ({
  tree: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('text', 5, true, null, 'Ω'),
    tie('tree'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

/** Hides members and elements by the toss of a coin, at every depth. */
function frameOf(value: unknown, coins: Iterator<boolean>): Record<string, unknown> {
  const frame: Record<string, unknown> = {};
  const hidden: (string | number)[] = [];
  const isArray = Array.isArray(value);
  for (const [inner, member] of Object.entries(value as object)) {
    if (coins.next().value) hidden.push(isArray ? Number(inner) : inner);
    if (typeof member === 'object' && member !== null) frame[inner] = frameOf(member, coins);
  }
  return hidden.length === 0 ? frame : { ...frame, _sd: hidden };
}
