import { EventQueue, indexOf, instantOf, isFelt, minuteOf, PHASE, phaseOf } from './event-queue.ts';
import { ALWAYS, type NetworkArrays, providerOf } from './network.ts';
import { DRAWN_FOR, type Draws, triangular } from './philox.ts';

/** One service put out at a minute, for so many minutes at least. */
export type Hit = { readonly service: number; readonly minute: number; readonly minutes: number };

const NEVER = -1;

/**
 * One run of a cascade: what a set of hits puts out, when, and for how long. A service that lacks something goes on for
 * as long as its buffer lasts, then fails; it starts again when all it needs is there, and its buffer is then full. A
 * service that was hit is repaired first. Kept between runs, of which each clears only what it touched.
 */
export class Cascade {
  readonly #net: NetworkArrays;
  readonly #draws: Draws;
  readonly #horizon: number;
  readonly #queue = new EventQueue();
  readonly #down: Uint8Array;
  readonly #since: Int32Array;
  readonly #hitUntil: Int32Array;
  readonly #returnAt: Int32Array;
  readonly #dryAt: Int32Array;
  /** Of each service, how many groups are short, and how many of these keep it from starting. */
  readonly #short: Uint32Array;
  readonly #blocking: Uint32Array;
  readonly #lost: Uint32Array;
  /** The groups for want of which their service failed: it cannot start without them. */
  readonly #cause: Uint8Array;
  readonly #felt: Uint8Array;
  readonly #listed: Uint8Array;
  readonly #groupListed: Uint8Array;
  #groups: number[] = [];
  /** Failing or returning at this very minute, until all that follows at once is done. */
  #stack: number[] = [];
  #dried: number[] = [];
  #run = 0;
  /** Every service that was out at some time in this run, in the order in which they went out. */
  readonly outs: number[] = [];
  /** Of each of these, its minutes out, and the minute at which it first went out. */
  readonly minutesOut: Int32Array;
  readonly firstOut: Int32Array;

  constructor(net: NetworkArrays, draws: Draws, horizonMinutes: number) {
    const [services, groups] = [net.cell.length, net.groupOwner.length];
    this.#net = net;
    this.#draws = draws;
    this.#horizon = horizonMinutes;
    this.#down = new Uint8Array(services);
    this.#since = new Int32Array(services);
    this.#hitUntil = new Int32Array(services).fill(NEVER);
    this.#returnAt = new Int32Array(services).fill(NEVER);
    this.#dryAt = new Int32Array(services).fill(NEVER);
    this.#short = new Uint32Array(services);
    this.#blocking = new Uint32Array(services);
    this.#lost = new Uint32Array(groups);
    this.#cause = new Uint8Array(groups);
    this.#groupListed = new Uint8Array(groups);
    this.#felt = new Uint8Array(net.edgeGroup.length);
    this.#listed = new Uint8Array(services);
    this.minutesOut = new Int32Array(services);
    this.firstOut = new Int32Array(services);
  }

  run(run: number, hits: readonly Hit[]): void {
    this.#clear();
    this.#run = run;
    for (const [at, { minute }] of hits.entries())
      if (minute < this.#horizon) this.#queue.push(minute, PHASE.hits, false, at);
    for (let event = this.#queue.next(); event >= 0; event = this.#queue.next()) {
      const instant = instantOf(event);
      this.#live(instant, minuteOf(instant), hits);
    }
    this.#close();
  }

  wasOut(service: number): boolean {
    return this.#listed[service] === 1;
  }

  /** Is it still out at the end? */
  isOut(service: number): boolean {
    return this.#down[service] === 1;
  }

  /** All that happens in one phase of one minute, and all that follows from it at once. */
  #live(instant: number, minute: number, hits: readonly Hit[]): void {
    const phase = phaseOf(instant);
    const struck: number[] = [];
    while (this.#queue.next() >= 0 && instantOf(this.#queue.next()) === instant) {
      const event = this.#queue.pop();
      if (phase === PHASE.returns) this.#dueToReturn(indexOf(event), minute);
      else if (phase === PHASE.hits) this.#strike(hits[indexOf(event)]!, struck);
      else if (isFelt(event)) this.#dueToBeFelt(indexOf(event), minute);
      else this.#dueToFail(indexOf(event), minute);
    }
    // Whoever is hit in the same minute is hit, and did not fail for want of the other.
    for (const service of struck) this.#spread(service, minute);
    if (phase === PHASE.returns) this.#settleReturns(minute);
    else this.#settleFailures(minute);
  }

