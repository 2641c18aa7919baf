import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Actor, Model, RuleContext } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import { statementType } from '#statement/statement-type.ts';
import { PARTY_ACTS } from './acts.ts';
import { createAuthority, governed } from './authority.ts';
import { isScope } from './persons/scopes.ts';
import { ROLES } from './roles.ts';
import { PARTY_TYPES } from './statements.ts';

const PARTY = 'did:web:csirt.veldmark.example';
const PERSON = `${PARTY}#01900000-0000-7000-8000-000000000001`;
const SECOND = `${PARTY}#01900000-0000-7000-8000-000000000002`;
const AT = Temporal.Instant.from('2026-03-01T08:00:00Z');

const authority = createAuthority([
  [
    { name: 'author:alert', roles: ['reporter'] },
    { name: 'author:warning', roles: ['duty-officer'], approvals: { count: 1, roles: ['approver'] } },
    { name: 'author:receipt', roles: [], also: ['node', 'guest'] },
    { name: 'author:release', roles: ['duty-officer'], scope: 'release' },
    { name: 'approve', roles: ['approver'] },
  ],
]);

const person: Actor = { kind: 'person', person: PERSON, party: PARTY };

function draft(type: string): Draft {
  return { type, issuer: PARTY, case: '00000000-0000-4000-8000-000000000001', claims: {} };
}

function context(
  roles: readonly string[],
  actor: Actor = person,
  approvers: Record<string, string[]> = {},
): RuleContext {
  const approving = new Map(Object.entries(approvers).map(([who, held]) => [who, new Set(held)]));
  return { actor, at: AT, roles: new Set(roles), approvers: approving };
}

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code;
}

test('a person authors a type with a role that is listed for it, and is told the role otherwise', () => {
  assert.equal(codeOf(authority.mayAuthor(draft('alert'), context(['reader', 'reporter']))), 'accepted');
  const refused = authority.mayAuthor(draft('alert'), context(['reader', 'approver']));
  assert.equal(codeOf(refused), 'not-mandated');
  assert.match(refused.ok ? '' : refused.refusal.sentence, /reporter/);
});

test('a type that no capability lists is authored by nobody', () => {
  const everything = context([...ROLES]);
  assert.equal(codeOf(authority.mayAuthor(draft('unlisted'), everything)), 'not-mandated');
  assert.equal(
    codeOf(authority.mayAuthor(draft('unlisted'), context([], { kind: 'key', party: PARTY }))),
    'not-mandated',
  );
});

test('a person of one party signs nothing for another, whatever the role', () => {
  const stranger: Actor = { kind: 'person', person: PERSON, party: 'did:web:other.example' };
  assert.equal(codeOf(authority.mayAuthor(draft('alert'), context([...ROLES], stranger))), 'wrong-party');
  const key: Actor = { kind: 'key', party: 'did:web:other.example' };
  assert.equal(codeOf(authority.mayAuthor(draft('alert'), context([...ROLES], key))), 'wrong-party');
});

test('where two persons are needed one is not enough, and the author is not the second', () => {
  const author = (approvers: Record<string, string[]>) =>
    codeOf(authority.mayAuthor(draft('warning'), context(['duty-officer', 'approver'], person, approvers)));
  assert.equal(author({}), 'approval-missing');
  assert.equal(author({ [PERSON]: ['approver'] }), 'self-approval');
  assert.equal(author({ [PERSON]: ['approver'], [SECOND]: ['approver'] }), 'self-approval');
  assert.equal(author({ [SECOND]: ['reader'] }), 'approval-not-mandated');
  assert.equal(author({ [SECOND]: ['approver'] }), 'accepted');
});

test('an approver without any mandate is refused also where no approval is needed', () => {
  const approvers = { [SECOND]: [] };
  assert.equal(
    codeOf(authority.mayAuthor(draft('alert'), context(['reporter'], person, approvers))),
    'approval-not-mandated',
  );
});

test('the node and guests do only what is listed for them', () => {
  const node: Actor = { kind: 'node' };
  const guest: Actor = { kind: 'guest', party: 'did:web:guest.example', link: 'x' };
  for (const actor of [node, guest]) {
    assert.equal(codeOf(authority.mayAuthor(draft('receipt'), context([], actor))), 'accepted');
    assert.equal(codeOf(authority.mayAuthor(draft('alert'), context([...ROLES], actor))), 'actor-not-allowed');
  }
  assert.equal(codeOf(authority.mayAuthor(draft('receipt'), context([...ROLES]))), 'not-mandated');
});

