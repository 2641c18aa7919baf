import en from '#texts/en/demo-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity demo` prints. */
export const DEMO_COMMAND_TEXTS = translated('demo-command', en);
