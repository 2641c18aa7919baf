import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { SpilloverCode } from './codes.ts';
import type { Dependency, Hours, Service } from './model.ts';
import type { Scenario } from './scenario.ts';

/** Whatever takes a model's parts as a file is read, services before what needs them. */
export interface Intake {
  addService(service: Service, place: string): Outcome<null, SpilloverCode>;
  addDependency(dependency: Dependency, place: string): Outcome<null, SpilloverCode>;
}

/** What is known of a model as a whole. */
export type ModelHeader = {
  readonly name: string;
  readonly vintage: string;
  readonly sources: readonly string[];
  readonly currency: string | null;
  /** What a party keeps to itself, and what its file format has no words for. */
  readonly withheld: readonly string[];
  /** SHA-256 of the bytes that were read, base64url. */
  readonly digest: string;
};

/** What hardening a service costs, and what it brings: so many hours of buffer, or that nothing puts it out. */
export type Hardening = { readonly id: string; readonly cost: number; readonly bufferHours?: number };

/** Passes all on, and keeps what it would cost to harden what. */
export class HardeningIntake implements Intake {
  readonly #inner: Intake;
  readonly offers: Hardening[] = [];

  constructor(inner: Intake) {
    this.#inner = inner;
  }

  addService(service: Service, place: string): Outcome<null, SpilloverCode> {
    if (service.hardening !== undefined) this.offers.push({ id: service.id, ...service.hardening });
    return this.#inner.addService(service, place);
  }

  addDependency(dependency: Dependency, place: string): Outcome<null, SpilloverCode> {
    return this.#inner.addDependency(dependency, place);
  }
}

/** A model with what a scenario tries out: other dependencies, other buffers. */
export class ChangedIntake implements Intake {
  readonly #inner: Intake;
  readonly #removed: Set<string>;
  readonly #unmet: Set<string>;
  readonly #buffers: Map<string, Hours>;
  readonly #added: readonly Dependency[];

  constructor(inner: Intake, { add = [], remove = [], bufferHours = {} }: NonNullable<Scenario['changes']>) {
    this.#inner = inner;
    this.#added = add;
    this.#removed = new Set(remove.map(({ service, on }) => pair(service, on)));
    this.#unmet = new Set(this.#removed);
    this.#buffers = new Map(Object.entries(bufferHours));
  }

  addService(service: Service, place: string): Outcome<null, SpilloverCode> {
    const buffer = this.#buffers.get(service.id);
    this.#buffers.delete(service.id);
    return this.#inner.addService(buffer === undefined ? service : { ...service, bufferHours: buffer }, place);
  }

  addDependency(dependency: Dependency, place: string): Outcome<null, SpilloverCode> {
    const key = pair(dependency.service, dependency.on);
    if (!this.#removed.has(key)) return this.#inner.addDependency(dependency, place);
    this.#unmet.delete(key);
    return accept(null);
  }

  /** Adds what is new, and refuses changes of what is not there. */
  close(): Outcome<null, SpilloverCode> {
    const [missing] = [...this.#buffers.keys(), ...[...this.#unmet].map((key) => key.replace('\u0000', ' on '))];
    if (missing !== undefined)
      return refuse(
        'service-not-in-model',
        phrase`There is no ${missing} in this model to be changed.`,
        '/changes',
      );
    for (const [at, dependency] of this.#added.entries()) {
      const added = this.#inner.addDependency(dependency, `/changes/add/${at}`);
      if (!added.ok) return added;
    }
    return accept(null);
  }
}

function pair(service: string, on: string): string {
  return `${service}\u0000${on}`;
}
