import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, refuse } from '#outcome.ts';
import type { PartyCode } from '#parties/codes.ts';
import { instantIn, textIn } from '#parties/draft-claims.ts';
import { signedInTime } from '#parties/signed-in-time.ts';
import { issuerConflicts, ownStatement, type Standing, standingOf } from '#parties/standing.ts';
import { partyTables } from '#parties/tables.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds } from '#store/instant.ts';

/** Whoever holds a mandate longer than this is asked for again. */
export const MANDATE_DAYS_MOST = 1_100;
const HOURS_A_DAY = 24;

/** A mandate of the party with its end, whether in force or not. */
export type MandateTerm = {
  readonly digest: string;
  readonly administers: boolean;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
};

export type MandateState = Standing & { readonly mandates: readonly MandateTerm[] };
type Verdict = Outcome<null, PartyCode>;

export const mandateRule: Rule<MandateState> = {
  type: 'mandate',
  conflictKeys: issuerConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => mandateState(reads, draft))),
  decide: (state, draft, context) =>
    firstRefusal([
      () => ownParty(draft),
      () => ownStatement(state, draft, context.actor),
      () => personOfParty(draft),
      () => notItself(draft, context),
      () => boundedTerm(draft),
    ]),
};

export const mandateEndRule: Rule<MandateState> = {
  type: 'mandate-end',
  conflictKeys: issuerConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => mandateState(reads, draft))),
  decide: (state, draft, context) =>
    firstRefusal([
      () => ownParty(draft),
      () => ownStatement(state, draft, context.actor),
      () => ends(state, draft, context),
    ]),
};

async function mandateState(reads: Connection, draft: Draft): Promise<MandateState> {
  const tables = partyTables(reads);
  const mandates = await tables
    .selectFrom('party_mandate as mandate')
    .selectAll()
    .where('party', '=', draft.issuer)
    .where('issuer', '=', draft.issuer)
    .where(signedInTime('mandate'))
    .execute();
  const endings = await tables
    .selectFrom('party_mandate_end as ending')
    .select(['mandate', 'ended_at'])
    .where('party', '=', draft.issuer)
    .where('issuer', '=', draft.issuer)
    .where(signedInTime('ending'))
    .execute();
  const endedAt = new Map(endings.map((row) => [row.mandate, row.ended_at ?? 0]));
  return {
    ...(await standingOf(reads, draft.issuer)),
    mandates: mandates.map((row) => ({
      digest: row.digest,
      administers: row.roles?.includes('"administrator"') === true,
      from: fromMicroseconds(row.valid_from ?? 0),
      until: fromMicroseconds(Math.min(row.valid_until ?? 0, endedAt.get(row.digest) ?? Number.MAX_SAFE_INTEGER)),
    })),
  };
}

function ownParty(draft: Draft): Verdict {
  if (textIn(draft, 'party') === draft.issuer) return accept(null);
  return refuse('subject-not-issuer', 'A party mandates persons for itself only.', 'party');
}

function personOfParty(draft: Draft): Verdict {
  if (textIn(draft, 'person')?.startsWith(`${draft.issuer}#`) === true) return accept(null);
  return refuse('person-not-of-party', `A person of this party is named ${draft.issuer}#<uuid>.`, 'person');
}

function notItself(draft: Draft, { actor }: RuleContext): Verdict {
  if (actor.kind !== 'person' || actor.person !== draft.claims.person) return accept(null);
  return refuse('self-mandate', 'Nobody mandates themselves: ask another administrator.', 'person');
}

function boundedTerm(draft: Draft): Verdict {
  const from = instantIn(draft, 'valid_from');
  const until = instantIn(draft, 'valid_until');
  if (from === undefined || until === undefined || Temporal.Instant.compare(from, until) >= 0) {
    return refuse('period-empty', 'A mandate ends after it begins.', 'valid_until');
  }
  const latest = from.add({ hours: MANDATE_DAYS_MOST * HOURS_A_DAY });
  if (Temporal.Instant.compare(until, latest) <= 0) return accept(null);
  return refuse('mandate-too-long', `A mandate lasts at most ${MANDATE_DAYS_MOST} days.`, 'valid_until');
}

function ends(state: MandateState, draft: Draft, { at }: RuleContext): Verdict {
  const target = state.mandates.find((mandate) => mandate.digest === textIn(draft, 'mandate'));
  const endedAt = instantIn(draft, 'ended_at');
  if (target === undefined) return refuse('mandate-unknown', 'This party gave no such mandate.', 'mandate');
  if (endedAt === undefined) return refuse('period-empty', 'No such moment exists.', 'ended_at');
  if (Temporal.Instant.compare(target.until, at) <= 0) {
    return refuse('mandate-ended', `This mandate ended at ${target.until.toString()}.`, 'mandate');
  }
  const othersAdminister = state.mandates.some(
    (other) =>
      other !== target &&
      other.administers &&
      Temporal.Instant.compare(other.from, at) <= 0 &&
      Temporal.Instant.compare(other.until, endedAt) > 0 &&
      Temporal.Instant.compare(other.until, at) > 0,
  );
  if (!target.administers || othersAdminister) return accept(null);
  return refuse('last-administrator', 'Mandate another administrator before this one goes.', 'mandate');
}
