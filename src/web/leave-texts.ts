/** Texts of the quick way out, and of the page it leads to. */
export const LEAVE_TEXTS = {
  button: 'Leave this page',
  keys: 'or press Esc or Shift three times',
  blank: 'Blank page',
} as const;
