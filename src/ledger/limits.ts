import { MAX_BUNDLE_STATEMENTS } from '#bundle/format.ts';

/** Submissions that wait for the appender in one process; beyond, `ledger-busy`. */
export const MAX_WAITING_SUBMISSIONS = 2_048;
/** How long a turn with the appender may take to come. */
export const APPEND_WAIT_MS = 120_000;
/** Submissions that share one transaction: more would make the first of them wait for the last. */
export const MAX_BATCH_SUBMISSIONS = 128;
/** While submissions come from several sides, batches begin no sooner after one another, unless so many wait. */
export const BATCH_PAUSE_MS = 25;
export const ENOUGH_SUBMISSIONS = 16;
/** After so many batches of one submission each, there is one submitter, who need not wait for others. */
export const BATCHES_ALONE = 8;
/** Statements of one wave from which on the issuing threads are started. */
export const THREADS_FROM = 16;
/** Statements salted and signed in one go by one thread. */
export const ISSUED_AT_ONCE = 8;
/** Statements whose cases are asked for in one question. */
export const DIGESTS_ASKED_AT_ONCE = 500;
/** Foreign statements in one arrival. */
export const MAX_FOREIGN_STATEMENTS = 256;
export const MAX_IDEMPOTENCY_KEY_CHARACTERS = 200;
export const MAX_APPROVALS = 8;
/** A statement signed elsewhere may be dated this much ahead of our clock, and this much before it. */
export const MAX_SIGNED_AHEAD_SECONDS = 300;
export const MAX_SIGNED_AGE_SECONDS = 7 * 86_400;
/** Parties and cases whose last running number is kept in memory. */
export const MAX_NUMBERS_CACHED = 20_000;
/** Cases whose place is kept in memory. */
export const MAX_PLACES_CACHED = 20_000;
/** How long is asked whether a batch was stored whose commit was not heard of, and how often. */
export const COMMIT_FATE_WAIT_MS = 30_000;
export const COMMIT_FATE_POLL_MS = 200;
/** How long a submission handed to another process waits for its answer. */
export const HAND_OFF_WAIT_MS = 30_000;
export const HAND_OFF_POLL_MS = 100;
/** Handed-over submissions taken up at once. */
export const MAX_HAND_OFFS_TAKEN = 256;
/** How long an answer stays for a process that may have died. */
export const ANSWER_KEPT_MS = 600_000;
/** How often a process that does not append tries to take over. */
export const TAKE_OVER_POLL_MS = 500;
/** Views behind the append catch up at once after a rest, but under load no more often than this. */
export const FOLLOW_PAUSE_MS = 250;
/** Records folded into a view, or copied, in one step. */
export const RECORDS_PER_STEP = 500;
/** Statements whose claims the reader keeps parsed. */
export const MAX_STATEMENTS_CACHED = 4_000;
/** Statements of one case that the reader gives at once: no more than a bundle holds, so that all of it can be checked. */
export const MAX_CASE_STATEMENTS = MAX_BUNDLE_STATEMENTS;
/** Statements in a part of a case, where nothing is asked for, and at most. */
export const PART_STATEMENTS = 200;
export const MAX_PART_STATEMENTS = 1_000;
export const MAX_CASES_PER_PAGE = 200;
/** Cases looked at for one page, whether they hold something for the viewer or not. */
export const MAX_CASES_SEARCHED = 2_000;
export const CHECKPOINT_CADENCE_MS = 1_000;
/** Cosignature lines kept for one checkpoint. */
export const MAX_COSIGNATURES = 31;
