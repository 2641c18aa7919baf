import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disarmed, odditiesOf } from './look-alike.ts';

const HONEST = [
  'Sankt Orla Hospital Group',
  'Réseau hospitalier de Besançon – Ñuñoa',
  'Ministère de l’Économie',
  'Министерство связи (Ministry of Communications)',
  'مركز الاستجابة السيبراني',
  'مركز \u2066CERT-XA\u2069 الوطني',
  'می\u200cخواهم',
  'क्\u200dष',
  '国家互联网应急中心 CNCERT/CC',
  '情報処理推進機構 (IPA)',
  'Ελληνική CSIRT',
  'did:web:csirt.veldmark.example',
  'Group A–Ω',
  '👩\u200d⚕️ on call 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
];

test('a name in one script, or in two side by side, is nothing odd in any of the six languages', () => {
  for (const name of HONEST) assert.deepEqual(odditiesOf(name), [], name);
});

test('a letter of another alphabet inside a word is flagged: Cyrillic, Greek, Armenian, Cherokee, letters of formulas', () => {
  for (const name of ['S\u0430nkt Orla', 'Sankt \u039frla', '\u054dankt', '\u13d9ankt', '\u{1d412}ankt Orla']) {
    assert.deepEqual(odditiesOf(name), ['mixed-letters'], name);
  }
});

test('controls that turn text around are flagged; marks of right-to-left text only where there is none', () => {
  for (const control of '\u202a\u202b\u202c\u202d\u202e') {
    assert.deepEqual(odditiesOf(`Veldmark ${control}TRISC`), ['turns-direction']);
    assert.deepEqual(odditiesOf(`مركز ${control}TRISC`), ['turns-direction']);
  }
  for (const control of '\u061c\u200f\u2066\u2067\u2068\u2069') {
    assert.deepEqual(odditiesOf(`Veldmark ${control}1`), ['turns-direction']);
    assert.deepEqual(odditiesOf(`مركز ${control}1`), []);
  }
});

test('characters nobody can see are flagged', () => {
  for (const unseen of ['\u00ad', '\u200b', '\u2060', '\u3164', '\ufeff', '\u{e0041}']) {
    assert.deepEqual(odditiesOf(`Sankt${unseen}Orla`), ['invisible'], unseen.codePointAt(0)!.toString(16));
  }
  assert.deepEqual(odditiesOf('San\u200dkt'), ['invisible'], 'a joiner between Latin letters');
});

test('a control that turns text around is shown by its code, and every other character stays', () => {
  assert.deepEqual(disarmed('a\u202eb\u202cc'), ['a', 'U+202E', 'b', 'U+202C', 'c']);
  assert.deepEqual(disarmed('مركز'), ['مركز']);
});
