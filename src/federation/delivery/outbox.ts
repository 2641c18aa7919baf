import { type Standing, standingNow } from '#federation/office.ts';
import type { Timer } from '#federation/timer.ts';
import type { Recorded } from '#ledger/contract.ts';
import { partyKey } from '#parties/statements.ts';
import { traitsOf } from '#statement/traits.ts';
import { recordDelivered, recordFailures } from './attempts.ts';
import { type BatchOutcome, type DeliveryRoute, openDeliveryRoute } from './delivery-route.ts';
import { type Dispatch, dispatch } from './dispatch.ts';
import { answerRoutes, answersDue, type Due, dueOn, nextTry, type Route, routesOfReleases } from './due.ts';
import { deliverLocally } from './local.ts';

const ANSWER_TYPES: readonly string[] = ['acknowledgement', 'recall-report', 'peer-confirmation'];

/** Requests under way from which on no delivery route begins a second one: each costs the same, however little it carries. */
const REQUESTS_OF_NODE = 3;

/** Answers of one delivery route that are looked through for one that is due. */
const ANSWERS_LOOKED_AT = 500;

export type OutboxSettings = Dispatch & {
  readonly random: () => number;
  readonly timer: Timer;
  /** Failures of this node's own, for the operator. */
  readonly trouble: (error: unknown, doing: string) => void;
};

/**
 * Delivers what our parties released and answered, for ever, one delivery route for each pair of parties. What is due follows
 * from the statements, so a crash at any moment costs at most a repeated delivery, which has no second effect.
 */
