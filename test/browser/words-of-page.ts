/** What a page says of its own language. Runs in the page. */
export function languageOfPage(): readonly string[] {
  return [document.documentElement.lang, document.documentElement.dir];
}

/**
 * Two words or more in Latin letters that no element marks as another language, as somebody's own words, or as a thing
 * that has the same letters everywhere. Runs in the page.
 */
export function latinWords(): readonly string[] {
  const marked = 'bdi, code, pre, time, script, style, .hash, .fixed, .figure, [translate="no"], [lang]:not(html)';
  const found = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.parentElement!.closest(marked) !== null) continue;
    // What stands between isolates is somebody's own, or a name.
    const own = text.data.replaceAll(/\u2068[^\u2069]*\u2069/gu, '');
    if (/[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}/u.test(own)) found.add(text.data.trim());
  }
  return [...found];
}
