/** What the desk's inbox holds: what arrived, what waits for approval, cases to pass on, and the party's open clocks. */
import { takenMark } from '#cases/pages/case-desk.ts';
import type { Taken } from '#cases/taken.ts';
import type { Delivery } from '#federation/delivery/deliveries.ts';
import { answerAtAGlance } from '#incidents/case/pages/case-answers.ts';
import { caseTitle, peopleAndStates } from '#incidents/case/pages/case-title.ts';
import { nextLink } from '#incidents/case/pages/next-link.ts';
import { REPORT_TEXTS } from '#incidents/form/pages/report-texts.ts';
import { RELAY_TEXTS } from '#incidents/pages/relay-texts.ts';
import { planOf } from '#incidents/relay/pages/relay-plan.ts';
import { stageOf, textOf } from '#obligations/clocks/clock-words.ts';
import { OWN_PROMISE, stateFor } from '#obligations/clocks/engine.ts';
import type { Obligation } from '#obligations/clocks/obligation.ts';
import { lookOf } from '#obligations/clocks/pages/clock-section.ts';
import type { Stage } from '#obligations/regimes/regime.ts';
import type { Sureness } from '#obligations/regimes/sureness.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Names } from '#site/claim-value.ts';
import type { Priority } from '#vocabulary/severity.ts';
import { type Content, html, said } from '#web/html.ts';
import type { TagLook } from '#web/parts/marks.ts';
import { plainSentence, sentence } from '#web/sentence.ts';
import type { DeskSight } from './desk-sight.ts';
import { earlier, mostUrgentFirst, type Urgency } from './inbox-order.ts';

const T = RELAY_TEXTS.desk;

export type InboxRow = Urgency & {
  readonly label: string;
  /** Where the one thing is done. */
  readonly href: string;
  readonly case: string | null;
  readonly title: Content;
  /** Below the title: how many people and which states; who at this desk has it. */
  readonly about: Content;
  readonly party: Content;
  /** Colour of the due time; a tag beside it says the same in words. */
  readonly look: TagLook;
  readonly heldUntil: Temporal.Instant | null;
  /** How sure the due time is; null where nothing is due by a text. */
  readonly sureness: Sureness | null;
  readonly priority: Priority | null;
};

export type InboxSources = {
  readonly party: string;
  readonly person: string;
  readonly taken: ReadonlyMap<string, Taken>;
  readonly clocks: readonly Obligation[];
  readonly arrived: readonly Delivery[];
  readonly toApprove: readonly WorkspaceDraft[];
  /** Reports that came without a signature and wait for somebody to take them up. */
  readonly unsigned: readonly WorkspaceDraft[];
  /** Cases in which others may have to be told. */
  readonly newest: readonly string[];
  readonly sight: DeskSight;
  readonly names: Names;
  readonly personName: (ref: string) => string;
  readonly typeLabel: (type: string) => string;
  readonly mayFile: boolean;
};

export function inboxRows(sources: InboxSources): readonly InboxRow[] {
  // One task is one row: whoever reads what arrived, or passes a case on, meets the clock that runs for it.
  const answered = new Set<Obligation>();
  const arrived = sources.arrived.map((delivery) => {
    const clock = sources.clocks.find(
      (one) =>
        one.case === delivery.case &&
        isMetBy(sources, one, 'acknowledgement') &&
        (one.restsOn.includes(delivery.target) || one.restsOn.includes(delivery.release)),
    );
    if (clock !== undefined) answered.add(clock);
    return arrivedRow(sources, delivery, clock);
  });
  const toPassOn = sources.newest.flatMap((caseId) => passOnRow(sources, caseId));
  for (const one of sources.clocks) {
    if (isMetBy(sources, one, 'release') && toPassOn.some((row) => row.case === one.case)) answered.add(one);
  }
  const rows = [
    ...arrived,
    ...sources.toApprove.map((draft) => approvalRow(sources, draft)),
    ...sources.unsigned.map((draft) => unsignedRow(sources, draft)),
    ...toPassOn,
    ...sources.clocks.filter((one) => !answered.has(one)).map((one) => clockRow(sources, one)),
  ];
  return rows.sort(mostUrgentFirst);
}

