import { P256_ORDER, p256ScalarBytes } from '#primitives/p256-order.ts';
import { decodeBase64url, encodeBase64url } from '#statement/base64url.ts';
import { present } from '#statement/present.ts';
import { digestOf, fixedBytes, forge, forgeDisclosure, forgeJwt } from './forge.ts';
import {
  CLAIMS,
  issue,
  issuer,
  KEYS,
  type StatementCase,
  type StatementVectors,
  soundPayload,
  stranger,
} from './statement-case.ts';

const SALT = encodeBase64url(fixedBytes('salt')(16));
const WRAPPER = { v: 1, m: { t: 'amber', p: 'amber', u: ['mitigation'], a: [] } };
const HEADER = { alg: 'ES256', typ: 'comity-statement+sd-jwt', kid: issuer.kid };

export function refusedVectors(): StatementVectors {
  const about = 'Presentations that must be refused, at which step, and with which code.';
  return {
    about,
    keys: KEYS,
    cases: [
      ...brokenText(),
      ...brokenHeaders(),
      ...brokenPayloads(),
      ...brokenDisclosures(),
      ...brokenClaims(),
      ...wrongKeys(),
    ],
  };
}

function refused(
  title: string,
  at: 'parse' | 'verify' | 'open',
  code: string,
  presentation: string,
  key = 'issuer',
): StatementCase {
  return { title, presentation, key, verdict: 'refused', at, code };
}

function brokenText(): readonly StatementCase[] {
  const { jwt, disclosures } = issue(CLAIMS);
  const whole = present(jwt, disclosures);
  const [header, payload, signature] = jwt.split('.') as [string, string, string];
  const bytes = decodeBase64url(signature)!;
  const highS = P256_ORDER - BigInt(`0x${bytes.subarray(32).toHex()}`);
  const twin = encodeBase64url(Uint8Array.of(...bytes.subarray(0, 32), ...p256ScalarBytes(highS)));
  const binding = forgeJwt({ key: issuer, header: { alg: 'ES256', typ: 'kb+jwt' }, payload: { nonce: 'n' } });
  const text = (title: string, code: string, presentation: string) => refused(title, 'parse', code, presentation);
  return [
    text('nothing', 'presentation-malformed', ''),
    text('a JWT without a tilde', 'presentation-malformed', jwt),
    text('the last tilde missing', 'key-binding-refused', whole.slice(0, -1)),
    text('a key-binding JWT', 'key-binding-refused', whole + binding),
    text('a line feed at the end', 'key-binding-refused', `${whole}\n`),
    text('two parts', 'jwt-malformed', `${header}.${payload}~`),
    text('four parts', 'jwt-malformed', `${jwt}.~`),
    text('no signature', 'signature-length', `${header}.${payload}.~`),
    text('a padded signature', 'base64url-not-canonical', `${jwt}==~`),
    text('a space in the payload', 'base64url-not-canonical', `${header}. ${payload}.${signature}~`),
    text(
      'the other base64 alphabet',
      'base64url-not-canonical',
      `${header}.${payload}.${signature.slice(0, 85)}+~`,
    ),
    text('a high-S signature', 'signature-high-s', `${header}.${payload}.${twin}~`),
    text(
      'a signature of 63 bytes',
      'signature-length',
      `${header}.${payload}.${encodeBase64url(bytes.subarray(1))}~`,
    ),
    text('an empty disclosure', 'json-syntax', `${jwt}~~`),
    text('a disclosure shown twice', 'disclosure-duplicate', present(jwt, [disclosures[0]!, disclosures[0]!])),
    text('a padded disclosure', 'base64url-not-canonical', `${jwt}~${disclosures[1]}=~`),
    text(
      'a disclosure of another statement',
      'disclosure-unreferenced',
      present(jwt, issue(CLAIMS, issuer, 'other').disclosures),
    ),
    refused(
      'a payload changed after signing',
      'verify',
      'signature-invalid',
      `${header}.${changed(payload)}.${signature}~`,
    ),
    refused(
      'the signature of another statement',
      'verify',
      'signature-invalid',
      `${header}.${payload}.${issue([]).jwt.split('.')[2]}~`,
    ),
  ];
}

