import type { HelpSource } from '#help/help-source.ts';
import type { Reply, Request } from '#http/contract.ts';
import type { Markup } from '#web/html.ts';
import type { AddedParts, CaseLink, Entry, UndoKind } from './added.ts';
import { oneOwner } from './one-owner.ts';
import type { PageServices } from './services.ts';

/** What a capability adds to pages of others. */
export type SiteParts = {
  /** What it has to explain: the search finds it beside cases and parties. */
  readonly help?: HelpSource;
  /** Its doors on the desk and in the menu, for this seat. */
  readonly entries?: (services: PageServices, request: Request) => Promise<readonly (Entry | false)[]>;
  /** Where a case leads in its pages. */
  readonly caseLinks?: (services: PageServices, request: Request, caseId: string) => readonly CaseLink[];
  /** A section beside the case. */
  readonly besideCase?: (
    services: PageServices,
    request: Request,
    reply: Reply,
    caseId: string,
  ) => Promise<Markup | false>;
  /** What a person changes in it and can take back. */
  readonly undo?: readonly UndoKind[];
};

export type NamedParts = SiteParts & { readonly name: string };

/** Throws where two of them take back one kind of change. `rooms` are what the pages stand on, these parts among it. */
export function addedParts(all: readonly NamedParts[], services: () => PageServices): AddedParts {
  const claim = oneOwner('change that can be taken back');
  const kinds = new Map<string, UndoKind>();
  for (const { name, undo = [] } of all) {
    for (const kind of undo) {
      claim(kind.type, name);
      kinds.set(kind.type, kind);
    }
  }
  return {
    help: () => all.flatMap(({ help }) => help?.() ?? []),
    async entries(request) {
      const found = await Promise.all(
        all.map(async ({ entries }) => (await entries?.(services(), request)) ?? []),
      );
      return found
        .flat()
        .filter((entry) => entry !== false)
        .sort((one, other) => one.place - other.place);
    },
    caseLinks: (request, caseId) => all.flatMap(({ caseLinks }) => caseLinks?.(services(), request, caseId) ?? []),
    async besideCase(request, reply, caseId) {
      const found = all.map(
        async ({ besideCase }) => (await besideCase?.(services(), request, reply, caseId)) ?? false,
      );
      return (await Promise.all(found)).filter((section) => section !== false);
    },
    undo: (type) => kinds.get(type),
  };
}
