/**
 * What answers what, and who may answer. `asked`: the party that the answered statement was addressed to; `asker`: who
 * said it; `either`: one of the two. Teams have rules of their own.
 */
export type Answerer = 'asked' | 'asker' | 'either' | 'by-rule';

export type Link = {
  /** The claim that names what is answered. */
  readonly claim: string;
  readonly of: string;
  readonly by: Answerer;
  /** `once`: one such answer a party. `changing`: again only with another answer than the last. */
  readonly repeats: 'once' | 'changing' | 'freely';
};

function link(claim: string, of: string, by: Answerer, repeats: Link['repeats'] = 'freely'): Link {
  return { claim, of, by, repeats };
}

export const LINKS: Readonly<Record<string, Link>> = {
  'territory-acknowledgement': link('notice', 'territory-notice', 'asked', 'once'),
  'territory-supplement': link('notice', 'territory-notice', 'asker'),
  'territory-step': link('notice', 'territory-notice', 'asked'),
  'territory-closure': link('notice', 'territory-notice', 'either'),
  'consultation-reply': link('request', 'consultation-request', 'asked', 'changing'),
  'preservation-reply': link('request', 'preservation-request', 'asked', 'changing'),
  'assistance-reply': link('request', 'assistance-request', 'asked', 'changing'),
  'assistance-closed': link('request', 'assistance-request', 'asker'),
  'joint-team-accession': link('team', 'joint-team', 'by-rule', 'once'),
  'joint-team-end': link('team', 'joint-team', 'by-rule', 'once'),
  'team-offer': link('request', 'team-request', 'by-rule', 'once'),
  'team-match': link('request', 'team-request', 'by-rule'),
  'host-consent': link('match', 'team-match', 'by-rule', 'changing'),
  'team-deployment': link('match', 'team-match', 'by-rule', 'once'),
  'team-report': link('match', 'team-match', 'by-rule'),
};

/** Statements that ask something of another state, and what counts as its first answer. */
export const ASKS: Readonly<Record<string, readonly string[]>> = {
  'territory-notice': ['territory-acknowledgement'],
  'consultation-request': ['consultation-reply'],
  'preservation-request': ['preservation-reply'],
  'assistance-request': ['assistance-reply'],
  'team-request': ['team-offer', 'team-match'],
  'team-match': ['host-consent'],
};

/** What ends a thread for both sides. */
export const CLOSINGS: readonly string[] = ['territory-closure', 'assistance-closed'];

/** The claim in which a type states its answer, consent or outcome. */
export const ANSWER_CLAIMS: readonly string[] = ['answer', 'consent', 'outcome', 'state', 'decision', 'final'];
