import { textOf } from '#federation/draft-text.ts';
import type { Rule, RuleContext } from '#ledger/contract.ts';
import type { StageFact } from '#obligations/regimes/facts.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import { accept, beginningOf, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import { authorityOf } from '#parties/view.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import type { RuleCode } from './codes.ts';
import { bareValue, isProvisional, standingOf } from './projection.ts';
import { addresseeOf, isFinal, type RegimeBook, type StageOf, stageIn } from './regime-book.ts';
import { addresseesOf, claimOfFact, factOfClaim, regulatoryReport } from './statements.ts';
import { type Declaration, declarationsIn, reportsAmong } from './view.ts';

/** A reporter's clock may run ahead of ours by this much. */
const CLOCK_TOLERANCE_MINUTES = 10;

export type OwnAuthority = { readonly party: string; readonly kind: string };

export type ReportState = {
  readonly declaration: Declaration | undefined;
  readonly stage: StageOf | undefined;
  /** The authority that the bearer's own profile names. */
  readonly ownAuthority: OwnAuthority | undefined;
  /** The report that this one corrects, where it is one of the bearer's in this case and stage. */
  readonly correctsOwn: boolean;
  /** That report was taken back. */
  readonly correctsWithdrawn?: boolean;
};

export type Verdict = Outcome<null, RuleCode>;

/** The one rule for the reports of all regimes: the law's own wishes stand in the regime's data. */
export function reportRule(book: RegimeBook): Rule<ReportState> {
  return {
    type: regulatoryReport.name,
    load: (reads, drafts) => loadStates(reads, drafts, book),
    decide: decideReport,
  };
}

async function loadStates(
  reads: Connection,
  drafts: readonly Draft[],
  book: RegimeBook,
): Promise<readonly ReportState[]> {
  const declarations = await declarationsIn(reads, [...new Set(drafts.map((draft) => draft.case))]);
  const corrected = await reportsAmong(
    reads,
    drafts.flatMap(({ claims }) => (typeof claims.corrects === 'string' ? [claims.corrects] : [])),
  );
  return Promise.all(
    drafts.map(async (draft): Promise<ReportState> => {
      const { case: caseId, issuer, claims } = draft;
      const [regimeId, stageId] = [textOf(draft, 'regime'), textOf(draft, 'stage')];
      const declaration = declarations.get(`${caseId} ${issuer} ${regimeId}`);
      const regime = declaration === undefined ? undefined : book.version(regimeId, declaration.version);
      const stage = regime === undefined ? undefined : stageIn(regime, stageId);
      const own = corrected.find(
        (row) =>
          row.digest === claims.corrects &&
          row.case_id === caseId &&
          row.issuer === issuer &&
          row.regime === regimeId &&
          row.stage === stageId,
      );
      return {
        declaration,
        stage: regime === undefined || stage === undefined ? undefined : { regime, stage },
        ownAuthority: await authorityOf(reads, issuer),
        correctsOwn: own !== undefined,
        correctsWithdrawn: own?.withdrawn === true,
      };
    }),
  );
}

/** Pure: declared, of this version, a stage of it, to an addressee of that stage, with what it asks for and no more. */
export function decideReport(state: ReportState, draft: Draft, context: RuleContext): Verdict {
  const declared = isDeclared(state, draft);
  if (!declared.ok) return declared;
  const { stage } = state;
  if (stage === undefined) {
    return refuse(
      'stage-not-known',
      phrase`The text of ${textOf(draft, 'regime')} that you declared has no stage "${textOf(draft, 'stage')}" here.`,
      'stage',
    );
  }
  const checks = [toItsAddressees, onlyWhatIsAsked, whatMustBe, correctsOwn];
  const verdict = firstRefusal(checks, state, draft, stage);
  return verdict.ok ? timesSound(draft, context.at) : verdict;
}

function isDeclared({ declaration }: ReportState, draft: Draft): Verdict {
  const { claims } = draft;
  const regime = textOf(draft, 'regime');
  if (declaration === undefined) {
    return refuse(
      'regime-not-declared',
      phrase`Say first that ${regime} applies to you in this case, and which facts that rests on.`,
      'regime',
    );
  }
  if (!declaration.applies) {
    return refuse(
      'regime-not-applicable',
      phrase`You said that ${regime} does not apply to you in this case. Replace that word first if it was wrong.`,
      'regime',
    );
  }
  if (declaration.version === claims.version) return accept(null);
  return refuse(
    'regime-version-other',
    phrase`In this case you declared version ${declaration.version} of ${regime}, and report under that one.`,
    'version',
  );
}

