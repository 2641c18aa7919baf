import { randomUUIDv7 } from 'node:crypto';
import type { Appended } from '#ledger/contract.ts';
import { accept, type Outcome } from '#outcome.ts';
import { inSeconds } from '#parties/keys/first-keys.ts';
import type { Role } from '#parties/roles.ts';
import type { PartyServices, Person } from '#parties/services.ts';
import { standingOf } from '#parties/standing.ts';
import { mandatesOf } from '#parties/view.ts';
import { closeSessionsOf } from './session.ts';

type Services = Pick<PartyServices, 'connection' | 'ledger'>;

/** `validUntil` is an instant as text, in UTC to the second. */
export type NewMandate = {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly validUntil: string;
  /** Of a person who has acted for the party before. */
  readonly uuid?: string;
};

/** Has the party say that this person acts for it, from now on; the rule of mandates decides. */
export async function mandatePerson(
  { connection, ledger }: Services,
  actor: Person,
  { name, roles, validUntil, uuid }: NewMandate,
  idempotencyKey?: string,
): Promise<Outcome<{ readonly person: string; readonly mandate: string | undefined }>> {
  const { party } = actor;
  const person = `${party}#${uuid ?? randomUUIDv7()}`;
  const term = { valid_from: inSeconds(ledger.now()), valid_until: validUntil };
  const claims = { party, person, display_name: name, roles: [...roles], ...term };
  const caseId = (await standingOf(connection, party)).case ?? '';
  const said = await ledger.submit({
    kind: 'draft',
    actor,
    draft: { type: 'mandate', issuer: party, case: caseId, claims },
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  return said.ok ? accept({ person, mandate: said.value?.digest }) : said;
}

/** Ends a mandate now, and signs its person out everywhere. */
export async function endMandate(
  { connection, ledger }: Services,
  actor: Person,
  mandate: string,
  reason: string | undefined,
): Promise<Outcome<Appended | null>> {
  const { party } = actor;
  const mandates = await mandatesOf(connection, party, ledger.now());
  const ended = mandates.find(({ digest }) => digest === mandate);
  const caseId = (await standingOf(connection, party)).case ?? '';
  const told = { party, mandate, ended_at: inSeconds(ledger.now()) };
  const claims = { ...told, ...(reason === undefined ? {} : { reason }) };
  const draft = { type: 'mandate-end', issuer: party, case: caseId, claims };
  const said = await ledger.submit({ kind: 'draft', actor, draft });
  if (said.ok && ended !== undefined) await closeSessionsOf(connection, ended.person, ledger.now());
  return said;
}
