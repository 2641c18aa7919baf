import { ALERT_QUESTIONS, alertDraft, type Claims } from '#incidents/form/alert-questions.ts';
import type { Remark, UnsignedWay } from '#incidents/form/unsigned.ts';
import type { Facts } from '#obligations/finder/verdict.ts';
import type { Outcome } from '#outcome.ts';
import { type DraftContent, readDraft, saveDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Fields } from '#site/form-body.ts';
import { type PageServices, type Person, workspaceOf } from '#site/services.ts';
import type { JsonValue } from '#statement/draft.ts';
import { USES, type Use } from '#statement/marking.ts';

/** Whoever writes in a draft, signed in or not. */
type Writer = Pick<Person, 'party' | 'person'>;

/** What the form itself remembers of an alert, beside the claims; never signed. */
export type AlertProgress = {
  /** Questions that were answered, be it by "I don't know yet". */
  readonly answered: readonly string[];
  /** The page about recipients and protection was seen and saved. */
  readonly addressed: boolean;
  readonly uses: readonly Use[];
  readonly preliminary: boolean;
  readonly contact: Readonly<Record<string, string>>;
  /** What a link or a mail proposed, by field; shown in questions not answered yet, and never said by itself. */
  readonly proposed?: Fields;
  readonly proposedBy?: 'link' | 'mail';
  /** How it came, where nobody signed it; of lower assurance. */
  readonly unsigned?: UnsignedWay;
  readonly remarks?: readonly Remark[];
  /** What the duty finder was told beside the answers. */
  readonly finder?: Facts;
  /** IANA zone that deadlines are shown in beside UTC. */
  readonly zone?: string;
};

const NOTHING_YET: AlertProgress = {
  answered: [],
  addressed: false,
  uses: ['mitigation'],
  preliminary: true,
  contact: {},
};

export function progressOf({ progress }: Pick<DraftContent, 'progress'>): AlertProgress {
  return { ...NOTHING_YET, ...(progress as Partial<AlertProgress> | undefined) };
}

/** A new draft's progress, with what somebody else proposes for its answers. */
export function proposing(proposed: Fields, proposedBy: 'link' | 'mail'): AlertProgress {
  return Object.keys(proposed).length === 0 ? NOTHING_YET : { ...NOTHING_YET, proposed, proposedBy };
}

/** The answers given so far; what stands in the draft for an unanswered question is not one. */
export function answersOf(draft: WorkspaceDraft): Claims {
  const { answered } = progressOf(draft);
  const names = ALERT_QUESTIONS.filter(({ id }) => answered.includes(id)).flatMap(({ claims }) => claims);
  return Object.fromEntries(Object.entries(draft.claims).filter(([name]) => names.includes(name)));
}

/** The draft's content for these answers: complete at any moment, with "not known yet" where nothing was said. */
export function contentFor(
  draft: Pick<WorkspaceDraft, 'party' | 'case' | 'claims'>,
  answers: Claims,
  progress: AlertProgress,
  authority: string | null,
): DraftContent {
  const { claims, markings } = alertDraft(answers, {
    issuer: draft.party,
    case: draft.case,
    ...(authority === null ? {} : { reportedTo: authority }),
    preliminary: progress.preliminary,
    uses: progress.uses,
    ...(Object.keys(progress.contact).length === 0 ? {} : { contact: progress.contact }),
  });
  return {
    claims: { ...carried(draft.claims), ...claims },
    ...(markings === undefined ? {} : { markings: markings }),
    progress: progress as unknown as Readonly<Record<string, JsonValue>>,
  };
}

/** Claims of a report by telephone or mail, which no question asks for again. */
const CARRIED: readonly string[] = ['via', 'caller', 'call_back', 'read_back', 'taken_at', 'source_reference'];

function carried(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => CARRIED.includes(name)));
}

/** The draft with the zone its times were typed in, in which deadlines are shown too. */
export function withZone(draft: WorkspaceDraft, zone: string): WorkspaceDraft {
  return { ...draft, progress: { ...draft.progress, zone } };
}

/** Saves one question's answer over whatever was answered before. */
export async function saveAnswer(
  services: PageServices,
  person: Writer,
  draft: WorkspaceDraft,
  version: number,
  question: string,
  answer: Claims,
): Promise<Outcome<WorkspaceDraft>> {
  const replaced = ALERT_QUESTIONS.find(({ id }) => id === question)?.claims ?? [];
  const kept = Object.entries(answersOf(draft)).filter(([name]) => !replaced.includes(name));
  const progress = progressOf(draft);
  const answered = [...new Set([...progress.answered, question])];
  const answers = { ...Object.fromEntries(kept), ...answer };
  return save(services, person, draft, version, answers, { ...progress, answered });
}

export async function save(
  services: PageServices,
  person: Writer,
  draft: WorkspaceDraft,
  version: number,
  answers: Claims,
  progress: AlertProgress,
): Promise<Outcome<WorkspaceDraft>> {
  const content = withCallMarkings(
    draft,
    contentFor(draft, answers, progress, await authorityFor(services, person.party)),
  );
  return saveDraft(workspaceOf(services, person), { id: draft.id, version, ...content }, services.ledger.now());
}

/** Who may see the caller was decided when the call was taken; later answers leave it alone. */
function withCallMarkings(draft: WorkspaceDraft, content: DraftContent): DraftContent {
  const caller = draft.markings?.caller;
  return caller === undefined ? content : { ...content, markings: { ...content.markings, caller } };
}

/** The authority this party reports to, as its profile names it. */
export async function authorityFor(services: PageServices, party: string): Promise<string | null> {
  return (await services.partyNames()).parties.get(party)?.parent ?? null;
}

export async function alertOf(
  services: PageServices,
  person: Writer,
  id: string,
): Promise<Outcome<WorkspaceDraft>> {
  return readDraft(workspaceOf(services, person), id);
}

export function isUse(value: string): value is Use {
  return (USES as readonly string[]).includes(value);
}
