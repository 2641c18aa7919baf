import en from '#texts/en/cli.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What the command line itself says, and the commands that speak to a running node about cases. */
export const CLI_TEXTS = translated('cli', en);
