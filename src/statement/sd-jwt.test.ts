import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf, type Forgery, fixedBytes, fixedKey, forge, forgeDisclosure, forgeJwt } from '#testing/forge.ts';
import { encodeBase64url } from './base64url.ts';
import { MAX_DISCLOSURES, MAX_JWT_CHARACTERS, MAX_PRESENTATION_CHARACTERS } from './limits.ts';
import { parseSdJwt } from './sd-jwt.ts';

const key = fixedKey('issuer');
const header = { alg: 'ES256', typ: 'dc+sd-jwt' };
const random = fixedBytes('sd-jwt');

function member(name: unknown, value: unknown): string {
  return forgeDisclosure([salt(), name, value]);
}

function element(value: unknown): string {
  return forgeDisclosure([salt(), value]);
}

function salt(): string {
  return encodeBase64url(random(16));
}

function codeOf(presentation: string): string {
  const parsed = parseSdJwt(presentation);
  return parsed.ok ? 'accepted' : parsed.refusal.code;
}

function processed(payload: Forgery['payload'], disclosures: readonly string[]): unknown {
  const parsed = parseSdJwt(forge({ key, header, payload, disclosures }));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
  return parsed.value.processed;
}

function refused(code: string, payload: Forgery['payload'], disclosures: readonly string[] = []): void {
  assert.equal(codeOf(forge({ key, header, payload, disclosures })), code);
}

test('a disclosed member stands where its digest was, and digests and their algorithm are gone', () => {
  const name = member('given_name', 'Möbius');
  const withheld = member('email', 'x@example.org');
  const payload = { sub: 'x', _sd: [digestOf(withheld), digestOf(name)], _sd_alg: 'sha-256' };
  assert.deepEqual(processed(payload, [name]), { sub: 'x', given_name: 'Möbius' });
  assert.deepEqual(processed(payload, []), { sub: 'x' });
});

test('a disclosed array element keeps its place, and a withheld one leaves no gap', () => {
  const [us, ca] = [element('US'), element('CA')];
  const payload = { nationalities: [{ '...': digestOf(us) }, 'DE', { '...': digestOf(ca) }] };
  assert.deepEqual(processed(payload, [ca]), { nationalities: ['DE', 'CA'] });
  assert.deepEqual(processed(payload, [us, ca]), { nationalities: ['US', 'DE', 'CA'] });
  assert.deepEqual(processed(payload, []), { nationalities: ['DE'] });
});

test('disclosures inside disclosures are found at every level', () => {
  const street = member('street', 'Schulstr. 12');
  const address = member('address', { _sd: [digestOf(street)], country: 'DE' });
  const inner = element('purple');
  const outer = element([{ '...': digestOf(inner) }, { a: 1 }]);
  const payload = { _sd: [digestOf(address)], list: [{ '...': digestOf(outer) }] };
  assert.deepEqual(processed(payload, [inner, street, outer, address]), {
    address: { street: 'Schulstr. 12', country: 'DE' },
    list: [['purple', { a: 1 }]],
  });
  refused('disclosure-unreferenced', payload, [street]);
  refused('disclosure-unreferenced', payload, [inner]);
});

test('decoys, empty digest lists and white space inside a disclosure are all allowed by RFC 9901', () => {
  const spaced = forgeDisclosure(`[ "${salt()}" ,\n"name" , null ]`);
  const payload = { _sd: [digestOf(spaced), digestOf('decoy')], a: { _sd: [] }, b: [{ '...': digestOf('d2') }] };
  assert.deepEqual(processed(payload, [spaced]), { name: null, a: {}, b: [] });
});

test('an object with the element name and another member beside it is neither digest nor plain value', () => {
  refused('reserved-name-misused', { a: [{ '...': digestOf('x'), b: 1 }] });
  refused('reserved-name-misused', { a: { '...': digestOf('x') } });
  refused('reserved-name-misused', { '...': digestOf('x') });
  refused('reserved-name-misused', { a: { _sd_alg: 'sha-256' } });
  const inner = member('a', { _sd_alg: 'sha-256' });
  refused('reserved-name-misused', { _sd: [digestOf(inner)] }, [inner]);
});

test('a digest that stands twice is refused, shown or withheld, near or far', () => {
  const name = member('a', 1);
  const inner = member('b', { _sd: [digestOf(name)] });
  for (const disclosures of [[], [name]]) {
    refused('digest-duplicate', { _sd: [digestOf(name), digestOf(name)] }, disclosures);
    refused('digest-duplicate', { _sd: [digestOf(name)], a: { _sd: [digestOf(name)] } }, disclosures);
  }
  refused('digest-duplicate', { _sd: [digestOf(name)], x: [{ '...': digestOf(name) }] });
  refused('digest-duplicate', { _sd: [digestOf(name), digestOf(inner)] }, [name, inner]);
});

