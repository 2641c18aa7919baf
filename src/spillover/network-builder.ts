import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from './codes.ts';
import { float64s, Grown, uint8s, uint32s } from './grown.ts';
import { type Dependency, type Hours, MAX_DEPENDENCIES, MAX_KINDS, MAX_SERVICES, type Service } from './model.ts';
import { ALWAYS, minutesOf, type Network } from './network.ts';
import { edgesByProvider, groupsByOwner } from './network-order.ts';

const DEFAULT_RECOVERY_HOURS = 24;
/** Ten years; more is a time in minutes or seconds. */
const MAX_HOURS = 87_600;
const TWO_32 = 4_294_967_296;

type Done = Outcome<null, SpilloverCode>;

/** Takes services and dependencies one at a time, from whatever file they stand in, and refuses what cannot be meant. */
export class NetworkBuilder {
  readonly #ids = new Map<string, number>();
  readonly #kinds = new Map<string, number>();
  readonly #states = new Map<string, number>();
  readonly #cells = new Map<number, number>();
  readonly #units = new Map<string, string>();
  readonly #redundancy = new Map<string, number>();
  readonly #namedGroups = new Map<string, number>();
  readonly #placeOfRedundancy = new Map<string, string>();
  readonly #services = {
    cell: new Grown(uint32s),
    people: new Grown(float64s),
    output: new Grown(float64s),
    capacity: new Grown(float64s),
    buffer: new Grown(uint32s),
    recovery: new Grown(uint32s),
    restart: new Grown(uint32s),
    /** One more than the group of what it needs in any case; 0 where there is none. */
    all: new Grown(uint32s),
    allStartsWithout: new Grown(uint32s),
  };
  readonly #groups = {
    owner: new Grown(uint32s),
    need: new Grown(uint32s),
    size: new Grown(uint32s),
    startsWithout: new Grown(uint8s),
  };
  readonly #edges = {
    provider: new Grown(uint32s),
    group: new Grown(uint32s),
    delay: new Grown(uint32s),
    strength: new Grown(uint32s),
  };
  #delayed = false;
  #uncertain = false;

  addService(service: Service, place: string): Done {
    const { id, kind, state } = service;
    if (this.#ids.has(id)) return refuse('service-twice', phrase`The service ${id} is there twice.`, place);
    if (this.#ids.size >= MAX_SERVICES)
      return refuse('model-too-many', phrase`At most ${MAX_SERVICES} services are taken.`, place);
    const unit = this.#checkCapacity(service, place);
    if (!unit.ok) return unit;
    const kindAt = indexIn(this.#kinds, kind);
    if (kindAt >= MAX_KINDS)
      return refuse('model-too-many', phrase`At most ${MAX_KINDS} kinds of service are told apart.`, place);
    const stateAt = indexIn(this.#states, state ?? '');
    const cell = kindAt * MAX_SERVICES + stateAt;
    const { bufferHours = 0, recoveryHours = DEFAULT_RECOVERY_HOURS, restartHours = 0 } = service;
    for (const [name, hours] of Object.entries({ bufferHours, recoveryHours, restartHours })) {
      const checked = checkHours(hours, `${place}/${name}`);
      if (!checked.ok) return checked;
    }
    this.#ids.set(id, this.#ids.size);
    const into = this.#services;
    if (!this.#cells.has(cell)) this.#cells.set(cell, this.#cells.size);
    into.cell.push(this.#cells.get(cell)!);
    into.people.push(service.people ?? 0);
    into.output.push(service.outputPerHour ?? 0);
    into.capacity.push(service.capacity?.amount ?? 0);
    pushHours(into.buffer, bufferHours);
    pushHours(into.recovery, recoveryHours);
    pushHours(into.restart, restartHours);
    into.all.push(0);
    into.allStartsWithout.push(0);
    for (const [group, need] of Object.entries(service.redundancy ?? {})) {
      this.#redundancy.set(groupKey(id, group), need);
      this.#placeOfRedundancy.set(groupKey(id, group), `${place}/redundancy/${group}`);
    }
    return accept(null);
  }

  addDependency(dependency: Dependency, place: string): Done {
    const { service, on, strength = 1, delayHours = 0, restartWithout = false } = dependency;
    const owner = this.#ids.get(service);
    const provider = this.#ids.get(on);
    if (owner === undefined || provider === undefined) {
      const [missing, at] = owner === undefined ? [service, 'service'] : [on, 'on'];
      return refuse(
        'service-not-in-model',
        phrase`There is no service ${missing} in this model.`,
        `${place}/${at}`,
      );
    }
    if (owner === provider) return refuse('dependency-on-itself', phrase`${service} cannot need itself.`, place);
    if (this.#edges.provider.length >= MAX_DEPENDENCIES)
      return refuse('model-too-many', phrase`At most ${MAX_DEPENDENCIES} dependencies are taken.`, place);
    const hours = checkHours(delayHours, `${place}/delayHours`);
    if (!hours.ok) return hours;
    const group =
      dependency.group === undefined
        ? this.#wholeGroup(owner, restartWithout)
        : this.#namedGroup(owner, groupKey(service, dependency.group), restartWithout);
    this.#groups.size.set(group, this.#groups.size.at(group) + 1);
    this.#edges.provider.push(provider);
    this.#edges.group.push(group);
    const delay = minutesOf(delayHours);
    this.#delayed ||= delay > 0;
    this.#uncertain ||= strength < 1;
    if (this.#delayed) fill(this.#edges.delay, this.#edges.provider.length - 1, 0).push(delay);
    if (this.#uncertain) {
      const word = strength === 1 ? ALWAYS : Math.floor(strength * TWO_32);
      fill(this.#edges.strength, this.#edges.provider.length - 1, ALWAYS).push(word);
    }
    return accept(null);
  }

  /** The network, once all is there. */
  finish(): Outcome<Network, SpilloverCode> {
    if (this.#ids.size === 0) return refuse('model-empty', 'There is no service in this model.', '/services');
    const impossible = this.#impossibleGroup();
    if (impossible !== undefined) return impossible;
    const ids = [...this.#ids.keys()];
    const groups = groupsByOwner(ids.length, this.#groups);
    const edges = edgesByProvider(ids.length, this.#edges, groups.place);
    if ('twice' in edges) {
      const { provider, group } = edges.twice;
      const owner = groups.arrays.groupOwner[group]!;
      return refuse(
        'dependency-twice',
        phrase`${ids[owner]} is said to need ${ids[provider]} twice in the same way.`,
        '/dependencies',
      );
    }
    const { cell, people, output, capacity, buffer, recovery, restart } = this.#services;
    return accept({
      ids,
      kinds: [...this.#kinds.keys()],
      states: [...this.#states.keys()],
      cells: [...this.#cells.keys()].map((key) => ({
        kind: Math.floor(key / MAX_SERVICES),
        state: key % MAX_SERVICES,
      })),
      arrays: {
        cell: cell.taken(),
        people: people.taken(),
        output: output.taken(),
        capacity: capacity.taken(),
        buffer: buffer.taken(),
        recovery: recovery.taken(),
        restart: restart.taken(),
        ...groups.arrays,
        ...edges.arrays,
      },
    });
  }

  #checkCapacity({ kind, capacity }: Service, place: string): Done {
    if (capacity === undefined) return accept(null);
    if (!(capacity.amount > 0)) {
      const sentence = phrase`A capacity is more than zero, and ${capacity.amount} ${capacity.unit} is not.`;
      return refuse('capacity-not-positive', sentence, `${place}/capacity/amount`);
    }
    const known = this.#units.get(kind);
    if (known !== undefined && known !== capacity.unit) {
      const sentence = phrase`The capacity of ${kind} is given in ${known} before and in ${capacity.unit} here: use one unit.`;
      return refuse('units-mixed', sentence, `${place}/capacity/unit`);
    }
    this.#units.set(kind, capacity.unit);
    return accept(null);
  }

  #wholeGroup(owner: number, startsWithout: boolean): number {
    const of = startsWithout ? this.#services.allStartsWithout : this.#services.all;
    const known = of.at(owner);
    if (known !== 0) return known - 1;
    const made = this.#newGroup(owner, 0, startsWithout);
    of.set(owner, made + 1);
    return made;
  }

  /** Whoever may start without one of a group may start without all of them. */
  #namedGroup(owner: number, key: string, startsWithout: boolean): number {
    let group = this.#namedGroups.get(key);
    if (group === undefined) {
      group = this.#newGroup(owner, this.#redundancy.get(key) ?? 1, startsWithout);
      this.#namedGroups.set(key, group);
    }
    return group;
  }

  /** A need of 0 stands for all of them, however many there will be. */
  #newGroup(owner: number, need: number, startsWithout: boolean): number {
    this.#groups.need.push(need);
    this.#groups.size.push(0);
    this.#groups.startsWithout.push(startsWithout ? 1 : 0);
    return this.#groups.owner.push(owner);
  }

  #impossibleGroup() {
    for (const [key, need] of this.#redundancy) {
      const group = this.#namedGroups.get(key);
      const size = group === undefined ? 0 : this.#groups.size.at(group);
      if (need <= size) continue;
      const [service, name] = key.split('\u0000');
      const sentence = `${service} needs ${need} of the group ${name}, which has ${size}.`;
      return refuse('redundancy-impossible' as const, sentence, this.#placeOfRedundancy.get(key));
    }
    return undefined;
  }
}

function indexIn(list: Map<string, number>, name: string): number {
  const known = list.get(name);
  if (known !== undefined) return known;
  list.set(name, list.size);
  return list.size - 1;
}

function groupKey(service: string, group: string): string {
  return `${service}\u0000${group}`;
}

function fill<List extends Uint32Array>(list: Grown<List>, length: number, value: number): Grown<List> {
  while (list.length < length) list.push(value);
  return list;
}

function pushHours(list: Grown<Uint32Array>, hours: Hours): void {
  const { low, likely, high } = typeof hours === 'number' ? { low: hours, likely: hours, high: hours } : hours;
  for (const one of [low, likely, high]) list.push(minutesOf(one));
}

/** Whether hours can be meant. */
export function checkHours(hours: Hours, place: string): Done {
  const { low, likely, high } = typeof hours === 'number' ? { low: hours, likely: hours, high: hours } : hours;
  if (!(low <= likely && likely <= high))
    return refuse(
      'hours-out-of-order',
      phrase`The likely hours stand between low and high: ${low}, ${likely}, ${high}.`,
      place,
    );
  if (high > MAX_HOURS)
    return refuse(
      'hours-too-many',
      phrase`${high} hours are more than ten years: are these minutes or seconds?`,
      place,
    );
  return accept(null);
}
