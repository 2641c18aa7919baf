import en from '#texts/en/report-once.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** English texts of the report-once pages: whole sentences with places, as a catalogue of another language will have them. */
export const REPORTING_TEXTS = translated('report-once', en);
