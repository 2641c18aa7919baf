/** What is said beside a text whose letters may deceive. */
export const LOOK_ALIKE_TEXTS = {
  'turns-direction': 'hidden characters turn its direction',
  invisible: 'holds invisible characters',
  'mixed-letters': 'mixes letters that look alike',
} as const;
