/** Every refusal this room utters. */
export type ExerciseCode =
  | 'exercise-clock-in-live'
  | 'exercise-clock-of-another'
  | 'exercise-clock-shape'
  | 'exercise-clock-time'
  | 'exercise-clock-back'
  | 'exercise-clock-started'
  | 'exercise-clock-not-started'
  | 'exercise-clock-too-many';
