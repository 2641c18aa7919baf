import { currentLanguage, treeOf } from '#speaking';
import type { Language } from './languages.ts';
import type { TextNode, TextTree } from './tree.ts';

/**
 * The messages of `texts/<language>/<room>.json`, in the language of whoever is being answered at the moment one is read
 * (`currentLanguage`). `english` is that room's English file: it gives the shape, and what another language lacks. So a
 * text must be read while a page is drawn, never kept beyond it; `tools/texts.test.ts` refuses modules that do.
 */
export function translated<Tree extends object>(room: string, english: Tree): Tree {
  return branch(english as TextTree, [], room) as unknown as Tree;
}

function branch(english: TextTree, path: readonly string[], room: string): TextTree {
  const own = new Map<Language, TextTree>();
  const inside = new Map<string, TextTree>();
  return new Proxy(english, {
    get(target, key, receiver): unknown {
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return Reflect.get(target, key, receiver);
      const ofEnglish = target[key]!;
      if (typeof ofEnglish === 'object' && !isList(ofEnglish)) {
        let known = inside.get(key);
        if (known === undefined) {
          known = branch(ofEnglish, [...path, key], room);
          inside.set(key, known);
        }
        return known;
      }
      const language = currentLanguage();
      if (language === 'en') return ofEnglish;
      let tree = own.get(language);
      if (tree === undefined) {
        tree = at(treeOf(language, room), path);
        own.set(language, tree);
      }
      return tree[key] ?? ofEnglish;
    },
  });
}

function isList(node: TextNode): node is readonly TextNode[] {
  return Array.isArray(node);
}

function at(tree: TextTree, path: readonly string[]): TextTree {
  let here = tree;
  for (const key of path) here = (here[key] ?? {}) as TextTree;
  return here;
}
