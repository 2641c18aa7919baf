import type { Marking, Scope, Viewer } from './acts.ts';

/** A way by which a node tells somebody something, and what the design lets it tell. */
export type Outlet = {
  readonly viewers: readonly Viewer['type'][];
  /** Values of claims, or only the names of cases. */
  readonly tells: 'claims' | 'cases';
  readonly upTo: Marking;
  /** Where whatever was given must be found. Elsewhere a choice, a page of results or a delay may leave it out. */
  readonly complete: boolean;
  /** What a token needs to be heard as its party's. */
  readonly scope?: Scope;
  /** Shows a party its own unsigned drafts. */
  readonly workspace?: true;
};

const shown = { tells: 'claims', upTo: 'red', complete: false } as const;

/**
 * design, "Who sees what": "One pure function decides, for page, API, export, feed and federation alike"; so the
 * outlets differ only in who uses them and in how much less they tell.
 */
export const outlets = {
  page: { ...shown, viewers: ['anonymous', 'person'], complete: true, workspace: true },
  print: { ...shown, viewers: ['anonymous', 'person'], workspace: true },
  api: {
    ...shown,
    viewers: ['anonymous', 'person', 'token'],
    complete: true,
    scope: 'statements',
    workspace: true,
  },
  /** `/recalls/:digest` and what else is told about a recall. */
  recalls: { ...shown, viewers: ['anonymous', 'person', 'token'], scope: 'recalls' },
  /** The answer to something submitted: also when it was known already, badly signed, or refused; a draft is said again. */
  reply: { ...shown, viewers: ['anonymous', 'person', 'token', 'peer'], scope: 'submit', workspace: true },
  /** The proof of one statement, the pages of the log, its gossip. */
  log: { ...shown, viewers: ['anonymous', 'person', 'token', 'peer'], scope: 'statements' },
  search: { ...shown, viewers: ['anonymous', 'person', 'token'], scope: 'statements', workspace: true },
  export: { ...shown, viewers: ['anonymous', 'person', 'token'], scope: 'statements' },
  feed: { ...shown, viewers: ['anonymous', 'person', 'token'], scope: 'statements' },
  /** Names the case, and nothing of it, to those who may see the case. */
  events: { ...shown, viewers: ['anonymous', 'person', 'token'], tells: 'cases', scope: 'statements' },
  /** Identifiers and links: a case is named to it as to its party (docs/decisions/0027). */
  webhook: { ...shown, viewers: ['webhook'], tells: 'cases' },
  /** Links only, nothing above green: mail goes through machines of third parties. */
  mail: { ...shown, viewers: ['person'], tells: 'cases', upTo: 'green' },
  /** Public figures. */
  csv: { ...shown, viewers: ['anonymous', 'person', 'token'], upTo: 'clear' },
  parquet: { ...shown, viewers: ['anonymous', 'person', 'token'], upTo: 'clear' },
  /** All that has ever been sent to a node, or to a party there. */
  delivery: { ...shown, viewers: ['party', 'peer'], complete: true },
} as const satisfies Readonly<Record<string, Outlet>>;

export type OutletName = keyof typeof outlets;
export const outletNames = Object.keys(outlets) as OutletName[];

export function outlet(name: OutletName): Outlet {
  return outlets[name];
}

/** The outlets that this viewer can use at all. */
export function outletsOf(viewer: Viewer): OutletName[] {
  return outletNames.filter((name) => outlet(name).viewers.includes(viewer.type));
}

/**
 * design, "The statement": "The number of digests is padded with decoys to 8, 16, 32 or 64": this size, and the
 * number of claims shown, are all that anybody may learn of how many claims there are.
 */
export function paddedTo(digests: number): number {
  return [8, 16, 32, 64].find((size) => digests <= size) ?? digests;
}
