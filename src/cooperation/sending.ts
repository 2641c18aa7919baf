import { keptBack } from '#federation/given-claims.ts';
import type { Authority, Ledger } from '#ledger/contract.ts';
import { accept, type Outcome, refuse } from '#outcome.ts';
import { mandatesOf, partyOf } from '#parties/view.ts';
import { alongOf, recipientAlong, sendsExactly } from '#parties/workspace/along.ts';
import { proposeDraft, type Seen, submitDraft, submitWithAlong } from '#parties/workspace/approval.ts';
import { createDraft, readDraft, type Workspace, type WorkspaceDraft } from '#parties/workspace/workspace.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import type { CooperationCode } from './codes.ts';
import { dryRun } from './dry-run.ts';
import { COOPERATION_TRAITS, TYPE_BY_NAME } from './statements.ts';
import { tellingOfTeam } from './team-telling.ts';

/** Claims that tell where a statement belongs; a receiver needs them whatever else is withheld. */
const WHERE_IT_BELONGS = ['iat', 'case', 'number', 'case_number'] as const;

/** What is given to whom once a second person has approved; nobody for what a party keeps to itself. */
export type SendingPlan = {
  /** Null where the draft itself is the statement that is to be given. */
  readonly target: string | null;
  readonly recipients: readonly string[];
  readonly claims: readonly string[];
  readonly channel: string;
  readonly crossing?: string;
  readonly under?: string;
  readonly delete_by?: string;
};

/** What somebody wants to say: person, name and addressee are filled in from who asks and whom it is for. */
export type Wish = {
  readonly type: string;
  readonly case?: string;
  readonly claims: Readonly<Record<string, JsonValue>>;
  /** Left out: the addressee the claims name, and the other members of a joint team. */
  readonly recipients?: readonly string[];
  readonly under?: string;
  readonly delete_by?: string;
};

export type Sender = {
  readonly workspace: Workspace;
  readonly ledger: Ledger;
  readonly authority: Authority;
  /** Of the API token it is done with; a person who signed in has none. */
  readonly scopes?: readonly string[] | undefined;
};

/** Claims completed with who speaks: a person signs in as somebody, and need not type it. */
async function completed({ workspace, ledger }: Sender, wish: Wish): Promise<Draft['claims']> {
  const { claims } = wish;
  const type = TYPE_BY_NAME.get(wish.type);
  const person = claims.person ?? workspace.person;
  const mandates = await mandatesOf(workspace.connection, workspace.party, ledger.now());
  const name = mandates.find((mandate) => mandate.person === person)?.name ?? null;
  const to = typeof claims.to === 'string' ? await partyOf(workspace.connection, claims.to) : undefined;
  const state = type?.claims.to_state !== undefined && claims.to_state === undefined ? to?.territory : undefined;
  return {
    ...claims,
    person,
    ...(claims.person_name === undefined && name !== null ? { person_name: name } : {}),
    ...(state === undefined ? {} : { to_state: state }),
  };
}

/** Names of the claims that the other side gets: all but what stays in the state, or off the record. */
export function givenClaims(type: string, claims: Draft['claims']): readonly string[] {
  const said = new Map(Object.entries(claims).map(([name, value]) => [name, { value }]));
  const kept = keptBack(COOPERATION_TRAITS, type, said);
  return Object.keys(claims).filter((name) => !kept.has(name));
}

function planFor(wish: Wish, claims: Draft['claims']): SendingPlan {
  const { stays } = COOPERATION_TRAITS.type(wish.type);
  const addressee = typeof claims.to === 'string' ? [claims.to] : [];
  return {
    target: null,
    recipients: stays !== undefined ? [] : (wish.recipients ?? addressee),
    claims: givenClaims(wish.type, claims),
    channel: typeof claims.channel === 'string' ? claims.channel : 'csirt',
    ...(typeof claims.crossing === 'string' ? { crossing: claims.crossing } : {}),
    ...(wish.under === undefined ? {} : { under: wish.under }),
    ...(wish.delete_by === undefined ? {} : { delete_by: wish.delete_by }),
  };
}

/** Keeps a wish as a draft with its plan, open; nothing is signed and nobody is asked yet. */
export async function keepWish(sender: Sender, wish: Wish): Promise<Outcome<WorkspaceDraft>> {
  if (!TYPE_BY_NAME.has(wish.type)) return typeUnknown(wish.type);
  const claims = await completed(sender, wish);
  const { workspace, ledger } = sender;
  const said = { type: wish.type, issuer: workspace.party, case: wish.case ?? crypto.randomUUID(), claims };
  const tried = await dryRun(workspace.connection, said, workspace, ledger.now());
  if (!tried.ok) return tried;
  const whole = { ...(await tellingOfTeam(workspace.connection, said)), ...wish };
  return keepPlanned(sender, { type: wish.type, claims, case: said.case }, planFor(whole, claims));
}

