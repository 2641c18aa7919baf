import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { nodeModels } from '#node-models.ts';
import { reckoningOf } from '#obligations/clocks/reckoning.ts';
import { loadRulebook } from '#obligations/regimes/load-regimes.ts';
import { claimsByRoom, foreignLists, typesByRoom } from './name-lists.ts';
import { forbidden, isTest, kindOf, LOOKED_UP_AT, looksUp } from './rooms.ts';
import { cycles, reachable, readSources, root, type Source } from './source.ts';

const FILE_LINES_MAX = 300;
const sources = readSources();
const shipped = sources.filter(({ path }) => /^(?:src|bin)\//u.test(path) && !isTest(path));

/** What a person, a test run or the bundler starts; the browser's half of `#primitives` and `#speaking` is chosen by the bundler too. */
const STARTED =
  /^(?:bin|tools|bench)\/|^src\/(?:primitives\/primitives|texts\/speaking)\.browser\.ts$|^src\/web\/browser\//u;
const BANNED_NAMES = /^(?:utils?|helpers?|common|manager|data|info)(?:[.-]|$)|[.-](?:utils?|helpers?)\./u;
const LEFTOVERS = new RegExp(
  `\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b|${'lorem' + ' ipsum'}|\\bnot ${'implemented'}\\b`,
  'u',
);
const UNRUN = /\b(?:it|test|describe|suite)\.(?:only|todo|skip)\b|\{ *(?:only|todo|skip): *true/u;
const SIBLING = ['..', 'shared'].join('/');
const WORKPLACE = new RegExp(
  [`(?<![\\w.-])/${'work'}/`, `/tmp/${'brief'}`, SIBLING.replaceAll('.', '\\.')].join('|'),
  'u',
);

function offences(files: readonly Source[], wrong: (line: string, source: Source) => boolean): readonly string[] {
  return files.flatMap((source) =>
    source.lines.flatMap((line, index) =>
      wrong(line, source) ? [`${source.path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
    ),
  );
}

function none(found: readonly string[], rule: string): void {
  if (found.length === 0) return;
  const failure = new assert.AssertionError({ message: `${rule}\n  ${found.join('\n  ')}` });
  // The lines found say where to look; a stack through this file would only bury them.
  failure.stack = failure.message;
  throw failure;
}

function trackedFiles(): readonly string[] {
  const git = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.split('\n').filter((path) => path !== '') : sources.map(({ path }) => path);
}

test('no file that ships is longer than 300 lines', () => {
  const long = shipped.flatMap(({ path, lines }) =>
    lines.length - 1 > FILE_LINES_MAX ? [`${path}: ${lines.length - 1} lines`] : [],
  );
  none(long, 'A second noun hides in each of these:');
});

test('imports point down: pure rooms, then mechanisms, then capabilities', () => {
  const upward = sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ target, specifier, line }) => {
      const reason = target === undefined ? undefined : forbidden(path, target);
      return reason === undefined ? [] : [`${path}:${line}: ${specifier} (${reason})`];
    }),
  );
  none(upward, 'These imports point the wrong way:');
});

test('a foundation that is excused for looking up still does', () => {
  const looks = shipped.flatMap(({ path, imports }) =>
    imports.flatMap(({ target }) => (target !== undefined && looksUp(path, target) ? [target] : [])),
  );
  none(
    Object.keys(LOOKED_UP_AT).filter((target) => !looks.includes(target)),
    'Nobody needs these excuses any longer:',
  );
});

test('no files import each other in a circle', () => {
  none(
    cycles(sources).map((circle) => circle.join(' -> ')),
    'Each of these circles needs a third file that both sides can use:',
  );
});

test('each import of ours names a file that exists, in full', () => {
  const lost = sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, target, line }) =>
      /^[#.]/u.test(specifier) && target === undefined ? [`${path}:${line}: ${specifier}`] : [],
    ),
  );
  none(lost, 'These imports lead nowhere:');
});

test('files import each other by ./ or #room, never by ../', () => {
  const upward = sources.flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier, line }) =>
      specifier.startsWith('../') ? [`${path}:${line}: ${specifier}`] : [],
    ),
  );
  none(upward, 'Write #room/file.ts instead:');
});

test('no file is a barrel', () => {
  const barrels = sources.flatMap(({ path, lines }) => {
    const code = lines.filter((line) => line.trim() !== '' && !/^\s*(?:\/\/|\/?\*)/u.test(line));
    const passedOn = code.filter((line) => /^export\b.*\bfrom\s+'/u.test(line));
    return /(?:^|\/)index\.ts$/u.test(path) || (code.length > 0 && passedOn.length === code.length) ? [path] : [];
  });
  none(
    [...barrels, ...offences(sources, (line) => line.startsWith('export * from'))],
    'Import from the file itself:',
  );
});

test('each file that ships is reached from a command, and each file for tests from a test', () => {
  const paths = sources.map(({ path }) => path);
  const run = reachable(
    sources,
    paths.filter((path) => STARTED.test(path) && !isTest(path)),
  );
  const tested = reachable(
    sources,
    paths.filter((path) => /\.(?:test|soak)\.ts$/u.test(path)),
  );
  const dead = paths.filter((path) => !run.has(path) && !(isTest(path) && tested.has(path)));
  none(dead, 'Nothing leads to these files:');
});

/** Files that speak of certain types of other rooms for what these are, and why no trait says it for them. */
const SPEAKS_OF_TYPES: Readonly<Record<string, string>> = {
  'src/bundle/changes.ts': 'a bundle is checked without a node, and so without its types',
  'src/bundle/linkage.ts': 'a bundle is checked without a node, and so without its types',
  'src/contacts/template-texts.ts': 'letters written for exactly these occasions',
  'src/help/field-terms.ts': 'terms of the glossary, some of which are words for a type',
  'src/incidents/case/standing.ts':
    'reports to authorities are taken back in their own room, and stand as withdrawn here',
  'src/incidents/notices/pages/notice-forms.ts': 'the forms of a case page, of which a title is one',
  'src/incidents/notices/pages/notice-routes.ts': 'the forms of a case page, of which a title is one',
  'src/obligations/clocks/case-events.ts':
    'what laws, as data, count from; a score counts a bundle without a node',
  'src/obligations/clocks/duty-changes.ts': 'what a hold can hold, and whom the law tells by it',
  'src/obligations/regimes/regime.ts': 'moments of the law, some of which are words for a type',
  'src/obligations/scores/score-export.ts': 'a score counts a bundle without a node',
  'src/obligations/clocks/stage-clocks.ts': 'moments of the law, some of which are words for a type',
  'src/obligations/clocks/standing.ts': 'who is competent for whom rests on exactly these statements',
  'src/parties/guests/guest-invitation.ts': 'what a guest is told of the release that invites it',
  'src/reporting/declared.ts': 'what a filing says, read back',
  'src/reporting/facts-of-case.ts': 'a projection of what the bearer itself reported',
  'src/statement/keychain.ts': 'chains of keys are checked without a node, and so without its types',
};

function foreignNames(): ReadonlyMap<string, readonly string[]> {
  const rulebook = loadRulebook();
  assert.ok(rulebook.ok);
  const models = nodeModels('tidy.example/log', () => Temporal.Now.instant(), reckoningOf(rulebook.value));
  const types = models.flatMap((model) => model.types);
  const rooms = typesByRoom(types, shipped);
  const claims = claimsByRoom(types, rooms);
  const owners = new Set(shipped.filter(({ path }) => !/^(?:bin|src\/(?:demo|cli))\//u.test(path)));
  return new Map([...owners].map((source) => [source.path, foreignLists(source, rooms, claims)]));
}

test('no room keeps a list by the names of what other rooms say: a type says of itself what others must know', () => {
  const found = foreignNames();
  none(
    [...found].flatMap(([path, lists]) => (Object.hasOwn(SPEAKS_OF_TYPES, path) ? [] : lists)),
    'Give the type or the claim a trait (src/statement/traits.ts) and read that:',
  );
  none(
    Object.keys(SPEAKS_OF_TYPES).filter((path) => (found.get(path)?.length ?? 0) === 0),
    'These are excused and need no excuse any more:',
  );
});

test('a list by names of another room is found, however it is written', () => {
  const types = new Map([
    ['hold', new Set(['incidents'])],
    ['near-miss', new Set(['incidents'])],
  ]);
  const claims = new Map([['victim_name', new Set(['incidents'])]]);
  const lines = [
    "const A = new Set(['near-miss']);",
    'const B: Record<string, string> = {',
    "  'near-miss': 'x',",
    '};',
    "const C = ['other', 'victim_name'];",
    "const D = ['hold', 'taken'];",
  ];
  const source = (path: string) => ({ path, lines, imports: [], mentions: [] });
  const found = foreignLists(source('src/press/x.ts'), types, claims);
  assert.deepEqual(found.map((line) => line.replace('src/press/x.ts:', '')).sort(), [
    '1: near-miss',
    '3: near-miss',
    '5: victim_name',
  ]);
  assert.deepEqual(foreignLists(source('src/incidents/x.ts'), types, claims), []);
});

test('a route for programs declares what its handler asks about, so that its description tells the same', () => {
  const mouths = shipped.filter(({ path }) => /(?:^|[/-])routes\.ts$/u.test(path) && !path.includes('/pages/'));
  none(
    offences(mouths, (line) => /\bpersonFor\(/u.test(line)),
    'Name the act in the config of the route and ask personForRoute:',
  );
});

test('a pure room uses neither node: modules nor the global process or Buffer', () => {
  const pure = shipped.filter(({ path }) => kindOf(path) === 'pure' && !path.endsWith('.node.ts'));
  none(
    offences(pure, (line) => /from 'node:|import\('node:|(?<![./\w])(?:process|Buffer)\./u.test(line)),
    'A browser has none of these:',
  );
});

test('no file or folder has a name that says nothing', () => {
  const vague = trackedFiles().filter((path) => path.split('/').some((part) => BANNED_NAMES.test(part)));
  none(vague, 'Name these after what they hold:');
});

test('no file or folder is named like an option, as what a tool took for a folder is', () => {
  const options = trackedFiles().filter((path) => path.split('/').some((part) => /^"?-/u.test(part)));
  none(options, 'A command was given these as a name:');
});

test('no two files differ only by the case of their names', () => {
  const seen = new Map<string, string>();
  const twins = trackedFiles().flatMap((path) => {
    const twin = seen.get(path.toLowerCase());
    seen.set(path.toLowerCase(), path);
    return twin === undefined ? [] : [`${twin} and ${path}`];
  });
  none(twins, 'These collide on some disks:');
});

/** A path from the root in a document's backquotes or in a comment; patterns and examples have signs that no path has. */
const NAMED_PATH =
  /(?<![\w./-])(?:src|test|tools|bench|bin|docs|vectors|examples)\/(?:[\w-]+\/)*[\w.-]+\.(?:ts|mjs|json|md|c)(?![\w{<*])/gu;

test('each file that a document or a comment names is there', () => {
  const tracked = new Set(trackedFiles());
  const commented = sources.map(({ path, lines }) => ({
    path,
    lines: lines.map((line) => (/^\s*(?:\/\/|\/?\*)/u.test(line) ? line : '')),
  }));
  const documents = [...tracked]
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n') }));
  const lost = [...documents, ...commented].flatMap(({ path, lines }) =>
    lines.flatMap((line, index) =>
      [...line.matchAll(NAMED_PATH)]
        .filter(([name]) => !tracked.has(name))
        .map(([name]) => `${path}:${index + 1}: ${name}`),
    ),
  );
  none(lost, 'These names lead nowhere:');
});

test('each picture that is kept is shown by a document', () => {
  const tracked = trackedFiles();
  const documents = tracked.filter((path) => path.endsWith('.md'));
  const shown = new Set(
    documents.flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/gu)].map(([, target]) =>
        join(dirname(path), target!),
      ),
    ),
  );
  none(
    tracked.filter((path) => /\.(?:png|jpe?g|gif|webp)"?$/u.test(path) && !shown.has(path)),
    'Nobody sees these:',
  );
});

test('each law, calendar and group of states loads, each stage with its source and the day on which it was looked up', () => {
  const read = loadRulebook();
  none(read.ok ? [] : [`${read.refusal.place}: ${read.refusal.sentence}`], 'This cannot be meant:');
});

test('nothing was left for later', () => {
  none(
    offences(sources, (line) => LEFTOVERS.test(line)),
    'Finish or remove:',
  );
});

test('no test is switched off or left to run alone', () => {
  none(
    offences(sources, (line) => UNRUN.test(line)),
    'A test that cannot run here says why, in words, when it runs:',
  );
});

test('HTTP status numbers are known to src/http alone', () => {
  const rooms = shipped.filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/http/'));
  none(
    offences(rooms, (line) =>
      /\.(?:status|code)\(\s*[1-5]\d\d\s*\)|\bstatusCode\b\s*[:=]\s*[1-5]\d\d/u.test(line),
    ),
    'Refuse with a code; src/http turns codes into status numbers:',
  );
});

test('nothing names the machine it was written on', () => {
  const text = trackedFiles().filter(
    (path) => !/\.(?:png|ico|woff2|gz|lock)$/u.test(path) && basename(path) !== 'package-lock.json',
  );
  const found = text.flatMap((path) => {
    const allowed = isTest(path) || path.startsWith('bench/') || path.startsWith('tools/');
    return readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const tested = allowed ? line.replaceAll(SIBLING, '') : line;
        return WORKPLACE.test(tested) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [];
      });
  });
  none(found, 'These lines mean nothing elsewhere:');
});
