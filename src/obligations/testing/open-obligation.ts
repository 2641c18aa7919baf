/** What stands in an obligation that nobody has met, moved or closed. */
export const STILL_OPEN = {
  countedBy: null,
  counted: null,
  otherReading: null,
  begins: null,
  effect: null,
  countdown: true,
  history: [],
  metAt: null,
  metBy: null,
  metElsewhere: false,
  held: null,
  excused: null,
  notApplicable: null,
  closedBy: null,
  closedAt: null,
} as const;
