import en from '#texts/en/notify-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity notify` prints. */
export const NOTIFY_TEXTS = translated('notify-command', en);