test('a disclosure that stands twice is refused, and so is one that nothing refers to', () => {
  const [name, other] = [member('a', 1), member('b', 2)];
  refused('disclosure-duplicate', { _sd: [digestOf(name)] }, [name, name]);
  refused('disclosure-unreferenced', { _sd: [digestOf(name)] }, [name, other]);
  refused('disclosure-unreferenced', {}, [name]);
  refused('disclosure-unreferenced', { _sd: [digestOf('decoy')] }, [name]);
});

test('a disclosure of the wrong kind for its place is refused', () => {
  const [one, two] = [element(1), member('a', 1)];
  refused('disclosure-misplaced', { _sd: [digestOf(one)] }, [one]);
  refused('disclosure-misplaced', { a: [{ '...': digestOf(two) }] }, [two]);
});

test('a disclosed name may be neither taken nor reserved', () => {
  for (const name of ['_sd', '_sd_alg', '...', '__proto__']) {
    const reserved = member(name, 1);
    refused('disclosure-name-reserved', { _sd: [digestOf(reserved)] }, [reserved]);
  }
  const [first, second] = [member('a', 1), member('a', 2)];
  refused('disclosure-name-taken', { a: 0, _sd: [digestOf(first)] }, [first]);
  refused('disclosure-name-taken', { _sd: [digestOf(first), digestOf(second)] }, [first, second]);
  const iss = member('iss', 'somebody else');
  refused('disclosure-name-taken', { iss: 'me', _sd: [digestOf(iss)] }, [iss]);
});

test('names that objects inherit are ordinary names', () => {
  const disclosures = ['constructor', 'toString', 'hasOwnProperty'].map((name) => member(name, 1));
  const expected = { constructor: 1, toString: 1, hasOwnProperty: 1 };
  assert.deepEqual(processed({ _sd: disclosures.map(digestOf) }, disclosures), expected);
});

test('a malformed digest or digest list is refused', () => {
  for (const digest of [1, null, '', 'abc', `${digestOf('x')}=`, [digestOf('x')], { '...': digestOf('x') }]) {
    refused('digest-malformed', { _sd: [digest] });
    refused('digest-malformed', { a: [{ '...': digest }] });
  }
  for (const list of [null, 'x', 5, {}, digestOf('x')]) refused('digest-malformed', { _sd: list });
});

test('digests of another algorithm than SHA-256 are refused, and SHA-256 is understood when none is named', () => {
  for (const algorithm of ['sha-512', 'SHA-256', 'md5', '', null, 256]) {
    refused('digest-algorithm', { _sd: [], _sd_alg: algorithm });
  }
  assert.deepEqual(processed({ a: 1 }, []), { a: 1 });
});

test('more digests or deeper nesting than the limits are refused', () => {
  refused('digest-count', { _sd: Array.from({ length: 1_025 }, (_, index) => digestOf(String(index))) });
  let nested = member('deepest', 1);
  const chain = [nested];
  for (let level = 0; level < 20; level++) {
    nested = member('next', { _sd: [digestOf(nested)] });
    chain.push(nested);
  }
  refused('nesting-too-deep', { _sd: [digestOf(nested)] }, chain);
});

const MALFORMED: Readonly<Record<string, readonly string[]>> = {
  'disclosure-malformed': [
    '{}',
    '"x"',
    'null',
    '[]',
    '["salt"]',
    '["s","n","v","more"]',
    '[1,"n","v"]',
    '["s",1,"v"]',
    '["s",null,2]',
  ],
  'json-syntax': ['', '[', '["s","n",]', '["s","n",1]x', "['s','n',1]", '["s","n",01]'],
  'json-duplicate-name': ['["s","n",{"a":1,"a":2}]'],
  'json-depth': [`["s","n",${'['.repeat(16)}${']'.repeat(16)}]`],
  'json-surrogate': ['["s","\\ud800",1]', '["\\udfff","n",1]'],
  'json-number': ['["s","n",1e999]'],
};
for (const [code, contents] of Object.entries(MALFORMED)) {
  test(`${contents.length} disclosures are refused with ${code}`, () => {
    for (const content of contents) {
      const disclosure = forgeDisclosure(content);
      refused(code, { _sd: [digestOf(disclosure)] }, [disclosure]);
    }
  });
}

