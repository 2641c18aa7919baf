/** What the page of a party says when its name can be taken for another's. */
export const PARTY_LOOK_ALIKE_TEXTS = {
  title: 'This name looks like another one',
  body: 'Compare identifiers and keys, not names, before you trust what is said under it. These parties have names that look the same:',
} as const;
