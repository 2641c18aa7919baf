import en from '#texts/en/spillover-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity spillover` prints. */
export const SPILLOVER_COMMAND_TEXTS = translated('spillover-command', en);
