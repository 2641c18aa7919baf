import type { Act, Label, PartyName, Viewer } from './acts.ts';
import type { Doors } from './doors.ts';
import type { Stage } from './stage.ts';
import type { SaidType } from './wording.ts';

type Slipped = { readonly of: Label; readonly to: PartyName; readonly digest: string };

/** Which real thing stands behind each name of the acts. */
export class Names {
  /** Statements, releases, and whatever else an act signs, by their digests. */
  readonly digests = new Map<Label, string>();
  readonly labels = new Map<string, Label>();
  readonly types = new Map<Label, SaidType>();
  readonly drafts = new Map<Label, { readonly id: string; readonly party: PartyName }>();
  readonly communities = new Map<string, string>();
  readonly agreements = new Map<string, { readonly digest: string; readonly members: readonly PartyName[] }>();
  readonly consents = new Map<string, string>();
  /** What calls a statement back, or would. */
  readonly recalls = new Map<Label, Label>();
  /** Releases of what their giver does not have, as they were slipped into a delivery. */
  readonly slipped = new Map<Label, Slipped>();

  is(label: Label, digest: string): void {
    this.digests.set(label, digest);
    this.labels.set(digest, label);
  }
}

export type Play = {
  readonly stage: Stage;
  readonly doors: Doors;
  readonly names: Names;
  /** Waits until whatever is on its way has arrived or was turned away. */
  settle(): Promise<void>;
};

/** What somebody was answered while something was tried. */
export type Heard = { readonly viewer: Viewer; readonly text: string };

/** What came of an act that was tried. */
export type Outcome = {
  /** What is to be held for done: the act as it was played, and what followed from it; nothing if it was refused. */
  readonly done: readonly Act[];
  readonly heard?: readonly Heard[];
  /** Why it was refused; `unplayed` where the product has no such door, or the stage lacks it. */
  readonly refused?: string;
};

export const UNPLAYED: Outcome = { done: [], refused: 'unplayed' };

export function refusedFor(code: string, heard: readonly Heard[] = []): Outcome {
  return { done: [], refused: code, heard };
}
