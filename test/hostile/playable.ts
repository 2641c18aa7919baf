/** An act as the nodes' words have room for it: what the product cannot say so is said as near to it as it can. */
import type { Claim, Grant, PartyName, Scope, Single } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import type { Names } from './play.ts';
import { HOLD, hasWord, LINK, REPORT, type SaidType } from './wording.ts';
import { isLooser, pair, type World } from './world.ts';

export function playable(act: Single, world: World, names: Names): Single {
  switch (act.type) {
    case 'say':
      return { ...act, claims: claimsFor(REPORT, act.claims) };
    case 'draft':
      return draftFor(act, world);
    case 'link':
      return { ...act, claims: claimsFor(LINK, act.claims) };
    case 'hold':
      return holdFor(act, world);
    case 'release':
      return { ...act, ...withCase(act) };
    case 'declassify':
    case 'erase': {
      const type = names.types.get(act.of);
      const claims = type === undefined ? act.claims : act.claims.filter((claim) => hasWord(type, claim));
      // The case of a statement is never erased: it is what counts and orders it.
      const kept = claims.filter((claim) => act.type !== 'erase' || (claim !== CASE && claim !== LINKED));
      return { ...act, claims: kept };
    }
    case 'token':
      return { ...act, scopes: scopesFor(act.scopes) };
    case 'join': {
      // A steward whose text names the party has agreed before.
      const isNamed = names.agreements.get(act.community)?.members.includes(act.party) === true;
      return isNamed ? { ...act, agreed: true } : act;
    }
    case 'serve':
      // The word of whoever serves is what our node goes by: see README.md.
      return { ...act, agreed: true };
    default:
      return act;
  }
}

/** A release stands in the case of what it gives, and names it to its receiver: so no case is only for some persons. */
function claimsFor(type: SaidType, claims: readonly Claim[]): readonly Claim[] {
  const known = claims.filter((claim) => hasWord(type, claim.name));
  return known.map((claim) => {
    const names = claim.name === CASE || claim.name === LINKED;
    return names && claim.marking === 'red' ? { ...claim, marking: 'amber+strict', audience: [] } : claim;
  });
}

/** What goes along with a draft is given in its case: so it stands in the case of the first that it sends. */
function draftFor(act: Extract<Single, { type: 'draft' }>, world: World): Single {
  const caseOf = (of: string) => world.statements.get(of)?.claims.find((claim) => claim.name === CASE)?.needle;
  const first = act.sends.find(({ of }) => world.held.has(pair(act.party, of, CASE)));
  const inCase = first === undefined ? undefined : caseOf(first.of);
  const claims = claimsFor(REPORT, act.claims).map((claim) =>
    claim.name === CASE && inCase !== undefined ? { ...claim, needle: inCase } : claim,
  );
  const sends = act.sends.filter(({ of }) => inCase !== undefined && caseOf(of) === inCase);
  return { ...act, claims, sends: sends.map((grant) => withCase(grant)) };
}

function withCase<Given extends Grant>(grant: Given): Given {
  return grant.claims === 'all' ? grant : { ...grant, claims: [...new Set([CASE, ...grant.claims])] };
}

/** A hold is for few, and hidden from the public whoever else is named; it stands in the case of what it holds. */
function holdFor(act: Extract<Single, { type: 'hold' }>, world: World): Single {
  const of = world.statements.get(act.of);
  const named = of?.claims.find((claim) => claim.name === CASE);
  const knows = world.held.has(pair(act.party, act.of, CASE));
  const claims = claimsFor(HOLD, act.claims).map((claim): Claim => {
    const needle = claim.name === CASE && named !== undefined && knows ? named.needle : claim.needle;
    return isLooser(claim.marking, 'amber+strict')
      ? { ...claim, needle, marking: 'amber+strict', audience: [] }
      : { ...claim, needle };
  });
  const parties: readonly PartyName[] = act.hiddenFrom.filter((name) => name !== act.party && name !== 'public');
  return { ...act, claims, hiddenFrom: [...parties, 'public'] };
}

/** One scope lets a token read statements and recalls; a token without any is none. */
function scopesFor(scopes: readonly Scope[]): readonly Scope[] {
  const reads = scopes.includes('statements') || scopes.includes('recalls');
  const all: readonly Scope[] = reads ? ['statements', 'recalls'] : [];
  return scopes.includes('submit') || all.length === 0 ? [...all, 'submit'] : all;
}
