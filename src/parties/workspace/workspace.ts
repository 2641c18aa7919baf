import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { accept, type Outcome, refuse } from '#outcome.ts';
import type { WorkspaceCode } from '#parties/codes.ts';
import { heldBy, mayTakePlaces } from '#parties/places.ts';
import { newSpokenCode, spokenCode } from '#parties/secret.ts';
import { primitives } from '#primitives';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { Connection } from '#store/connection.ts';
import { fromMicroseconds, toMicroseconds } from '#store/instant.ts';
import {
  type CameBy,
  type DraftState,
  UNFINISHED,
  type WorkspaceTables,
  workspaceTables,
} from './workspace-tables.ts';

export const DRAFT_BYTES_MOST = 262_144;
/** Of a party's own, shared out by who began them; what strangers hand in has places of its own at its door. */
export const DRAFTS_OPEN_MOST = 4_000;
/** 50 random bits; a code opens a draft only for whoever is signed in for its party. */
const CODE_GROUPS = 2;

/** A further statement, mostly a release. */
export type Along = { readonly type: string; readonly claims: Readonly<Record<string, JsonValue>> };

/** What a draft holds: claims and markings as they will be said, and how far a form was filled in. */
export type DraftContent = {
  readonly claims: Readonly<Record<string, JsonValue>>;
  readonly markings?: Readonly<Record<string, Partial<Marking>>>;
  /** What is sent with it, and approved with it; the claim `target` left out means the statement that the draft becomes. */
  readonly along?: readonly Along[];
  /** The form's own notes, as which questions were answered; never signed. */
  readonly progress?: Readonly<Record<string, JsonValue>>;
};

/** A draft in a party's private workspace: outside the log, seen by that party's persons only. */
export type WorkspaceDraft = DraftContent & {
  readonly id: string;
  readonly party: string;
  readonly case: string;
  /** What a person reads out or types to come back to it. */
  readonly code: string;
  readonly type: string;
  /** Rises with each save: whoever saves names the one they read, so that two tabs do not overwrite each other. */
  readonly version: number;
  readonly state: DraftState;
  readonly cameBy: CameBy;
  readonly createdBy: string;
  readonly updatedBy: string;
  readonly proposedBy: string | null;
  /** Hash over all that would be sent: the statement and what goes along. An approval is of exactly that. */
  readonly covers: string;
  readonly approvedBy: readonly string[];
  readonly declinedBecause: string | null;
  /** Digest of the statement it became. */
  readonly digest: string | null;
  readonly updatedAt: Temporal.Instant;
};

type Row = WorkspaceTables['workspace_draft'];
/** Who works on which party's drafts. */
export type Workspace = { readonly connection: Connection; readonly party: string; readonly person: string };

export type WantedDraft = DraftContent & {
  readonly type: string;
  readonly case?: string;
  readonly cameBy?: CameBy;
  /** The tag of the stranger who handed it in. */
  readonly cameFrom?: string;
};

export async function createDraft(
  workspace: Workspace,
  wanted: WantedDraft,
  now: Temporal.Instant,
): Promise<Outcome<WorkspaceDraft, WorkspaceCode>> {
  const { type, case: caseId, cameBy = 'desk', cameFrom = null, ...content } = wanted;
  const written = write(content);
  if (!written.ok) return written;
  const drafts = workspaceTables(workspace.connection);
  if (cameBy === 'desk') {
    const room = await placeAt(workspace);
    if (!room.ok) return room;
  }
  const row: Row = {
    id: randomUUIDv7(),
    party: workspace.party,
    case_id: caseId ?? randomUUID(),
    code: newSpokenCode(CODE_GROUPS),
    type,
    content: written.value,
    version: 1,
    state: 'open',
    created_by: workspace.person,
    updated_by: workspace.person,
    proposed_by: null,
    declined_because: null,
    digest: null,
    created_at: toMicroseconds(now),
    updated_at: toMicroseconds(now),
    came_by: cameBy,
    came_from: cameFrom,
  };
  await drafts.insertInto('workspace_draft').values(row).execute();
  return accept(draftOf(row, []));
}

async function placeAt({ connection, party, person }: Workspace): Promise<Outcome<null, WorkspaceCode>> {
  const rows = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .select(['created_by as sender', ({ fn }) => fn.countAll<number>().as('count')])
    .where('party', '=', party)
    .where('came_by', '=', 'desk')
    .where('state', 'in', UNFINISHED)
    .groupBy('created_by')
    .execute();
  const held = heldBy(rows);
  if (mayTakePlaces(held, person, DRAFTS_OPEN_MOST)) return accept(null);
  const own = held.get(person) ?? 0;
  const sentence = `Of ${DRAFTS_OPEN_MOST} places for open drafts of your party, ${own} are yours: submit or discard some first.`;
  return refuse('too-many-drafts', sentence);
}

