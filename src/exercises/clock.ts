import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import { type Course, instantAt, stretchAt } from './course.ts';

/** What a page says of the exercise's time. */
export type ClockFace = { readonly at: Temporal.Instant; readonly speed: number };

/**
 * The clock of one realm in one process. What it shows never goes back: where a statement comes late that would turn it
 * back, it stands until the others have come up to it.
 */
export class ExerciseClock {
  readonly #world: () => Temporal.Instant;
  #course: Course = [];
  #reached = Number.NEGATIVE_INFINITY;

  /** `world` is the machine's time, which all nodes share as well as their machines do. */
  constructor(world: () => Temporal.Instant) {
    this.#world = world;
  }

  /** The exercise's instant now; the world's as long as nobody started it. */
  now(): Temporal.Instant {
    if (this.#course.length === 0) return this.#world();
    const at = instantAt(this.#course, toMicroseconds(this.#world()));
    this.#reached = Math.max(at, this.#reached);
    return fromMicroseconds(this.#reached);
  }

  /** What the exercise's clock shows, or showed, at an instant of the world, by what is known of it now. */
  at(world: Temporal.Instant): Temporal.Instant {
    return this.#course.length === 0 ? world : fromMicroseconds(instantAt(this.#course, toMicroseconds(world)));
  }

  /** Undefined as long as it goes with the world's. */
  face(): ClockFace | undefined {
    if (this.#course.length === 0) return undefined;
    const stretch = stretchAt(this.#course, toMicroseconds(this.#world()));
    return { at: this.now(), speed: stretch?.speed ?? 1 };
  }

  /** Goes by this course from now on, and shows nothing before `reached`, which this node has recorded. */
  take(course: Course, reached: number = Number.NEGATIVE_INFINITY): void {
    const shown = toMicroseconds(this.now());
    this.#course = course;
    if (course.length > 0) this.#reached = Math.max(this.#reached, reached, shown);
  }
}
