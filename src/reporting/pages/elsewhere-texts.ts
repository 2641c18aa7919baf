/** English texts that lead from the report form to where a filing outside is written down. */
export const ELSEWHERE_TEXTS = {
  filed: 'Filed already with {name}: {when}.',
  again: 'Filing it again changes no clock: the first filing counts.',
  link: 'I have filed this outside Comity already: write that down',
} as const;
