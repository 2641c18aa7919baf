import { heldSentence, holdingBack } from '#incidents/notices/hold-view.ts';
import type { Rule, RuleContext } from '#ledger/contract.ts';
import { accept, firstRefusal, type Outcome, phrase, refuse } from '#outcome.ts';
import { instantIn, textIn } from '#parties/draft-claims.ts';
import { issuerUnknown } from '#parties/standing.ts';
import { HOST_KINDS, MANDATED_KINDS } from '#parties/statements.ts';
import type { Draft } from '#statement/draft.ts';
import type { PressCode } from './codes.ts';
import { embargoEnd } from './embargo.ts';
import { maybeNamed, mayStillBeNamed } from './naming.ts';
import { type PressState, stateOf } from './rule-state.ts';
import { wordsOf } from './view.ts';

const MAX_EMBARGO_DAYS = 90;
const HOURS_A_DAY = 24;

type Verdict = Outcome<null, PressCode>;
type Check = (state: PressState, draft: Draft, context: RuleContext) => Verdict;

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  'public-line': [caseHeld, maySpeak, keptClose, embargoAhead, correctsOwn, maybeNamed, secondPerson],
  'line-publication': [
    ownLine,
    notWithdrawn,
    notPublishedYet,
    sameWords,
    allClear,
    byNamedPerson('published_by'),
    hourOrLeak,
    notHeldBack,
    mayStillBeNamed,
  ],
  'line-withdrawal': [ownLine, notWithdrawn, markedAsTheLine, byNamedPerson('withdrawn_by'), secondPerson],
  'naming-consultation': [caseHeld, mandatedKind, answerAhead, byNamedPerson('asked_by')],
  'media-inquiry': [caseHeld, maySpeak],
  'media-inquiry-answer': [caseHeld, maySpeak],
  'naming-answer': [askedOfUs, byNamedPerson('answered_by')],
};

export const PRESS_RULES: readonly Rule<PressState>[] = Object.keys(CHECKS).map((type) => ({
  type,
  load: (reads, drafts) => Promise.all(drafts.map((draft) => stateOf(reads, draft))),
  decide,
}));

export function decide(state: PressState, draft: Draft, context: RuleContext): Verdict {
  if (state.issuer === undefined) return issuerUnknown(draft);
  return firstRefusal(CHECKS[draft.type] ?? [], state, draft, context);
}

function caseHeld({ caseHeld: held }: PressState): Verdict {
  if (held) return accept(null);
  return refuse('case-not-held', 'Nothing was reported in this case: speak where something happened.', 'case');
}

function maySpeak({ issuer, spoken }: PressState): Verdict {
  if (spoken || HOST_KINDS.includes(issuer!.kind)) return accept(null);
  const kinds = HOST_KINDS.join(', ');
  return refuse('kind-may-not-author', phrase`Only a ${kinds}, or whoever reported in the case, speaks about it.`);
}

function mandatedKind({ issuer }: PressState): Verdict {
  if (MANDATED_KINDS.includes(issuer!.kind)) return accept(null);
  const kinds = MANDATED_KINDS.join(' or ');
  return refuse('kind-may-not-author', phrase`Only a ${kinds} asks operators about being named.`, 'issuer');
}

/** Before the publication nobody reads a word of it but those it was given to. */
function keptClose(_state: PressState, draft: Draft): Verdict {
  const opened = Object.entries(draft.markings ?? {}).find(
    ([, { tlp }]) => tlp !== undefined && tlp !== 'amber+strict' && tlp !== 'red',
  );
  if (opened === undefined) return accept(null);
  const sentence = 'A line is marked TLP:AMBER+STRICT or TLP:RED; its publication is what opens it.';
  return refuse('line-opened-early', sentence, opened[0]);
}

function embargoAhead(_state: PressState, draft: Draft, { at }: RuleContext): Verdict {
  if (draft.claims.embargo === undefined) return accept(null);
  const end = embargoEnd(draft.claims.embargo);
  if (end === undefined) {
    const sentence =
      'That hour exists not at all or twice in that time zone: choose another, or write the zone as Europe/Paris.';
    return refuse('embargo-hour-unclear', sentence, 'embargo');
  }
  if (Temporal.Instant.compare(end, at) <= 0) {
    return refuse('embargo-past', 'That hour is past: leave the embargo out, or name a later hour.', 'embargo');
  }
  if (Temporal.Instant.compare(end, at.add({ hours: MAX_EMBARGO_DAYS * HOURS_A_DAY })) <= 0) return accept(null);
  const sentence = phrase`An embargo lasts ${MAX_EMBARGO_DAYS} days at most: prepare the line nearer to its hour.`;
  return refuse('embargo-too-long', sentence, 'embargo');
}

function correctsOwn(state: PressState, draft: Draft, context: RuleContext): Verdict {
  if (draft.claims.corrects === undefined) return accept(null);
  const own = ownLine(state, draft, context, 'corrects');
  if (!own.ok || state.line!.published) return own;
  const sentence = 'That line was never published: withdraw it and write another.';
  return refuse('line-not-published', sentence, 'corrects');
}

