import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { areLetters, lettersOf, readReference, referenceOf } from './reference.ts';

const CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const drawn = fc.uint8Array({ minLength: 5, maxLength: 5 });
const letter = fc.constantFrom(...Array.from('ABCDEFGHJKMNPQRSTUVWXYZ'));
const letters = fc.tuple(letter, letter).map((pair) => pair.join(''));
const reference = fc.tuple(letters, drawn).map(([two, bytes]) => referenceOf(two, bytes));

/** What is understood from what was typed: a reference, that it is mistyped, or nothing of the kind. */
function understood(typed: string): string | undefined {
  const read = readReference(typed);
  return read?.kind === 'reference' ? read.reference : read?.kind;
}

test('a reference has two letters of the node, six characters that are no look-alikes, and is read back as it was made', () => {
  fc.assert(
    fc.property(reference, (made) => {
      assert.match(made, /^[A-HJKMNP-Z]{2}-[0-9A-HJKMNP-TV-Z]{6}$/u);
      assert.equal(understood(made), made);
    }),
  );
});

test('each byte that is drawn gives one of the 32 characters, all of them equally often', () => {
  const counts = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const [first = ''] = referenceOf('VM', Uint8Array.of(byte, 0, 0, 0, 0)).slice(3);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort().join(''), Array.from(CHARACTERS).sort().join(''));
  assert.deepEqual(new Set(counts.values()), new Set([8]));
});

test('typed with spaces, in small letters, with O for 0 and I or L for 1, with other dashes or none, it is the same', () => {
  const made = referenceOf('VM', Uint8Array.of(0, 1, 0, 1, 26));
  const [head, tail] = [made.slice(0, 2), made.slice(3)];
  const asHeard = tail.replaceAll('0', 'O').replaceAll('1', 'l');
  for (const typed of [
    made.toLowerCase(),
    ` ${head} ${tail} `,
    `${head}${tail}`,
    `${head}\u2013${tail}`,
    `${head}\u2011 ${tail.slice(0, 3)} ${tail.slice(3)}`,
    `${head}-${asHeard}`,
    `${head}-${asHeard.replaceAll('l', 'I').toLowerCase()}`,
    `\u2067${made}\u2069`,
    `${head}-${tail.replaceAll('0', '\u0660').replaceAll('1', '\u0661')}`,
  ]) {
    assert.equal(understood(typed), made, typed);
  }
});

test('a single wrong character is told, wherever it stands, the letters of the node too', () => {
  fc.assert(
    fc.property(
      reference,
      fc.nat(7),
      fc.constantFrom(...Array.from(CHARACTERS)),
      letter,
      (made, at, other, otherLetter) => {
        const place = at < 2 ? at : at + 1;
        const wrong = at < 2 ? otherLetter : other;
        fc.pre(made[place] !== wrong);
        const typed = made.slice(0, place) + wrong + made.slice(place + 1);
        assert.equal(understood(typed), 'mistyped', `${made} as ${typed}`);
      },
    ),
  );
});

test('two characters that changed places are told', () => {
  fc.assert(
    fc.property(reference, fc.nat(5), fc.nat(5), (made, one, other) => {
      const swapped = Array.from(made);
      [swapped[one + 3], swapped[other + 3]] = [made[other + 3]!, made[one + 3]!];
      fc.pre(swapped.join('') !== made);
      assert.equal(understood(swapped.join('')), 'mistyped');
    }),
  );
});

test('what is no reference is taken for none: words, numbers of flaws, what is too short or too long', () => {
  for (const typed of [
    'hospital',
    'CVE-20240',
    '',
    'VM',
    'VM-7K4D9',
    'VM-7K4D9R0',
    'VM-7K4D9R/..',
    '💥',
    'ransomware',
  ]) {
    assert.equal(understood(typed), undefined, typed);
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => void readReference(typed)));
});

test('a node that was given no letters has those with which its words begin, none of them a look-alike', () => {
  assert.equal(lettersOf('Veldmark National CSIRT'), 'VN');
  assert.equal(lettersOf('Österreich'), 'ST');
  assert.equal(lettersOf('csirt.veldmark.example'), 'CV');
  assert.equal(lettersOf('الفريق الوطني'), 'XN');
  assert.equal(lettersOf('Q'), 'QX');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => areLetters(lettersOf(name))));
  for (const wrong of ['vm', 'V', 'VMX', 'VI', 'LA', 'V0', 'ÄB', '']) assert.ok(!areLetters(wrong), wrong);
});
