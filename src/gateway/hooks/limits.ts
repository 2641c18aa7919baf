/** Bounds of webhooks. */
export const HOOKS_MOST = 10;
/** So many failed tries in a row, each after a longer pause than the last, and a webhook is stopped: about eight hours. */
export const FAILURES_UNTIL_STOPPED = 40;
export const DELIVERIES_SHOWN = 50;
export const DELIVERIES_KEPT_DAYS = 30;
export const SENT_AT_ONCE = 20;
export const STATEMENTS_LOOKED_AT = 500;
/** A deadline is near from this long before it. */
export const NEAR_HOURS = 24;
/** A release without a receipt is silence after this long. */
export const SILENT_AFTER_HOURS = 1;
export const SILENCES_LOOKED_AT = 200;
export const LOOK_EVERY_MS = 2_000;
