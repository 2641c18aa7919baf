import en from '#texts/en/terminal.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What stands around each answer on a terminal: refusals, progress, help. */
export const TERMINAL_TEXTS = translated('terminal', en);
