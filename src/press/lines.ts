import type { Shown } from '#ledger/contract.ts';
import type { Claim } from '#statement/draft.ts';
import { Digest } from '#statement/statement-type.ts';
import { fits } from '#statement/validator.ts';
import { embargoEnd } from './embargo.ts';
import { type Embargo, type LINE_STAGES, linePublication, lineWithdrawal, publicLine } from './statements.ts';

/** A line as one viewer sees it, with everything that became of it. */
export type LineSeen = {
  /** Digest of the line, whether or not the line itself is shown. */
  readonly line: string;
  readonly issuer: string;
  readonly stage: (typeof LINE_STAGES)[number];
  readonly language: string;
  readonly headline: string;
  readonly text: string;
  readonly names: string | null;
  readonly embargo: (Embargo & { readonly end: Temporal.Instant }) | null;
  /** `ready`: approved, and its hour has come, but nobody has published it. */
  readonly state: 'under-embargo' | 'ready' | 'published' | 'withdrawn';
  readonly recordedAt: Temporal.Instant;
  readonly published: {
    readonly digest: string;
    readonly at: Temporal.Instant;
    readonly early: { readonly where: string; readonly by: string | null } | null;
  } | null;
  readonly withdrawn: {
    readonly digest: string;
    readonly at: Temporal.Instant;
    readonly reason: string | null;
  } | null;
  /** The published line that it corrects, and the published line that corrects it. */
  readonly corrects: string | null;
  readonly correctedBy: string | null;
  /** What the words above were read from. */
  readonly claims: readonly Claim[];
};

/**
 * The lines of a case from what the reader showed this viewer, the newest first. Only its issuer publishes, corrects or
 * withdraws a line; a public viewer sees the publication alone, and what became of it.
 */
export function linesOf(shown: readonly Shown[], now: Temporal.Instant): readonly LineSeen[] {
  const ordered = shown.toSorted((one, other) => one.arrival - other.arrival);
  const lines = new Map(ordered.filter(({ type }) => type === 'public-line').map((one) => [one.digest, one]));
  const publications = new Map<string, Shown>();
  for (const one of ordered.filter(({ type }) => type === 'line-publication')) {
    const line = digestIn(one, 'line');
    const own = line !== undefined && (lines.get(line)?.issuer ?? one.issuer) === one.issuer;
    if (own && !publications.has(line)) publications.set(line, one);
  }
  const seen = [...new Set([...lines.keys(), ...publications.keys()])].flatMap((digest): LineSeen[] => {
    const line = lines.get(digest);
    const publication = publications.get(digest);
    const issuer = (publication ?? line)!.issuer;
    const withdrawal = ordered.find(
      (one) => one.type === 'line-withdrawal' && one.issuer === issuer && digestIn(one, 'line') === digest,
    );
    return lineSeen(digest, { line, publication, withdrawal }, now);
  });
  return seen
    .map((one) => ({ ...one, correctedBy: correctionOf(one, seen) }))
    .sort((one, other) => Temporal.Instant.compare(latest(other), latest(one)));
}

type Parts = {
  readonly line: Shown | undefined;
  readonly publication: Shown | undefined;
  readonly withdrawal: Shown | undefined;
};

function lineSeen(digest: string, { line, publication, withdrawal }: Parts, now: Temporal.Instant): LineSeen[] {
  const spoken = (publication ?? line)!;
  const type = publication === undefined ? publicLine : linePublication;
  const read = <Value>(name: string): Value | undefined => {
    const value = spoken.claims.get(name)?.value;
    return value !== undefined && fits(type.claims[name]!.schema, value) ? (value as Value) : undefined;
  };
  const headline = read<string>('headline');
  const text = read<string>('text');
  // What is withheld or erased is no line any more; the statements themselves stay in the case.
  if (headline === undefined || text === undefined) return [];
  const embargo = line?.claims.get('embargo')?.value as Embargo | undefined;
  const end = embargoEnd(embargo);
  const waits = end !== undefined && Temporal.Instant.compare(now, end) < 0;
  const reason = withdrawal?.claims.get('reason')?.value;
  const standing = publication === undefined ? (waits ? 'under-embargo' : 'ready') : 'published';
  return [
    {
      line: digest,
      issuer: spoken.issuer,
      stage: read<LineSeen['stage']>('stage') ?? 'holding',
      language: read<string>('language') ?? 'und',
      headline,
      text,
      names: read<string>('names') ?? null,
      embargo: end === undefined || embargo === undefined ? null : { ...embargo, end },
      state: withdrawal === undefined ? standing : 'withdrawn',
      recordedAt: spoken.recordedAt,
      published: publication === undefined ? null : { ...published(publication), early: early(publication) },
      withdrawn:
        withdrawal === undefined
          ? null
          : {
              digest: withdrawal.digest,
              at: withdrawal.recordedAt,
              reason: fits(lineWithdrawal.claims.reason!.schema, reason) ? (reason as string) : null,
            },
      corrects: read<string>('corrects') ?? null,
      correctedBy: null,
      claims: [...spoken.claims.values()].filter(({ name }) => ['headline', 'text', 'names'].includes(name)),
    },
  ];
}

function published({ digest, recordedAt }: Shown) {
  return { digest, at: recordedAt };
}

/** Shown to the issuer and to whoever was given it: why the embargo ended before its hour. */
function early({ claims }: Shown): { where: string; by: string | null } | null {
  const where = claims.get('leaked_where')?.value;
  const by = claims.get('leak_found_by')?.value;
  return typeof where === 'string' ? { where, by: typeof by === 'string' ? by : null } : null;
}

function correctionOf({ line, issuer }: LineSeen, all: readonly LineSeen[]): string | null {
  const correction = all.find(
    (one) => one.corrects === line && one.issuer === issuer && one.published !== null && one.withdrawn === null,
  );
  return correction?.line ?? null;
}

function latest({ published: out, recordedAt }: LineSeen): Temporal.Instant {
  return out?.at ?? recordedAt;
}

function digestIn({ claims }: Shown, name: string): string | undefined {
  const value = claims.get(name)?.value;
  return fits(Digest, value) ? (value as string) : undefined;
}
