import { hidesVictim } from '#federation/given-claims.ts';
import type { Actor, Appended, Ledger, Reader } from '#ledger/contract.ts';
import { accept, type Outcome } from '#outcome.ts';
import { authorityOf, partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Viewer } from '#statement/show.ts';
import { traitsOf } from '#statement/traits.ts';
import type { Connection } from '#store/connection.ts';

type Person = Extract<Actor, { kind: 'person' }>;

type GivingServices = {
  readonly connection: Connection;
  readonly ledger: Pick<Ledger, 'submit' | 'types'>;
  readonly reader: Pick<Reader, 'statement'>;
};

/** What became of a report on its way to the reporter's own authority. */
export type Given = { readonly to: string; readonly release: string | null };

/**
 * Gives a signed statement to the party's own authority, whole; null where the party names none. Repeating it has no
 * second effect. An authority that has none above it reports to nobody.
 */
export async function giveToOwnAuthority(
  services: GivingServices,
  person: Person,
  viewer: Viewer,
  digest: string,
): Promise<Outcome<Given | null>> {
  const authority = await authorityOf(services.connection, person.party);
  const shown = await services.reader.statement(digest, viewer);
  const caseId = shown?.claims.get('case')?.value;
  if (authority === undefined || shown === null || typeof caseId !== 'string') return accept(null);
  const to = authority.party;
  const speaker = await partyOf(services.connection, person.party);
  const hides = hidesVictim(traitsOf(services.ledger.types), shown.type, shown.claims.keys(), speaker);
  const claims = { target: digest, to, claims: 'all', channel: 'csirt', hides_victim: hides };
  const given = await services.ledger.submit({
    kind: 'draft',
    actor: person,
    draft: { type: 'release', issuer: person.party, case: caseId, claims },
    jobKey: `report/${digest}/${to}`,
  });
  return given.ok ? accept({ to, release: given.value?.digest ?? null }) : given;
}

/** Signs a report and gives it to the reporter's own authority. The report stands even where the giving is refused. */
export async function notify(
  services: GivingServices,
  person: Person,
  viewer: Viewer,
  draft: Draft,
  idempotencyKey?: string,
): Promise<Outcome<{ readonly appended: Appended; readonly given: Outcome<Given | null> }>> {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const appended = await services.ledger.submit({ kind: 'draft', actor: person, draft, ...key });
  if (!appended.ok) return appended;
  if (appended.value === null) throw new Error('sign a report: the ledger answered without a statement');
  const given = await giveToOwnAuthority(services, person, viewer, appended.value.digest);
  return accept({ appended: appended.value, given });
}
