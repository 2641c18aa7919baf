import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { TEXTS_FOLDER } from '#speaking';
import { catalogue } from '#texts/catalogue.ts';
import { isTest } from './rooms.ts';
import { readSources, root, type Source } from './source.ts';

const ROOMS = globSync('*.json', { cwd: join(TEXTS_FOLDER, 'en') }).map((file) => basename(file, '.json'));
const sources = readSources().filter(({ path }) => !isTest(path));
const code = codeOf(sources);

function codeOf(files: readonly Source[]): string {
  return files.flatMap(({ lines }) => lines).join('\n');
}

type Readers = {
  /** The code that may read from a file of messages: the module that hands it out, and who imports that. */
  readonly text: string;
  /** Is it chosen from, or handed on, as a whole? */
  readonly whole: boolean;
};

function readersOf(room: string): Readers | undefined {
  const owner = sources.find(({ lines }) => lines.some((line) => line.includes(`translated('${room}'`)));
  if (owner === undefined) return undefined;
  const text = codeOf(
    sources.filter(
      ({ path, imports }) => path === owner.path || imports.some(({ target }) => target === owner.path),
    ),
  );
  const name = /const (\w+) = translated/u.exec(owner.lines.join('\n'))?.[1] ?? room;
  const whole = new RegExp(`\\b${name}\\[|\\(${name}\\)|[:?] ${name}\\b|in ${name}\\b`, 'u');
  return { text, whole: whole.test(text) };
}

/** Is this step of a path written down, or chosen by a value where its parent stands? */
function isRead(text: string, path: readonly string[], at: number): boolean {
  const name = path[at]!;
  if (/^\d+$/u.test(name)) return true;
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  if (new RegExp(`[.?]\\s*${literal}\\b|['"]${literal}['"]|[{,]\\s*${literal}\\s*[,:}]`, 'u').test(text))
    return true;
  // A group that is handed on, or chosen from by a value, is read by whoever has the value.
  return path
    .slice(0, at)
    .some((above) => new RegExp(`\\b${above}\\s*(?:\\[|\\)|,|;|\\.\\w*\\[| as |\\}| satisfies )`, 'u').test(text));
}

test('each message is used, and each one that is named by its key exists', () => {
  const unused: string[] = [];
  for (const room of ROOMS) {
    const keys = Object.keys(catalogue('en', room));
    const readers = readersOf(room);
    if (readers !== undefined) {
      for (const key of keys) {
        const path = key.split('.');
        if (!readers.whole && !path.every((_, at) => isRead(readers.text, path, at)))
          unused.push(`${room}.${key}`);
      }
      continue;
    }
    const literal = new Set(
      [...code.matchAll(new RegExp(`['"\`]${room}\\.([a-z][a-z0-9_.-]*)['"\`]`, 'g'))].map(([, key]) => key!),
    );
    const families = [...code.matchAll(new RegExp(`\`${room}\\.([a-z][a-z0-9_.-]*[.-])\\$\\{`, 'g'))].map(
      ([, prefix]) => prefix!,
    );
    for (const key of keys) {
      const known = literal.has(key) || families.some((prefix) => key.startsWith(prefix));
      if (!known) unused.push(`${room}.${key}`);
    }
    assert.deepEqual(
      [...literal].filter((key) => !keys.includes(key)),
      [],
      `missing in ${room}`,
    );
  }
  assert.deepEqual(unused, []);
});

test('no module keeps a text of the language that was spoken when it was loaded', async () => {
  const silent = `data:text/javascript,${encodeURIComponent(`
    export const TEXTS_FOLDER = ${JSON.stringify(TEXTS_FOLDER)};
    export const currentLanguage = () => { throw new Error('a text is read while its module loads'); };
    export const inLanguage = (_language, work) => work();
    export const speak = () => undefined;
    export const treeOf = () => ({});
  `)}`;
  // Loaded once more under other addresses, so that this file's own modules stay as they are.
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === '#speaking') return { url: silent, shortCircuit: true };
      const found = next(specifier, context);
      const ours = found.url.startsWith(pathToFileURL(join(root, 'src')).href);
      return ours ? { ...found, url: `${found.url.split('?')[0]}?silent` } : found;
    },
  });
  try {
    for (const { path } of sources) {
      if (!/^src\/.*(?:pages|texts|words|web)/u.test(path) || /browser/u.test(path)) continue;
      await assert.doesNotReject(import(`${pathToFileURL(join(root, path)).href}?silent`), path);
    }
  } finally {
    hooks.deregister();
  }
});
