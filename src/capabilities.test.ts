import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { CAPABILITIES } from '#capabilities.ts';
import type { AddCommands, Capability, SiteServices } from '#capability.ts';
import { addCommands, loadCommands } from '#cli/of-capabilities.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { loadModels, proveApart } from '#node-models.ts';
import { loadTables } from '#node-tables.ts';
import type { UndoKind } from '#site/added.ts';
import { peoplePages } from '#web/refusal-page.ts';
import { registerSite } from './node-site.ts';

const SOURCE = import.meta.dirname;
/** They have statements or pages of their own, which every node shows whatever it can do. */
const MECHANISMS = ['bundle', 'help', 'ledger', 'site', 'statement', 'web'];
const NODE = { name: 'Test', operator: 'the tests', publicUrl: 'http://127.0.0.1:4600', realm: 'exercise:test' };

test('each folder that has statements, pages, routes or commands is in the list, and each of the list is a folder', () => {
  const found = globSync('*/**/{statements,pages,routes,commands,capability}{.ts,/}', { cwd: SOURCE });
  const folders = new Set(found.map((path) => path.split('/')[0]!).filter((name) => !MECHANISMS.includes(name)));
  assert.deepEqual([...folders].sort(), CAPABILITIES.map(({ name }) => name).sort());
});

test('each capability names every file of messages that its folder reads, and each code that its folder declares', async () => {
  for (const { name, texts = [], codes } of CAPABILITIES) {
    const sources = globSync('**/*.ts', { cwd: join(SOURCE, name) })
      .filter((path) => !/test|contract/u.test(path))
      .map((path) => readFileSync(join(SOURCE, name, path), 'utf8'))
      .join('\n');
    const read = [...sources.matchAll(/translated\('([a-z-]+)'/gu)].map(([, file]) => file!);
    assert.deepEqual([...texts].sort(), read.sort(), name);
    const declared = [...sources.matchAll(/^export const \w+_CODES = \[([^;]*)\] as const;/gmu)].flatMap(
      ([, list]) => [...list!.matchAll(/'([a-z0-9-]+)'/gu)].map(([, code]) => code!),
    );
    assert.ok(declared.length > 0, name);
    assert.deepEqual([...((await codes?.()) ?? [])].sort(), declared.sort(), name);
  }
});

test('capabilities that share nothing are one node', async () => {
  await loadModels(CAPABILITIES);
  await loadTables(CAPABILITIES);
});

const both = (kind: string, name: string) =>
  new RegExp(`${kind} "${name}" belongs to both capabilities "one" and "other"`, 'u');

/** Two capabilities that differ in their names alone. */
function twice(part: Omit<Capability, 'name'>): readonly Capability[] {
  return [
    { name: 'one', ...part },
    { name: 'other', ...part },
  ];
}

test('a capability with the name of another is refused', async () => {
  const named: readonly Capability[] = [{ name: 'one' }, { name: 'one' }];
  await assert.rejects(loadModels(named), /"one" has the name "one" twice/u);
});

test('a capability with a code of another is refused in words naming both', async () => {
  await assert.rejects(loadModels(twice({ codes: async () => ['gone-away'] })), both('code', 'gone-away'));
});

test('a capability with a file of messages of another is refused in words naming both', async () => {
  await assert.rejects(loadModels(twice({ texts: ['words'] })), both('file of messages', 'words'));
});

test('a second clock for the realm is refused in words naming both', async () => {
  await assert.rejects(loadModels(twice({ clock: async () => undefined })), both('part', 'clock'));
});

const view = {
  version: 1,
  follows: 'cursor',
  shapes: {},
  create: async () => {},
  fold: async () => {},
  drop: async () => {},
} as const;

for (const [kind, name, part] of [
  ['type', 'thing-seen', { types: [{ name: 'thing-seen' }] }],
  ['view', 'things', { views: [{ ...view, name: 'things', tables: [] }] }],
  ['act', 'look', { acts: [{ name: 'look', roles: [] }] }],
  ['table', 'thing', { views: [{ ...view, name: 'seen', tables: ['thing'] }] }],
] as const) {
  test(`a capability with ${kind === 'act' ? 'an' : 'a'} ${kind} of another is refused in words naming both`, () => {
    const models = ['one', 'other'].map((model) => {
      const own =
        'views' in part && kind === 'table' ? { views: part.views.map((one) => ({ ...one, name: model })) } : part;
      return { types: [], rules: [], views: [], ...own, name: model } as never;
    });
    assert.throws(() => proveApart(models), both(kind, name));
  });
}

test('a view with a table that another capability keeps is refused in words naming both', () => {
  const model = { name: 'other', types: [], rules: [], views: [{ ...view, name: 'seen', tables: ['thing'] }] };
  assert.throws(() => proveApart([model], new Map([['thing', 'one']])), both('table', 'thing'));
});

test('a capability with a table, or a set of tables, of another is refused in words naming both', async () => {
  const sets = (name: string, table: string) => [{ name, tables: [table], shapes: {}, create: async () => {} }];
  const same = twice({ tables: async () => ({ sets: sets('things', 'thing') }) });
  await assert.rejects(loadTables(same), both('set of tables', 'things'));
  const [first] = same;
  const other = { name: 'other', tables: async () => ({ sets: sets('others', 'thing') }) };
  await assert.rejects(loadTables([first!, other]), both('table', 'thing'));
});

test('a capability with a command of another is refused in words naming both', async () => {
  const look: AddCommands = (program) => program.command('look <thing>').command('closely');
  const loaded = await loadCommands(twice({ commands: async () => [look] }));
  assert.throws(() => addCommands(new Command(), () => assert.fail(), loaded), both('command', 'look'));
});

test('a capability with an address of another is refused in words naming both, whatever its parameters are called', async () => {
  for (const [method, path, other, refused] of [
    ['get', '/things/:thing', '/things/:one', 'GET /things/:'],
    ['post', '/things', '/things', 'POST /things'],
  ] as const) {
    const app = await buildServer({
      node: { ...NODE, exercise: true, demo: false },
      identities: { fromSession: async () => null, fromToken: async () => null },
      people: peoplePages,
    });
    const at = (url: string) => async (to: App) => void to[method](url, () => '');
    const list: readonly Capability[] = [
      { name: 'one', routes: at(path) },
      { name: 'other', pages: at(other) },
    ];
    await assert.rejects(registerSite(app, {} as SiteServices, list), both('address', refused));
    await app.close();
  }
});

test('a capability with a change to take back of another is refused in words naming both', async () => {
  const moved: UndoKind = {
    type: 'moved',
    told: () => '',
    undo: () => assert.fail(),
    page: () => '/',
  };
  const list = twice({ parts: async () => ({ undo: [moved] }) });
  await assert.rejects(
    registerSite({} as App, {} as SiteServices, list),
    both('change that can be taken back', 'moved'),
  );
});

test('each capability’s front door is light: it imports no file of its own but types', () => {
  for (const { name } of CAPABILITIES) {
    const path = join(SOURCE, name, 'capability.ts');
    assert.ok(existsSync(path), dirname(path));
    const imports = readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*from '([^']+)'/gmu);
    const heavy = [...imports].map(([, from]) => from!).filter((from) => !/^node:|\/capability\.ts$/u.test(from));
    assert.deepEqual(heavy, [], name);
  }
});
