/** One thing that can be explained: a word of the glossary, a page of help. */
export type HelpEntry = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly href: string;
};

/** Whoever has something to explain; asked at each search, so that the entries come in the reader's language. */
export type HelpSource = () => readonly HelpEntry[];
