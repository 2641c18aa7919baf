/** Every refusal of this room. A document that cannot be printed can still be had as JSON. */
export type PrintCode =
  | 'print-too-large'
  | 'print-too-slow'
  | 'printer-busy'
  | 'print-font-missing'
  | 'print-failed';
