/**
 * Which room a file stands in, and which rooms may use which. Pure rooms run in a browser too; mechanisms know no
 * statement type; capabilities are everything else under src. A new folder is a capability until it is named here.
 */
export type Kind = 'pure' | 'mechanism' | 'capability' | 'whole' | 'testing' | 'outside';

const PURE = new Set(['outcome.ts', 'primitives', 'statement', 'log', 'bundle']);
const MECHANISMS = new Set(['store', 'ledger', 'http', 'web', 'help', 'texts', 'print', 'vocabulary']);
/** These build or play the whole node, so they may use every room; so may the files that stand in src itself. */
const WHOLE = new Set(['demo', 'cli']);
/**
 * Rooms that every capability stands on, lowest first: who exists, what a desk keeps about a case, what passes between
 * nodes, what is due, what every page needs. Each may be used whole by those above it and knows nothing of them, not
 * even in its pages, but that those stand on `site` too. Three stand on top of all: `interop` reads other formats into
 * them, `border` reads what incidents, footprints and releases say together, `gateway` is the way in and out for other
 * desks.
 */
const FOUNDATIONS = ['parties', 'cases', 'federation', 'outgoing', 'obligations', 'site'];
const TOP: readonly (string | undefined)[] = ['interop', 'border', 'gateway'];
/**
 * Where a foundation looks up all the same, by what it looks at: statements whose claims its own rules must know, and
 * parts of the case page that forms for any type show too.
 */
export const LOOKED_UP_AT: Readonly<Record<string, RegExp>> = {
  'src/desk/undo.ts': /^src\/cases\/pages\//u,
  'src/incidents/case-reads.ts': /^src\/site\/pages\//u,
  'src/incidents/case/pages/proof-states.ts': /^src\/site\/pages\//u,
  'src/incidents/case/pages/statement-names.ts': /^src\/site\/pages\//u,
  'src/incidents/pages/preview-table.ts': /^src\/site\/pages\//u,
  'src/incidents/preview.ts': /^src\/site\/pages\//u,
  'src/incidents/notices/hold-view.ts': /^src\/federation\/agreements\//u,
  'src/incidents/statements/analysis-claims.ts': /^src\/site\//u,
  'src/incidents/statements/incident-claims.ts': /^src\/site\//u,
};
/** How a command speaks to its person and reads what that person names; the commands of every room use these. */
const COMMAND_LINE = new Set([
  'src/cli/context.ts',
  'src/cli/terminal.ts',
  'src/cli/terminal-texts.ts',
  'src/cli/named-file.ts',
  'src/cli/failure.ts',
  'src/cli/asked.ts',
]);
/**
 * What one capability may use of another: what it says and in which terms, what its views answer, how a case adds up,
 * who would see a draft and which law protects it, how it refuses.
 */
const SHARED =
  /^src\/[^/]+\/(?:[a-z-]+\/)?(?:(?:statements|views?|codes|case|preview|protection)(?:\.ts|\/)|[a-z-]+-view\.ts)/u;

/** What a capability is made of, as each says in its own front door; and the doors, of which one may ask another for its job. */
const CAPABILITY = 'src/capability.ts';
const FRONT_DOOR = /^src\/[^/]+\/capability\.ts$/u;

/** These build a part of a node from the list of capabilities, and know none of them by name. */
const BUILDERS = new Set([
  CAPABILITY,
  ...['node', 'node-models', 'node-site', 'node-tables', 'server', 'testing/page-site'].map(
    (file) => `src/${file}.ts`,
  ),
  ...['src/cli/of-capabilities.ts', 'bin/cli.ts'],
]);

/**
 * Pages show several capabilities at once, as a desk does; in return nobody uses them but the server and each other, nor
 * what stands in `site` for all of them, except how a form is read and what capabilities add.
 */
const PAGES = /^src\/(?:site\/(?!(?:form-body|added|one-owner)\.ts)|[^/]+\/(?:[a-z-]+\/)?pages(?:\.ts$|\/))/u;

/** The folder under src, or the file's own name where it stands in src itself; undefined outside src. */
function roomOf(path: string): string | undefined {
  const [top, room] = path.split('/');
  return top === 'src' ? room : undefined;
}

export function kindOf(path: string): Kind {
  const room = roomOf(path);
  if (room === undefined) return 'outside';
  if (PURE.has(room)) return 'pure';
  if (MECHANISMS.has(room) || COMMAND_LINE.has(path)) return 'mechanism';
  if (WHOLE.has(room) || room.endsWith('.ts')) return 'whole';
  return room === 'testing' ? 'testing' : 'capability';
}

/** A file that exists only for tests. */
export function isTest(path: string): boolean {
  return /\.(?:test|soak|contract)\.ts$|^test\/|^src\/(?:[^/]+\/)*testing\//u.test(path);
}

function standsOn(upper: string | undefined, lower: string | undefined): boolean {
  if (TOP.includes(upper)) return true;
  const height = FOUNDATIONS.indexOf(lower ?? '');
  const own = FOUNDATIONS.indexOf(upper ?? '');
  return height !== -1 && (own === -1 || own > height);
}

function isOwnDoor(importer: string, target: string): boolean {
  return FRONT_DOOR.test(importer) && roomOf(importer) === roomOf(target);
}

/** Does this file of a foundation use what stands above it? */
export function looksUp(importer: string, target: string): boolean {
  const [from, to] = [roomOf(importer) ?? '', roomOf(target) ?? ''];
  if (!FOUNDATIONS.includes(from) || from === to || kindOf(target) !== 'capability') return false;
  return !standsOn(from, to) && !(to === 'site' && PAGES.test(importer));
}

/** Why this file may not import that one, or undefined where it may. */
export function forbidden(importer: string, target: string): string | undefined {
  if (BUILDERS.has(importer) && kindOf(target) === 'capability' && !FOUNDATIONS.includes(roomOf(target) ?? ''))
    return 'whoever builds a node names no capability but walks src/capabilities.ts';
  if (isTest(importer) || kindOf(importer) === 'outside' || target.startsWith('texts/')) return undefined;
  const [from, to] = [kindOf(importer), kindOf(target)];
  if (to === 'outside') return 'src never uses bin, tools, test or bench';
  if (to === 'testing') return 'only tests use src/testing';
  if (from === 'whole') return undefined;
  if (FRONT_DOOR.test(importer) && (target === CAPABILITY || FRONT_DOOR.test(target))) return undefined;
  if (to === 'whole') return 'only bin builds the whole node';
  if (from === 'pure' && to !== 'pure') return `a pure room runs in a browser and cannot use a ${to}`;
  if (from === 'mechanism' && to === 'capability') return 'a mechanism never uses a capability';
  if (looksUp(importer, target)) {
    return LOOKED_UP_AT[target]?.test(importer) ? undefined : 'a foundation knows nothing of what stands on it';
  }
  if (PAGES.test(target) && !PAGES.test(importer) && !isOwnDoor(importer, target))
    return 'only the server and other pages use pages';
  if (PAGES.test(importer)) return undefined;
  if (from === 'capability' && to === 'capability' && roomOf(importer) !== roomOf(target)) {
    if (standsOn(roomOf(importer), roomOf(target))) return undefined;
    if (!SHARED.test(target))
      return 'of another capability only its statements, taxonomy, views and codes may be used';
  }
  return undefined;
}
