import en from '#texts/en/incidents.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Texts of the incident pages. Places are written {like_this}. */
export const INCIDENT_TEXTS = translated('incidents', en);
