import en from '#texts/en/border-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity border` prints. */
export const BORDER_COMMAND_TEXTS = translated('border-command', en);