function changed(payload: string): string {
  const text = new TextDecoder().decode(decodeBase64url(payload));
  return encodeBase64url(new TextEncoder().encode(text.replace('"live"', '"LIVE"')));
}

function brokenHeaders(): readonly StatementCase[] {
  const payload = soundPayload([]);
  const cases: readonly (readonly [string, string, string | Record<string, unknown>])[] = [
    ['alg none', 'header-algorithm', { ...HEADER, alg: 'none' }],
    ['alg HS256', 'header-algorithm', { ...HEADER, alg: 'HS256' }],
    ['alg RS256', 'header-algorithm', { ...HEADER, alg: 'RS256' }],
    ['alg in small letters', 'header-algorithm', { ...HEADER, alg: 'es256' }],
    ['no alg', 'header-algorithm', { typ: HEADER.typ, kid: HEADER.kid }],
    ['crit', 'header-critical', { ...HEADER, crit: ['b64'], b64: false }],
    ['an empty crit', 'header-critical', { ...HEADER, crit: [] }],
    ['a key of its own', 'header-member-unknown', { ...HEADER, jwk: issuer.description }],
    ['an address for keys', 'header-member-unknown', { ...HEADER, jku: 'https://example.org/' }],
    ['certificates', 'header-member-unknown', { ...HEADER, x5c: ['AAAA'] }],
    ['another typ', 'header-type', { ...HEADER, typ: 'JWT' }],
    ['no typ', 'header-type', { alg: 'ES256', kid: HEADER.kid }],
    ['no kid', 'header-key-id', { alg: 'ES256', typ: HEADER.typ }],
    ['a kid that is no thumbprint', 'header-key-id', { ...HEADER, kid: 'key-1' }],
    [
      'alg twice',
      'json-duplicate-name',
      `{"alg":"none","alg":"ES256","typ":"${HEADER.typ}","kid":"${HEADER.kid}"}`,
    ],
    ['an array', 'header-malformed', '[]'],
    ['no JSON', 'json-syntax', '{"alg":"ES256"'],
  ];
  return cases.map(([what, code, header]) =>
    refused(`a header with ${what}`, 'parse', code, forge({ key: issuer, header, payload })),
  );
}

function brokenPayloads(): readonly StatementCase[] {
  const sound = soundPayload([]);
  const digests = sound._sd as readonly string[];
  const cases: readonly (readonly [string, string, string | Record<string, unknown>])[] = [
    ['no issuer', 'envelope-member-missing', omit(sound, 'iss')],
    ['no type', 'envelope-member-missing', omit(sound, 'vct')],
    ['no log', 'envelope-member-missing', omit(sound, 'log')],
    ['no realm', 'envelope-member-missing', omit(sound, 'realm')],
    ['no digests', 'envelope-member-missing', omit(sound, '_sd')],
    ['no digest algorithm', 'envelope-member-missing', omit(sound, '_sd_alg')],
    ['SHA-512 digests', 'digest-algorithm', { ...sound, _sd_alg: 'sha-512' }],
    ['an open iat', 'envelope-member-unknown', { ...sound, iat: 1_645_672_500 }],
    ['an expiry', 'envelope-member-unknown', { ...sound, exp: 1_645_672_500 }],
    ['a holder key', 'envelope-member-unknown', { ...sound, cnf: { jwk: issuer.description } }],
    ['an open claim', 'envelope-member-unknown', { ...sound, what: WRAPPER }],
    ['an issuer that is no did:web', 'envelope-member-malformed', { ...sound, iss: 'https://csirt.example' }],
    ['an issuer that is no text', 'envelope-member-malformed', { ...sound, iss: ['did:web:csirt.example'] }],
    ['a type of another maker', 'envelope-member-malformed', { ...sound, vct: 'https://example.org/type' }],
    [
      'a type without version',
      'envelope-member-malformed',
      { ...sound, vct: 'urn:comity:statement:incident-alert' },
    ],
    ['a log of two lines', 'envelope-member-malformed', { ...sound, log: 'csirt.example/log\n5' }],
    ['an empty realm', 'envelope-member-malformed', { ...sound, realm: '' }],
    ['seven digests', 'envelope-digest-count', { ...sound, _sd: digests.slice(1) }],
    ['no digest in the list', 'envelope-digest-count', { ...sound, _sd: [] }],
    ['nine digests', 'envelope-digest-count', { ...sound, _sd: [...digests, digestOf('ninth')] }],
    ['one digest twice', 'digest-duplicate', { ...sound, _sd: [...digests.slice(1), digests[1]] }],
    ['a padded digest', 'digest-malformed', { ...sound, _sd: [...digests.slice(1), `${digests[0]}=`] }],
    ['a number for a digest', 'digest-malformed', { ...sound, _sd: [...digests.slice(1), 5] }],
    ['digests in an object', 'digest-malformed', { ...sound, _sd: { '0': digests[0] } }],
    ['the issuer twice', 'json-duplicate-name', `{"iss":"did:web:a.example",${JSON.stringify(sound).slice(1)}`],
    ['a member __proto__', 'json-reserved-name', `{"__proto__":{},${JSON.stringify(sound).slice(1)}`],
    ['a lone surrogate', 'json-surrogate', JSON.stringify(sound).replace('live', '\\ud800')],
    [
      'seventeen arrays in one another',
      'json-depth',
      { ...sound, log: JSON.parse(`${'['.repeat(16)}${']'.repeat(16)}`) },
    ],
    ['an array for a payload', 'payload-malformed', '[]'],
    ['no JSON', 'json-syntax', '{'],
  ];
  return cases.map(([what, code, payload]) =>
    refused(`a payload with ${what}`, 'parse', code, forge({ key: issuer, header: HEADER, payload })),
  );
}

