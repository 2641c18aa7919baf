import { accept, type Outcome, refuse } from '#outcome.ts';
import { heldBy, mayTakePlaces, senderTag } from '#parties/places.ts';
import { mandatesOf } from '#parties/view.ts';
import { type Call, writeDownCall } from '#parties/workspace/telephone.ts';
import { createDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import { caseIdFrom } from '#statement/case-id.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import { ALERT_QUESTIONS, alertDraft, type Claims } from './alert-questions.ts';
import { draftInCase } from './draft-keeping.ts';

const OFFICERS_TOLD = 8;
/** Unread ones of a party, shared out by sender; more would crowd out the drafts of its own persons. */
export const UNSIGNED_WAITING_MOST = 500;

/** How a report without a signature came: typed into this node's own form, or in a sealed file. */
export type UnsignedWay = 'form' | 'file';

/** What the duty officer has to know of how it came. */
export type Remark =
  /** The device's clock was wrong, so no time the report names can be relied on. */
  | { readonly kind: 'device-clock'; readonly at: string }
  /** This claim named a time that had not come yet, and is recorded as not known. */
  | { readonly kind: 'future'; readonly claim: string; readonly at: string }
  /** Something did not fit its question; it stands here as it was typed. */
  | { readonly kind: 'unread'; readonly question: string; readonly why: string; readonly typed: string };

export type Unsigned = {
  /** The same id again is the same report. */
  readonly id: string;
  readonly way: UnsignedWay;
  readonly answers: Claims;
  readonly answered: readonly string[];
  readonly caller: Call['caller'];
  readonly remarks: readonly Remark[];
  /** From which address it came; only its tag is kept. */
  readonly client: string;
};

/**
 * A report by somebody who cannot sign becomes a draft of the authority it is made to, for its duty officer: of lower
 * assurance, as a call is. Whoever reported is named to the duty officers alone. The same report again is the draft
 * that is there already, whatever was made of it since.
 */
export function keepUnsigned(
  connection: Connection,
  party: string,
  report: Unsigned,
  now: Temporal.Instant,
): Promise<Outcome<WorkspaceDraft>> {
  const caseId = caseIdFrom(`unsigned report ${party} ${report.id}`);
  const running = keeping.get(caseId);
  if (running !== undefined) return running;
  const kept = keepOnce(connection, party, caseId, report, now).finally(() => keeping.delete(caseId));
  keeping.set(caseId, kept);
  return kept;
}

/** Of two that come at the same moment, the second waits for the first. */
const keeping = new Map<string, Promise<Outcome<WorkspaceDraft>>>();

async function keepOnce(
  connection: Connection,
  party: string,
  caseId: string,
  report: Unsigned,
  now: Temporal.Instant,
): Promise<Outcome<WorkspaceDraft>> {
  const known = await draftInCase(connection, party, caseId);
  if (known !== undefined) return accept(known);
  const cameFrom = senderTag(report.client);
  const room = await placeFor(connection, party, cameFrom);
  if (!room.ok) return room;
  const { claims } = alertDraft(report.answers, { issuer: party, case: caseId, preliminary: true });
  const [officer, ...others] = await dutyOfficers(connection, party, now);
  if (officer === undefined) {
    return refuse(
      'nobody-on-duty',
      `Nobody of ${party} takes reports here: call, or report to another authority.`,
    );
  }
  const call: Call = {
    caller: report.caller,
    callBack: 'not-done',
    readBack: false,
    takenAt: now,
    alsoFor: others,
  };
  const progress: Record<string, JsonValue> = {
    answered: report.answered.filter((id) => ALERT_QUESTIONS.some((question) => question.id === id)),
    unsigned: report.way,
    remarks: report.remarks.map((remark) => ({ ...remark })),
  };
  const written = writeDownCall(officer, call, { claims, progress });
  if (!written.ok) return written;
  const content = { ...written.value, claims: { ...written.value.claims, via: report.way } };
  return createDraft(
    { connection, party, person: officer },
    { type: 'incident-alert', case: caseId, cameBy: 'unsigned', cameFrom, ...content },
    now,
  );
}

async function placeFor(connection: Connection, party: string, sender: string): Promise<Outcome<null>> {
  const rows = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .select(['came_from as sender', ({ fn }) => fn.countAll<number>().as('count')])
    .where('party', '=', party)
    .where('state', '=', 'open')
    .where('came_by', '=', 'unsigned')
    .groupBy('came_from')
    .execute();
  if (mayTakePlaces(heldBy(rows), sender, UNSIGNED_WAITING_MOST)) return accept(null);
  return refuse(
    'too-many-unsigned',
    'Too many reports without a signature wait to be read, from here or in all: call the number of the authority.',
  );
}

/** Who may know who reported. */
async function dutyOfficers(
  connection: Connection,
  party: string,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const mandates = await mandatesOf(connection, party, now);
  const officers = mandates.filter(({ roles }) => roles.includes('duty-officer')).map(({ person }) => person);
  return [...new Set(officers)].slice(0, OFFICERS_TOLD);
}
