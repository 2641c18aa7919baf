/** Every refusal this room utters. */
export const EXERCISE_CODES = [
  'exercise-clock-in-live',
  'exercise-clock-of-another',
  'exercise-clock-shape',
  'exercise-clock-time',
  'exercise-clock-back',
  'exercise-clock-started',
  'exercise-clock-not-started',
  'exercise-clock-too-many',
] as const;
export type ExerciseCode = (typeof EXERCISE_CODES)[number];
