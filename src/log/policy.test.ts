import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { primitives } from '#primitives';
import { addSignatures, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { Checkpoint } from './checkpoint-text.ts';
import type { LogCode } from './codes.ts';
import { cosign } from './cosignature.ts';
import { checkQuorum, logKeys, meetsQuorum, type Policy, quorumReachedAt, verifyCosignatures } from './policy.ts';
import { formatPolicy, MAX_POLICY_CHARACTERS, MAX_POLICY_ENTRIES, parsePolicy } from './policy-file.ts';
import { formatVerifierKey, signerKey } from './verifier-key.ts';

const NOW = Temporal.Instant.from('2026-03-01T12:00:00Z');
const origin = 'node.example/log/live';
const log = signerKey(origin, 'ed25519', primitives.generateKey('Ed25519'));
const names = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'];
const witnesses = new Map(
  names.map((name) => [
    name,
    signerKey(`${name}.example/w`, 'cosignature-ed25519', primitives.generateKey('Ed25519')),
  ]),
);
const vkey = (name: string): string => formatVerifierKey(witnesses.get(name)!.verifier);
const logLine = `log ${formatVerifierKey(log.verifier)}`;
const witnessLines = names.map((name) => `witness ${name} ${vkey(name)}`).join('\n');
const EXAMPLE = `# who may vouch
${logLine} https://node.example/log

${witnessLines}
group X-witnesses 2 X1 X2 X3
\tgroup Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
  return parsed.value;
}

const policy = policyOf(EXAMPLE);

describe('policy files', () => {
  test('the example of the specification is read: one log, six witnesses, three groups', () => {
    assert.deepEqual(logKeys(policy)[0]?.keyId, log.verifier.keyId);
    assert.equal(policy.logs[0]?.url, 'https://node.example/log');
    assert.deepEqual([...policy.witnesses.keys()], names);
    assert.deepEqual(
      [...policy.groups.values()].map((group) => group.threshold),
      [2, 1, 2],
    );
  });

  test('a policy is read back as written', () => {
    assert.equal(formatPolicy(policyOf(formatPolicy(policy))), formatPolicy(policy));
  });

  test('thirty-two of each kind and more are accepted, as the specification asks', () => {
    const many = Array.from({ length: 40 }, (_, at) => {
      const key = signerKey(`w${at}.example`, 'cosignature-ed25519', primitives.generateKey('Ed25519'));
      return `witness w${at} ${formatVerifierKey(key.verifier)}\ngroup g${at} any w${at}`;
    });
    assert.equal(policyOf(`${many.join('\n')}\nquorum g3`).groups.size, 40);
  });

  test('a name outside ASCII is an opaque name like any other', () => {
    assert.ok(policyOf(`witness Überwacher ${vkey('X1')}\nquorum Überwacher\n`).witnesses.has('Überwacher'));
    const kelvin = parsePolicy(`witness K ${vkey('X1')}\nquorum \u212a\n`);
    assert.ok(!kelvin.ok && kelvin.refusal.code === 'policy-name-unknown');
  });

  const ml = formatVerifierKey(
    signerKey(origin, 'cosignature-ml-dsa-44', primitives.generateKey('ML-DSA-44')).verifier,
  );
  const plain = formatVerifierKey(signerKey('w.example', 'ed25519', primitives.generateKey('Ed25519')).verifier);
  const renamed = formatVerifierKey(
    signerKey('other.example', 'cosignature-ed25519', witnesses.get('X1')!.key).verifier,
  );

  test('a log may have an ML-DSA-44 key', () => {
    assert.equal(policyOf(`log ${ml}\nquorum none`).logs.length, 1);
  });

  const malformed: Record<string, [string, LogCode]> = {
    'a policy without a quorum': [`${logLine}\n`, 'policy-quorum-missing'],
    nothing: ['', 'policy-quorum-missing'],
    'a second quorum line': ['quorum none\nquorum none\n', 'policy-malformed'],
    'a quorum of nobody known': ['quorum X1\n', 'policy-name-unknown'],
    'a quorum of two names': ['quorum none none\n', 'policy-malformed'],
    'an unknown keyword': ['witnes X1\nquorum none\n', 'policy-malformed'],
    'a keyword in capitals': ['QUORUM none\n', 'policy-malformed'],
    'a comment behind a line': ['quorum none # for now\n', 'policy-malformed'],
    'a group that names a later witness': [
      `group g any X1\nwitness X1 ${vkey('X1')}\nquorum g\n`,
      'policy-name-unknown',
    ],
    'a group that names itself': [`group g any g\nquorum g\n`, 'policy-name-unknown'],
    'a group without members': ['group g all\nquorum none\n', 'policy-malformed'],
    'a threshold of zero': [`${witnessLines}\ngroup g 0 X1\nquorum g\n`, 'policy-threshold-out-of-range'],
    'a threshold above the members': [
      `${witnessLines}\ngroup g 3 X1 X2\nquorum g\n`,
      'policy-threshold-out-of-range',
    ],
    'a threshold with a leading zero': [
      `${witnessLines}\ngroup g 01 X1\nquorum g\n`,
      'policy-threshold-out-of-range',
    ],
    'a member named twice in a group': [`${witnessLines}\ngroup g any X1 X1\nquorum g\n`, 'policy-name-taken'],
    'a member of two groups': [`${witnessLines}\ngroup g any X1\ngroup h any X1\nquorum h\n`, 'policy-name-taken'],
    'a witness called none': [`witness none ${vkey('X1')}\nquorum none\n`, 'policy-name-taken'],
    'none as a member': ['group g any none\nquorum g\n', 'policy-name-unknown'],
    'two witnesses of one name': [
      `witness a ${vkey('X1')}\nwitness a ${vkey('X2')}\nquorum a\n`,
      'policy-name-taken',
    ],
    'a group called like a witness': [`${witnessLines}\ngroup X1 any X2\nquorum X1\n`, 'policy-name-taken'],
    'one key under two witnesses': [
      `witness a ${vkey('X1')}\nwitness b ${renamed}\nquorum a\n`,
      'policy-duplicate-key',
    ],
    'one log twice': [`${logLine}\n${logLine}\nquorum none\n`, 'policy-duplicate-key'],
    'a log with a cosigner key': [`log ${vkey('X1')}\nquorum none\n`, 'vkey-type-unknown'],
    'a witness with a note key': [`witness w ${plain}\nquorum w\n`, 'vkey-type-unknown'],
    'a mistyped key': [
      `log ${formatVerifierKey(log.verifier).replace('node', 'mode')}\nquorum none\n`,
      'vkey-id-mismatch',
    ],
    'a line with more than an address': [`${logLine} https://a https://b\nquorum none\n`, 'policy-malformed'],
    'a carriage return': ['quorum none\r\n', 'policy-malformed'],
    'a lone surrogate': ['# \ud800\nquorum none\n', 'policy-malformed'],
    'a policy over the limit': ['#'.repeat(MAX_POLICY_CHARACTERS + 1), 'policy-too-long'],
    'more groups than are read': [
      `${Array.from({ length: MAX_POLICY_ENTRIES + 1 }, (_, at) => (at === 0 ? `${witnessLines}\ngroup g0 any X1` : `group g${at} any g${at - 1}`)).join('\n')}\nquorum none\n`,
      'policy-too-large',
    ],
  };
  for (const [what, [text, code]] of Object.entries(malformed)) {
    test(`${what} is refused as ${code}`, () => {
      const parsed = parsePolicy(text);
      assert.ok(!parsed.ok, `${what} was accepted`);
      assert.equal(parsed.refusal.code, code);
    });
  }

  test('a refusal names the line', () => {
    const parsed = parsePolicy(`# one\n\nquorum who\n`);
    assert.ok(!parsed.ok && parsed.refusal.place === 'line 3');
  });

  test('no text makes the parser throw', () => {
    const words = fc.constantFrom(
      'log',
      'witness',
      'group',
      'quorum',
      'any',
      'all',
      '2',
      'none',
      'X1',
      vkey('X1'),
      '\n',
      ' ',
      '\t',
      '#',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words, { maxLength: 30 }).map((list) => list.join(' ')),
        ),
        (text) => {
          const parsed = parsePolicy(text);
          if (parsed.ok) assert.ok(parsePolicy(formatPolicy(parsed.value)).ok);
        },
      ),
    );
  });
});

