import { type ConflictKey, conflictKind } from '#ledger/conflict-key.ts';
import type { Rule } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, refuse } from '#outcome.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { PartyCode } from './codes.ts';
import { instantIn, textIn, textsIn } from './draft-claims.ts';
import { issuerConflicts, ownStatement, type Standing, standingOf } from './standing.ts';
import { partyTables } from './tables.ts';
import { type Party, partyOf } from './view.ts';

type Verdict = Outcome<null, PartyCode>;

/** The texts of a community in the order this node read them; its keeper is whoever stated the first. */
export type CommunityState = {
  readonly texts: readonly {
    readonly digest: string;
    readonly issuer: string;
    readonly members: readonly string[];
  }[];
};

export const agreementRule: Rule<CommunityState> = {
  type: 'agreement',
  conflictKeys: communityConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => communityState(reads, draft))),
  decide: (state, draft) =>
    firstRefusal([
      () => inItsCase(draft),
      () => ofItsKeeper(state, draft),
      () => namesItsKeeper(draft),
      () => realMoment(draft),
    ]),
};

export const accessionRule: Rule<CommunityState> = {
  type: 'accession',
  conflictKeys: communityConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => communityState(reads, draft))),
  decide: (state, draft) =>
    firstRefusal([
      () => inItsCase(draft),
      () => spokenByMember(draft),
      () => namedInText(state, draft),
      () => realMoment(draft),
    ]),
};

export type ServiceState = Standing & { readonly served: Party | undefined };

export const serviceRelationRule: Rule<ServiceState> = {
  type: 'service-relation',
  conflictKeys: issuerConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => serviceState(reads, draft))),
  decide: (state, draft, { actor }) =>
    firstRefusal([
      () => ownStatement(state, draft, actor),
      () => servesItself(draft),
      () => realMoment(draft),
      () => servedIsKnown(state, draft),
    ]),
};

export type ContactState = Standing & { readonly party: Party | undefined; readonly entryOf: string | undefined };

export const contactPointRule: Rule<ContactState> = {
  type: 'contact-point',
  conflictKeys: issuerConflicts,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => contactState(reads, draft))),
  decide: (state, draft, { actor }) =>
    firstRefusal([
      () => ownStatement(state, draft, actor),
      () => reachesItsOwn(state, draft),
      () => sameEntry(state, draft),
      () => realMoment(draft),
    ]),
};

const community = conflictKind<[id: string]>('community');

function communityConflicts(draft: Draft): readonly ConflictKey[] {
  return [community(textIn(draft, 'community') ?? '')];
}

async function communityState(reads: Connection, draft: Draft): Promise<CommunityState> {
  const rows = await partyTables(reads)
    .selectFrom('party_agreement')
    .select(['digest', 'issuer', 'members'])
    .where('community', '=', textIn(draft, 'community') ?? '')
    .orderBy('arrival')
    .execute();
  return {
    texts: rows.map(({ digest, issuer, members }) => ({
      digest,
      issuer,
      members: members === null ? [] : (JSON.parse(members) as string[]),
    })),
  };
}

async function serviceState(reads: Connection, draft: Draft): Promise<ServiceState> {
  const served = await partyOf(reads, textIn(draft, 'serves') ?? '');
  return { ...(await standingOf(reads, draft.issuer)), served };
}

async function contactState(reads: Connection, draft: Draft): Promise<ContactState> {
  const entry = await partyTables(reads)
    .selectFrom('party_contact_point')
    .select(['party', 'issuer'])
    .where('contact', '=', textIn(draft, 'contact') ?? '')
    .orderBy('arrival')
    .executeTakeFirst();
  return {
    ...(await standingOf(reads, draft.issuer)),
    party: await partyOf(reads, textIn(draft, 'party') ?? ''),
    entryOf: entry === undefined ? undefined : `${entry.issuer} ${entry.party}`,
  };
}

/** The thread of a community is a case of its own, under the community's identifier. */
function inItsCase(draft: Draft): Verdict {
  if (draft.case === textIn(draft, 'community')) return accept(null);
  return refuse('wrong-case', 'What concerns a community stands in the case of the same identifier.', 'case');
}

function ofItsKeeper({ texts }: CommunityState, draft: Draft): Verdict {
  const keeper = texts[0]?.issuer ?? draft.issuer;
  if (keeper === draft.issuer) return accept(null);
  return refuse(
    'community-of-another',
    `Only ${keeper}, which keeps this agreement, changes its text.`,
    'community',
  );
}

function namesItsKeeper(draft: Draft): Verdict {
  if (textsIn(draft, 'members').includes(draft.issuer)) return accept(null);
  return refuse('not-named-in-agreement', 'The party that keeps an agreement is one of its members.', 'members');
}

function spokenByMember(draft: Draft): Verdict {
  if (textIn(draft, 'member') === draft.issuer) return accept(null);
  return refuse('subject-not-issuer', 'A party accedes for itself only.', 'member');
}

function namedInText({ texts }: CommunityState, draft: Draft): Verdict {
  const keeper = texts[0]?.issuer;
  const current = texts.findLast((text) => text.issuer === keeper);
  if (current === undefined)
    return refuse('community-unknown', 'No agreement of this community is held here.', 'community');
  if (current.digest !== textIn(draft, 'agreement')) {
    return refuse(
      'community-unknown',
      `The text in force is ${current.digest}: read it, then accede to it.`,
      'agreement',
    );
  }
  if (current.members.includes(draft.issuer)) return accept(null);
  return refuse('not-named-in-agreement', 'The text in force does not name this party.', 'member');
}

function servesItself(draft: Draft): Verdict {
  if (textIn(draft, 'party') !== draft.issuer) {
    return refuse('subject-not-issuer', 'Whoever serves says so itself.', 'party');
  }
  if (textIn(draft, 'serves') !== draft.issuer) return accept(null);
  return refuse('subject-not-issuer', 'A party does not serve itself.', 'serves');
}

function servedIsKnown({ served }: ServiceState, draft: Draft): Verdict {
  if (served !== undefined) return accept(null);
  return refuse('party-not-found', `${textIn(draft, 'serves')} is not known here.`, 'serves');
}

function reachesItsOwn({ party }: ContactState, draft: Draft): Verdict {
  const named = textIn(draft, 'party');
  if (named === draft.issuer) return accept(null);
  if (party !== undefined && party.describedBy === draft.issuer) return accept(null);
  return refuse(
    'contact-of-another',
    'A party lists itself, and those without a node that it describes.',
    'party',
  );
}

function sameEntry({ entryOf }: ContactState, draft: Draft): Verdict {
  if (entryOf === undefined || entryOf === `${draft.issuer} ${textIn(draft, 'party')}`) return accept(null);
  return refuse('contact-of-another', 'This entry belongs to another party: give a new one.', 'contact');
}

function realMoment(draft: Draft): Verdict {
  if (draft.claims.valid_until === undefined || instantIn(draft, 'valid_until') !== undefined) return accept(null);
  return refuse('period-empty', 'No such moment exists.', 'valid_until');
}
