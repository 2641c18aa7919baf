/** What `comity search` prints, in English; one file for each language later. */
export const COMMAND_TEXTS = {
  case: 'case       {case}',
  statement: 'statement  {digest}',
  hit: '{time}  {type}  {issuer}',
  where: '  {digest}  case {case}',
  noCase: 'not shown',
  found: '  {claim}: {text}',
  party: 'party      {party}  {name}',
  help: 'help       {title}: {text}',
  older: 'Older ones: add --before {before}',
  none: 'Nothing that you may read holds all of these words.',
} as const;
