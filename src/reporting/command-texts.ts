import en from '#texts/en/report-command.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** What `comity report-once` prints. */
export const REPORT_COMMAND_TEXTS = translated('report-command', en);
