/** Texts of the page `/help` and of the explanations beside fields. */
export const HELP_TEXTS = {
  title: 'Help',
  lead: 'What the words mean, what to do when something is refused, and where to begin.',
  search: 'Look for a word',
  searchButton: 'Look',
  found: 'Found for “{looked}”: {count}',
  code: 'After a refusal with the code {code}: {step}',
  none: 'No entry holds “{looked}”. Try another word, or read the whole list below.',
  all: 'The whole list',
  ours: 'Words of Comity',
  field: 'Terms of the field',
  source: 'Defined by {host}',
  explained: 'Explained: {terms}',
  more: 'More in the glossary',
  begin: 'Where to begin',
  beginWith: [
    { href: '/report', label: 'Report an incident', text: 'Danger first, then five questions.' },
    { href: '/check', label: 'Check a statement', text: 'Drop a file, and your own browser checks it.' },
    { href: '/cases', label: 'Explore cases', text: 'Who says what, how sure they are, who disagrees.' },
    { href: '/duties', label: 'Find out whom to tell', text: 'From a few facts, with the hour and the law.' },
  ],
  next: 'next:',
  refused: 'When something is refused',
  refusedLead:
    'A refusal names what is wrong and its code, changes nothing, and says what to do next. These are all the next steps there are.',
} as const;