/** Saves what was typed; refused when somebody (another tab, another person) saved since `version` was read. */
export async function saveDraft(
  workspace: Workspace,
  saved: DraftContent & { readonly id: string; readonly version: number },
  now: Temporal.Instant,
): Promise<Outcome<WorkspaceDraft, WorkspaceCode>> {
  const { id, version, ...content } = saved;
  const written = write(content);
  if (!written.ok) return written;
  const row = await workspaceTables(workspace.connection)
    .updateTable('workspace_draft')
    .set({
      content: written.value,
      version: version + 1,
      updated_by: workspace.person,
      updated_at: toMicroseconds(now),
    })
    .where('id', '=', id)
    .where('party', '=', workspace.party)
    .where('version', '=', version)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? whyNotWritten(workspace, id, version) : accept(draftOf(row, []));
}

/** A draft by its id, only for its own party. */
export async function readDraft(
  { connection, party }: Pick<Workspace, 'connection' | 'party'>,
  id: string,
): Promise<Outcome<WorkspaceDraft, WorkspaceCode>> {
  return readWhere(connection, party, 'id', id);
}

/** A draft by the code its author noted down; read leniently, as codes are spoken and typed. */
export async function resumeDraft(
  { connection, party }: Pick<Workspace, 'connection' | 'party'>,
  code: string,
): Promise<Outcome<WorkspaceDraft, WorkspaceCode>> {
  return readWhere(connection, party, 'code', spokenCode(code));
}

/** Throws away what was typed; the row stays without its content, so that the code tells what became of it. */
export async function discardDraft(
  workspace: Workspace,
  id: string,
  version: number,
  now: Temporal.Instant,
): Promise<Outcome<null, WorkspaceCode>> {
  const gone = await workspaceTables(workspace.connection)
    .updateTable('workspace_draft')
    .set({
      state: 'discarded',
      content: '{"claims":{}}',
      version: version + 1,
      updated_by: workspace.person,
      updated_at: toMicroseconds(now),
    })
    .where('id', '=', id)
    .where('party', '=', workspace.party)
    .where('version', '=', version)
    .where('state', 'in', ['open', 'declined'])
    .executeTakeFirst();
  return gone.numUpdatedRows > 0n ? accept(null) : whyNotWritten(workspace, id, version);
}

/** Why a write that named id, version and state touched no row. */
export async function whyNotWritten(
  { connection, party }: Pick<Workspace, 'connection' | 'party'>,
  id: string,
  version: number,
): Promise<{ readonly ok: false; readonly refusal: { code: WorkspaceCode; sentence: string; place?: string } }> {
  const found = await readDraft({ connection, party }, id);
  if (!found.ok) return found;
  const { state, version: current, updatedBy } = found.value;
  if (state === 'submitted')
    return refuse('draft-already-submitted', 'This draft was signed and logged already.', 'id');
  if (current !== version) {
    const sentence = `${updatedBy} saved this draft meanwhile (version ${current}). Read that first; what you typed is not lost.`;
    return refuse('version-conflict', sentence, 'version');
  }
  return refuse('draft-not-open', `This draft is ${state}: take it back into work before you change it.`, 'id');
}

async function readWhere(
  connection: Connection,
  party: string,
  column: 'id' | 'code',
  value: string,
): Promise<Outcome<WorkspaceDraft, WorkspaceCode>> {
  const row = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .selectAll()
    .where(column, '=', value)
    .where('party', '=', party)
    .executeTakeFirst();
  if (row === undefined) return refuse('draft-not-found', 'Your party has no such draft.', column);
  return accept(draftOf(row, await approversOf(connection, row)));
}

export async function approversOf(connection: Connection, row: Row): Promise<readonly string[]> {
  const approvals = await workspaceTables(connection)
    .selectFrom('workspace_approval')
    .select(['person', 'covers'])
    .where('draft', '=', row.id)
    .where('version', '=', row.version)
    .orderBy('approved_at')
    .execute();
  const { along } = contentOf(row);
  const whole = coversOf(row);
  // Approvals from before hashes were kept are of a draft that sends itself alone.
  return approvals
    .filter(({ covers }) => covers === whole || (covers === null && along === undefined))
    .map(({ person }) => person);
}

function contentOf({ content }: Pick<Row, 'content'>): DraftContent {
  return JSON.parse(content) as DraftContent;
}

/** Not over the form's notes, which nothing is sent by. */
function coversOf(row: Row): string {
  const { claims, markings, along } = contentOf(row);
  const sent = [row.type, row.party, row.case_id, claims, markings ?? {}, along ?? []];
  return primitives.sha256Base64url(JSON.stringify(sent));
}

function write({ claims, markings, along, progress }: DraftContent): Outcome<string, WorkspaceCode> {
  const text = JSON.stringify({ claims, markings, along, progress });
  if (new TextEncoder().encode(text).length <= DRAFT_BYTES_MOST) return accept(text);
  return refuse('draft-too-large', `A draft holds at most ${DRAFT_BYTES_MOST} bytes.`, 'claims');
}

export function draftOf(row: Row, approvedBy: readonly string[]): WorkspaceDraft {
  return {
    ...contentOf(row),
    covers: coversOf(row),
    id: row.id,
    party: row.party,
    case: row.case_id,
    code: row.code,
    type: row.type,
    version: row.version,
    state: row.state,
    cameBy: row.came_by ?? 'desk',
    createdBy: row.created_by,
    updatedBy: row.updated_by,
    proposedBy: row.proposed_by,
    approvedBy,
    declinedBecause: row.declined_because,
    digest: row.digest,
    updatedAt: fromMicroseconds(row.updated_at),
  };
}
