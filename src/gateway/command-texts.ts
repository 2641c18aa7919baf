import en from '#texts/en/mail-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Words of `comity mail`, in English. */
export const COMMAND_TEXTS = translated('mail-command', en);
