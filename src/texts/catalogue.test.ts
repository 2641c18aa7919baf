import assert from 'node:assert/strict';
import { globSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { TEXTS_FOLDER } from '#speaking';
import { catalogue, message } from './catalogue.ts';
import { durationText, formatFor, numberText, timeText } from './icu.ts';
import { LANGUAGE_FACTS, LANGUAGES, type Language } from './languages.ts';

const ROOMS = globSync('*.json', { cwd: join(TEXTS_FOLDER, 'en') })
  .map((file) => basename(file, '.json'))
  .sort();
type Node = ReturnType<ReturnType<typeof formatFor>['getAst']>[number];

/** Every place of a message with how it is written, and the plural forms it offers. */
function placesOf(nodes: readonly Node[]): readonly string[] {
  const places = nodes.flatMap((node): readonly string[] => {
    if (!('value' in node) || node.type === 0) return [];
    const inside =
      'options' in node ? Object.values(node.options).flatMap((option) => placesOf(option.value)) : [];
    return [`${node.value}:${node.type}`, ...inside];
  });
  return [...new Set(places)].sort();
}

function pluralFormsOf(nodes: readonly Node[]): readonly (readonly string[])[] {
  return nodes.flatMap((node) => ('options' in node && 'pluralType' in node ? [Object.keys(node.options)] : []));
}

test('there is a folder for each of the six languages and for no other', () => {
  assert.deepEqual(readdirSync(TEXTS_FOLDER).sort(), [...LANGUAGES]);
});

for (const language of LANGUAGES) {
  test(`every room has the same messages in ${language} as in English: none missing, none left over, none empty`, () => {
    for (const room of ROOMS) {
      const own = catalogue(language, room);
      const english = catalogue('en', room);
      assert.deepEqual(Object.keys(own), Object.keys(english), room);
      // A column of buttons has no heading, in any language.
      for (const [key, text] of Object.entries(own))
        assert.equal(text.trim() === '', english[key] === '', `${room}.${key}`);
    }
  });

  test(`every message in ${language} is an ICU message with the places that the English one has`, () => {
    for (const room of ROOMS) {
      for (const [key, text] of Object.entries(catalogue(language, room))) {
        const places = placesOf(formatFor(language, text).getAst());
        const numbered = (list: readonly string[]) => [...new Set(list.map((place) => place.split(':')[0]))];
        const english = placesOf(formatFor('en', catalogue('en', room)[key]!).getAst());
        assert.deepEqual(numbered(places), numbered(english), `${language} ${room}.${key}`);
      }
    }
  });

  test(`where ${language} counts, every plural form that it needs is written`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const room of ROOMS) {
      for (const [key, text] of Object.entries(catalogue(language, room))) {
        for (const forms of pluralFormsOf(formatFor(language, text).getAst())) {
          // Spanish and French name a form for millions that reads as the others do.
          const missing = pluralCategories.filter((form) => !forms.includes(form) && form !== 'many');
          assert.deepEqual(missing, [], `${language} ${room}.${key}`);
        }
      }
    }
  });
}

/** Where there is never one of it. */
const NEVER_ONE = [
  'report.duties.openMany',
  'contacts.contact.staleText.pings-unanswered',
  'verdicts.overall.all',
];

test('an English text that counts something has words for one of it', () => {
  const missing = ROOMS.flatMap((room) =>
    Object.entries(catalogue('en', room))
      .filter(([, text]) => /\{(?:count|size)\} [a-z]+s\b/.test(text))
      .map(([key]) => `${room}.${key}`),
  );
  assert.deepEqual(
    missing.filter((key) => !NEVER_ONE.includes(key)),
    [],
  );
});

test('a message that does not exist, and a place that is given nothing, are mistakes that show', () => {
  assert.throws(() => message('fr', 'reporting.no-such-message'), /no message/);
  assert.throws(() => message('ru', 'reporting.log.position', { log: 'x' }));
});

