import type { Marking } from './marking.ts';

/** Any value JSON can carry. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** One named value of a statement with the marking signed beside it. */
export type Claim = { readonly name: string; readonly value: JsonValue; readonly marking: Marking };

/** What a person or a program wants a party to say, before the ledger numbers, salts and signs it. */
export type Draft = {
  /** The statement type's name, as `incident-alert`. */
  readonly type: string;
  /** `did:web` of the party that will sign. */
  readonly issuer: string;
  /** UUIDv4 of the case. */
  readonly case: string;
  readonly claims: Readonly<Record<string, JsonValue>>;
  /** Where the issuer tightens or loosens a claim's default marking. */
  readonly markings?: Readonly<Record<string, Partial<Marking>>>;
  /** Persons who approved it besides the author, as `<party did>#<person uuid>`. */
  readonly approvals?: readonly string[];
  /** Sign with this key instead of the party's current one (a root introducing itself, a recovery). */
  readonly signWith?: string;
};
