import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import { textIn } from '#parties/draft-claims.ts';
import { issuerUnknown } from '#parties/standing.ts';
import { MANDATED_KINDS, type PartyKind } from '#parties/statements.ts';
import { partyOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import type { Connection } from '#store/connection.ts';
import type { BorderCode } from './codes.ts';
import type { Dependency } from './statements.ts';
import { borderTables } from './view.ts';

export type Known = { readonly kind: PartyKind; readonly territory: string };

/** What the answer rests on, read before the rule decides. */
export type BorderState = {
  readonly issuer: Known | undefined;
  /** Of a footprint: whose service it is. */
  readonly subject: Known | undefined;
  /** Of a decision: the authority that is to be told. */
  readonly recipient: Known | undefined;
  /** Of a decision: the one it replaces. */
  readonly replaced:
    | { readonly issuer: string; readonly state: string | null; readonly case: string | null }
    | undefined;
};

type Verdict = Outcome<null, BorderCode>;
type Check = (state: BorderState, draft: Draft, context: RuleContext) => Verdict;

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'service-footprint': [describesOwn, dependenciesNamed],
  'sector-link': [mandatedKind, joinsOwnState],
  'border-decision': [
    mandatedKind,
    aboutAnotherState,
    recipientOfThatState,
    reasonGiven,
    decidedByOurs,
    replacesOwn,
  ],
};

export const BORDER_RULES: readonly Rule<BorderState>[] = Object.keys(CHECKS).map((type) => ({
  type,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => stateOf(reads, draft))),
  decide,
}));

export function decide(state: BorderState, draft: Draft, context: RuleContext): Verdict {
  if (state.issuer === undefined) return issuerUnknown(draft);
  return firstRefusal(CHECKS[draft.type] ?? [], state, draft, context);
}

async function stateOf(reads: Connection, draft: Draft): Promise<BorderState> {
  const { subject, to, replaces } = draft.claims;
  const known = async (party: unknown) => (typeof party === 'string' ? await partyOf(reads, party) : undefined);
  return {
    issuer: await known(draft.issuer),
    subject: await known(subject),
    recipient: await known(to),
    replaced: typeof replaces === 'string' ? await decisionOf(reads, replaces) : undefined,
  };
}

async function decisionOf(reads: Connection, digest: string): Promise<BorderState['replaced']> {
  const row = await borderTables(reads)
    .selectFrom('border_decision')
    .select(['issuer', 'state', 'case_id'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row === undefined ? undefined : { issuer: row.issuer, state: row.state, case: row.case_id };
}

/** An operator speaks of its own services; its state's authority may write down what it knows of them. */
function describesOwn({ issuer, subject }: BorderState, draft: Draft): Verdict {
  if (draft.claims.subject === draft.issuer) return accept(null);
  const isAuthority = MANDATED_KINDS.includes(issuer!.kind);
  if (isAuthority && subject?.territory === issuer!.territory) return accept(null);
  return refuse(
    'footprint-of-another',
    'Say where your own services reach; of others only the authority of their state does.',
    'subject',
  );
}

function dependenciesNamed(_state: BorderState, draft: Draft): Verdict {
  const listed = (draft.claims.depends_on ?? []) as unknown as readonly Dependency[];
  const at = listed.findIndex(({ party, name }) => party === undefined && name === undefined);
  if (at === -1) return accept(null);
  return refuse('dependency-unnamed', 'Name each supplier: as a party here, or in words.', `depends_on/${at}`);
}

function mandatedKind({ issuer }: BorderState): Verdict {
  if (MANDATED_KINDS.includes(issuer!.kind)) return accept(null);
  return refuse(
    'kind-may-not-author',
    phrase`Only a ${MANDATED_KINDS.join(' or ')} says what concerns other states; tell yours.`,
    'issuer',
  );
}

function joinsOwnState({ issuer }: BorderState, draft: Draft): Verdict {
  if (draft.claims.state !== issuer!.territory) {
    return refuse('not-own-state', phrase`Speak for your own state, ${issuer!.territory}.`, 'state');
  }
  if (draft.claims.other_state !== draft.claims.state) return accept(null);
  return refuse('link-to-itself', 'Name another state than your own.', 'other_state');
}

function aboutAnotherState({ issuer }: BorderState, draft: Draft): Verdict {
  if (draft.claims.state !== issuer!.territory) return accept(null);
  return refuse(
    'decision-about-own-state',
    'Your own state is told by whoever reported; decide on others.',
    'state',
  );
}

function recipientOfThatState({ recipient }: BorderState, draft: Draft): Verdict {
  if (draft.claims.to === undefined || recipient?.territory === draft.claims.state) return accept(null);
  return refuse(
    'decision-for-another-authority',
    phrase`${textIn(draft, 'to')} is not known here as an authority of ${textIn(draft, 'state')}.`,
    'to',
  );
}

/** Not telling is a decision that somebody may have to answer for: it says why. */
function reasonGiven(_state: BorderState, draft: Draft): Verdict {
  if (draft.claims.decision === 'tell' || draft.claims.reason !== undefined) return accept(null);
  return refuse('reason-missing', 'Say why this state is not told now.', 'reason');
}

function decidedByOurs(_state: BorderState, draft: Draft): Verdict {
  if (textIn(draft, 'decided_by')?.startsWith(`${draft.issuer}#`)) return accept(null);
  return refuse('decider-of-another-party', 'A person of your own party decides and is named.', 'decided_by');
}

function replacesOwn({ replaced }: BorderState, draft: Draft): Verdict {
  if (draft.claims.replaces === undefined) return accept(null);
  const same =
    replaced?.issuer === draft.issuer && replaced.state === draft.claims.state && replaced.case === draft.case;
  if (same) return accept(null);
  return refuse(
    'reference-not-own',
    'Replace a decision of your own, about the same state in the same case.',
    'replaces',
  );
}
