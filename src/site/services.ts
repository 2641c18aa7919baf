import type { StatementReport } from '#bundle/report.ts';
import type { References } from '#cases/references.ts';
import type { Request } from '#http/contract.ts';
import type { Authority, Ledger, Reader } from '#ledger/contract.ts';
import type { Reckoning } from '#obligations/clocks/reckoning.ts';
import type { PartyBook } from '#parties/party-names.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Workspace } from '#parties/workspace/workspace.ts';
import type { Connection } from '#store/connection.ts';
import type { AddedParts } from './added.ts';
import { type Names, stateNames } from './claim-value.ts';

/** What the incident pages stand on. */
export type PageServices = {
  readonly connection: Connection;
  readonly ledger: Ledger;
  readonly reader: Reader;
  readonly authority: Authority;
  readonly reckoning: Reckoning;
  /** What cases are called on the telephone. */
  readonly references: References;
  partyNames(): Promise<PartyBook>;
  /** The node's own names for states of an exercise. */
  readonly stateNames: Readonly<Record<string, string>>;
  /** What the offline check finds about one statement, with what this node trusts; null before it is in a checkpoint. */
  checkStatement(digest: string, viewer: Request['viewer']): Promise<StatementReport | null>;
  /** The evidence bundle of one statement, as this viewer may see it; null where there is nothing to prove yet. */
  bundleText(digest: string, viewer: Request['viewer']): Promise<string | null>;
  /** What other capabilities add to a page. */
  readonly parts: AddedParts;
};

export type Person = NonNullable<Request['signedIn']>['actor'] & { readonly kind: 'person' };

export async function namesFor(
  services: Pick<PageServices, 'partyNames' | 'stateNames'>,
): Promise<Names & { readonly book: PartyBook }> {
  const book = await services.partyNames();
  return { party: book.name, state: stateNames(services.stateNames), book };
}

/**
 * Names with the references of these cases, which this viewer was shown. They are told to persons of parties here alone:
 * never to the public or a guest, and in no export.
 */
export async function withReferences<Own extends Names>(
  { references }: Pick<PageServices, 'references'>,
  request: Pick<Request, 'signedIn'>,
  names: Own,
  caseIds: Iterable<string>,
): Promise<Own> {
  if (request.signedIn?.actor.kind !== 'person') return names;
  const found = await references.of(caseIds);
  return { ...names, reference: (caseId: string) => found.get(caseId) };
}

/** The person behind a request that passed `requireActor`; undefined for a party's own key, which has no desk. */
export function personOf(request: Request): Person | undefined {
  const actor = request.signedIn?.actor;
  return actor?.kind === 'person' ? (actor as Person) : undefined;
}

/** What a page for persons answers a party's own key. */
export const noPerson = {
  code: 'not-mandated',
  sentence: 'Reports are made by persons with a mandate: sign in as one.',
};

/** The workspace of this person's party. */
export function workspaceOf({ connection }: PageServices, person: Pick<Person, 'party' | 'person'>): Workspace {
  return { connection, party: person.party, person: person.person };
}

/** May whoever is signed in do this act? Pages offer only what the rules would take. */
export function may({ authority }: PageServices, request: Request, act: string): boolean {
  const { signedIn } = request;
  return signedIn !== null && authority.mayAct(signedIn.actor, signedIn.roles, act).ok;
}

/** What this party's persons are called, by their mandates. Only for pages of the party itself. */
export async function colleagues(services: PageServices, party: string): Promise<(person: string) => string> {
  const mandates = await mandatesOf(services.connection, party, services.ledger.now());
  const names = new Map(mandates.map(({ person, name }) => [person, name]));
  return (person) => names.get(person) ?? person;
}