test('a disclosure cannot borrow a bracket from its neighbour', () => {
  const halves = ['["s1","a",1],["s2","b"', '2]', '["s3","c",', '[3]]'].map(forgeDisclosure);
  refused('json-syntax', { _sd: halves.map(digestOf) }, halves);
  refused('json-syntax', { _sd: halves.map(digestOf) }, halves.slice(0, 2));
  const [open, close] = ['["s","a","', '","b"]'].map(forgeDisclosure) as [string, string];
  refused('json-syntax', { _sd: [digestOf(open), digestOf(close)] }, [open, close]);
});

test('a disclosure that is not canonical base64url is refused although its digest is committed to', () => {
  const sound = member('a', 'x');
  for (const spelling of [`${sound}=`, ` ${sound}`, `${sound}\n`, sound.replace('W', '+'), '']) {
    if (spelling === sound) continue;
    const code = spelling === '' ? 'json-syntax' : 'base64url-not-canonical';
    refused(code, { _sd: [digestOf(spelling)] }, [spelling]);
  }
  const notText = encodeBase64url(Uint8Array.of(0x5b, 0xff, 0x5d));
  refused('json-utf8', { _sd: [digestOf(notText)] }, [notText]);
});

const payload = { sub: 'x' };
const sound = forge({ key, header, payload });
const [soundHeader, soundPayload, soundSignature] = sound.slice(0, -1).split('.') as [string, string, string];

test('text that is no presentation is refused before anything is decoded', () => {
  for (const text of ['', 'x', soundHeader, sound.slice(0, -1), '{}'])
    assert.equal(codeOf(text), 'presentation-malformed');
  for (const text of ['~', '~~', '.~', '..~.', 'a.b~', 'a.b.c.d~', '.~~~'])
    assert.notEqual(codeOf(text), 'accepted');
  assert.equal(codeOf(`${'a.b.c.d'}~`), 'jwt-malformed');
  assert.equal(codeOf(`${soundHeader}.${soundPayload}~`), 'jwt-malformed');
});

test('a key-binding JWT after the last tilde is refused, whatever it says', () => {
  const binding = forgeJwt({
    key,
    header: { alg: 'ES256', typ: 'kb+jwt' },
    payload: { nonce: '1', aud: 'x', iat: 1 },
  });
  for (const tail of [binding, 'x', ' ', '\n', soundHeader])
    assert.equal(codeOf(sound + tail), 'key-binding-refused');
});

const HEADERS: Readonly<Record<string, readonly unknown[]>> = {
  'header-algorithm': [
    'none',
    'None',
    'NONE',
    '',
    'HS256',
    'HS512',
    'RS256',
    'PS256',
    'ES384',
    'ES256K',
    'es256',
    'Ed25519',
    null,
    256,
    ['ES256'],
  ]
    .map((alg) => ({ ...header, alg }))
    .concat([{ typ: 'dc+sd-jwt' } as never]),
  'header-critical': [['b64'], [], ['exp'], null, 'b64'].map((crit) => ({ ...header, crit })),
  'header-member-unknown': [
    { ...header, jwk: key.description },
    { ...header, jku: 'https://example.org/keys' },
    { ...header, x5c: [] },
    { ...header, x5u: 'https://example.org/' },
    { ...header, b64: false },
    { ...header, enc: 'A128GCM' },
    { ...header, cty: 'JWT' },
  ],
  'header-key-id': [5, null, {}, 'x'.repeat(257)].map((kid) => ({ ...header, kid })),
  'header-type': [5, null, []].map((typ) => ({ alg: 'ES256', typ })),
  'header-malformed': ['[]', 'null', '"ES256"', '5'],
  'json-syntax': ['', '{', '{"alg":"ES256",}'],
  'json-duplicate-name': ['{"alg":"none","alg":"ES256"}', '{"alg":"ES256","\\u0061lg":"ES256"}'],
};
for (const [code, headers] of Object.entries(HEADERS)) {
  test(`${headers.length} headers are refused with ${code}`, () => {
    for (const wrong of headers) {
      assert.equal(codeOf(forge({ key, header: wrong as string, payload })), code, JSON.stringify(wrong));
    }
  });
}

