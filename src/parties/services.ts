import type { Reply, Request } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import type { Actor, Authority, Reader, Shown } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { Keyring } from '#store/keyring.ts';
import type { Language } from '#texts/languages.ts';
import type { AuthorityCode } from './codes.ts';
import type { NumberingLedger } from './keys/self-kept.ts';
import type { Mailer } from './mail.ts';
import type { RelyingParty } from './persons/passkeys.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the routes of this room stand on. */
export type PartyServices = {
  readonly connection: Connection;
  readonly ledger: NumberingLedger;
  readonly reader: Reader;
  readonly keyring: Keyring;
  readonly authority: Authority;
  readonly relyingParty: RelyingParty;
  /** Where browsers reach this node, for links that are handed out. */
  readonly publicUrl: string;
  /** The world's time, by which sessions and tokens age; the ledger's where left out. */
  readonly world?: () => Temporal.Instant;
  /** Of mails to whoever tells none; English where it is left out. */
  readonly language?: Language;
  /** The receipt that a release has, if any: the federation's answer. */
  receiptOf(release: string): Promise<string | null>;
  /** Absent where no mail server is set. */
  readonly mailer?: Mailer;
  /** The evidence bundle of a statement as this viewer may have it, as text; null when nothing of it is shown. */
  bundleText(digest: string, viewer: Request['viewer']): Promise<string | null>;
};

export type Person = Extract<Actor, { kind: 'person' }>;

/** The person behind a request, if the table lets them do this act. */
export function personFor(
  request: Request,
  services: Pick<PartyServices, 'authority'>,
  act: string,
): Outcome<Person> {
  const { signedIn } = request;
  if (signedIn === null || signedIn.actor.kind !== 'person') {
    return refuse<AuthorityCode>('actor-not-allowed', 'A person who is signed in has to do this.');
  }
  const allowed = services.authority.mayAct(signedIn.actor, signedIn.roles, act);
  return allowed.ok ? accept(signedIn.actor) : allowed;
}

/** The same with the act that the route declares, as the description of the interface for programs tells it. */
export function personForRoute(request: Request, services: Pick<PartyServices, 'authority'>): Outcome<Person> {
  const { config, method, url } = request.routeOptions;
  if (config.act === undefined) throw new Error(`The route ${String(method)} ${url} declares no act.`);
  return personFor(request, services, config.act);
}

export function workspaceOf(services: PartyServices, { party, person }: Person): Workspace {
  return { connection: services.connection, party, person };
}

/** Answers with what came out, or with the refusal. */
export function answer<Value>(reply: Reply, outcome: Outcome<Value>, write: (value: Value) => unknown): Reply {
  return outcome.ok ? reply.send(write(outcome.value)) : refused(reply, outcome.refusal);
}

/** A statement as this viewer may see it, without its markings: for lists. */
export function plainClaims({ digest, issuer, recordedAt, claims, withheld }: Shown) {
  const values: Record<string, JsonValue> = {};
  for (const [name, claim] of claims) values[name] = claim.value;
  return { digest, issuer, recordedAt: recordedAt.toString(), claims: values, withheld };
}
