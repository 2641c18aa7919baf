import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { forbidden } from './rooms.ts';
import { cycles, reachable, readSources } from './source.ts';
import { stageOf } from './stages.ts';

const folder = mkdtempSync(join(tmpdir(), 'comity-source-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function project(files: Readonly<Record<string, string>>): ReturnType<typeof readSources> {
  const root = mkdtempSync(join(folder, 'project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readSources(root);
}

test('a pure room uses pure rooms only', () => {
  assert.equal(forbidden('src/bundle/verify.ts', 'src/log/tree.ts'), undefined);
  assert.match(forbidden('src/log/tree.ts', 'src/store/sqlite.ts') ?? '', /browser/u);
});

test('a mechanism uses no capability, also not its statements', () => {
  assert.equal(forbidden('src/ledger/append.ts', 'src/store/sqlite.ts'), undefined);
  assert.match(forbidden('src/ledger/append.ts', 'src/incidents/statements.ts') ?? '', /never/u);
});

test('a capability uses what another says and shows, and nothing behind it', () => {
  assert.equal(forbidden('src/evidence/rules.ts', 'src/incidents/thread-view.ts'), undefined);
  assert.equal(forbidden('src/incidents/rules.ts', 'src/incidents/case-reads.ts'), undefined);
  assert.match(forbidden('src/evidence/rules.ts', 'src/incidents/rule-state.ts') ?? '', /of another capability/u);
  assert.equal(forbidden('src/evidence/rules.ts', 'src/incidents/notices/hold-view.ts'), undefined);
  assert.match(
    forbidden('src/evidence/rules.ts', 'src/incidents/notices/hold-rules.ts') ?? '',
    /of another capability/u,
  );
});

test('every capability stands on parties and federation, and those know nothing of what stands on them', () => {
  assert.equal(forbidden('src/incidents/rules.ts', 'src/parties/workspace/workspace.ts'), undefined);
  assert.equal(forbidden('src/federation/trust.ts', 'src/parties/tables.ts'), undefined);
  assert.match(forbidden('src/parties/view.ts', 'src/federation/trust.ts') ?? '', /a foundation/u);
  assert.match(forbidden('src/federation/trust.ts', 'src/incidents/rule-state.ts') ?? '', /a foundation/u);
  assert.match(forbidden('src/federation/trust.ts', 'src/incidents/statements.ts') ?? '', /a foundation/u);
  assert.match(forbidden('src/parties/pages/directory-pages.ts', 'src/desk/undo.ts') ?? '', /a foundation/u);
  assert.equal(forbidden('src/parties/persons/pages/token-pages.ts', 'src/site/form-body.ts'), undefined);
  assert.match(forbidden('src/parties/persons/tokens.ts', 'src/site/form-body.ts') ?? '', /a foundation/u);
  assert.equal(forbidden('src/interop/veris/import.ts', 'src/incidents/case-id.ts'), undefined);
});

test('pages show several capabilities at once, and no capability uses pages', () => {
  assert.equal(
    forbidden('src/incidents/desk/pages/desk-routes.ts', 'src/parties/workspace/workspace.ts'),
    undefined,
  );
  assert.equal(forbidden('src/incidents/pages.ts', 'src/incidents/desk/pages/desk-routes.ts'), undefined);
  assert.match(
    forbidden('src/incidents/routes.ts', 'src/incidents/desk/pages/desk-rooms.ts') ?? '',
    /only the server/u,
  );
  assert.match(forbidden('src/ledger/append.ts', 'src/site/services.ts') ?? '', /never/u);
});

test('what ships uses nothing that exists for tests', () => {
  assert.match(forbidden('src/http/server.ts', 'src/testing/browser.ts') ?? '', /only tests/u);
  assert.equal(forbidden('src/http/server.test.ts', 'src/testing/browser.ts'), undefined);
});

test('only what stands above the rooms builds the whole node', () => {
  assert.match(forbidden('src/http/server.ts', 'src/node.ts') ?? '', /only bin/u);
});

test('whoever builds a node walks the list and names no capability, apart from what all of them stand on', () => {
  for (const builder of ['src/node.ts', 'src/server.ts', 'src/testing/page-site.ts', 'bin/cli.ts']) {
    assert.match(
      forbidden(builder, 'src/border/pages/border-pages.ts') ?? '',
      /walks src\/capabilities\.ts/u,
      builder,
    );
    assert.match(forbidden(builder, 'src/border/capability.ts') ?? '', /names no capability/u, builder);
    assert.equal(forbidden(builder, 'src/capabilities.ts'), undefined);
    assert.equal(forbidden(builder, 'src/parties/authority.ts'), undefined);
  }
  assert.equal(forbidden('src/capabilities.ts', 'src/border/capability.ts'), undefined);
});

test('a capability’s front door says what it is made of, its pages too, and asks others for their jobs', () => {
  assert.equal(forbidden('src/border/capability.ts', 'src/capability.ts'), undefined);
  assert.equal(forbidden('src/border/capability.ts', 'src/border/pages/border-pages.ts'), undefined);
  assert.equal(forbidden('src/contacts/capability.ts', 'src/reminders/capability.ts'), undefined);
  assert.match(forbidden('src/border/capability.ts', 'src/incidents/pages.ts') ?? '', /only the server/u);
  assert.match(forbidden('src/border/rules.ts', 'src/capability.ts') ?? '', /only bin/u);
  assert.match(forbidden('src/border/capability.ts', 'src/node.ts') ?? '', /only bin/u);
});

test('imports are found over many lines, as types, on demand and for their effect, with their line', () => {
  const [, main] = project({
    'src/log/a.ts': '',
    'src/log/main.ts':
      "import type {\n  A,\n} from './a.ts';\nexport { b } from '#log/a.ts';\nimport './a.ts';\n".concat(
        'await import',
        "('./a.ts');\n",
      ),
  });
  assert.deepEqual(
    main?.imports.map(({ line, target }) => [line, target]),
    [3, 4, 5, 6].map((line) => [line, 'src/log/a.ts']),
  );
});

test('an import that leads nowhere has no target', () => {
  const [main] = project({ 'src/log/main.ts': "import './lost.ts';\nimport 'node:fs';\n" });
  assert.deepEqual(
    main?.imports.map(({ specifier, target }) => [specifier, target]),
    [
      ['./lost.ts', undefined],
      ['node:fs', undefined],
    ],
  );
});

test('a file named in a string, to be started or bundled, counts as reached', () => {
  const sources = project({
    'bin/cli.ts': "start(import.meta.resolve('#log/worker.ts'), 'src/web/browser/check.ts');\n",
    'src/log/worker.ts': '',
    'src/web/browser/check.ts': '',
    'src/log/dead.ts': '',
  });
  const reached = reachable(sources, ['bin/cli.ts']);
  assert.deepEqual([...reached].sort(), ['bin/cli.ts', 'src/log/worker.ts', 'src/web/browser/check.ts']);
});

test('a circle of imports is found once, whole', () => {
  const sources = project({
    'src/log/a.ts': "import './b.ts';\n",
    'src/log/b.ts': "import './c.ts';\n",
    'src/log/c.ts': "import './a.ts';\n",
    'src/log/d.ts': "import './a.ts';\n",
  });
  assert.deepEqual(cycles(sources), [['src/log/a.ts', 'src/log/b.ts', 'src/log/c.ts', 'src/log/a.ts']]);
});

test('a test that reaches the real database belongs to the contract stage, wherever it stands', () => {
  const sources = project({
    'src/testing/postgres.ts': '',
    'tools/names.test.ts': "'#testing/postgres.ts';\n",
    'src/store/store.contract.ts': "import '#testing/postgres.ts';\n",
    'src/store/store.postgres.test.ts': "import './store.contract.ts';\n",
    'src/store/turns.test.ts': '',
    'test/browser/alert.test.ts': '',
    'test/federation/relay.test.ts': "import '#testing/postgres.ts';\n",
  });
  const stages = [
    'tools/names',
    'src/store/store.postgres',
    'src/store/turns',
    'test/browser/alert',
    'test/federation/relay',
  ].map((name) => stageOf(sources, `${name}.test.ts`));
  assert.deepEqual(stages, ['unit', 'contract', 'unit', 'browser', 'federation']);
});
