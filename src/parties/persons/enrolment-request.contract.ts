import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { suite, test } from 'node:test';
import type { Outcome } from '#outcome.ts';
import type { Founding } from '#parties/keys/founding.ts';
import type { Role } from '#parties/roles.ts';
import { mandatesOf, partyOf, rolesOf } from '#parties/view.ts';
import { CSIRT, CSIRT_FOUNDING, openPartyNode, type PartyNode } from '#testing/party-node.ts';
import type { StorePlace } from '#testing/store-place.ts';
import { askEnrolment, openRequests, REQUEST_HOURS } from './enrolment-request.ts';

const TWO: Founding['persons'] = [
  { name: 'Tomas', roles: ['administrator'] },
  { name: 'Nora', roles: ['administrator'] },
  { name: 'Mira', roles: ['approver'] },
  { name: 'Rafi', roles: ['reader'] },
];

function code(outcome: Outcome<{ state: string; alone?: boolean }>): string {
  if (!outcome.ok) return outcome.refusal.code;
  return outcome.value.alone === true ? 'issued alone' : outcome.value.state;
}

export function enrolmentRequestContract(name: string, makePlace: () => Promise<StorePlace>): void {
  suite(name, () => {
    async function world(persons: Founding['persons'] = TWO) {
      await using stack = new AsyncDisposableStack();
      const place = stack.use(await makePlace());
      const node = stack.use(await openPartyNode(place.target));
      // A party is founded with one administrator, who mandates the others.
      const isLater = ({ roles }: (typeof persons)[number], at: number) =>
        at > 0 && roles.includes('administrator');
      const founded = await node.found({
        ...CSIRT_FOUNDING,
        persons: persons.filter((one, at) => !isLater(one, at)),
      });
      const first = node.person(founded, 'Tomas');
      const later = new Map<string, string>();
      for (const { name, roles } of persons.filter(isLater)) {
        const named = `${CSIRT}#${randomUUIDv7()}`;
        later.set(name, named);
        const term = { valid_from: '2026-03-01T08:00:00Z', valid_until: '2026-12-01T08:00:00Z' };
        const claims = { party: CSIRT, person: named, display_name: name, roles: [...roles], ...term };
        await node.say(first, { type: 'mandate', issuer: CSIRT, case: founded.case, claims });
      }
      const person = (name: string) => {
        const named = later.get(name);
        return named === undefined
          ? node.person(founded, name)
          : ({ kind: 'person', person: named, party: CSIRT } as const);
      };
      async function ask(by: string, whom: string) {
        const actor = person(by);
        const roles = await rolesOf(node.connection, actor, CSIRT, node.clock.now);
        const who = { person: person(whom).person, party: CSIRT, name: whom };
        return askEnrolment(node.connection, who, { person: actor.person, roles }, node.clock.now);
      }
      const opened = stack.move();
      return { node, person, ask, [Symbol.asyncDispose]: () => opened.disposeAsync() };
    }

    async function endMandate(
      node: PartyNode,
      by: { kind: 'person'; person: string; party: string },
      person: string,
    ) {
      const [mandate] = await mandatesOf(node.connection, CSIRT, node.clock.now, person);
      const claims = { party: CSIRT, mandate: mandate?.digest ?? '', ended_at: '2026-03-01T08:00:00Z' };
      const caseId = (await partyOf(node.connection, CSIRT))?.case ?? '';
      await node.say(by, { type: 'mandate-end', issuer: CSIRT, case: caseId, claims });
    }

    test('a code takes two administrators, and the second is told it', async () => {
      await using here = await world();
      assert.equal(code(await here.ask('Tomas', 'Mira')), 'waiting');
      assert.equal(code(await here.ask('Tomas', 'Mira')), 'waiting', 'the same one twice is not two');
      assert.deepEqual(
        [...(await openRequests(here.node.connection, CSIRT, here.node.clock.now)).values()],
        [here.person('Tomas').person],
      );
      assert.equal(code(await here.ask('Nora', 'Mira')), 'issued');
      assert.equal(code(await here.ask('Nora', 'Mira')), 'waiting', 'each code takes two again');
    });

    test('of two who are second at once, one is told the code', async () => {
      const persons: Founding['persons'] = [...TWO, { name: 'Olga', roles: ['administrator'] }];
      await using here = await world(persons);
      await here.ask('Tomas', 'Rafi');
      const both = await Promise.all(['Nora', 'Olga'].map((by) => here.ask(by, 'Rafi')));
      assert.deepEqual(both.map(code).sort(), ['issued', 'waiting']);
    });

    test('whoever is no administrator neither asks first nor is second while another administrator is there', async () => {
      await using here = await world();
      assert.equal(code(await here.ask('Mira', 'Rafi')), 'not-mandated');
      await here.ask('Tomas', 'Rafi');
      for (const by of ['Mira', 'Rafi']) assert.equal(code(await here.ask(by, 'Rafi')), 'not-mandated');
    });

    test('nobody is second for their own code', async () => {
      await using here = await world();
      await here.ask('Tomas', 'Nora');
      assert.equal(code(await here.ask('Nora', 'Nora')), 'self-approval');
    });

    test('a request is forgotten after a day', async () => {
      await using here = await world();
      await here.ask('Tomas', 'Mira');
      here.node.clock.now = here.node.clock.now.add({ hours: REQUEST_HOURS, seconds: 1 });
      assert.equal(code(await here.ask('Nora', 'Mira')), 'waiting');
    });

    test('the only administrator a party ever had gives codes alone, and the answer says so', async () => {
      const persons: { name: string; roles: Role[] }[] = [
        { name: 'Tomas', roles: ['administrator'] },
        { name: 'Mira', roles: ['approver'] },
      ];
      await using here = await world(persons);
      assert.equal(code(await here.ask('Tomas', 'Mira')), 'issued alone');
    });

    test('an administrator who ends the mandate of the other does not become able to give codes alone', async () => {
      await using here = await world();
      await endMandate(here.node, here.person('Tomas'), here.person('Nora').person);
      assert.equal(code(await here.ask('Tomas', 'Rafi')), 'waiting');
      // With no other administrator left, an approver is the second.
      assert.equal(code(await here.ask('Mira', 'Rafi')), 'issued');
    });
  });
}
