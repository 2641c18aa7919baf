/** What passes between the appender and an issuing thread: one JSON text each way is cheaper than many objects. */
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { Envelope } from '#statement/parse.ts';
import type { IssuedText, IssueJob } from './issuing.ts';
import type { Taken } from './shared-chunks.ts';

export type KeyMessage = {
  readonly kid: string;
  readonly algorithm: 'ES256' | 'Ed25519';
  readonly secret: Uint8Array;
};

/** A thread's lane of chunks, and the keys that it meets for the first time. */
export type IssueMessage = {
  readonly id: number;
  readonly keys: readonly KeyMessage[];
  readonly lane: number;
  readonly taken: Taken;
  readonly chunks: readonly { readonly chunk: number; readonly kid: string; readonly jobs: string }[];
};

/** Three texts a statement: JWT, digest, disclosures. */
export type IssuedMessage =
  | { readonly id: number; readonly chunk: number; readonly issued: readonly string[] }
  | { readonly id: number; readonly failure: string }
  | { readonly ready: true };

type Written = {
  readonly envelopes: readonly Envelope[];
  readonly markings: readonly Marking[];
  readonly jobs: readonly (readonly [
    envelope: number,
    claims: readonly (readonly [string, JsonValue, number])[],
  ])[];
};

/** Markings are few and each is written once, so that the thread meets the same object for each again. */
export function writeJobs(jobs: readonly IssueJob[]): string {
  const envelopes = new Map<string, readonly [number, Envelope]>();
  const markings = new Map<Marking, number>();
  const written = jobs.map(({ envelope, claims }) => {
    const name = `${envelope.issuer} ${envelope.vct}`;
    const [place] = envelopes.get(name) ?? [envelopes.size];
    envelopes.set(name, [place, envelope]);
    const listed = claims.map(({ name: claim, value, marking }) => {
      const at = markings.get(marking) ?? markings.size;
      markings.set(marking, at);
      return [claim, value, at] as const;
    });
    return [place, listed] as const;
  });
  const message: Written = {
    envelopes: [...envelopes.values()].map(([, envelope]) => envelope),
    markings: [...markings.keys()],
    jobs: written,
  };
  return JSON.stringify(message);
}

export function readJobs(text: string): readonly IssueJob[] {
  const { envelopes, markings, jobs } = JSON.parse(text) as Written;
  return jobs.map(([envelope, claims]) => ({
    envelope: envelopes[envelope] as Envelope,
    claims: claims.map(([name, value, marking]) => ({ name, value, marking: markings[marking] as Marking })),
  }));
}

export function writeIssued(issued: readonly IssuedText[]): readonly string[] {
  return issued.flatMap(({ jwt, digest, disclosures }) => [jwt, digest, disclosures]);
}

export function readIssued(texts: readonly string[]): readonly IssuedText[] {
  return Array.from({ length: texts.length / 3 }, (_, at) => ({
    jwt: texts[3 * at] as string,
    digest: texts[3 * at + 1] as string,
    disclosures: texts[3 * at + 2] as string,
  }));
}
