import type { Identities, SignedIn } from '#http/contract.ts';
import { scopeCovers } from '#http/recognise.ts';
import type { Actor } from '#ledger/contract.ts';
import { mandatesOf, partyOf, viewerFor } from '#parties/view.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import type { Connection } from '#store/connection.ts';
import { keepLanguage, languageOfPerson } from './languages.ts';
import { sessionOf } from './session.ts';
import { tokenHolder } from './tokens.ts';

/**
 * Who stands behind a cookie or a token. Whoever holds no mandate any more is nobody, whatever the secret says. A desk
 * idles, and a token ends, by the clock of whoever sits there, `awake`, also where the exercise's own clock runs faster.
 */
export function identities(
  connection: Connection,
  now: () => Temporal.Instant,
  awake: () => Temporal.Instant = now,
): Identities {
  return {
    keepLanguage: (person, language) => keepLanguage(connection, person, language),
    async fromSession(secret) {
      const session = await sessionOf(connection, secret, awake());
      if (!session.ok) return null;
      const { person, party } = session.value;
      return recognised(connection, { kind: 'person', person, party }, now());
    },
    async fromToken(text) {
      const token = await tokenHolder(connection, text, awake());
      if (!token.ok) return null;
      const { id, person, party, scopes } = token.value;
      return recognised(connection, { kind: 'person', person, party, token: id, scopes }, now());
    },
  };
}

async function recognised(
  connection: Connection,
  actor: Extract<Actor, { kind: 'person' }>,
  at: Temporal.Instant,
): Promise<SignedIn | null> {
  const mandates = await mandatesOf(connection, actor.party, at, actor.person);
  if (mandates.length === 0) return null;
  const party = await partyOf(connection, actor.party);
  return {
    actor,
    // A token without the scope to read sees what anybody sees.
    viewer: scopeCovers(actor.scopes, 'read') ? await viewerFor(connection, actor, at) : PUBLIC_VIEWER,
    name: mandates.at(-1)?.name ?? actor.person,
    partyName: party?.name ?? actor.party,
    roles: new Set(mandates.flatMap((mandate) => mandate.roles)),
    language: await languageOfPerson(connection, actor.person),
  };
}
