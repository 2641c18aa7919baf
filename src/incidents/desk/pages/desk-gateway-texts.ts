import en from '#texts/en/desk-gateway.json' with { type: 'json' };
import { translated } from '#texts/translated.ts';

/** Links from the desk to what comes from, and goes to, other desks, in English. */
export const DESK_GATEWAY_TEXTS = translated('desk-gateway', en);