function omit(payload: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([member]) => member !== name));
}

/** The disclosure stands where it is committed to, so nothing but its own fault is left to refuse. */
function disclosing(disclosure: string): string {
  return forge({ key: issuer, header: HEADER, payload: soundPayload([disclosure]), disclosures: [disclosure] });
}

function brokenDisclosures(): readonly StatementCase[] {
  const cases: readonly (readonly [string, string, string | readonly unknown[]])[] = [
    ['that is an object', 'disclosure-malformed', '{}'],
    ['that is empty', 'disclosure-malformed', '[]'],
    ['of four members', 'disclosure-malformed', [SALT, 'what', WRAPPER, 1]],
    ['with a number for its name', 'disclosure-malformed', [SALT, 5, WRAPPER]],
    ['with a number for its salt', 'disclosure-malformed', [5, 'what', WRAPPER]],
    ['of an array element', 'disclosure-misplaced', [SALT, WRAPPER]],
    ['named _sd', 'disclosure-name-reserved', [SALT, '_sd', []]],
    ['named _sd_alg', 'disclosure-name-reserved', [SALT, '_sd_alg', 'sha-256']],
    ['named ...', 'disclosure-name-reserved', [SALT, '...', WRAPPER]],
    ['named __proto__', 'disclosure-name-reserved', [SALT, '__proto__', WRAPPER]],
    ['named like the issuer', 'disclosure-name-taken', [SALT, 'iss', WRAPPER]],
    ['that is no JSON', 'json-syntax', `["${SALT}","what",]`],
    ['with a name twice', 'json-duplicate-name', `["${SALT}","what",{"v":1,"v":2}]`],
    ['with a number too large', 'json-number', `["${SALT}","what",{"v":1e999}]`],
    ['with half a character', 'json-surrogate', `["${SALT}","what",{"v":"\\udfff"}]`],
    ['nested too deep', 'json-depth', `["${SALT}","what",${'['.repeat(16)}${']'.repeat(16)}]`],
  ];
  const found = cases.map(([what, code, content]) =>
    refused(`a disclosure ${what}`, 'parse', code, disclosing(forgeDisclosure(content))),
  );
  const inner = forgeDisclosure([SALT, 'inner', 1]);
  const outer = forgeDisclosure([SALT, 'what', { v: { _sd: [digestOf(inner)] }, m: WRAPPER.m }]);
  const nested = forge({
    key: issuer,
    header: HEADER,
    payload: soundPayload([outer]),
    disclosures: [outer, inner],
  });
  const element = forgeDisclosure([SALT, 1]);
  const list = forgeDisclosure([SALT, 'what', { v: [{ '...': digestOf(element) }], m: WRAPPER.m }]);
  const payload = soundPayload([list]);
  return [
    ...found,
    refused(
      'a disclosure of an array element shown before its array',
      'open',
      'claim-nested',
      forge({ key: issuer, header: HEADER, payload, disclosures: [element, list] }),
    ),
    refused('a nested disclosure shown', 'open', 'claim-value-unfit', nested),
    refused('a nested disclosure withheld', 'open', 'claim-value-unfit', disclosing(outer)),
  ];
}

