import type { Actor, Authority, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome } from '#outcome.ts';
import { createDraft, readDraft, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { workspaceTables } from '#parties/workspace/workspace-tables.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';

type Person = Extract<Actor, { kind: 'person' }>;

type DraftServices = {
  readonly connection: Connection;
  readonly ledger: Pick<Ledger, 'now'>;
  readonly authority: Authority;
};

/**
 * Keeps a draft in the party's private workspace and answers with its id. The same draft again, as when an import is
 * run twice, is the draft that is there already, whatever was made of it since.
 */
export async function keepDraft(
  services: DraftServices,
  author: Person,
  roles: ReadonlySet<string>,
  draft: Draft,
): Promise<Outcome<string>> {
  const allowed = services.authority.mayAct(author, roles, 'draft');
  if (!allowed.ok) return allowed;
  const known = await knownDraft(services.connection, author.party, draft);
  if (known !== undefined) return accept(known);
  const { type, case: caseId, claims, markings } = draft;
  const workspace = { connection: services.connection, party: author.party, person: author.person };
  const content = markings === undefined ? { claims } : { claims, markings };
  const kept = await createDraft(workspace, { type, case: caseId, ...content }, services.ledger.now());
  return kept.ok ? accept(kept.value.id) : kept;
}

async function knownDraft(connection: Connection, party: string, draft: Draft): Promise<string | undefined> {
  const rows = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .where('party', '=', party)
    .where('case_id', '=', draft.case)
    .where('type', '=', draft.type)
    .where('state', '!=', 'discarded')
    .select(['id', 'content'])
    .execute();
  const wanted = JSON.stringify(draft.claims);
  return rows.find((row) => JSON.stringify((JSON.parse(row.content) as Pick<Draft, 'claims'>).claims) === wanted)
    ?.id;
}

/** The draft that a party began in a case, in whatever state it is now. */
export async function draftInCase(
  connection: Connection,
  party: string,
  caseId: string,
): Promise<WorkspaceDraft | undefined> {
  const row = await workspaceTables(connection)
    .selectFrom('workspace_draft')
    .select('id')
    .where('party', '=', party)
    .where('case_id', '=', caseId)
    .orderBy('created_at')
    .executeTakeFirst();
  const read = row === undefined ? undefined : await readDraft({ connection, party }, row.id);
  return read?.ok ? read.value : undefined;
}