function ownLine({ line }: PressState, draft: Draft, _context: RuleContext, place = 'line'): Verdict {
  if (line?.line.issuer === draft.issuer && line.line.case === draft.case) return accept(null);
  return refuse('line-not-yours', 'Name a line of your own party in this case.', place);
}

function notWithdrawn({ line }: PressState): Verdict {
  if (!line!.withdrawn) return accept(null);
  return refuse('line-withdrawn', 'This line was withdrawn: write another.', 'line');
}

function notPublishedYet({ line }: PressState): Verdict {
  if (!line!.published) return accept(null);
  return refuse('line-published-already', 'This line is public already.', 'line');
}

function sameWords({ line }: PressState, draft: Draft): Verdict {
  if (wordsOf((name) => draft.claims[name]) === line!.line.words) return accept(null);
  const sentence = 'Publish the line word for word as it was approved; for other words have a new line approved.';
  return refuse('words-changed', sentence, 'text');
}

/** Its words are for everybody or it is no publication; who pressed the button need not be. */
function allClear(_state: PressState, draft: Draft): Verdict {
  const closed = ['case', 'line', 'stage', 'language', 'headline', 'text', 'names', 'corrects'].find((name) => {
    const tlp = draft.markings?.[name]?.tlp;
    return tlp !== undefined && tlp !== 'clear';
  });
  if (closed === undefined) return accept(null);
  return refuse('publication-not-clear', 'What is published is marked TLP:CLEAR.', closed);
}

/** A person of the issuer acts under their own name; a token is a machine, and a machine publishes nothing. */
function byNamedPerson(name: string): Check {
  return (_state, draft, { actor }) => {
    if (!textIn(draft, name)?.startsWith(`${draft.issuer}#`)) {
      return refuse('person-of-another-party', 'Name a person of your own party.', name);
    }
    if (actor.kind === 'key') return accept(null);
    if (actor.kind === 'person' && actor.scopes === undefined && actor.person === draft.claims[name]) {
      return accept(null);
    }
    return refuse('person-needed', 'A person does this under their own name: sign in yourself.', name);
  };
}

/** At the hour one person is enough, since two approved the line; before it, somebody says that it is out, and a second agrees. */
function hourOrLeak({ line }: PressState, draft: Draft, { at, approvers }: RuleContext): Verdict {
  const { until } = line!.line;
  const where = textIn(draft, 'leaked_where');
  const finder = textIn(draft, 'leak_found_by');
  if (until === null || Temporal.Instant.compare(at, until) >= 0) return accept(null);
  if (where === undefined && finder === undefined) {
    const hour = until.toString({ smallestUnit: 'minute' });
    const sentence = phrase`The embargo ends at ${hour}. Publish it then, or say where the line is out already.`;
    return refuse('embargo-not-over', sentence, 'leaked_where');
  }
  if (where === undefined || finder?.startsWith(`${draft.issuer}#`) !== true) {
    const sentence = 'Say where the line is out already, and who of your party says so.';
    return refuse('leak-untold', sentence, where === undefined ? 'leaked_where' : 'leak_found_by');
  }
  if (approvers.size > 0) return accept(null);
  return refuse('second-person-needed', 'A second person agrees that the embargo is lifted early.', 'approvals');
}

function secondPerson(_state: PressState, _draft: Draft, { approvers }: RuleContext): Verdict {
  if (approvers.size > 0) return accept(null);
  return refuse('second-person-needed', 'A second person approves what is said in public.', 'approvals');
}

function notHeldBack({ holds }: PressState, draft: Draft, { at }: RuleContext): Verdict {
  const hold = holdingBack(holds, ['publication'], textIn(draft, 'line'), at);
  return hold === undefined ? accept(null) : refuse('held-until', heldSentence(hold));
}

/** Whoever read the line reads that it was withdrawn, and nobody learns of a line that never was public. */
function markedAsTheLine({ line }: PressState, draft: Draft): Verdict {
  const labels = ['line', 'reason'].map((name) => draft.markings?.[name]?.tlp ?? 'amber+strict');
  const inOpenCase = draft.markings?.case?.tlp === 'clear';
  const fits = line!.published
    ? inOpenCase && labels.every((tlp) => tlp === 'clear')
    : !inOpenCase && labels.every((tlp) => tlp === 'amber+strict' || tlp === 'red');
  if (fits) return accept(null);
  const sentence = line!.published
    ? 'The line is public: mark "case", "line" and "reason" of its withdrawal TLP:CLEAR.'
    : 'The line never was public: mark its withdrawal TLP:AMBER+STRICT, as the line is.';
  return refuse('withdrawal-marking', sentence, 'reason');
}

function answerAhead(_state: PressState, draft: Draft, { at }: RuleContext): Verdict {
  const due = instantIn(draft, 'answer_by');
  if (due !== undefined && Temporal.Instant.compare(due, at) > 0) return accept(null);
  return refuse('answer-time-past', 'Leave the operator time to answer: name a later instant.', 'answer_by');
}

function askedOfUs({ consultation }: PressState, draft: Draft): Verdict {
  const asked = consultation?.asked;
  const ours = asked?.party === draft.issuer && asked.case === draft.case;
  if (ours && asked.digest === draft.claims.consultation) return accept(null);
  return refuse('consultation-not-yours', 'Answer a question that was asked of your party.', 'consultation');
}
