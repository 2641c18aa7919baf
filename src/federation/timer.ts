/**
 * By what time a node waits for its peers: the machine's, whatever the realm's clock says, for an exercise that runs
 * faster does not make networks faster.
 */
export type Timer = {
  readonly now: () => Temporal.Instant;
  /** Calls once after so many milliseconds, without keeping the process alive; what it returns takes the call back. */
  readonly after: (ms: number, call: () => void) => () => void;
};

export const MACHINE_TIMER: Timer = {
  now: () => Temporal.Now.instant(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