test('where a typ is asked for, any other and none are refused', () => {
  for (const typ of ['JWT', 'DC+SD-JWT', 'application/dc+sd-jwt', '', undefined]) {
    const parsed = parseSdJwt(
      forge({ key, header: { alg: 'ES256', ...(typ === undefined ? {} : { typ }) }, payload }),
      'dc+sd-jwt',
    );
    assert.equal(parsed.ok ? 'accepted' : parsed.refusal.code, 'header-type');
  }
  assert.equal(parseSdJwt(sound, 'dc+sd-jwt').ok, true);
});

test('a payload that is no JSON object, or holds a name twice, is refused', () => {
  for (const text of ['[]', 'null', '"x"', '1']) refused('payload-malformed', text);
  for (const text of ['{"iss":"a","iss":"b"}', '{"a":[{"b":1,"b":1}]}']) refused('json-duplicate-name', text);
  for (const text of ['', '{', '{"a":}', 'undefined']) refused('json-syntax', text);
  refused('json-reserved-name', '{"__proto__":{"iss":"x"}}');
  refused('json-depth', `{"a":${'['.repeat(17)}${']'.repeat(17)}}`);
});

test('a signature of another length, spelling or with high s is refused before any key is looked for', () => {
  const bytes = Uint8Array.fromBase64(soundSignature, { alphabet: 'base64url' });
  const head = `${soundHeader}.${soundPayload}`;
  assert.equal(codeOf(`${head}.~`), 'signature-length');
  assert.equal(codeOf(`${head}.${encodeBase64url(bytes.subarray(1))}~`), 'signature-length');
  assert.equal(codeOf(`${head}.${encodeBase64url(Uint8Array.of(...bytes, 0))}~`), 'signature-length');
  assert.equal(codeOf(`${head}.${soundSignature}=~`), 'base64url-not-canonical');
  assert.equal(codeOf(`${head}.${soundSignature}==~`), 'base64url-not-canonical');
  assert.equal(codeOf(`${head}.${soundSignature.slice(0, -1)}\n~`), 'base64url-not-canonical');
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const high = (order - BigInt(`0x${bytes.subarray(32).toHex()}`)).toString(16).padStart(64, '0');
  const twin = encodeBase64url(Uint8Array.of(...bytes.subarray(0, 32), ...Uint8Array.fromHex(high)));
  assert.equal(codeOf(`${head}.${twin}~`), 'signature-high-s');
});

test('each part of a JWT must be canonical base64url', () => {
  for (const [index, part] of [soundHeader, soundPayload].entries()) {
    for (const spelling of [`${part}=`, `${part} `, `+${part}`, `${part}/`]) {
      const parts = [soundHeader, soundPayload, soundSignature];
      parts[index] = spelling;
      assert.equal(codeOf(`${parts.join('.')}~`), 'base64url-not-canonical');
    }
  }
});

test('over-long input is refused by its own code at each size that is limited', () => {
  assert.equal(codeOf('~'.repeat(MAX_PRESENTATION_CHARACTERS + 1)), 'presentation-too-long');
  assert.equal(codeOf(`${sound}${'x~'.repeat(MAX_DISCLOSURES + 1)}`), 'disclosure-count');
  assert.equal(codeOf(`${'x'.repeat(MAX_JWT_CHARACTERS + 1)}~`), 'jwt-too-long');
  assert.equal(codeOf(forge({ key, header: { ...header, kid: 'x'.repeat(2_000) }, payload })), 'header-malformed');
  const long = forgeDisclosure([salt(), 'a', 'x'.repeat(100_000)]);
  refused('disclosure-too-long', { _sd: [digestOf(long)] }, [long]);
});

test('a text damaged anywhere is read or refused, never an exception, and never read as something else', () => {
  const name = member('given_name', 'Ada');
  const presentation = forge({
    key,
    header,
    payload: { _sd: [digestOf(name)], _sd_alg: 'sha-256' },
    disclosures: [name],
  });
  const jwt = presentation.slice(0, presentation.indexOf('~'));
  const spot = fc.nat(presentation.length - 1);
  fc.assert(
    fc.property(spot, spot, fc.constantFrom('', 'A', '~', '.', '=', ' ', 'é', '\0', '_'), (start, end, insert) => {
      const damaged =
        presentation.slice(0, Math.min(start, end)) + insert + presentation.slice(Math.max(start, end));
      const parsed = parseSdJwt(damaged);
      if (parsed.ok && parsed.value.jwt === jwt) {
        assert.ok(['{}', '{"given_name":"Ada"}'].includes(JSON.stringify(parsed.value.processed)));
      }
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) =>
      assert.equal(typeof codeOf(text), 'string'),
    ),
  );
});
