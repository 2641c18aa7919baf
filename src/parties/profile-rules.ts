import { conflictOf } from '#ledger/conflict-key.ts';
import type { Rule } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { KeyCode, PartyCode } from './codes.ts';
import { textIn } from './draft-claims.ts';
import { pinnedRoot } from './keys/key-view.ts';
import { issuerConflicts, ownStatement, type Standing, standingOf } from './standing.ts';
import { HOST_KINDS, MANDATED_KINDS } from './statements.ts';
import { type Party, partyOf } from './view.ts';

export type ProfileState = Standing & {
  readonly subject: Party | undefined;
  readonly subjectRoot: string | undefined;
  readonly parent: Party | undefined;
};

type Verdict = Outcome<null, PartyCode | KeyCode>;

export const partyProfileRule: Rule<ProfileState> = {
  type: 'party-profile',
  conflictKeys: (draft) => [...issuerConflicts(draft), conflictOf.party(textIn(draft, 'subject') ?? '')],
  load: (reads, drafts) => Promise.all(drafts.map((draft) => profileState(reads, draft))),
  decide: (state, draft, { actor }) =>
    textIn(draft, 'subject') === draft.issuer
      ? firstRefusal([
          () => ownStatement(state, draft, actor),
          () => sameKind(state, draft),
          () => reportsToAuthority(state, draft),
          () => rootAgrees(state, draft),
        ])
      : firstRefusal([
          () => ownStatement(state, draft, actor),
          () => mayDescribe(state),
          () => agreesWithOwnWord(state, draft),
        ]),
};

async function profileState(reads: Connection, draft: Draft): Promise<ProfileState> {
  const subject = textIn(draft, 'subject') ?? '';
  const parent = textIn(draft, 'parent');
  return {
    ...(await standingOf(reads, draft.issuer)),
    subject: await partyOf(reads, subject),
    subjectRoot: await pinnedRoot(reads, subject),
    parent: parent === undefined ? undefined : await partyOf(reads, parent),
  };
}

/** Others rest on what a party is and for which state it speaks; a party that becomes another is founded anew. */
function sameKind({ issuer }: ProfileState, draft: Draft): Verdict {
  if (issuer === undefined || issuer.describedBy !== draft.issuer) return accept(null);
  if (issuer.kind !== draft.claims.kind)
    return refuse('party-kind-fixed', phrase`This party is a ${issuer.kind}.`, 'kind');
  if (issuer.territory === draft.claims.territory) return accept(null);
  return refuse('party-kind-fixed', phrase`This party belongs to ${issuer.territory}.`, 'territory');
}

function reportsToAuthority({ parent }: ProfileState, draft: Draft): Verdict {
  const named = textIn(draft, 'parent');
  if (named === undefined) {
    if (draft.claims.kind !== 'operator') return accept(null);
    return refuse('parent-not-authority', 'An operator names the authority it reports to.', 'parent');
  }
  const isAuthority = parent !== undefined && MANDATED_KINDS.includes(parent.kind);
  if (isAuthority && parent.territory === draft.claims.territory) return accept(null);
  return refuse(
    'parent-not-authority',
    phrase`${named} is not known here as an authority of that state.`,
    'parent',
  );
}

function rootAgrees({ subjectRoot }: ProfileState, draft: Draft): Verdict {
  const root = textIn(draft, 'root');
  if (root === undefined || root === subjectRoot) return accept(null);
  return refuse('root-mismatch', 'This is not the root that the chain of this party starts from.', 'root');
}

function mayDescribe({ issuer }: ProfileState): Verdict {
  if (issuer !== undefined && HOST_KINDS.includes(issuer.kind)) return accept(null);
  return refuse('subject-not-issuer', 'Only an authority or a regional body describes another party.', 'subject');
}

/** Of a party that speaks for itself an authority can only confirm what it says, and vouch for its root. */
function agreesWithOwnWord(state: ProfileState, draft: Draft): Verdict {
  const { subject } = state;
  if (subject === undefined || subject.describedBy !== subject.party) return accept(null);
  const agrees = subject.kind === draft.claims.kind && subject.territory === draft.claims.territory;
  if (!agrees)
    return refuse('party-kind-fixed', phrase`${subject.party} speaks for itself, and says otherwise.`, 'subject');
  return rootAgrees(state, draft);
}