test('values stand in a message letter for letter, whatever markup or ICU they look like', () => {
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom('{index}', "it''s", '<b>x</b>', '# {a, plural, other {}}', '&amp;', '\u202E', "'{'", '\\'),
  );
  fc.assert(
    fc.property(nasty, fc.constantFrom(...LANGUAGES), (log, language) => {
      const text = message(language, 'reporting.log.position', { log, index: 7 });
      assert.ok(text.includes(log), text);
    }),
  );
});

test('right-to-left words do not turn the sentence around them, nor do Latin ones in Arabic', () => {
  assert.ok(message('en', 'reporting.log.position', { log: 'سجل', index: 1 }).startsWith('\u2068سجل\u2069'));
  assert.ok(
    message('ar', 'reporting.log.position', { log: 'here/log', index: 1 }).startsWith('\u2068here/log\u2069'),
  );
  assert.ok(message('en', 'reporting.log.position', { log: 'here/log', index: 1 }).startsWith('here/log'));
});

test('a time of many minutes is said in days, hours and minutes, in the words of each language', () => {
  assert.deepEqual(
    [1_439, 60, 0, 2_885].map((minutes) => durationText('en', minutes)),
    ['23 hrs, 59 mins', '1 hr', '0 mins', '2 days, 5 mins'].map((text) => text.replaceAll(' ', '\u00a0')),
  );
  assert.match(durationText('ru', 1_439), /^23\sч\s59\sмин$/u);
  assert.match(durationText('zh', 61), /1小时1分钟/u);
  for (const language of LANGUAGES) assert.match(durationText(language, 1_439), /23.*59/u, language);
});

test('dates are Gregorian in every language, in the digits in which codes and telephone numbers stand beside them', () => {
  const instant = Temporal.Instant.from('2026-03-01T14:05:00Z');
  const written = Object.fromEntries(
    LANGUAGES.map((language) => [language, timeText(language, instant, 'instant')]),
  );
  for (const language of LANGUAGES) {
    assert.match(written[language]!, /2026/, language);
    assert.match(written[language]!, /UTC/, language);
  }
  assert.equal(numberText('ar', 1234.5), '1,234.5');
  assert.equal(numberText('en', 1234.5), '1,234.5');
  assert.equal(numberText('es', 1234.5), '1234,5');
});

/** What a text says in a language's own letters: without examples of JSON and without the names of places. */
function prose(text: string): string {
  return text.includes("'{'") ? '' : text.replaceAll(/\{\w+/gu, '{');
}

const BADLY_SET: Readonly<Partial<Record<Language, RegExp>>> = {
  // A line must not begin with these; either no-break space does.
  fr: / [;:!?»](?:[^\w/]|$)|« /u,
  zh: /\p{Script=Han}[,;:!?]|[,;!?]\p{Script=Han}|\p{Script=Han}\.(?:\s|$)/u,
  ar: /\p{Script=Arabic}[,;?](?:\s|$)|[٠-٩]/u,
  ru: /["“”]| - /u,
  es: /["“”]/u,
};

test('each language is set with the punctuation and the digits that are its own here', () => {
  for (const [language, wrong] of Object.entries(BADLY_SET)) {
    for (const room of ROOMS)
      for (const [key, text] of Object.entries(catalogue(language as Language, room)))
        assert.doesNotMatch(prose(text), wrong, `${language} ${room}.${key}`);
  }
});

test('what is to be typed letter for letter keeps its order inside an Arabic sentence', () => {
  // The digits of a day and the hyphens of an option would each be turned by the Arabic word before them.
  const typed = /\d{4}-\d{2}-\d{2}|(?<![\w-])--[a-z]|\.\/comity/u;
  for (const room of ROOMS) {
    for (const [key, text] of Object.entries(catalogue('ar', room))) {
      if (!/\p{Script=Arabic}/u.test(text) || /comity [a-z]/u.test(text)) continue;
      assert.doesNotMatch(text.replaceAll(/\u2068[^\u2069]*\u2069/gu, ''), typed, `ar ${room}.${key}`);
    }
  }
});

test('each language says its own name in itself, and its direction', () => {
  const rtl = LANGUAGES.filter((language: Language) => LANGUAGE_FACTS[language].direction === 'rtl');
  assert.deepEqual(rtl, ['ar']);
});
