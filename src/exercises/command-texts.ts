import en from '#texts/en/exercise-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity exercise` prints. */
export const EXERCISE_COMMAND_TEXTS = translated('exercise-command', en);
