import type { ShownStatement } from '#incidents/case/shown-statement.ts';
import { TYPE_BY_NAME } from '#incidents/statements.ts';
import type { Recorded } from '#ledger/contract.ts';
import type { JsonValue } from '#statement/draft.ts';
import { type Marking, marking } from '#statement/marking.ts';

export const CASE = '4a3c2b1a-0000-4000-8000-000000000001';
export const OTHER_CASE = '4a3c2b1a-0000-4000-8000-000000000002';

/** What a test says a party said. The digest is the id, padded, so that tests can name statements. */
export type Told = {
  readonly id: string;
  readonly by: string;
  readonly type: string;
  readonly claims?: Readonly<Record<string, JsonValue>>;
  readonly markings?: Readonly<Record<string, Partial<Marking>>>;
  readonly case?: string | null;
  readonly withheld?: boolean;
  readonly erased?: number;
};

export function digestOf(id: string): string {
  return id.padEnd(43, '0');
}

const START = Temporal.Instant.from('2026-03-01T08:00:00Z');

/** Records as the ledger hands them to a view: numbered in the order told, one minute apart. */
export function recorded(told: readonly Told[]): readonly Recorded[] {
  return told.map((one, position) => {
    const claims = Object.entries(one.claims ?? {}).map(([name, value]) => {
      const spec = TYPE_BY_NAME.get(one.type)?.claims[name];
      return { name, value, marking: { ...(spec?.marking ?? marking('amber')), ...one.markings?.[name] } };
    });
    return {
      arrival: position + 1,
      origin: 'own',
      digest: digestOf(one.id),
      issuer: one.by,
      type: one.type,
      vct: `urn:comity:statement:${one.type}:1`,
      realm: 'exercise:test',
      log: 'here.example/log',
      logIndex: position,
      case: one.case === undefined ? CASE : one.case,
      claims: new Map(claims.map((claim) => [claim.name, claim])),
      signer: 'unnamed',
      recordedAt: START.add({ minutes: position }),
    };
  });
}

/** The same as a reader would show it to somebody who may see all of it. */
export function shown(told: readonly Told[]): readonly ShownStatement[] {
  return recorded(told).map((record, position) => ({
    digest: record.digest,
    issuer: record.issuer,
    type: record.type,
    arrival: record.arrival,
    recordedAt: record.recordedAt,
    claims: record.claims,
    withheld: told[position]!.withheld ?? false,
    erased: told[position]!.erased ?? 0,
  }));
}
