import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SDJwtInstance } from '@sd-jwt/core';
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import { primitives } from '#primitives';
import { digestOf, fixedBytes, fixedKey, forge, forgeDisclosure } from '#testing/forge.ts';
import { absent, referenceNames, referenceText } from '#testing/reference-data.ts';
import { encodeBase64url } from './base64url.ts';
import { parseSdJwt } from './sd-jwt.ts';

/** A claim tree of the sd-jwt-python specifications: any node below an object or array may be marked `!sd`. */
type Tree = { readonly hidden: boolean } & (
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Tree])[] }
  | { readonly kind: 'array'; readonly items: readonly Tree[] }
  | { readonly kind: 'scalar'; readonly value: unknown }
);

const CASES = 'testvectors-sd-jwt/spec';
const key = fixedKey('issuer');
const header = { alg: 'ES256', typ: 'example+sd-jwt' };
const random = fixedBytes('cases');

test('each case of the sd-jwt-python specifications, disclosed as its holder chose, gives the claims it names', {
  skip: absent(CASES),
}, async (suite) => {
  const names = referenceNames(CASES).filter((name) => !name.startsWith('_'));
  assert.equal(names.length, 26);
  for (const name of names) {
    await suite.test(`${name} gives what its holder disclosed, ours and the library's reading alike`, () => {
      return runCase(referenceText(`${CASES}/${name}`));
    });
  }
});

async function runCase(text: string): Promise<void> {
  const document = parseDocument(text, {
    customTags: ['!sd'].map((tag) => ({ tag, resolve: (value: unknown) => value })) as never,
    logLevel: 'silent',
  });
  const claims = treeOf(document.get('user_claims', true) as Node, false);
  const settings = parseDocument(text.replaceAll('!sd', ''), { logLevel: 'silent' });
  const wishes = (settings.toJS() as { holder_disclosed_claims?: unknown }).holder_disclosed_claims;
  const expectedByCase = (settings.toJS() as { expect_verified_user_claims?: unknown })
    .expect_verified_user_claims;

  const shown = new Set<Tree>();
  choose(claims, wishes ?? {}, shown);
  const disclosures = new Map<Tree, string>();
  const payload = commit(claims, disclosures) as Record<string, unknown>;
  const chosen = [...disclosures].filter(([tree]) => shown.has(tree)).map(([, disclosure]) => disclosure);
  const presentation = forge({ key, header, payload: { ...payload, _sd_alg: 'sha-256' }, disclosures: chosen });

  const parsed = parseSdJwt(presentation, 'example+sd-jwt');
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.refusal.sentence);
  assert.deepEqual(parsed.value.processed, visible(claims, shown));
  if (expectedByCase !== undefined) assert.deepEqual(parsed.value.processed, expectedByCase);
  assert.deepEqual(parsed.value.processed, await library.getClaims(presentation));
}

const library = new SDJwtInstance({
  hasher: (content) => primitives.sha256(new TextEncoder().encode(content as string)),
  hashAlg: 'sha-256',
});

function treeOf(node: Node, hidden: boolean): Tree {
  if (isMap(node)) {
    return { kind: 'object', hidden, members: node.items.map((pair) => memberOf(pair as Pair<Node, Node>)) };
  }
  if (isSeq(node)) {
    return {
      kind: 'array',
      hidden,
      items: node.items.map((item) => treeOf(item as Node, isHidden(item as Node))),
    };
  }
  assert.ok(isScalar(node));
  return { kind: 'scalar', hidden, value: plainScalar(node.source ?? '', node) };
}

/** A tag keeps the library from resolving a plain scalar by itself. */
function plainScalar(source: string, node: Node): unknown {
  if (!isScalar(node)) return undefined;
  if (typeof node.value !== 'string' || node.type !== 'PLAIN') return node.value;
  return parseDocument(source).toJS();
}

function memberOf({ key: name, value }: Pair<Node, Node>): readonly [string, Tree] {
  assert.ok(isScalar(name) && value !== null);
  return [String(name.value), treeOf(value, isHidden(name))];
}

function isHidden(node: Node): boolean {
  return 'tag' in node && node.tag === '!sd';
}

/** What sd-jwt-python's holder discloses for a selection: named or true means shown, and then looked into. */
function choose(tree: Tree, wish: unknown, shown: Set<Tree>): void {
  if (tree.kind === 'object') {
    const wishes = typeof wish === 'object' && wish !== null ? (wish as Record<string, unknown>) : {};
    for (const [name, member] of tree.members) {
      const wanted = Object.hasOwn(wishes, name) && wishes[name] !== false;
      if (member.hidden && !wanted) continue;
      if (member.hidden) shown.add(member);
      choose(member, wishes[name], shown);
    }
  } else if (tree.kind === 'array') {
    const wishes = Array.isArray(wish) ? wish : [];
    for (const [index, item] of tree.items.entries()) {
      if (index >= wishes.length || (item.hidden && wishes[index] === false)) continue;
      if (item.hidden) shown.add(item);
      choose(item, wishes[index], shown);
    }
  }
}

/** The payload as it is signed; what is hidden becomes a digest, innermost first. */
function commit(tree: Tree, disclosures: Map<Tree, string>): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'array') {
    return tree.items.map((item) => {
      const value = commit(item, disclosures);
      return item.hidden ? { '...': conceal(item, [value], disclosures) } : value;
    });
  }
  const open: Record<string, unknown> = {};
  const digests: string[] = [];
  for (const [name, member] of tree.members) {
    const value = commit(member, disclosures);
    if (member.hidden) digests.push(conceal(member, [name, value], disclosures));
    else open[name] = value;
  }
  return digests.length === 0 ? open : { ...open, _sd: digests.sort() };
}

function conceal(tree: Tree, content: readonly unknown[], disclosures: Map<Tree, string>): string {
  const disclosure = forgeDisclosure([encodeBase64url(random(16)), ...content]);
  disclosures.set(tree, disclosure);
  return digestOf(disclosure);
}

/** What is to be seen, computed on the tree and without any digest. */
function visible(tree: Tree, shown: ReadonlySet<Tree>): unknown {
  if (tree.kind === 'scalar') return tree.value;
  const isShown = (inner: Tree) => !inner.hidden || shown.has(inner);
  if (tree.kind === 'array') return tree.items.filter(isShown).map((item) => visible(item, shown));
  return Object.fromEntries(
    tree.members.filter(([, member]) => isShown(member)).map(([name, member]) => [name, visible(member, shown)]),
  );
}
