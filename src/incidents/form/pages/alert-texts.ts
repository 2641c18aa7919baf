import en from '#texts/en/alert.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the alert in five questions. */
export const ALERT_TEXTS = translated('alert', en);
