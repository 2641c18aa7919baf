/** Texts of the tools in the head of every page and of its live state, in English; one file for each language later. */
export const FRAME_TEXTS = {
  tools: 'Tools',
  search: 'Search',
  news: 'New',
  newsCount: 'What is new: {count}',
  menu: 'Menu',
  palette: {
    title: 'Menu',
    label: 'Find an action, a case or a word',
    help: 'Arrow keys choose, Enter goes there, Escape closes.',
    search: 'Search for “{words}”',
    none: 'No action is called so.',
    count: 'Actions: {count}',
    failed: 'The menu could not be read: there is no connection. The page behind it is still there.',
    loading: 'One moment.',
  },
  live: {
    fresh: 'New here: {count}. What you have begun is left as it is.',
    show: 'Show',
    lost: 'No connection since {time}. This page shows how things stood then, and tries again by itself.',
    back: 'Connected again. The page is up to date.',
    notice: { title: 'Comity', body: 'Something new waits for you. Open Comity to read what it is.' },
  },
} as const;
