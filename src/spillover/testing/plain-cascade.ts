import type { Hit } from '#spillover/cascade.ts';
import type { Model } from '#spillover/model.ts';

type Need = { readonly on: number; readonly delay: number };
type Group = {
  readonly needs: readonly Need[];
  readonly atLeast: number;
  readonly startsWithout: boolean;
  cause: boolean;
};
type State = {
  readonly groups: readonly Group[];
  readonly buffer: number;
  readonly restart: number;
  down: boolean;
  since: number;
  hitUntil: number;
  dueAt: number;
  dryAt: number;
  out: number;
};

const NEVER = -1;

/** The same rules as the cascade's, minute by minute and service by service, with no thought of speed. */
export function plainCascade(model: Model, hits: readonly Hit[], horizon: number): readonly number[] {
  const services = model.services.map((_, at) => stateOf(model, at));
  for (let minute = 0; minute < horizon; minute += 1) {
    returns(services, minute);
    const struck = hits.filter((hit) => hit.minute === minute);
    for (const { service, minutes } of struck) strike(services, services[service]!, minute, minute + minutes);
    failures(services, minute);
    for (const one of services) if (one.down) one.out += 1;
  }
  return services.map(({ out }) => out);
}

function stateOf(model: Model, at: number): State {
  const { id, redundancy = {}, bufferHours = 0, restartHours = 0 } = model.services[at]!;
  const own = model.dependencies.filter(({ service }) => service === id);
  const keys = [...new Set(own.map(keyOf))];
  const groups = keys.map((key): Group => {
    const members = own.filter((one) => keyOf(one) === key);
    const [first] = members;
    const needs = members.map(({ on, delayHours = 0 }) => ({
      on: model.services.findIndex((one) => one.id === on),
      delay: Math.round(delayHours * 60),
    }));
    const atLeast = first!.group === undefined ? needs.length : (redundancy[first!.group] ?? 1);
    return { needs, atLeast, startsWithout: first!.restartWithout ?? false, cause: false };
  });
  return {
    groups,
    buffer: Math.round((bufferHours as number) * 60),
    restart: Math.round((restartHours as number) * 60),
    down: false,
    since: NEVER,
    hitUntil: NEVER,
    dueAt: NEVER,
    dryAt: NEVER,
    out: 0,
  };
}

function keyOf({ group, restartWithout = false }: Model['dependencies'][number]): string {
  return group === undefined ? `all ${restartWithout}` : `named ${group}`;
}

/** Is too much of the group away, as it is felt at this minute? */
function isShort(services: readonly State[], group: Group, minute: number): boolean {
  const there = group.needs.filter(({ on, delay }) => {
    const provider = services[on]!;
    return !provider.down || provider.since + delay > minute;
  });
  return there.length < group.atLeast;
}

function isBlocked(services: readonly State[], one: State, minute: number): boolean {
  return one.groups.some((group) => (!group.startsWithout || group.cause) && isShort(services, group, minute));
}

function returns(services: readonly State[], minute: number): void {
  let again = true;
  while (again) {
    again = false;
    for (const one of services) {
      // What is lost in this minute is felt after what returns in it.
      if (one.down && one.dueAt === NEVER && !isBlocked(services, one, minute - 1))
        one.dueAt = one.hitUntil >= minute ? one.hitUntil : minute + one.restart;
      if (!one.down || one.dueAt !== minute) continue;
      again = true;
      one.down = false;
      one.dueAt = NEVER;
      one.hitUntil = NEVER;
      for (const group of one.groups) group.cause = false;
      one.dryAt = one.groups.some((group) => isShort(services, group, minute - 1)) ? minute + one.buffer : NEVER;
    }
    for (const one of services)
      if (!one.down && !one.groups.some((group) => isShort(services, group, minute - 1))) one.dryAt = NEVER;
  }
}

function strike(services: readonly State[], one: State, minute: number, until: number): void {
  one.hitUntil = Math.max(one.hitUntil, until);
  if (one.down) {
    if (one.dueAt !== NEVER) one.dueAt = Math.max(one.dueAt, until);
    return;
  }
  one.down = true;
  one.since = minute;
  one.dryAt = NEVER;
  if (!isBlocked(services, one, minute - 1)) one.dueAt = until;
}

function failures(services: readonly State[], minute: number): void {
  const failed = new Set<State>();
  let again = true;
  while (again) {
    again = false;
    for (const one of services) {
      if (one.down) continue;
      const short = one.groups.some((group) => isShort(services, group, minute));
      if (short && one.dryAt === NEVER) one.dryAt = minute + one.buffer;
      if (one.dryAt !== minute) continue;
      again = true;
      failed.add(one);
      one.down = true;
      one.since = minute;
      one.hitUntil = NEVER;
    }
  }
  for (const one of failed)
    for (const group of one.groups) if (isShort(services, group, minute)) group.cause = true;
  for (const one of services) {
    if (one.down && isBlocked(services, one, minute)) one.dueAt = NEVER;
    if (one.down && failed.has(one)) one.dryAt = NEVER;
  }
}
