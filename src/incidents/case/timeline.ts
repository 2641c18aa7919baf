import { FEDERATION_TYPES } from '#federation/statements.ts';
import { type Source, Sources } from '#incidents/statements/analysis-claims.ts';
import { Line, Text } from '#incidents/statements/incident-claims.ts';
import { incidentUpdate } from '#incidents/statements/report.ts';
import { INCIDENT_TYPES } from '#incidents/statements.ts';
import { Traits } from '#statement/traits.ts';
import { compareTimes, readTime, type TimeSpan } from '#vocabulary/asserted-time.ts';
import { claimReader, type ShownStatement } from './shown-statement.ts';

const summary = claimReader('summary', Text);
const headline = claimReader('headline', Line);
const sources = claimReader('sources', Sources);

/** One line of the timeline: a statement, at the three moments it can stand at. */
export type TimelineEntry = {
  readonly digest: string;
  readonly by: string;
  readonly type: string;
  readonly arrival: number;
  /** Asserted by the speaker; absent where it is not known or not shown. */
  readonly occurred?: TimeSpan;
  readonly noticed?: TimeSpan;
  /** When this node recorded it. */
  readonly logged: Temporal.Instant;
  /** Shown before all events are asked for. */
  readonly key: boolean;
  readonly text?: string;
  readonly sources: readonly Source[];
  readonly withdrawnBy?: string;
};

export const TIMELINE_ORDERS = ['occurred', 'noticed', 'logged'] as const;
export type TimelineOrder = (typeof TIMELINE_ORDERS)[number];

const TRAITS = new Traits([...INCIDENT_TYPES, ...FEDERATION_TYPES]);
/** An update is a key event when it changes what the first screen of a case says. */
const KEY_CLAIMS = ['danger_to_life', 'stage', 'effects', 'affected_states'];

export function timelineOf(
  shown: readonly ShownStatement[],
  withdrawn: ReadonlyMap<string, string>,
): readonly TimelineEntry[] {
  return shown.map((statement) => {
    const occurred = readTime(statement.claims.get('occurred_at')?.value);
    const noticed = readTime(statement.claims.get('noticed_at')?.value);
    const text = headline.read(statement) ?? summary.read(statement);
    const taken = withdrawn.get(statement.digest);
    return {
      digest: statement.digest,
      by: statement.issuer,
      type: statement.type,
      arrival: statement.arrival,
      ...(occurred === undefined ? {} : { occurred }),
      ...(noticed === undefined ? {} : { noticed }),
      logged: statement.recordedAt,
      key: isKey(statement),
      ...(text === undefined ? {} : { text }),
      sources: sources.read(statement) ?? [],
      ...(taken === undefined ? {} : { withdrawnBy: taken }),
    };
  });
}

function isKey(statement: ShownStatement): boolean {
  if (TRAITS.type(statement.type).keyEvent === true) return true;
  return statement.type === incidentUpdate.name && KEY_CLAIMS.some((name) => statement.claims.has(name));
}

/** What has no such time comes last, in order of arrival: nothing disappears by sorting. */
export function orderTimeline(entries: readonly TimelineEntry[], by: TimelineOrder): readonly TimelineEntry[] {
  return entries.toSorted((one, other) => {
    if (by === 'logged') return one.arrival - other.arrival;
    const first = one[by];
    const second = other[by];
    if (first === undefined || second === undefined) {
      return Number(first === undefined) - Number(second === undefined) || one.arrival - other.arrival;
    }
    return compareTimes(first, second) || one.arrival - other.arrival;
  });
}
