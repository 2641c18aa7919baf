import type { Codes } from '#codes.ts';

/** Every refusal this room utters. */
export const EXERCISE_CODES = {
  'exercise-clock-in-live': { next: 'correct-it' },
  'exercise-clock-of-another': { next: 'ask-the-party' },
  'exercise-clock-shape': { next: 'correct-it' },
  'exercise-clock-time': { next: 'check-the-time' },
  'exercise-clock-back': { next: 'check-the-time' },
  'exercise-clock-started': { next: 'look-again' },
  'exercise-clock-not-started': { next: 'look-again' },
  'exercise-clock-too-many': { next: 'make-room' },
} as const satisfies Codes;
export type ExerciseCode = keyof typeof EXERCISE_CODES;