function isMetBy({ sight }: InboxSources, one: Obligation, type: string): boolean {
  const met = stageOf(sight.reckoning, one)?.met_by;
  return met !== undefined && 'said' in met && met.said.includes(type);
}

function arrivedRow(sources: InboxSources, delivery: Delivery, clock: Obligation | undefined): InboxRow {
  const { sight, names, typeLabel } = sources;
  const shown = sight.statement(delivery.case, delivery.target);
  const withdrawn = wasWithdrawn(sources, delivery);
  const label = plainSentence(withdrawn ? T.readWithdrawn : T.read, { label: typeLabel(shown?.type ?? '') });
  const row = inCase(sources, delivery.case, clock);
  return {
    ...row,
    kind: 'arrived',
    danger: row.danger || (!withdrawn && shown?.claims.get('danger_to_life')?.value === 'yes'),
    label,
    href: `/statements/${delivery.target}`,
    party: sentence(T.from, { party: said(names.party(delivery.from)) }),
    since: delivery.receipt?.recordedAt ?? delivery.releasedAt,
  };
}

/** Who reads in the morning what was taken back in the night is not to act on it. */
function wasWithdrawn({ sight }: InboxSources, { case: caseId, target }: Delivery): boolean {
  const changes = caseId === null ? undefined : sight.summary(caseId)?.withdrawals;
  return changes?.some((one) => one.target === target && one.effective) === true;
}

function approvalRow(sources: InboxSources, draft: WorkspaceDraft): InboxRow {
  const row = inCase(sources, draft.case, firstDue(sources, draft.case));
  const person = sources.personName(draft.proposedBy ?? draft.createdBy);
  return {
    ...row,
    kind: 'approval',
    danger: row.danger || draft.claims.danger_to_life === 'yes',
    label: plainSentence(T.approve, { label: sources.typeLabel(draft.type) }),
    href: approvalPath(draft),
    party: sentence(T.proposedBy, { person: said(person) }),
    since: draft.updatedAt,
  };
}

/** Nobody could check who wrote it: danger in it is believed all the same. */
function unsignedRow(sources: InboxSources, draft: WorkspaceDraft): InboxRow {
  const row = inCase(sources, draft.case, firstDue(sources, draft.case));
  const caller = draft.claims.caller as { readonly name?: string } | undefined;
  return {
    ...row,
    kind: 'arrived',
    danger: row.danger || draft.claims.danger_to_life === 'yes',
    label: REPORT_TEXTS.desk.takeUp,
    href: `/report/${draft.id}`,
    title: REPORT_TEXTS.desk.lower,
    party: sentence(REPORT_TEXTS.desk.from, { name: said(caller?.name ?? '') }),
    since: draft.updatedAt,
  };
}

/** A second person reads a report as it would be signed, and a relay with all its recipients. */
function approvalPath(draft: WorkspaceDraft): string {
  if (draft.progress?.cooperation !== undefined) return `/cooperation/drafts/${draft.id}`;
  return planOf(draft) === undefined ? `/drafts/${draft.id}` : `/relay/${draft.id}`;
}

/** A case in which this seat has to tell others, or to take back what it told them. */
function passOnRow(sources: InboxSources, caseId: string): readonly InboxRow[] {
  const summary = sources.sight.summary(caseId);
  if (summary === undefined) return [];
  const { act, sentence: label } = summary.nextStep;
  const link = act === 'relay' || act === 'withdraw-relay' ? nextLink(summary.nextStep, caseId) : undefined;
  if (link === undefined) return [];
  const party = answerAtAGlance('where', summary.answers.where, sources.names);
  const since = summary.timeline.at(-1)?.logged ?? sources.sight.now;
  const row = inCase(sources, caseId, firstDue(sources, caseId));
  return [{ ...row, kind: 'pass-on', label, href: link.href, party, since }];
}