describe('the quorum', () => {
  test('is met by exactly those sets of witnesses that the groups describe', () => {
    fc.assert(
      fc.property(fc.subarray(names), (seen) => {
        const set = new Set(seen);
        const ofX = seen.filter((name) => name.startsWith('X')).length;
        assert.equal(meetsQuorum(policy, set), ofX >= 2 && ofX < seen.length);
      }),
    );
  });

  test('of none is met by nobody at all, and dates nothing', () => {
    const open = policyOf('quorum none\n');
    assert.ok(meetsQuorum(open, new Set()));
    assert.equal(quorumReachedAt(open, []), undefined);
  });

  const checkpoint: Checkpoint = { origin, size: 9, root: primitives.sha256(Uint8Array.of(9)), extensions: [] };
  const base = parseCheckpoint(signCheckpoint(checkpoint, log));
  assert.ok(base.ok);
  const cosignedBy = (times: Record<string, number>) =>
    addSignatures(
      base.value,
      Object.entries(times).map(([name, secondsAgo]) => {
        const line = cosign(checkpoint, witnesses.get(name)!, NOW.subtract({ seconds: secondsAgo }));
        assert.ok(line.ok);
        return line.value;
      }),
    );

  test('stands from the instant that its last needed witness cosigned, however many came later', () => {
    const signed = cosignedBy({ X1: 50, X3: 40, Y2: 30, X2: 20, Y1: 10 });
    const cosignatures = verifyCosignatures(signed, policy, NOW);
    assert.ok(cosignatures.ok && cosignatures.value.length === 5);
    assert.ok(checkQuorum(policy, cosignatures.value).ok);
    assert.equal(quorumReachedAt(policy, cosignatures.value), NOW.epochMilliseconds / 1000 - 30);
  });

  test('that is not met says who has cosigned so far', () => {
    const cosignatures = verifyCosignatures(cosignedBy({ X1: 5, Y1: 5 }), policy, NOW);
    assert.ok(cosignatures.ok);
    const verdict = checkQuorum(policy, cosignatures.value);
    assert.ok(!verdict.ok && verdict.refusal.code === 'quorum-not-met');
    assert.match(verdict.refusal.sentence, /X-and-Y.*X1, Y1 have cosigned/);
    assert.equal(quorumReachedAt(policy, cosignatures.value), undefined);
  });

  test('counts a witness once, however often it cosigned', () => {
    const two = policyOf(`${witnessLines}\ngroup g 2 X1 X2\nquorum g\n`);
    const [line] = cosignedBy({ X1: 1 }).note.signatures.slice(1);
    const [again] = cosignedBy({ X1: 2 }).note.signatures.slice(1);
    const signed = { ...base.value, note: { ...base.value.note, signatures: [line!, again!] } };
    const cosignatures = verifyCosignatures(signed, two, NOW);
    assert.ok(cosignatures.ok && cosignatures.value.length === 2);
    assert.ok(!checkQuorum(two, cosignatures.value).ok);
  });

  test('tells two witnesses apart by their whole keys where they share name and number', () => {
    const first = witnesses.get('X1')!;
    const made = signerKey('X1.example/w', 'cosignature-ed25519', primitives.generateKey('Ed25519'));
    const twin = { ...made, verifier: { ...made.verifier, keyId: first.verifier.keyId } };
    const named = {
      ...policy,
      witnesses: new Map(policy.witnesses).set('twin', { name: 'twin', key: twin.verifier }),
    };
    const line = cosign(checkpoint, twin, NOW);
    assert.ok(line.ok);
    const signed = addSignatures(cosignedBy({ X1: 1 }), [line.value]);
    const cosignatures = verifyCosignatures(signed, named, NOW);
    assert.ok(cosignatures.ok);
    assert.deepEqual(
      cosignatures.value.map((one) => one.witness),
      ['X1', 'twin'],
    );
    const verdict = verifyCosignatures(signed, policy, NOW);
    assert.ok(!verdict.ok && verdict.refusal.code === 'cosignature-invalid');
  });

  test('is not helped by a stranger, and a forged line of a known witness refuses the checkpoint', () => {
    const strangers = policyOf(`witness X9 ${vkey('X3')}\nquorum X9\n`);
    const unknown = verifyCosignatures(cosignedBy({ X1: 1, X2: 1 }), strangers, NOW);
    assert.ok(unknown.ok && unknown.value.length === 0);
    const signed = cosignedBy({ X1: 1, X2: 1, Y1: 1 });
    const forged = signed.note.signatures.map((line) => ({
      ...line,
      signature: line.signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
    }));
    const verdict = verifyCosignatures({ ...signed, note: { ...signed.note, signatures: forged } }, policy, NOW);
    assert.ok(!verdict.ok && verdict.refusal.code === 'cosignature-invalid');
  });
});
