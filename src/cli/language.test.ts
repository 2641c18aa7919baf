import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageToSpeak } from './language.ts';

function chosen(words: readonly string[], environment: Readonly<Record<string, string>> = {}): string {
  const found = languageToSpeak(words, environment);
  return found.ok ? found.value : found.refusal.code;
}

test('the option counts before COMITY_LANGUAGE, that before the machine, and without any it is English', () => {
  const machine = { LANG: 'es_ES.UTF-8' };
  const set = { ...machine, COMITY_LANGUAGE: 'fr' };
  assert.equal(chosen(['show', '--language', 'ar'], set), 'ar');
  assert.equal(chosen(['--language=ru', 'show'], set), 'ru');
  assert.equal(chosen(['--language', 'ar', 'show', '--language=zh'], set), 'zh');
  assert.equal(chosen(['show'], set), 'fr');
  assert.equal(chosen(['show'], machine), 'es');
  assert.equal(chosen(['show']), 'en');
});

test('of the machine the first variable that is set decides, as POSIX has it', () => {
  assert.equal(chosen([], { LC_ALL: 'ar_EG.UTF-8', LC_MESSAGES: 'fr_FR', LANG: 'zh_CN' }), 'ar');
  assert.equal(chosen([], { LC_ALL: '', LC_MESSAGES: 'fr_FR@euro', LANG: 'zh_CN' }), 'fr');
  assert.equal(chosen([], { LANG: 'zh_CN.UTF-8' }), 'zh');
  for (const other of ['C', 'C.UTF-8', 'POSIX', 'de_DE.UTF-8', 'tlh', '', '_']) {
    assert.equal(chosen([], { LC_ALL: other, LANG: other === '' ? '' : 'fr_FR' }), 'en', other);
  }
});

test('a language that is asked for and is none of the six is refused, where it was asked', () => {
  for (const word of ['tlh', 'FR', '']) assert.equal(chosen(['--language', word]), 'language-not-known', word);
  assert.equal(chosen(['show', '--language']), 'language-not-known');
  const found = languageToSpeak(['show'], { COMITY_LANGUAGE: 'klingon' });
  assert.equal(!found.ok && found.refusal.place, 'COMITY_LANGUAGE');
});

test('what stands after -- is no option', () => {
  assert.equal(chosen(['search', '--', '--language', 'ar']), 'en');
});
