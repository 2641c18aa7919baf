import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { LANGUAGE_PARAMETER } from '#http/language.ts';
import { TEXTS_FOLDER } from '#speaking';
import { openPageSite, type PageSite, type Visitor } from '#testing/page-site.ts';
import { charactersOf } from '#testing/woff2.ts';
import { LANGUAGES, type Language } from '#texts/languages.ts';
import { registerCheck } from './check-page.ts';
import { covers, FACES, FACES_FOLDER, type Face, faceOf, facesFor, HAN_SLICES } from './faces.ts';
import { registerHome } from './home-page.ts';

const KIB = 1_024;
const MOST_KIB = 80;
/** A page shows up to 240 different Chinese characters, at 145 bytes each, and fetches some with them that it does not show. */
const MOST_CHINESE_KIB = 96;
/** Shown by no glyph: directions, joiners, line ends. */
const UNSEEN = /[\p{Cc}\p{Cf}]/u;
const fileOf = ({ name }: Face) => join(FACES_FOLDER, `${name}.woff2`);
const READ = ['Comity Sans', 'Comity Han', 'Comity Signs'] as const;

let site: PageSite;
before(async () => {
  site = await openPageSite((app) => {
    registerHome(app);
    registerCheck(app, { trustText: async () => '', bundleText: async () => null });
  });
});
after(() => site[Symbol.asyncDispose]());

/** All that a language's texts can put on a page. */
function textsOf(language: Language): string {
  return globSync('*.json', { cwd: join(TEXTS_FOLDER, language) })
    .map((file) => JSON.stringify(JSON.parse(readFileSync(join(TEXTS_FOLDER, language, file), 'utf8'))))
    .join('');
}

for (const language of LANGUAGES) {
  test(`every character of the texts in ${language} is in a font of ours`, () => {
    const fonts = FACES.filter(({ family }) => READ.some((read) => read === family)).map((face) => ({
      face,
      has: charactersOf(readFileSync(fileOf(face))),
    }));
    const missing = [...new Set(textsOf(language))].filter((character) => {
      const point = character.codePointAt(0)!;
      return !UNSEEN.test(character) && !fonts.some(({ face, has }) => covers(face, point) && has.has(point));
    });
    assert.deepEqual(missing, [], 'add them to src/web/fonts/han.txt or src/web/faces.ts, then: npm run fonts');
  });
}

test('each font that is committed is named by a rule, and the Chinese ones have all that their rules promise', () => {
  const files = globSync('*.woff2', { cwd: FACES_FOLDER }).map((file) => basename(file, '.woff2'));
  assert.deepEqual(files.toSorted(), FACES.map(({ name }) => name).toSorted());
  for (const language of LANGUAGES) assert.ok(files.includes(faceOf(language)), language);
  for (const face of FACES.filter(({ family }) => family === 'Comity Han')) {
    const has = charactersOf(readFileSync(fileOf(face)));
    const lacking = Array.from(HAN_SLICES.join('')).filter(
      (character) => covers(face, character.codePointAt(0)!) && !has.has(character.codePointAt(0)!),
    );
    assert.deepEqual(lacking, [], face.name);
  }
});

/** What a browser would draw of a page in its own language: the names of languages have a font of their own. */
function shownIn(html: string): string {
  return html
    .replaceAll(/<a [^>]*\bhreflang=[^>]*>[^<]*<\/a>/g, '')
    .replaceAll(/<(script|style|title)\b.*?<\/\1>/gs, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_all, point: string) => String.fromCodePoint(Number(point)));
}

/** Of each kind: what the public reads, where a report is written, where work is done. */
const PAGES: readonly (readonly [Visitor, string])[] = [
  [null, '/'],
  [null, '/report'],
  [null, '/cases'],
  [null, '/parties'],
  [null, '/log-explorer'],
  [null, '/sign-in'],
  ['Ilse', '/report'],
  ['Ilse', '/desk'],
  ['Tomas', '/desk'],
  ['Tomas', '/search'],
  ['Tomas', '/cooperation'],
];

for (const language of LANGUAGES) {
  const most = language === 'zh' ? MOST_CHINESE_KIB : MOST_KIB;
  test(`the fonts that a page in ${language} needs weigh at most ${most} KB`, async () => {
    for (const [visitor, url] of PAGES) {
      await site.get(visitor, `${url}?${LANGUAGE_PARAMETER}=${language}`);
      const { status, body } = await site.get(visitor, url);
      assert.equal(status, 200, url);
      assert.match(body, new RegExp(`<html lang="${language}"`));
      const shown = shownIn(body);
      const needed = READ.flatMap((family) => facesFor(shown, family));
      const others = FACES.filter(({ family }) => family === 'Comity Mono' || family === 'Comity Names');
      const bytes = [...needed, ...others].reduce((sum, face) => sum + statSync(fileOf(face)).size, 0);
      assert.ok(bytes <= most * KIB, `${url} needs ${bytes} bytes: ${needed.map(({ name }) => name).join(' ')}`);
    }
  });
}
