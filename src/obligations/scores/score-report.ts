/**
 * A score from an evidence bundle and nothing else: verified offline, then counted. A node answers with this same
 * function on the same bundle, so that anybody gets its numbers again.
 */

import type { Report, StatementReport } from '#bundle/report.ts';
import type { Trust } from '#bundle/trust.ts';
import { verifyBundle } from '#bundle/verify.ts';
import { eventsOf, heardBy, type SpokenStatement } from '#obligations/clocks/case-events.ts';
import { obligationsOf } from '#obligations/clocks/engine.ts';
import { everyText, type Reckoning, type Standing } from '#obligations/clocks/reckoning.ts';
import type { ScoreCode } from '#obligations/codes.ts';
import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import { MANDATED_KINDS, type PartyKind } from '#parties/statements.ts';
import { instantFrom } from '#statement/instant-text.ts';
import { type Read, type Score, scoreOf } from './score.ts';

export type ScoreWish = {
  readonly party: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  readonly at: Temporal.Instant;
};

export type ScoreReport = Score & {
  /** Statements of the bundle that too few independent witnesses have spoken for; their times are as signed. */
  readonly notWitnessed: number;
  readonly statements: number;
};

/** Refused where a statement of the bundle fails a check: no figure rests on what does not hold. */
export function scoreOfBundle(
  text: string,
  trust: Trust,
  wish: ScoreWish,
  reckoning: Reckoning,
): Outcome<ScoreReport, ScoreCode> {
  const report = verifyBundle(text, trust, wish.at);
  if (report.verdict === 'failed') {
    const failed = report.statements.find(({ verdict }) => verdict === 'failed');
    const sentence = phrase`The bundle does not hold, so nothing is counted: ${failed?.sentence ?? report.sentence}`;
    return refuse('bundle-not-proved', sentence, failed?.place);
  }
  const spoken = byTheLog(report.statements).flatMap((one) => spokenIn(one, wish.party));
  if (!spoken.some(({ issuer }) => issuer === wish.party)) {
    return refuse('nothing-of-the-party', phrase`No statement of ${wish.party} is in this bundle.`, 'party');
  }
  const score = scoreOf({
    ...wish,
    obligations: obligationsIn(spoken, standingIn(profilesIn(report, wish.party)), wish.party, reckoning),
    reads: readsIn(spoken, wish.party),
    numbers: numbersIn(report, wish.party),
  });
  const notWitnessed = report.statements.filter(({ verdict }) => verdict === 'not-yet-witnessed').length;
  return accept({ ...score, notWitnessed, statements: report.statements.length });
}

/**
 * A log only grows: whatever proves an entry proves those before it. So what was said first never counts as later,
 * although each proof was got when somebody asked for it.
 */
function byTheLog(statements: readonly StatementReport[]): readonly StatementReport[] {
  const fromTheEnd = statements.toSorted((one, other) => (other.logIndex ?? 0) - (one.logIndex ?? 0));
  const proven = new Map<string, string>();
  const times = new Map<StatementReport, string>();
  for (const one of fromTheEnd) {
    if (one.log === null || one.logIndex === null) continue;
    const [later, own] = [proven.get(one.log), one.provenAt];
    const time = later !== undefined && (own === null || isEarlier(later, own)) ? later : own;
    if (time === null) continue;
    proven.set(one.log, time);
    times.set(one, time);
  }
  return statements.map((one) => ({ ...one, provenAt: times.get(one) ?? one.provenAt }));
}

function isEarlier(one: string, other: string): boolean {
  return Temporal.Instant.compare(one, other) < 0;
}

/** The proven time where there is one, else the signed one: never a time that only one node tells. */
function spokenIn(one: StatementReport, party: string): readonly SpokenStatement[] {
  const { digest, issuer, type } = one;
  const claims = new Map(one.claims.map((claim) => [claim.name, claim]));
  const signed = claims.get('iat')?.value;
  if (digest === null || issuer === null || type === null) return [];
  const at =
    one.provenAt === null
      ? typeof signed === 'number'
        ? Temporal.Instant.fromEpochMilliseconds(signed * 1000)
        : undefined
      : Temporal.Instant.from(one.provenAt);
  if (at === undefined) return [];
  return [{ digest, issuer, type, origin: issuer === party ? 'own' : 'foreign', recordedAt: at, claims }];
}