function brokenClaims(): readonly StatementCase[] {
  const m = WRAPPER.m;
  const cases: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['a name in capitals', 'claim-name-malformed', [SALT, 'What', WRAPPER]],
    ['an empty name', 'claim-name-malformed', [SALT, '', WRAPPER]],
    ['a name of 65 letters', 'claim-name-malformed', [SALT, 'w'.repeat(65), WRAPPER]],
    ['a short salt', 'claim-salt-malformed', [SALT.slice(0, 20), 'what', WRAPPER]],
    ['an empty salt', 'claim-salt-malformed', ['', 'what', WRAPPER]],
    ['a salt that is not canonical', 'claim-salt-malformed', [`${SALT}==`, 'what', WRAPPER]],
    ['a bare value', 'claim-wrapper-malformed', [SALT, 'what', 'Modems stopped answering']],
    ['no marking', 'claim-wrapper-malformed', [SALT, 'what', { v: 1 }]],
    ['no value', 'claim-wrapper-malformed', [SALT, 'what', { m }]],
    ['a third member', 'claim-wrapper-malformed', [SALT, 'what', { ...WRAPPER, x: 1 }]],
    ['an unknown label', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { ...m, t: 'white' } }]],
    ['a label in capitals', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { ...m, t: 'RED' } }]],
    ['no label', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { p: 'amber', u: [], a: [] } }]],
    [
      'a PAP label it has not',
      'claim-marking-malformed',
      [SALT, 'what', { v: 1, m: { ...m, p: 'amber+strict' } }],
    ],
    ['an unknown use', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { ...m, u: ['marketing'] } }]],
    [
      'a use twice',
      'claim-marking-malformed',
      [SALT, 'what', { v: 1, m: { ...m, u: ['mitigation', 'mitigation'] } }],
    ],
    [
      'an audience that is no list',
      'claim-marking-malformed',
      [SALT, 'what', { v: 1, m: { ...m, a: 'did:web:a' } }],
    ],
    ['an empty name in its audience', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { ...m, a: [''] } }]],
    [
      'an audience of 65 names',
      'claim-marking-malformed',
      [SALT, 'what', { v: 1, m: { ...m, a: Array.from({ length: 65 }, (_, at) => `did:web:a${at}`) } }],
    ],
    [
      'a name of 513 characters in its audience',
      'claim-marking-malformed',
      [SALT, 'what', { v: 1, m: { ...m, a: ['a'.repeat(513)] } }],
    ],
    ['a fifth member in its marking', 'claim-marking-malformed', [SALT, 'what', { v: 1, m: { ...m, x: 1 } }]],
    ['U+0000 in its value', 'claim-value-unfit', [SALT, 'what', { v: ['a\0b'], m }]],
    ['an element digest in its value', 'claim-value-unfit', [SALT, 'what', { v: [{ '...': digestOf('x') }], m }]],
  ];
  return cases.map(([what, code, content]) =>
    refused(`a claim with ${what}`, 'open', code, disclosing(forgeDisclosure(content))),
  );
}

function wrongKeys(): readonly StatementCase[] {
  const { jwt } = issue(CLAIMS);
  const claimed = forge({ key: stranger, header: HEADER, payload: soundPayload([]) });
  const confused = forge({ key: issuer, header: { ...HEADER, alg: 'EdDSA' }, payload: soundPayload([]) });
  return [
    refused('another key than the header names', 'verify', 'signature-key-mismatch', present(jwt, []), 'stranger'),
    refused('a key of another kind', 'verify', 'signature-key-mismatch', present(jwt, []), 'edwards'),
    refused("a stranger's signature under the issuer's key name", 'verify', 'signature-invalid', claimed),
    refused('EdDSA named for an ES256 key', 'verify', 'signature-key-mismatch', confused),
  ];
}