  #strike({ service, minute, minutes }: Hit, struck: number[]): void {
    const until = minute + minutes;
    if (this.#down[service] === 1) {
      this.#hitUntil[service] = Math.max(this.#hitUntil[service]!, until);
      if (this.#returnAt[service] !== NEVER) this.#comeBackAt(service, Math.max(this.#returnAt[service]!, until));
      return;
    }
    this.#goDown(service, minute);
    this.#hitUntil[service] = until;
    this.#blocking[service] = this.#countBlocking(service);
    if (this.#blocking[service] === 0) this.#comeBackAt(service, until);
    struck.push(service);
  }

  #goDown(service: number, minute: number): void {
    this.#down[service] = 1;
    this.#since[service] = minute;
    this.#dryAt[service] = NEVER;
    if (this.#listed[service] === 1) return;
    this.#listed[service] = 1;
    this.firstOut[service] = minute;
    this.minutesOut[service] = 0;
    this.outs.push(service);
  }

  #comeBackAt(service: number, minute: number): void {
    this.#returnAt[service] = minute;
    if (minute < this.#horizon) this.#queue.push(minute, PHASE.returns, false, service);
  }

  /** Whoever needs it feels its loss, at once or after a delay. */
  #spread(service: number, minute: number): void {
    const { edgeStart, edgeDelay, edgeStrength } = this.#net;
    for (let edge = edgeStart[service]!; edge < edgeStart[service + 1]!; edge += 1) {
      if (edgeStrength.length > 0 && !this.#passesOn(edge)) continue;
      const delay = edgeDelay.length === 0 ? 0 : edgeDelay[edge]!;
      if (delay === 0) this.#feel(edge, minute);
      else if (minute + delay < this.#horizon) this.#queue.push(minute + delay, PHASE.failures, true, edge);
    }
  }

  #passesOn(edge: number): boolean {
    const strength = this.#net.edgeStrength[edge]!;
    return strength === ALWAYS || this.#draws.word(this.#run, DRAWN_FOR.strength, edge) < strength;
  }

  #dueToBeFelt(edge: number, minute: number): void {
    const provider = providerOf(this.#net, edge);
    const lasted = this.#down[provider] === 1 && this.#since[provider]! + this.#net.edgeDelay[edge]! === minute;
    if (lasted && this.#felt[edge] === 0) this.#feel(edge, minute);
  }

  #feel(edge: number, minute: number): void {
    this.#felt[edge] = 1;
    const group = this.#net.edgeGroup[edge]!;
    if (this.#groupListed[group] === 0) {
      this.#groupListed[group] = 1;
      this.#groups.push(group);
    }
    this.#lost[group]! += 1;
    if (this.#lost[group] !== this.#net.groupSlack[group]! + 1) return;
    const owner = this.#net.groupOwner[group]!;
    this.#short[owner]! += 1;
    if (this.#down[owner] === 1) {
      if (!this.#blocks(group)) return;
      this.#blocking[owner]! += 1;
      this.#returnAt[owner] = NEVER;
    } else if (this.#short[owner] === 1) {
      const buffer = this.#length(owner, this.#net.buffer, DRAWN_FOR.buffer);
      this.#dryAt[owner] = minute + buffer;
      if (buffer === 0) this.#stack.push(owner);
      else if (minute + buffer < this.#horizon) this.#queue.push(minute + buffer, PHASE.failures, false, owner);
    }
  }

  #dueToFail(service: number, minute: number): void {
    if (this.#down[service] === 0 && this.#dryAt[service] === minute) this.#stack.push(service);
  }

  #settleFailures(minute: number): void {
    for (let service = this.#stack.pop(); service !== undefined; service = this.#stack.pop()) {
      if (this.#down[service] === 1) continue;
      this.#goDown(service, minute);
      this.#hitUntil[service] = NEVER;
      this.#dried.push(service);
      this.#spread(service, minute);
    }
    // Only now is it known which groups were short when each failed, in whatever order they did.
    for (const service of this.#dried) {
      const { groupStart } = this.#net;
      for (let group = groupStart[service]!; group < groupStart[service + 1]!; group += 1)
        if (this.#isShort(group)) this.#cause[group] = 1;
      this.#blocking[service] = this.#countBlocking(service);
    }
    this.#dried = [];
  }

  #dueToReturn(service: number, minute: number): void {
    if (this.#down[service] === 1 && this.#returnAt[service] === minute) this.#stack.push(service);
  }

  #settleReturns(minute: number): void {
    for (let service = this.#stack.pop(); service !== undefined; service = this.#stack.pop())
      if (this.#down[service] === 1) this.#comeUp(service, minute);
  }

  #comeUp(service: number, minute: number): void {
    const { groupStart, edgeStart, buffer } = this.#net;
    this.#down[service] = 0;
    this.minutesOut[service]! += minute - this.#since[service]!;
    this.#returnAt[service] = NEVER;
    this.#hitUntil[service] = NEVER;
    for (let group = groupStart[service]!; group < groupStart[service + 1]!; group += 1) this.#cause[group] = 0;
    if (this.#short[service]! > 0) {
      this.#dryAt[service] = minute + this.#length(service, buffer, DRAWN_FOR.buffer);
      if (this.#dryAt[service]! < this.#horizon)
        this.#queue.push(this.#dryAt[service]!, PHASE.failures, false, service);
    }
    for (let edge = edgeStart[service]!; edge < edgeStart[service + 1]!; edge += 1)
      if (this.#felt[edge] === 1) this.#feelReturn(edge, minute);
  }

  #feelReturn(edge: number, minute: number): void {
    this.#felt[edge] = 0;
    const group = this.#net.edgeGroup[edge]!;
    this.#lost[group]! -= 1;
    if (this.#lost[group] !== this.#net.groupSlack[group]!) return;
    const owner = this.#net.groupOwner[group]!;
    this.#short[owner]! -= 1;
    if (this.#down[owner] === 0) {
      if (this.#short[owner] === 0) this.#dryAt[owner] = NEVER;
      return;
    }
    if (!this.#blocks(group)) return;
    this.#blocking[owner]! -= 1;
    if (this.#blocking[owner]! > 0) return;
    const repairedAt = this.#hitUntil[owner]!;
    const at =
      repairedAt >= minute ? repairedAt : minute + this.#length(owner, this.#net.restart, DRAWN_FOR.restart);
    if (at > minute) this.#comeBackAt(owner, at);
    else {
      this.#returnAt[owner] = minute;
      this.#stack.push(owner);
    }
  }

  #isShort(group: number): boolean {
    return this.#lost[group]! > this.#net.groupSlack[group]!;
  }

  #blocks(group: number): boolean {
    return this.#net.groupStartsWithout[group] === 0 || this.#cause[group] === 1;
  }

  #countBlocking(service: number): number {
    const { groupStart } = this.#net;
    let count = 0;
    for (let group = groupStart[service]!; group < groupStart[service + 1]!; group += 1)
      if (this.#isShort(group) && this.#blocks(group)) count += 1;
    return count;
  }

  #length(service: number, lengths: Uint32Array, purpose: number): number {
    const [low, likely, high] = [lengths[service * 3]!, lengths[service * 3 + 1]!, lengths[service * 3 + 2]!];
    if (low === high) return low;
    return triangular(this.#draws.share(this.#run, purpose, service), low, likely, high);
  }

  #close(): void {
    for (const service of this.outs)
      if (this.#down[service] === 1) this.minutesOut[service]! += this.#horizon - this.#since[service]!;
  }

  #clear(): void {
    const { edgeStart } = this.#net;
    for (const service of this.outs) {
      this.#listed[service] = 0;
      this.#down[service] = 0;
      this.#hitUntil[service] = NEVER;
      this.#returnAt[service] = NEVER;
      this.#blocking[service] = 0;
      this.#felt.fill(0, edgeStart[service], edgeStart[service + 1]);
    }
    for (const group of this.#groups) {
      const owner = this.#net.groupOwner[group]!;
      this.#lost[group] = 0;
      this.#cause[group] = 0;
      this.#groupListed[group] = 0;
      this.#short[owner] = 0;
      this.#dryAt[owner] = NEVER;
    }
    this.#groups = [];
    this.#stack = [];
    this.outs.length = 0;
    this.#queue.clear();
  }
}
