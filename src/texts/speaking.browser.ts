import { isLanguage, type Language } from './languages.ts';
import { CARRIED_TEXTS, type TextTree } from './tree.ts';

let carried: Readonly<Record<string, TextTree>> | undefined;

export function currentLanguage(): Language {
  const { lang } = document.documentElement;
  return isLanguage(lang) ? lang : 'en';
}

export function treeOf(_language: Language, room: string): TextTree {
  carried ??= JSON.parse(document.getElementById(CARRIED_TEXTS)?.textContent ?? '{}') as Record<string, TextTree>;
  return carried[room] ?? {};
}
