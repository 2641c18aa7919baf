import en from '#texts/en/report.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of what stands around the five questions: tests before, codes, duties, reports without a signature or a network. */
export const REPORT_TEXTS = translated('report', en);
