import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** One file of ours, with its imports, and the files of ours that it names in a string (to start or bundle them). */
export type Source = {
  readonly path: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  readonly mentions: readonly string[];
};

export type Import = {
  readonly specifier: string;
  readonly line: number;
  /** The imported file, relative to the root; undefined for packages and node: modules. */
  readonly target: string | undefined;
};

export const root = dirname(import.meta.dirname);
const FOLDERS = ['src', 'bin', 'tools', 'test', 'bench'];

/** Static, re-exporting and dynamic imports. */
const IMPORT =
  /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gmu;
const MENTION = /['"`]([\w#./-]+\.ts)['"`]/gu;

/** Every TypeScript file of the project, sorted by path. */
export function readSources(from: string = root): readonly Source[] {
  return FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: from }))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => readSource(from, path));
}

function readSource(from: string, path: string): Source {
  const text = readFileSync(join(from, path), 'utf8');
  const imports = text.matchAll(IMPORT).map((match): Import => {
    const specifier = match.slice(1).find((group) => group !== undefined) ?? '';
    const line = text.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length;
    return { specifier, line, target: resolve(from, path, specifier) };
  });
  const mentions = text.matchAll(MENTION).flatMap(([, name = '']) => {
    const target =
      resolve(from, path, name) ?? resolve(from, path, `./${name}`) ?? resolve(from, 'x.ts', `./${name}`);
    return target === undefined ? [] : [target];
  });
  return { path, lines: text.split('\n'), imports: [...imports], mentions: [...mentions] };
}

function resolve(from: string, importer: string, specifier: string): string | undefined {
  if (specifier === '#primitives') return 'src/primitives/primitives.node.ts';
  if (specifier === '#speaking') return 'src/texts/speaking.node.ts';
  if (specifier.startsWith('#texts/en/')) return `texts/en/${specifier.slice('#texts/en/'.length)}`;
  const target = specifier.startsWith('#')
    ? posix.join('src', specifier.slice(1))
    : specifier.startsWith('.')
      ? posix.join(posix.dirname(importer), specifier)
      : undefined;
  return target !== undefined && existsSync(join(from, target)) ? target : undefined;
}

/** All files that the given ones import, and those import in turn, themselves included. */
export function imported(sources: readonly Source[], starts: readonly string[]): ReadonlySet<string> {
  return follow(sources, starts, ({ imports }) => imports.flatMap(({ target }) => target ?? []));
}

/** The same, and also what they name in order to start or bundle it. */
export function reachable(sources: readonly Source[], starts: readonly string[]): ReadonlySet<string> {
  return follow(sources, starts, ({ imports, mentions }) => [
    ...imports.flatMap(({ target }) => target ?? []),
    ...mentions,
  ]);
}

function follow(
  sources: readonly Source[],
  starts: readonly string[],
  next: (source: Source) => readonly string[],
): ReadonlySet<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set(starts);
  for (const path of seen) {
    const source = byPath.get(path);
    for (const target of source === undefined ? [] : next(source)) seen.add(target);
  }
  return seen;
}

/** Each circle of imports once, as the paths in order, the first repeated at the end. */
export function cycles(sources: readonly Source[]): readonly (readonly string[])[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[][] = [];
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start !== -1) {
      found.push([...trail.slice(start), path]);
      return;
    }
    if (done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? [])
      if (target !== undefined) visit(target, [...trail, path]);
    done.add(path);
  }
  for (const { path } of sources) visit(path, []);
  return found;
}