/** A statement that stands already, given in another room or to another party: the decision to cross is the release. */
export async function keepCrossing(
  sender: Sender,
  given: { readonly target: string; readonly case: string; readonly names: readonly string[] },
  plan: Omit<SendingPlan, 'target' | 'claims'>,
): Promise<Outcome<WorkspaceDraft>> {
  const whole: SendingPlan = { ...plan, target: given.target, claims: given.names };
  const [first] = plan.recipients;
  if (first === undefined) return refuse('nothing-to-send', 'Name the party that is to have it.', 'to');
  const { claims } = releaseDraft({ party: sender.workspace.party, case: given.case }, whole, given.target, first);
  return keepPlanned(sender, { type: 'release', claims, case: given.case }, whole);
}

async function keepPlanned(
  { workspace, ledger }: Sender,
  draft: { readonly type: string; readonly claims: Draft['claims']; readonly case: string },
  plan: SendingPlan,
): Promise<Outcome<WorkspaceDraft>> {
  const progress = { cooperation: plan as unknown as JsonValue };
  const along = alongOf(plan, (to) =>
    releaseDraft({ party: workspace.party, case: draft.case }, plan, plan.target, to),
  );
  return createDraft(workspace, { ...draft, ...(along === undefined ? {} : { along }), progress }, ledger.now());
}

export type Proposed =
  | { readonly signed: string; readonly case: string }
  | { readonly draft: string; readonly version: number; readonly case: string };

/** Signs at once what a party records for itself alone; everything else waits for a second person. */
export async function proposeSending(sender: Sender, draft: WorkspaceDraft): Promise<Outcome<Proposed>> {
  const { workspace, ledger, authority } = sender;
  const plan = planOf(draft);
  if (plan === undefined) return notOurs;
  const needed = authority.act(`author:${draft.type}`)?.approvals?.count ?? 0;
  const seen = { id: draft.id, version: draft.version };
  if (needed === 0 && plan.recipients.length === 0) {
    const signed = await submitDraft(workspace, ledger, actorOf(sender, workspace.person), seen);
    return signed.ok ? accept({ signed: signed.value.digest, case: draft.case }) : signed;
  }
  const proposed = await proposeDraft(workspace, seen, ledger.now());
  if (!proposed.ok) return proposed;
  return accept({ draft: proposed.value.id, version: proposed.value.version, case: draft.case });
}

/**
 * The plan that a workspace draft carries, undefined when it belongs to another room: what goes along with the draft,
 * and so is approved with it, is exactly what the plan says.
 */
export function planOf(
  draft: Pick<WorkspaceDraft, 'progress' | 'along' | 'claims' | 'party' | 'case'>,
): SendingPlan | undefined {
  const plan = draft.progress?.cooperation as unknown as SendingPlan | undefined;
  if (plan === undefined || !Array.isArray(plan.recipients) || !Array.isArray(plan.claims)) return undefined;
  return sendsExactly(draft, plan, (to) => releaseDraft(draft, plan, plan.target, to)) ? plan : undefined;
}

export function releaseDraft(
  { party, case: caseId }: Pick<WorkspaceDraft, 'party' | 'case'>,
  plan: SendingPlan,
  target: string | null,
  to: string,
): Draft {
  const { channel, crossing, under, delete_by } = plan;
  const claims = {
    ...(target === null ? {} : { target }),
    to,
    claims: [...WHERE_IT_BELONGS, ...plan.claims],
    channel,
    hides_victim: true,
    ...(crossing === undefined ? {} : { crossing }),
    ...(under === undefined ? {} : { under }),
    ...(delete_by === undefined ? {} : { delete_by }),
  };
  return { type: 'release', issuer: party, case: caseId, claims };
}

export type Sent = {
  readonly target: string;
  readonly case: string;
  /** Recipients whose release the ledger refused, with its sentence; sending again tries them again. */
  readonly refused: ReadonlyMap<string, string>;
};

/**
 * Signs what was approved and gives it to each recipient, in the name of whoever proposed it and with the approvals it
 * got. Each step has its own key, so that doing it again after a crash signs nothing twice.
 */
export async function sendApproved(sender: Sender, seen: Seen): Promise<Outcome<Sent>> {
  const { workspace, ledger } = sender;
  const read = await readDraft(workspace, seen.id);
  if (!read.ok) return read;
  const draft = read.value;
  const plan = planOf(draft);
  if (plan === undefined || draft.proposedBy === null) return notOurs;
  const actor = actorOf(sender, draft.proposedBy);
  const sent = await submitWithAlong(workspace, ledger, actor, seen);
  if (!sent.ok) return sent;
  const refused = [...sent.value.refused].map(
    ([at, { sentence }]) => [recipientAlong(draft, at), sentence] as const,
  );
  return accept({ target: plan.target ?? sent.value.signed.digest, case: draft.case, refused: new Map(refused) });
}

/** Whoever acts through a token does so within its scopes, also for a colleague's draft. */
function actorOf({ workspace, scopes }: Sender, person: string) {
  const actor = { kind: 'person', person, party: workspace.party } as const;
  return scopes === undefined ? actor : { ...actor, scopes };
}

const notOurs = refuse<CooperationCode>(
  'not-a-cooperation-draft',
  'This draft is not one of the cooperation room, or was never proposed.',
);

function typeUnknown(type: string) {
  return refuse<CooperationCode>(
    'type-unknown',
    `States say nothing of the kind "${type}" to each other.`,
    'type',
  );
}
