import type { StageFact } from '#obligations/regimes/facts.ts';
import { accept, type Outcome } from '#outcome.ts';
import { draftsInCase } from '#parties/workspace/draft-list.ts';
import {
  createDraft,
  type DraftContent,
  saveDraft,
  type Workspace,
  type WorkspaceDraft,
} from '#parties/workspace/workspace.ts';
import type { JsonValue } from '#statement/draft.ts';
import { reportDraft, unknownForMissing } from './projection.ts';
import { type StageSight, withAdditions } from './stage-sight.ts';
import { regulatoryReport } from './statements.ts';

/** What a person adds to the facts of the case for this report; kept beside the draft, never signed. */
export type ReportProgress = {
  readonly typed: Readonly<Partial<Record<StageFact, JsonValue>>>;
  readonly omitted: readonly StageFact[];
  readonly secret?: readonly StageFact[];
  readonly preliminary: boolean;
  /** The own report that this one replaces. */
  readonly corrects?: string;
};

const NOTHING_ADDED: ReportProgress = { typed: {}, omitted: [], preliminary: true };

export function progressOf({ progress }: Pick<DraftContent, 'progress'>): ReportProgress {
  return { ...NOTHING_ADDED, ...(progress as Partial<ReportProgress> | undefined) };
}

/** The draft of this stage in the party's workspace, if somebody began one. */
export async function draftOfStage(workspace: Workspace, sight: StageSight): Promise<WorkspaceDraft | undefined> {
  const { declared, stage } = sight;
  const drafts = await draftsInCase(workspace, sight.case);
  return drafts.find(
    ({ type, claims }) =>
      type === regulatoryReport.name && claims.regime === declared.regime.id && claims.stage === stage.id,
  );
}

/** The report as it would be signed now: the case's facts of this moment with what was added to them. */
function contentOf(sight: StageSight, party: string, progress: ReportProgress): DraftContent {
  const projection = withAdditions(sight, progress);
  const { claims, markings } = reportDraft(projection, {
    issuer: party,
    case: sight.case,
    addressees: sight.addressees,
    preliminary: progress.preliminary,
    ...(progress.corrects === undefined ? {} : { corrects: progress.corrects }),
  });
  return {
    claims,
    ...(markings === undefined ? {} : { markings }),
    progress: progress as unknown as Readonly<Record<string, JsonValue>>,
  };
}

/** "I don't know yet" for all that must be answered and is not, on top of what was typed. */
export function admitUnknown(sight: StageSight, progress: ReportProgress): ReportProgress {
  const unknown = unknownForMissing(withAdditions(sight, progress));
  const answered = Object.keys(unknown);
  const omitted = progress.omitted.filter((fact) => !answered.includes(fact));
  return { ...progress, omitted, typed: { ...progress.typed, ...unknown } };
}

/** Saves into the draft that stands, or begins one; `version` is the one that the form was shown from. */
export async function saveReport(
  workspace: Workspace,
  sight: StageSight,
  progress: ReportProgress,
  version: number | null,
  now: Temporal.Instant,
): Promise<Outcome<WorkspaceDraft>> {
  const content = contentOf(sight, workspace.party, progress);
  const known = await draftOfStage(workspace, sight);
  const saved =
    known === undefined
      ? await createDraft(workspace, { type: regulatoryReport.name, case: sight.case, ...content }, now)
      : await saveDraft(workspace, { id: known.id, version: version ?? known.version, ...content }, now);
  return saved.ok ? accept(saved.value) : saved;
}

/** Whether the case says something else by now than this draft was made from. */
export function isStale(draft: WorkspaceDraft, sight: StageSight): boolean {
  const now = contentOf(sight, draft.party, progressOf(draft));
  const text = (content: DraftContent) => JSON.stringify([sorted(content.claims), sorted(content.markings ?? {})]);
  return text(now) !== text(draft);
}

function sorted(record: Readonly<Record<string, unknown>>) {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}
