/**
 * A document to be printed, as data: nothing in it is markup, whatever characters it holds. A plain string is a text of
 * ours in the document's language; `said` is what somebody else wrote.
 */
export type PrintText = string | Said;

export type Said = {
  readonly said: string;
  /** Digests, addresses and identifiers: in letters of one width, never turned or translated. */
  readonly fixed?: boolean;
};

export type PrintRow = {
  readonly label: PrintText;
  /** Below the label, small: how it is marked, whether it must be answered. */
  readonly note?: string;
  /** Each on a line of its own. */
  readonly values: readonly PrintText[];
  /** How the values stand, as "estimate". */
  readonly remark?: string;
};

export type PrintBlock =
  | { readonly kind: 'heading'; readonly text: PrintText }
  | { readonly kind: 'paragraph'; readonly text: PrintText }
  /** Set apart by a frame: what must not be overlooked. */
  | { readonly kind: 'notice'; readonly text: PrintText }
  | { readonly kind: 'rows'; readonly head: readonly [string, string]; readonly rows: readonly PrintRow[] };

export type PrintDocument = {
  /** BCP 47, and the direction its script is written in. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly subtitle?: PrintText;
  readonly blocks: readonly PrintBlock[];
  /** Set closer together, and in smaller letters where it must be, for what is to fit a page. */
  readonly close?: boolean;
  /** Above every page but the first, which says it in a notice: that it belongs to an exercise. */
  readonly banner?: string;
  /** At the foot of each page. */
  readonly foot: string;
  /** Between the number of the page and of all pages, as "1 / 3". */
  readonly pageOf: string;
};