export function clockRow(sources: InboxSources, one: Obligation): InboxRow {
  const { sight, names, party } = sources;
  const stage = stageOf(sight.reckoning, one);
  const own = one.bearer === party;
  const role = stage?.addressees.find((addressee) => addressee.role === one.role)?.name ?? one.role;
  const addressee = one.addressee === null ? role : names.party(one.addressee);
  const title = textOf(sight.reckoning, one)?.title;
  const stageName = stage?.name ?? one.what ?? one.stage;
  return {
    ...inCase(sources, one.case, one),
    kind: 'clock',
    label: title === undefined ? stageName : plainSentence(T.clock, { regime: title, stage: stageName }),
    href: own ? doneAt(sources, one, stage) : `/cases/${one.case}#clocks`,
    party: own ? sentence(T.to, { party: said(addressee) }) : said(names.party(one.bearer)),
    duty: one.kind,
    since: one.triggeredAt ?? sight.now,
  };
}

/** The page on which a clock of one's own is met; whom a law names and no party here stands for, no relay reaches. */
function doneAt(sources: InboxSources, one: Obligation, stage: Stage | undefined): string {
  const inCase = `/cases/${one.case}`;
  if (isMetBy(sources, one, 'release')) return one.addressee === null ? `${inCase}#clocks` : `${inCase}/relay`;
  const opener = one.restsOn[0];
  if (isMetBy(sources, one, 'acknowledgement') && opener !== undefined) return `/statements/${opener}`;
  const isFiled = stage !== undefined && 'filing' in stage.met_by && one.regime !== OWN_PROMISE;
  if (!isFiled || !sources.mayFile) return `${inCase}#clocks`;
  if (stage.bearer === 'declarer') return `/report-once/${one.case}/${one.regime}/${one.stage}`;
  const query = new URLSearchParams({ regime: one.regime, stage: one.stage, bearer: one.bearer });
  return `${inCase}/clocks/file?${query.toString()}`;
}

/** The clock that runs out first in a case: what is done there is meant to be done before it. */
function firstDue({ clocks, party }: InboxSources, caseId: string): Obligation | undefined {
  const own = clocks.filter((one) => one.case === caseId && one.bearer === party && one.countdown);
  let first: Obligation | undefined;
  for (const one of own) {
    if (one.dueAt !== null && earlier(first?.dueAt ?? null, one.dueAt) === one.dueAt) first = one;
  }
  return first;
}

type InCase = Pick<
  InboxRow,
  'case' | 'title' | 'about' | 'danger' | 'score' | 'priority' | 'due' | 'look' | 'heldUntil' | 'sureness' | 'duty'
>;

/** What a row has of its case and, where a clock runs for it, of the clock. */
function inCase(sources: InboxSources, caseId: string | null, clock: Obligation | undefined): InCase {
  const { sight, names, person, personName } = sources;
  const summary = caseId === null ? undefined : sight.summary(caseId);
  const worst = sight.severity(caseId);
  return {
    case: summary === undefined ? null : caseId,
    title: caseId === null || summary === undefined ? html`${T.noCase}` : caseTitle(summary, names, caseId),
    about:
      caseId !== null &&
      summary !== undefined &&
      html`${peopleAndStates(summary, names)} ${takenMark(sources.taken.get(caseId), person, personName)}`,
    danger: sight.danger(caseId),
    score: worst?.score ?? null,
    priority: worst?.priority ?? null,
    due: clock === undefined || !clock.countdown ? null : clock.dueAt,
    look: clock === undefined ? 'plain' : lookOf(clock, stateFor(clock, sight.now, sight.viewer), sight.now),
    heldUntil: clock?.held?.until ?? null,
    sureness: clock?.sureness ?? null,
    duty: clock?.kind ?? null,
  };
}
