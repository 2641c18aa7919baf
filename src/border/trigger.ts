/**
 * Which other states may be affected by what was reported, each with its reasons. A proposal by arithmetic on what
 * parties have said; a person of the mandated authority confirms or rejects each state.
 */
import type { Dependency, Reach, Reason } from './statements.ts';

export type Footprint = {
  readonly digest: string;
  readonly subject: string;
  readonly service: string;
  readonly sector: string;
  /** The state the subject belongs to, where it is known here. */
  readonly home: string | null;
  readonly reach: readonly Reach[];
  readonly dependsOn: readonly Dependency[];
};

export type SectorLink = {
  readonly digest: string;
  readonly sector: string;
  readonly states: readonly [string, string];
  readonly how: string;
};

/** What is known of the incident: from the statements its authority was shown, withdrawn ones left out. */
export type Reported = {
  /** Parties hit, as far as known: whoever reported about itself, and victims named as parties. */
  readonly hit: readonly string[];
  readonly states: readonly { readonly state: string; readonly from: string }[];
  readonly sectors: readonly string[];
};

export type ProposedState = {
  readonly state: string;
  readonly reasons: readonly Reason[];
  /** Customers named in footprints; null where none gives a number. */
  readonly customers: number | null;
};

/** Dependencies are followed this far: who relies on whoever relies on the party hit. */
export const MAX_DEPENDENCY_STEPS = 3;
const MAX_REASONS_A_STATE = 16;

/**
 * In order of how sure the reason is: named in the report, served by the party hit, home or customers of whoever
 * depends on it, joined networks of its sector. `home` is the deciding authority's own state and never proposed.
 */
export function proposeStates(
  reported: Reported,
  footprints: readonly Footprint[],
  links: readonly SectorLink[],
  home: string,
): readonly ProposedState[] {
  const found = new Map<string, { reasons: Reason[]; customers: number | null }>();
  function add(state: string | null, reason: Reason, customers?: number): void {
    if (state === null || state === home) return;
    const known = found.get(state) ?? { reasons: [], customers: null };
    if (customers !== undefined) known.customers = (known.customers ?? 0) + customers;
    if (known.reasons.length < MAX_REASONS_A_STATE) known.reasons.push(reason);
    found.set(state, known);
  }
  for (const { state, from } of reported.states) add(state, { kind: 'stated', detail: state, from });
  for (const { footprint, steps } of touched(reported.hit, footprints)) {
    const { digest: from, service } = footprint;
    if (steps > 0) add(footprint.home, { kind: 'depends', detail: service, from });
    for (const { state, customers } of footprint.reach) {
      add(state, { kind: steps === 0 ? 'served' : 'depends', detail: service, from }, customers);
    }
  }
  for (const link of links) {
    if (!reported.sectors.some((sector) => covers(link.sector, sector)) || !link.states.includes(home)) continue;
    const other = link.states[0] === home ? link.states[1] : link.states[0];
    add(other, { kind: 'joined', detail: link.how, from: link.digest });
  }
  return [...found].map(([state, { reasons, customers }]) => ({ state, reasons, customers })).sort(bySureness);
}

type Touched = { readonly footprint: Footprint; readonly steps: number };

/** Services of the parties hit, then services that rest on those, a few steps far; each once, by its shortest way. */
function touched(hit: readonly string[], footprints: readonly Footprint[]): readonly Touched[] {
  const own = footprints.filter(({ subject }) => hit.includes(subject));
  const reached = new Map(own.map((footprint): [string, Touched] => [footprint.digest, { footprint, steps: 0 }]));
  let relied = new Set(hit);
  for (let steps = 1; steps <= MAX_DEPENDENCY_STEPS && relied.size > 0; steps += 1) {
    const next = footprints.filter(({ digest, dependsOn }) => !reached.has(digest) && reliesOn(dependsOn, relied));
    for (const footprint of next) reached.set(footprint.digest, { footprint, steps });
    relied = new Set(next.map(({ subject }) => subject));
  }
  return [...reached.values()];
}

function reliesOn(dependencies: readonly Dependency[], relied: ReadonlySet<string>): boolean {
  return dependencies.some(({ party }) => party !== undefined && relied.has(party));
}

/** `energy` covers `energy/electricity`; the other way round a link of electricity concerns a report about energy. */
function covers(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

const SURENESS: Readonly<Record<Reason['kind'], number>> = { stated: 0, served: 1, depends: 2, joined: 3 };

function bySureness(one: ProposedState, other: ProposedState): number {
  const sure = ({ reasons }: ProposedState) => Math.min(...reasons.map(({ kind }) => SURENESS[kind]));
  return (
    sure(one) - sure(other) || (other.customers ?? 0) - (one.customers ?? 0) || (one.state < other.state ? -1 : 1)
  );
}
