import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrase, refuse, refuseSpoken } from '#outcome.ts';
import { inLanguage } from '#speaking';
import { LANGUAGES } from '#texts/languages.ts';
import { refusalText } from '#web/parts/errors.ts';
import { refusalInWords } from './refusal-words.ts';

const TOO_LONG = 'Write at most 4000 characters; details can follow in a later report.';

function tooLong(most: number) {
  return refuse(
    'answer-malformed',
    phrase`Write at most ${most} characters; details can follow in a later report.`,
  ).refusal;
}

test('a sentence that is known is said in the language of whoever is answered, with what stood in its places', () => {
  const said = LANGUAGES.map((language) => inLanguage(language, () => refusalInWords(tooLong(4_000))));
  assert.equal(new Set(said).size, LANGUAGES.length);
  for (const sentence of said) assert.match(sentence!, /4.?000/u);
  assert.equal(tooLong(4_000).sentence, TOO_LONG);
  const offList = refuse('answer-malformed', phrase`"${'a\nb'}" is not on the list.`).refusal;
  const arabic = inLanguage('ar', () => refusalInWords(offList));
  assert.equal(arabic, '«\u2068a\nb\u2069» ليس في القائمة.');
});

test('a sentence that only resembles a known one stays as it was said, and is marked as English', () => {
  for (const sentence of [TOO_LONG, `${TOO_LONG} Now.`, 'Nothing of the kind.', '']) {
    assert.equal(
      inLanguage('zh', () => refusalInWords({ sentence })),
      undefined,
    );
  }
  const shown = inLanguage('zh', () => String(refusalText(refuse('x', 'Nothing of the kind.').refusal)));
  assert.equal(shown, '<span lang="en" dir="ltr">Nothing of the kind.</span>');
  assert.equal(
    inLanguage('zh', () => refusalText(refuseSpoken('x', '已在该处。').refusal)),
    '已在该处。',
  );
});
