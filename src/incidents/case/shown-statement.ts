import type { Static, TSchema } from 'typebox';
import type { Claim } from '#statement/draft.ts';
import { fits } from '#statement/validator.ts';

/** A statement as the reader gave it to one viewer; the only thing a case summary is made of. */
export type ShownStatement = {
  readonly digest: string;
  readonly issuer: string;
  readonly type: string;
  readonly arrival: number;
  readonly recordedAt: Temporal.Instant;
  /** Only what this viewer may see. */
  readonly claims: ReadonlyMap<string, Claim>;
  /** Whether this node holds claims that this viewer does not get. */
  readonly withheld: boolean;
  /** Claims whose values were erased. */
  readonly erased: number;
};

/** Reads a claim by its schema. Foreign statements may carry anything, so whatever does not fit counts as not said. */
export type ClaimReader<Value> = {
  readonly name: string;
  read(statement: ShownStatement): Value | undefined;
};

export function claimReader<Schema extends TSchema>(name: string, schema: Schema): ClaimReader<Static<Schema>> {
  return {
    name,
    read(statement) {
      const value = statement.claims.get(name)?.value;
      return value !== undefined && fits(schema, value) ? (value as Static<Schema>) : undefined;
    },
  };
}