test('a party signing with its own key answers for itself, but still needs the second person', () => {
  const key: Actor = { kind: 'key', party: PARTY };
  assert.equal(codeOf(authority.mayAuthor(draft('alert'), context([], key))), 'accepted');
  assert.equal(codeOf(authority.mayAuthor(draft('warning'), context([], key))), 'approval-missing');
  const approved = context([], key, { [SECOND]: ['approver'] });
  assert.equal(codeOf(authority.mayAuthor(draft('warning'), approved)), 'accepted');
});

test('a stolen token does no more than its scopes, even for a person who may do all', () => {
  const token = (...scopes: string[]): Actor => ({ kind: 'person', person: PERSON, party: PARTY, scopes });
  const may = (type: string, ...scopes: string[]) =>
    codeOf(authority.mayAuthor(draft(type), context([...ROLES], token(...scopes), { [SECOND]: ['approver'] })));
  assert.equal(may('alert', 'read'), 'scope-missing');
  assert.equal(may('alert'), 'scope-missing');
  assert.equal(may('alert', 'author:warning'), 'scope-missing');
  assert.equal(may('alert', 'author:al'), 'scope-missing');
  assert.equal(may('alert', 'author:al*'), 'accepted');
  assert.equal(may('release', 'author:*'), 'scope-missing');
  assert.equal(may('release', 'release'), 'accepted');
});

test('a scope adds nothing to what the person may do', () => {
  const actor: Actor = { kind: 'person', person: PERSON, party: PARTY, scopes: ['author:*', 'release'] };
  assert.equal(codeOf(authority.mayAuthor(draft('alert'), context(['reader'], actor))), 'not-mandated');
});

test('neither a token, a key nor a guest is a second person', () => {
  const roles = new Set(ROLES);
  const token: Actor = { ...person, scopes: ['author:*'] };
  assert.equal(codeOf(authority.mayApprove(token, roles, 'warning')), 'scope-missing');
  assert.equal(codeOf(authority.mayApprove({ kind: 'key', party: PARTY }, roles, 'warning')), 'actor-not-allowed');
  assert.equal(codeOf(authority.mayApprove({ kind: 'node' }, roles, 'warning')), 'actor-not-allowed');
  assert.equal(codeOf(authority.mayApprove(person, new Set(['legal']), 'warning')), 'not-mandated');
  assert.equal(codeOf(authority.mayApprove(person, new Set(['approver']), 'alert')), 'accepted');
});

test('an act listed by two capabilities stops the start', () => {
  const twice = [[{ name: 'author:alert', roles: [] }], [{ name: 'author:alert', roles: ['reader'] }]];
  assert.throws(() => createAuthority(twice), /author:alert/);
});

test('no list of roles without a listed one ever authors, whatever else it holds', () => {
  fc.assert(
    fc.property(fc.subarray(ROLES.filter((role) => role !== 'reporter')), (roles) => {
      assert.equal(codeOf(authority.mayAuthor(draft('alert'), context(roles))), 'not-mandated');
    }),
  );
});

test('a governed model asks each rule only after the table said yes, and covers types without a rule', () => {
  const asked: string[] = [];
  const model: Model = {
    name: 'tiny',
    types: [statementType('alert', 1, 'A', {}), statementType('release', 1, 'R', {})],
    rules: [
      {
        type: 'alert',
        load: async (_reads, drafts) => drafts.map(() => 'state'),
        decide(state, { type }) {
          asked.push(`${type} ${state}`);
          return state === 'state' ? accept(null) : refuse('odd', 'Odd.');
        },
      },
    ],
    views: [],
  };
  const [alert, release] = governed(model, authority).rules;
  assert.equal(codeOf(alert!.decide('state', draft('alert'), context(['reader']))), 'not-mandated');
  assert.deepEqual(asked, []);
  assert.equal(codeOf(alert!.decide('state', draft('alert'), context(['reporter']))), 'accepted');
  assert.equal(codeOf(alert!.decide('other', draft('alert'), context(['reporter']))), 'odd');
  assert.deepEqual(asked, ['alert state', 'alert other']);
  assert.equal(codeOf(release!.decide(null, draft('release'), context(['reader']))), 'not-mandated');
  assert.equal(codeOf(release!.decide(null, draft('release'), context(['duty-officer']))), 'accepted');
});

test('every type of this room has its line in the table, with roles and scopes that exist', () => {
  const table = createAuthority([PARTY_ACTS]);
  for (const { name } of PARTY_TYPES) assert.ok(table.act(`author:${name}`), name);
  for (const act of PARTY_ACTS) {
    for (const role of act.roles) assert.ok((ROLES as readonly string[]).includes(role), role);
    if (act.scope !== undefined) assert.ok(isScope(act.scope), act.scope);
  }
});
