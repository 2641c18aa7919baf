import { forgetfulMap } from '#ledger/forgetful.ts';
import type { WordRow } from '#obligations/tables.ts';
import { fromMicroseconds } from '#store/instant.ts';
import type { CaseEvent } from './case-event.ts';
import { eventsOf, type Heard } from './case-events.ts';

const WORDS_REMEMBERED = 4_000;

type Read = { readonly row: WordRow; readonly events: readonly CaseEvent[] };

/** What was read of words lately, for each set of texts: a case is reckoned anew with each word, the old ones as before. */
const lately = new WeakMap<Heard, Map<string, Read>>();

export function eventsOfRow(row: WordRow, heard: Heard): readonly CaseEvent[] {
  const known = lately.get(heard) ?? forgetfulMap<Read>();
  lately.set(heard, known);
  const before = known.get(row.digest);
  if (before !== undefined && isSame(before.row, row)) return before.events;
  const events = readEvents(row, heard);
  if (known.size >= WORDS_REMEMBERED) known.clear();
  known.set(row.digest, { row, events });
  return events;
}

/** The digest names the statement; what is known of it, and since when, may have changed. */
function isSame(one: WordRow, other: WordRow): boolean {
  return (
    one.claims === other.claims &&
    one.received_at === other.received_at &&
    one.recorded_at === other.recorded_at &&
    one.own === other.own
  );
}

function readEvents(row: WordRow, heard: Heard): readonly CaseEvent[] {
  const claims = Object.entries(JSON.parse(row.claims) as Record<string, unknown>);
  return eventsOf(
    {
      digest: row.digest,
      issuer: row.issuer,
      type: row.type,
      origin: row.own === 1 ? 'own' : 'foreign',
      recordedAt: fromMicroseconds(row.received_at),
      provenAt: fromMicroseconds(row.recorded_at),
      claims: new Map(claims.map(([name, value]) => [name, { value }])),
    },
    heard,
  );
}
