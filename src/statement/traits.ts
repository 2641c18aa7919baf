import type { Bounds, ClaimTraits, Reference, TypeTraits } from './claim-traits.ts';
import type { Claim } from './draft.ts';
import { type Marking, stricterTlp } from './marking.ts';
import type { ClaimSpec, StatementType } from './statement-type.ts';

const NO_CLAIM_TRAITS: ClaimTraits = {};
const NO_TYPE_TRAITS: TypeTraits = {};

/**
 * What the types of a node say of themselves and their claims. Of a statement whose type is not known here, and of a
 * claim that its type does not have, whatever any known type says of a claim of that name holds: nothing becomes
 * freer by being strange.
 */
export class Traits {
  readonly #types: ReadonlyMap<string, StatementType>;
  readonly #byName = new Map<string, ClaimTraits>();

  constructor(types: Iterable<StatementType>) {
    this.#types = new Map([...types].map((type) => [type.name, type]));
    for (const { claims } of this.#types.values()) {
      for (const [name, { traits }] of Object.entries(claims)) {
        if (traits !== undefined) this.#byName.set(name, { ...this.#byName.get(name), ...traits });
      }
    }
  }

  type(name: string): TypeTraits {
    return this.#types.get(name)?.traits ?? NO_TYPE_TRAITS;
  }

  /** Of a claim of this name in a statement of this type. */
  claim(type: string, name: string): ClaimTraits {
    const known = this.#types.get(type)?.claims;
    if (known !== undefined && Object.hasOwn(known, name)) return known[name]?.traits ?? NO_CLAIM_TRAITS;
    return this.#byName.get(name) ?? NO_CLAIM_TRAITS;
  }

  /** Names of the types that say so of themselves. */
  typesThat(say: (traits: TypeTraits) => boolean): readonly string[] {
    return [...this.#types.values()].filter(({ traits = NO_TYPE_TRAITS }) => say(traits)).map(({ name }) => name);
  }

  namesVictim(type: string, name: string): boolean {
    return this.claim(type, name).names === 'victim';
  }

  /** Claims of this statement that its speaker marked as trade secrets, or that are by their type. */
  tradeSecrets(type: string, claims: ReadonlyMap<string, Pick<Claim, 'value'>>): ReadonlySet<string> {
    const secret = new Set<string>();
    for (const [name, { value }] of claims) {
      const { secret: kind } = this.claim(type, name);
      if (kind === 'trade') secret.add(name);
      if (kind === 'named-here') for (const named of texts(value)) secret.add(named);
    }
    return secret;
  }
}

/** A statement without its trade secrets, for whatever is told on in other words than its own. */
export function withoutTradeSecrets<
  Said extends { readonly type: string; readonly claims: ReadonlyMap<string, Claim> },
>(traits: Traits, said: Said): Said {
  const secret = traits.tradeSecrets(said.type, said.claims);
  return secret.size === 0
    ? said
    : { ...said, claims: new Map([...said.claims].filter(([name]) => !secret.has(name))) };
}

/** Of nothing: every type is strange, and no name says anything. */
export const NO_TRAITS = new Traits([]);

const made = new WeakMap<ReadonlyMap<string, StatementType>, Traits>();

/** The traits of a node's types, made once. */
export function traitsOf(types: ReadonlyMap<string, StatementType>): Traits {
  let traits = made.get(types);
  if (traits === undefined) {
    traits = new Traits(types.values());
    made.set(types, traits);
  }
  return traits;
}

/** A claim with traits: `naming('victim', claim(…))`, `staying('state', claim(…))`, as a sentence reads. */
export function having(traits: ClaimTraits, spec: ClaimSpec): ClaimSpec {
  return { ...spec, traits: { ...spec.traits, ...traits } };
}

export function naming(names: 'victim', spec: ClaimSpec): ClaimSpec {
  return having({ names }, spec);
}

export function staying(stays: Bounds, spec: ClaimSpec): ClaimSpec {
  return having({ stays }, spec);
}

export function referring(refers: Reference, spec: ClaimSpec): ClaimSpec {
  return having({ refers }, spec);
}

export function addressing(spec: ClaimSpec, which: true | 'beside' = true): ClaimSpec {
  return having({ addresses: which }, spec);
}

/** A type with traits: `typeThat({ keyEvent: true }, statementType(…))`. */
export function typeThat(traits: TypeTraits, type: StatementType): StatementType {
  return { ...type, traits: { ...type.traits, ...traits } };
}

/** Marked so, a claim is for the supervision that its report serves, and for nobody whom its receiver serves. */
function closed(mark: Marking): Marking {
  return { ...mark, tlp: stricterTlp(mark.tlp, 'amber+strict'), uses: ['regulation'] };
}

/**
 * The marking under which a claim is signed: its type's, changed as its issuer wishes. What the issuer says is a trade
 * secret is marked no freer than for the parties it is given to, whatever else was wished.
 */
export function markingOf(
  type: StatementType,
  name: string,
  secret: ReadonlySet<string>,
  wish: Partial<Marking> | undefined,
): Marking {
  const own = type.claims[name]!.marking;
  const wanted = wish === undefined ? own : { ...own, ...wish };
  return secret.has(name) ? closed(wanted) : wanted;
}

/** Claims that a draft of this type says are trade secrets, or that are by their type. */
export function secretsIn(type: StatementType, values: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  return new Set(
    Object.entries(values).flatMap(([name, value]) => {
      const kind = Object.hasOwn(type.claims, name) ? type.claims[name]?.traits?.secret : undefined;
      return kind === 'trade' ? [name] : kind === 'named-here' ? texts(value) : [];
    }),
  );
}

type Clash = readonly [wrong: boolean, one: string, other: string];

/** Why the traits of this type cannot stand together, naming both; undefined where they can. */
export function contradictionIn(type: StatementType): string | undefined {
  const entries = Object.entries(type.claims);
  const addressed = entries.filter(([, { traits }]) => traits?.addresses === true).map(([name]) => name);
  if (addressed.length > 1)
    return `${type.name}: "${addressed[0]}" and "${addressed[1]}" both say whom it addresses`;
  const first = addressed[0];
  if (type.traits?.stays === 'party' && first !== undefined) {
    return `${type.name}: it stays in its party, and "${first}" addresses another`;
  }
  const { wordless, keyEvent } = type.traits ?? NO_TYPE_TRAITS;
  if (wordless === true && keyEvent !== undefined) return `${type.name}: wordless contradicts keyEvent`;
  for (const [name, spec] of entries) {
    const clash = clashesOf(spec).find(([wrong]) => wrong);
    if (clash !== undefined) return `${type.name}.${name}: ${clash[1]} contradicts ${clash[2]}`;
  }
  return undefined;
}

function clashesOf({ traits = NO_CLAIM_TRAITS, controls, marking }: ClaimSpec): readonly Clash[] {
  const { stays, addresses, secret, names } = traits;
  const clear = marking.tlp === 'clear';
  return [
    [stays === 'party' && addresses !== undefined, 'stays in its party', 'addresses'],
    // What is never erased must not be what its owner, or a victim, may one day have erased.
    [controls === true && secret === 'trade', 'controls', 'secret'],
    [controls === true && names === 'victim', 'controls', 'names the victim'],
    [clear && secret === 'trade', 'marked clear', 'secret'],
    [clear && stays !== undefined, 'marked clear', `stays in its ${stays}`],
    [clear && names === 'victim', 'marked clear', 'names the victim'],
  ];
}

/** A foreign statement may carry anything under a name we know. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