function obligationsIn(
  spoken: readonly SpokenStatement[],
  standing: Standing,
  party: string,
  reckoning: Reckoning,
) {
  const heard = heardBy(everyText(reckoning.regimes));
  const cases = Map.groupBy(spoken, ({ claims }) => claims.get('case')?.value);
  return [...cases].flatMap(([caseId, statements]) => {
    if (typeof caseId !== 'string') return [];
    const events = statements.flatMap((statement) => eventsOf(statement, heard));
    return obligationsOf({ ...reckoning, case: caseId, events, standing, viewpoint: party });
  });
}

/** Profiles stand among what signatures are checked with. */
function profilesIn({ statements, keys }: Report, party: string): readonly SpokenStatement[] {
  return [...statements, ...keys]
    .filter(({ type }) => type === 'party-profile')
    .flatMap((one) => spokenIn(one, party));
}

/** Who is competent for whom, as far as the profiles in the bundle tell. */
function standingIn(spoken: readonly SpokenStatement[]): Standing {
  type Profile = { kind: unknown; territory: unknown; parent: unknown; own: boolean };
  const profiles = new Map<string, Profile>();
  for (const { issuer, claims } of spoken) {
    const subject = claims.get('subject')?.value;
    if (typeof subject !== 'string') continue;
    const read = (name: string) => claims.get(name)?.value;
    const own = subject === issuer;
    if (profiles.get(subject)?.own === true && !own) continue;
    profiles.set(subject, { kind: read('kind'), territory: read('territory'), parent: read('parent'), own });
  }
  return {
    territoryOf(party) {
      const territory = profiles.get(party)?.territory;
      return typeof territory === 'string' ? territory : null;
    },
    competent(by, bearer) {
      const [authority, over] = [profiles.get(by), profiles.get(bearer)];
      if (over === undefined) return false;
      if (over.parent === by) return true;
      const isAuthority = MANDATED_KINDS.includes(authority?.kind as PartyKind);
      return isAuthority && authority?.territory === over.territory;
    },
  };
}

function instantIn(one: SpokenStatement, claim: string): Temporal.Instant | undefined {
  const value = one.claims.get(claim)?.value;
  return typeof value === 'string' && value.endsWith('Z') ? instantFrom(value) : undefined;
}

/** What was given to the party: its receipts, and the first acknowledgement of each. */
function readsIn(spoken: readonly SpokenStatement[], party: string): readonly Read[] {
  const by = (one: SpokenStatement) => one.claims.get('on_behalf_of')?.value ?? one.issuer;
  const read = new Map<unknown, Temporal.Instant>();
  for (const one of spoken) {
    if (one.type !== 'acknowledgement' || by(one) !== party) continue;
    const at = instantIn(one, 'at');
    const receipt = one.claims.get('receipt')?.value;
    const known = read.get(receipt);
    if (at !== undefined && (known === undefined || Temporal.Instant.compare(at, known) < 0))
      read.set(receipt, at);
  }
  return spoken.flatMap((one) => {
    const receivedAt = one.type === 'receipt' && by(one) === party ? instantIn(one, 'received_at') : undefined;
    if (receivedAt === undefined) return [];
    return [{ receivedAt, acknowledgedAt: read.get(one.digest) ?? null }];
  });
}

/** Of all that the party signed, the statements about its keys included: they have running numbers too. */
function numbersIn({ statements, keys }: Report, party: string): readonly number[] {
  return [...statements, ...keys].flatMap(({ issuer, claims }) => {
    const number = issuer === party ? claims.find(({ name }) => name === 'number')?.value : undefined;
    return typeof number === 'number' ? [number] : [];
  });
}