function toItsAddressees(state: ReportState, draft: Draft, { stage }: StageOf): Verdict {
  const told = addresseesOf(draft.claims.addressees);
  const roles = stage.addressees.map((one) => one.role);
  const named = told.map(({ role }) => role);
  if (named.some((role, at) => !roles.includes(role) || named.indexOf(role) !== at)) {
    return refuse(
      'addressee-not-of-stage',
      phrase`This stage is told to: ${roles.join(', ')}; each once.`,
      'addressees',
    );
  }
  const strange = told.find(({ role, party }) => party !== undefined && party !== partyFor(state, stage, role));
  if (strange === undefined) return accept(null);
  const due = partyFor(state, stage, strange.role) ?? 'no party';
  return refuse(
    'addressee-not-declared',
    phrase`For "${strange.role}" you named ${due}: report to it, or declare the regime anew with another.`,
    'addressees',
  );
}

/** Whom the bearer declared for a role; else its own authority, where that is of the kind the law means. */
export function partyFor(
  { declaration, ownAuthority }: Pick<ReportState, 'declaration' | 'ownAuthority'>,
  stage: Stage,
  role: string,
): string | undefined {
  const declared = declaration?.addressees.get(role);
  if (declared !== undefined) return declared;
  const kind = addresseeOf(stage, role)?.kind;
  return kind !== undefined && kind === ownAuthority?.kind ? ownAuthority.party : undefined;
}

function onlyWhatIsAsked(_state: ReportState, { claims }: Draft, { stage }: StageOf): Verdict {
  const asked = new Set<string>(stage.needs.map(({ fact }) => fact));
  const beyond = Object.keys(claims).find((name) => {
    const fact = factOfClaim(name);
    return fact !== undefined && !asked.has(fact);
  });
  if (beyond === undefined) return accept(null);
  return refuse('fact-not-asked', phrase`This stage does not ask for "${beyond}": leave it out.`, beyond);
}

function whatMustBe(_state: ReportState, { claims }: Draft, { stage }: StageOf): Verdict {
  const final = isFinal(stage);
  for (const { fact, need } of stage.needs) {
    const name = claimOfFact(fact);
    const value = claims[name];
    if (value === undefined) {
      if (need !== 'must') continue;
      return refuse(
        'fact-missing',
        phrase`"${regulatoryReport.claims[name]!.label}" must be answered; "I don’t know yet" is an answer before the final report.`,
        name,
      );
    }
    if (!final || !isProvisional(standingOf(value), need)) continue;
    return refuse(
      'fact-not-final',
      phrase`"${regulatoryReport.claims[name]!.label}": a final report takes neither an estimate nor "not known yet". Give the value, or say that it does not apply.`,
      name,
    );
  }
  return accept(null);
}

function correctsOwn({ correctsOwn: own, correctsWithdrawn: withdrawn }: ReportState, { claims }: Draft): Verdict {
  if (claims.corrects === undefined) return accept(null);
  if (withdrawn === true) {
    return refuse(
      'report-withdrawn',
      'That report was taken back: report this stage anew, without correcting it.',
      'corrects',
    );
  }
  if (own) return accept(null);
  return refuse(
    'report-not-own',
    'Only your own report of this stage, in this case, can be corrected.',
    'corrects',
  );
}

const TIMES: readonly StageFact[] = ['noticed_at', 'aware_at', 'classified_at', 'occurred_at', 'occurred_until'];

function timesSound({ claims }: Draft, now: Temporal.Instant): Verdict {
  const latest = now.add({ minutes: CLOCK_TOLERANCE_MINUTES });
  for (const name of TIMES) {
    const text = timeIn(claims[name]);
    if (text === undefined) continue;
    const time = readTime(text);
    if (time === undefined) {
      return refuse(
        'time-malformed',
        phrase`"${beginningOf(text)}" is no date or time: write 2026-03-01 or 2026-03-01T14:30Z.`,
        name,
      );
    }
    if (Temporal.Instant.compare(time.from, latest) > 0) {
      return refuse('time-in-the-future', phrase`${text} has not come yet; times are in UTC.`, name);
    }
  }
  return accept(null);
}

function timeIn(value: JsonValue | undefined): string | undefined {
  const bare = value === undefined ? undefined : bareValue(value);
  if (typeof bare === 'string') return bare;
  const at = (bare as { at?: unknown } | undefined)?.at;
  return typeof at === 'string' ? at : undefined;
}
