/** The element in which a page carries the messages that its script needs, in the page's language. */
export const CARRIED_TEXTS = 'carried-texts';

/** The messages of one file, grouped as the pages use them; a list keeps its order in every language. */
export type TextTree = { readonly [key: string]: TextNode };
export type TextNode = string | TextTree | readonly TextNode[];
