import en from '#texts/en/duty-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity duties`, `clocks`, `ask-report`, `promise` and `promise-kept` print. */
export const DUTY_COMMAND_TEXTS = translated('duty-command', en);
