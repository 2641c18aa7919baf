import { randomBytes } from 'node:crypto';
import type { Connection } from '#store/connection.ts';
import { referenceOf } from './reference.ts';
import { caseTables } from './tables.ts';

/** Cases that one question to the database names. */
const CASES_AT_ONCE = 500;
/** Each draw that meets a reference given already is one in thousands; so many in a row is a broken source of chance. */
const MAX_DRAWS = 12;
const BYTES_DRAWN = 8;
const REMEMBERED_CASES = 20_000;

/** What the cases of this node are called. Whoever asks has been shown the cases, and is somebody of a party here. */
export interface References {
  /** The two letters of this node. */
  readonly letters: string;
  /** Of each of these cases; of one that has none yet, a new one. One query for all of them, none for those known. */
  of(caseIds: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** The case that has this reference here, whoever may see it. */
  caseOf(reference: string): Promise<string | undefined>;
}

export function createReferences(
  connection: Connection,
  letters: string,
  draw: () => Uint8Array = () => randomBytes(BYTES_DRAWN),
): References {
  // A reference once given never changes.
  const known = new Map<string, string>();
  return {
    letters,
    async of(caseIds) {
      const asked = [...new Set(caseIds)];
      const unknown = asked.filter((caseId) => !known.has(caseId));
      for (let at = 0; at < unknown.length; at += CASES_AT_ONCE) {
        const some = unknown.slice(at, at + CASES_AT_ONCE);
        for (const [caseId, reference] of await readOrDraw(connection, some, () => referenceOf(letters, draw()))) {
          known.set(caseId, reference);
        }
      }
      const found = new Map(asked.flatMap((caseId) => pair(caseId, known.get(caseId))));
      if (known.size > REMEMBERED_CASES) known.clear();
      return found;
    },
    async caseOf(reference) {
      const row = await caseTables(connection)
        .selectFrom('case_reference')
        .select('case_id')
        .where('reference', '=', reference)
        .executeTakeFirst();
      return row?.case_id;
    },
  };
}

function pair(caseId: string, reference: string | undefined): [string, string][] {
  return reference === undefined ? [] : [[caseId, reference]];
}

/**
 * The database decides between two that draw at once: whoever comes second for a case, or with a reference given
 * already, writes nothing and reads again. A crash leaves a case with its reference or without one.
 */
async function readOrDraw(
  connection: Connection,
  caseIds: readonly string[],
  draw: () => string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map(await read(connection, caseIds));
  for (let draws = 0; draws < MAX_DRAWS; draws++) {
    const missing = caseIds.filter((caseId) => !found.has(caseId));
    if (missing.length === 0) return found;
    const rows = missing.map((case_id) => ({ case_id, reference: draw() }));
    try {
      await caseTables(connection)
        .insertInto('case_reference')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    } catch {
      // A store that takes no writes shows its cases all the same; the node's health says what ails it.
      return found;
    }
    for (const [caseId, reference] of await read(connection, missing)) found.set(caseId, reference);
  }
  throw new Error(`draw a reference: ${MAX_DRAWS} draws in a row were given already`);
}

async function read(connection: Connection, caseIds: readonly string[]): Promise<[string, string][]> {
  const rows = await caseTables(connection)
    .selectFrom('case_reference')
    .select(['case_id', 'reference'])
    .where('case_id', 'in', [...caseIds])
    .execute();
  return rows.map(({ case_id, reference }) => [case_id, reference]);
}
