import type { HelpEntry } from '#help/help-source.ts';
import type { Reply, Request } from '#http/contract.ts';
import type { Outcome } from '#outcome.ts';
import type { Connection } from '#store/connection.ts';
import type { Markup } from '#web/html.ts';

/** What all capabilities of a node add, as the pages that show it ask for it. */
export type AddedParts = {
  help(): readonly HelpEntry[];
  entries(request: Request): Promise<readonly Entry[]>;
  caseLinks(request: Request, caseId: string): readonly CaseLink[];
  besideCase(request: Request, reply: Reply, caseId: string): Promise<readonly Markup[]>;
  undo(type: string): UndoKind | undefined;
};

/** What one comes for: `go` stands in the menu alone, the others below what waits on the desk too. */
export type EntryGroup = 'go' | 'states' | 'duties' | 'administration';

export type Entry = {
  readonly group: EntryGroup;
  /** Lower stands first in its group; by tens, so that another fits between. */
  readonly place: number;
  readonly label: string;
  readonly href: string;
  readonly help?: string;
  /** It stands as a button at the head of the desk too. */
  readonly isFirst?: boolean;
};

export type CaseLink = { readonly label: string; readonly href: string; readonly labelInMenu: string };

/** What a person did to what is private, as it is written down to be taken back. Nothing signed is ever among it. */
export type Change = {
  readonly type: string;
  readonly [name: string]: string | number | boolean | null;
};

export type UndoKind<Done extends Change = Change> = {
  readonly type: Done['type'];
  /** What has been done, in a sentence. */
  told(): string;
  /** Refused where somebody else has changed the same since. */
  undo(connection: Connection, person: string, change: Done, at: Temporal.Instant): Promise<Outcome<unknown>>;
  /** Where one sees that it was taken back. */
  page(change: Done): string;
};
