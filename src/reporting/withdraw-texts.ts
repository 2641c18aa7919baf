import en from '#texts/en/report-withdrawal.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts of taking a report to an authority back. */
export const WITHDRAW_TEXTS = translated('report-withdrawal', en);
