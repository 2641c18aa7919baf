import { grants } from '#federation/agreements/grants.ts';
import type { App } from '#http/contract.ts';
import { buildServer } from '#http/server.ts';
import { incidentRoutes } from '#incidents/routes.ts';
import type { Appended, Reader } from '#ledger/contract.ts';
import { createReader } from '#ledger/reader.ts';
import { statementRoutes } from '#ledger/routes.ts';
import type { Outcome } from '#outcome.ts';
import { communitiesOf } from '#parties/community-view.ts';
import { rolesOf, viewerFor } from '#parties/view.ts';
import type { JsonValue } from '#statement/draft.ts';
import { PUBLIC_VIEWER } from '#statement/show.ts';
import { checkAnswers } from '#testing/checked-answers.ts';
import { CSIRT_FOUNDING, HOSPITAL_FOUNDING, openPartyNode, type PartyNode } from '#testing/party-node.ts';

type Person = { readonly kind: 'person'; readonly person: string; readonly party: string };

export type IncidentNode = AsyncDisposable & {
  readonly node: PartyNode;
  readonly reader: Reader;
  readonly app: App;
  readonly people: Readonly<Record<'Tomas' | 'Mira' | 'Henrik' | 'Ilse', Person>>;
  /** Asks the ledger with its real rules, roles and keys. */
  say(
    who: Person,
    type: string,
    caseId: string,
    claims: Readonly<Record<string, JsonValue>>,
    approvals?: readonly string[],
  ): Promise<Outcome<Appended | null>>;
};

/** A node with a national CSIRT and a hospital, its reader, and the HTTP server, where a person's name is the token. */
export async function openIncidentNode(): Promise<IncidentNode> {
  const node = await openPartyNode();
  const csirt = await node.found(CSIRT_FOUNDING);
  const hospital = await node.found(HOSPITAL_FOUNDING);
  const people = {
    Tomas: node.person(csirt, 'Tomas'),
    Mira: node.person(csirt, 'Mira'),
    Henrik: node.person(csirt, 'Henrik'),
    Ilse: node.person(hospital, 'Ilse'),
  };
  const { connection, ledger, authority } = node;
  const reader = createReader({ store: node.store, grants, communitiesOf, now: () => node.clock.now });
  const signIn = async (token: string) => {
    const [name = '', scopes] = token.replace(/\.+$/, '').split('/');
    const person = people[name as keyof typeof people];
    if (person === undefined) return null;
    const actor = scopes === undefined ? person : { ...person, scopes: scopes.split(',') };
    const viewer = await viewerFor(connection, person, node.clock.now);
    const roles = await rolesOf(connection, person, person.party, node.clock.now);
    return { actor, viewer, name, partyName: person.party, roles };
  };
  const app = await buildServer({
    node: {
      name: 'Test node',
      operator: 'Run by the tests.',
      publicUrl: 'http://127.0.0.1:9',
      realm: 'exercise:test',
      exercise: true,
      demo: false,
    },
    identities: { fromSession: signIn, fromToken: signIn },
    people: { refusal: () => '', keptForm: () => '' },
  });
  checkAnswers(app);
  incidentRoutes(app, { connection, ledger, reader, authority });
  statementRoutes(app, ledger, { reader, ledger, keyStatements: async () => [] });
  return {
    node,
    reader,
    app,
    people,
    say: (actor, type, caseId, claims, approvals = []) =>
      ledger.submit({
        kind: 'draft',
        actor,
        draft: { type, issuer: actor.party, case: caseId, claims, approvals },
      }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await node[Symbol.asyncDispose]();
    },
  };
}

export const NOBODY = PUBLIC_VIEWER;
