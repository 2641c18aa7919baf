import { scopeCovers } from '#http/recognise.ts';
import type { Act, Actor, Authority, Model, Rule, RuleContext } from '#ledger/contract.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { AuthorityCode } from './codes.ts';
import { ROLES } from './roles.ts';

/** Two lists naming one act is a mistake in the program, not an input: it stops the start. */
export function createAuthority(lists: readonly (readonly Act[])[]): Authority {
  const acts = new Map<string, Act>();
  for (const act of lists.flat()) {
    if (acts.has(act.name)) throw new Error(`The act "${act.name}" is listed by two capabilities.`);
    acts.set(act.name, act);
  }
  function may(roles: ReadonlySet<string>, name: string): Outcome<null, AuthorityCode> {
    const act = acts.get(name);
    if (act === undefined)
      return refuse('not-mandated', phrase`Nobody may do "${name}": no role is listed for it.`);
    return holdsOneOf(roles, act);
  }
  return {
    act: (name) => acts.get(name),
    may,
    mayAct(actor, roles, name) {
      const act = acts.get(name);
      if (act === undefined) return may(roles, name);
      const allowed = actorMay(actor, roles, act);
      return allowed.ok ? accept(null) : allowed;
    },
    mayApprove(actor, roles, type) {
      if (actor.kind !== 'person')
        return refuse('actor-not-allowed', phrase`A ${actor.kind} is no second person.`);
      if (actor.scopes !== undefined)
        return refuse('scope-missing', 'An API token approves nothing: sign in yourself.');
      const approving = acts.get(`author:${type}`)?.approvals?.roles ?? acts.get('approve')?.roles ?? [];
      return holdsOneOf(roles, { name: `approve ${type}`, roles: approving });
    },
    mayAuthor(draft, context) {
      const act = acts.get(`author:${draft.type}`);
      if (act === undefined) return may(context.roles, `author:${draft.type}`);
      const owner = actsForIssuer(context.actor, draft);
      if (!owner.ok) return owner;
      const author = actorMay(context.actor, context.roles, act);
      return author.ok ? approvalsSuffice(act, context) : author;
    },
  };
}

/**
 * The model with every type under the table: each rule is asked only after the authority has said yes, and a type
 * without a rule of its own gets the table alone. This is the only place where roles are compared.
 */
export function governed(model: Model, authority: Authority): Model {
  const byType = new Map(model.rules.map((rule) => [rule.type, rule]));
  const rules = model.types.map((type): Rule<unknown> => {
    const rule = byType.get(type.name);
    return rule === undefined ? tableOnly(type.name, authority) : tableFirst(rule, authority);
  });
  return { ...model, rules };
}

function tableFirst<State>(rule: Rule<State>, authority: Authority): Rule<State> {
  const conflictKeys = rule.conflictKeys?.bind(rule);
  const readKeys = rule.readKeys?.bind(rule);
  const complete = rule.complete?.bind(rule);
  return {
    type: rule.type,
    ...(conflictKeys === undefined ? {} : { conflictKeys }),
    ...(readKeys === undefined ? {} : { readKeys }),
    ...(complete === undefined ? {} : { complete }),
    load: (reads, drafts) => rule.load(reads, drafts),
    decide(state, draft, context) {
      const authorised = authority.mayAuthor(draft, context);
      return authorised.ok ? rule.decide(state, draft, context) : authorised;
    },
  };
}

function tableOnly(type: string, authority: Authority): Rule<null> {
  return {
    type,
    load: async (_reads, drafts) => drafts.map(() => null),
    decide: (_state, draft, context) => authority.mayAuthor(draft, context),
  };
}

/** What an API token has to carry for an act. */
export function scopeOf(act: Act): string {
  return act.scope ?? act.name;
}

function actsForIssuer(actor: Actor, draft: Draft): Outcome<null, AuthorityCode> {
  if (actor.kind === 'node' || actor.kind === 'guest' || actor.party === draft.issuer) return accept(null);
  return refuse('wrong-party', phrase`You act for ${actor.party} and cannot sign for ${draft.issuer}.`, 'issuer');
}

function actorMay(actor: Actor, roles: ReadonlySet<string>, act: Act): Outcome<null, AuthorityCode> {
  switch (actor.kind) {
    case 'key':
      return accept(null);
    case 'node':
    case 'guest':
      if (act.also?.includes(actor.kind)) return accept(null);
      return refuse(
        'actor-not-allowed',
        phrase`A ${actor.kind} cannot do "${act.name}": a mandated person has to.`,
      );
    case 'person': {
      if (!scopeCovers(actor.scopes, scopeOf(act))) {
        return refuse('scope-missing', phrase`This API token lacks the scope "${scopeOf(act)}".`);
      }
      return holdsOneOf(roles, act);
    }
  }
}

function holdsOneOf(roles: ReadonlySet<string>, act: Act): Outcome<null, AuthorityCode> {
  if (act.roles.some((role) => roles.has(role))) return accept(null);
  if (act.roles.length === 0) return refuse('not-mandated', phrase`No person may do "${act.name}".`);
  return refuse(
    'not-mandated',
    phrase`"${act.name}" needs a mandate as ${act.roles.join(' or ')}; ask your administrator.`,
  );
}

function approvalsSuffice(act: Act, context: RuleContext): Outcome<null, AuthorityCode> {
  const { actor, approvers } = context;
  const needed = act.approvals ?? { count: 0, roles: ROLES };
  if (actor.kind === 'person' && approvers.has(actor.person)) {
    return refuse('self-approval', 'The author cannot also approve: ask a second person.', 'approvals');
  }
  for (const [person, roles] of approvers) {
    if (needed.roles.some((role) => roles.has(role))) continue;
    return refuse(
      'approval-not-mandated',
      phrase`${person} holds no mandate as ${needed.roles.join(' or ')}.`,
      'approvals',
    );
  }
  if (actor.kind === 'node' || actor.kind === 'guest' || approvers.size >= needed.count) return accept(null);
  const who = `${needed.count} other person(s) with a mandate as ${needed.roles.join(' or ')}`;
  return refuse('approval-missing', phrase`"${act.name}" needs approval by ${who}.`, 'approvals');
}