export class Outbox implements AsyncDisposable {
  readonly #settings: OutboxSettings;
  readonly #deliveryRoutes = new Map<string, { readonly deliveryRoute: DeliveryRoute; readonly route: Route }>();
  /** Answers not yet taken, by delivery route; read from the statements at the start, then kept up by what is recorded. */
  readonly #answers = new Map<string, Set<string>>();
  readonly #unsubscribe: () => void;
  #underWay = 0;
  #work: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
    this.#unsubscribe = settings.office.ledger.onRecorded((records) => this.#recorded(records));
    this.#queue('read what is to be delivered', () => this.#begin());
  }

  /** A peer has shown itself by a request of its own: what waits for it need not wait longer. Mostly nothing does. */
  peerIsBack(log: string): void {
    if (![...this.#deliveryRoutes.values()].some(({ deliveryRoute }) => deliveryRoute.isPaused)) return;
    this.#queue('wake the lanes of a peer', async () => {
      const { peers } = await standingNow(this.#settings.office);
      const parties = new Set(peers.filter((peer) => peer.log === log).map((peer) => peer.party));
      for (const { deliveryRoute, route } of this.#deliveryRoutes.values())
        if (parties.has(route.to)) deliveryRoute.peerIsBack();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    this.#unsubscribe();
    await this.#work;
    await Promise.all(
      [...this.#deliveryRoutes.values()].map(({ deliveryRoute }) => deliveryRoute[Symbol.asyncDispose]()),
    );
  }

  async #begin(): Promise<void> {
    const { connection } = this.#settings.office.store;
    for (const answer of await answerRoutes(connection)) this.#addAnswer(answer, answer.digest);
    for (const route of await routesOfReleases(connection)) this.#wake(route);
  }

  #recorded(records: readonly Recorded[]): void {
    const own = records.filter((record) => record.origin === 'own');
    for (const { type, issuer, claims } of own) {
      const to = claims.get('to')?.value;
      if (type === 'release' && typeof to === 'string') this.#wake({ from: issuer, to });
    }
    const answers = own.filter((record) => ANSWER_TYPES.includes(record.type)).map((record) => record.digest);
    if (answers.length > 0) {
      this.#queue('find where answers go', async () => {
        for (const answer of await answerRoutes(this.#settings.office.store.connection, answers)) {
          this.#addAnswer(answer, answer.digest);
        }
      });
    }
    const traits = traitsOf(this.#settings.office.ledger.types);
    const reaches = (type: string) => traits.type(type).describes !== undefined || type === partyKey.name;
    if (records.some(({ type }) => reaches(type))) {
      for (const { deliveryRoute } of this.#deliveryRoutes.values()) deliveryRoute.peerIsBack();
    }
  }

  /** One after the other, so that ending can wait for all of it. */
  #queue(doing: string, work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#ended) return;
      try {
        await work();
      } catch (error) {
        this.#settings.trouble(error, doing);
      }
    });
  }

  #addAnswer(route: Route, digest: string): void {
    const key = `${route.from} ${route.to}`;
    const waiting = this.#answers.get(key) ?? new Set();
    this.#answers.set(key, waiting.add(digest));
    this.#wake(route);
  }

  #wake(route: Route): void {
    if (this.#ended) return;
    const key = `${route.from} ${route.to}`;
    const known = this.#deliveryRoutes.get(key);
    if (known !== undefined) known.deliveryRoute.wake();
    else
      this.#deliveryRoutes.set(key, {
        deliveryRoute: this.#openDeliveryRoute(key, route),
        route: { from: route.from, to: route.to },
      });
  }

  #openDeliveryRoute(key: string, route: Route): DeliveryRoute {
    const { office, random, timer, trouble } = this.#settings;
    const { connection } = office.store;
    // Read anew for each exchange, when it is looked what is due; what follows at once rests on the same.
    let standing: Standing | undefined;
    return openDeliveryRoute({
      random,
      timer,
      due: async (limit) => {
        standing = await standingNow(office);
        return this.#due(key, route, standing, limit);
      },
      send: async (batch) => {
        this.#underWay += 1;
        try {
          return await this.#send(key, route, standing ?? (await standingNow(office)), batch);
        } finally {
          this.#underWay -= 1;
        }
      },
      isCrowded: () => this.#underWay >= REQUESTS_OF_NODE,
      failed: (failures) => recordFailures(connection, route.to, failures, timer.now()),
      nextTry: async () => this.#nextTry(key, route, standing ?? (await standingNow(office))),
      trouble: (error) => trouble(error, `deliver to ${route.to}`),
    });
  }

  async #due(key: string, route: Route, standing: Standing, limit: number): Promise<readonly Due[]> {
    const { office, timer } = this.#settings;
    const { connection } = office.store;
    if (where(standing, route) === undefined) return [];
    const now = timer.now();
    const releases = await dueOn(connection, route, limit, now);
    const room = limit - releases.length;
    const waiting = [...(this.#answers.get(key) ?? [])].slice(0, ANSWERS_LOOKED_AT);
    const answers = await answersDue(connection, route, waiting, now);
    return [...releases, ...answers.slice(0, room)];
  }

  async #nextTry(key: string, route: Route, standing: Standing): Promise<Temporal.Instant | undefined> {
    if (where(standing, route) === undefined) return undefined;
    const waiting = [...(this.#answers.get(key) ?? [])].slice(0, ANSWERS_LOOKED_AT);
    return nextTry(this.#settings.office.store.connection, route, waiting);
  }

  async #send(key: string, route: Route, standing: Standing, batch: readonly Due[]): Promise<BatchOutcome> {
    const place = where(standing, route);
    if (place === undefined)
      return { reached: false, code: 'peer-not-confirmed', sentence: 'The peer was removed.' };
    const outcome =
      place === 'here'
        ? await deliverLocally(this.#settings.office, batch, route)
        : await dispatch(this.#settings, standing, place, route, batch);
    if (!outcome.reached) return outcome;
    const failed = new Set(outcome.failed.map(({ due }) => due.digest));
    const taken = batch.filter((due) => due.kind === 'answer' && !failed.has(due.digest)).map((due) => due.digest);
    // A crash before this line sends these answers once more.
    await recordDelivered(this.#settings.office.store.connection, route.to, taken, this.#settings.timer.now());
    for (const digest of taken) this.#answers.get(key)?.delete(digest);
    return outcome;
  }
}

/** The peer that hosts the recipient, `here` for a party of this node; undefined for guests and strangers. */
function where({ peers, hosted }: Standing, route: Route) {
  if (hosted.has(route.to)) return 'here' as const;
  return peers.find((peer) => peer.party === route.to);
}
