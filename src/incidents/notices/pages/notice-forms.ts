import { longestHold } from '#incidents/notices/hold-view.ts';
import { HOLDABLE } from '#incidents/statements/notice.ts';
import { VICTIM_CLAIMS } from '#incidents/statements.ts';
import type { Shown } from '#ledger/contract.ts';
import { type Fields, textOf as text } from '#site/form-body.ts';
import type { Draft, JsonValue } from '#statement/draft.ts';
import { HIDDEN_FROM } from '#statement/show.ts';
import { readTime } from '#vocabulary/asserted-time.ts';
import { claimLabel } from '#web/labels.ts';
import type { Choice } from '#web/parts/field.ts';
import { challengeWords } from './challenge-words.ts';
import { NOTICE_TEXTS as T } from './notice-texts.ts';

/** What a form may look at: the parties known here, the statement it answers, who fills it in and when. */
export type Ground = {
  readonly parties: readonly { readonly party: string; readonly name: string }[];
  readonly about: Shown | undefined;
  readonly person: string;
  readonly now: Temporal.Instant;
};

export type FieldOf = {
  readonly kind: 'line' | 'area' | 'radios' | 'checkboxes' | 'select' | 'day';
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly optional?: true;
  /** Filled in when the form is first shown. */
  readonly initial?: string;
  readonly choices?: readonly Choice[];
  /** Said when nothing was answered, instead of the usual sentence. */
  readonly missing?: string;
};

/** One page that says one thing: its statement type, its fields, and what else its claims are made of. */
export type NoticeForm = {
  readonly type: string;
  readonly fields: (ground: Ground) => readonly FieldOf[];
  /** Claims beyond the fields of the same name, and fields that become another value. */
  readonly claims: (typed: Fields, ground: Ground) => Record<string, JsonValue | undefined>;
};

const named = (names: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

const partyChoices = ({ parties }: Ground, none?: string): readonly Choice[] => [
  ...(none === undefined ? [] : [{ value: '', label: none }]),
  ...parties.map(({ party, name }) => ({ value: party, label: name, words: 'name' as const })),
];

const V = T['victim-notice'];
const M = T['vendor-notice'];

function termsOfHold(ground: Ground): readonly FieldOf[] {
  return [
    { kind: 'line', name: 'basis', label: T.hold.basis },
    { kind: 'area', name: 'scope', label: T.hold.scope },
    { kind: 'day', name: 'until', label: T.hold.until, help: T.hold.untilHelp },
    {
      kind: 'checkboxes',
      name: HIDDEN_FROM,
      label: T.hold.hidden_from,
      help: T.hold.hidden_fromHelp,
      optional: true,
      choices: partyChoices(ground),
    },
  ];
}

/** Notices that begin in a case, and those that answer a statement. */
export const NOTICE_FORMS = {
  'victim-notice': {
    type: 'victim-notice',
    fields: (ground) => [
      {
        kind: 'select',
        name: 'victim_party',
        label: V.victim_party,
        optional: true,
        choices: partyChoices(ground, '–'),
      },
      { kind: 'line', name: 'victim_name', label: V.victim_name, optional: true },
      { kind: 'area', name: 'summary', label: V.summary },
      { kind: 'area', name: 'advice', label: V.advice },
      { kind: 'line', name: 'challenge', label: V.challenge, help: V.challengeHelp, initial: challengeWords() },
      { kind: 'line', name: 'number_found_in', label: V.number_found_in, help: V.number_found_inHelp },
    ],
    claims: (typed) => ({ challenge: text(typed, 'challenge').toLowerCase().split(/\s+/) }),
  },
  'case-title': {
    type: 'case-title',
    fields: () => [{ kind: 'line', name: 'title', label: T['case-title'].name, help: T['case-title'].nameHelp }],
    claims: () => ({}),
  },
  'vendor-notice': {
    type: 'vendor-notice',
    fields: (ground) => [
      { kind: 'line', name: 'vendor', label: M.vendor },
      {
        kind: 'select',
        name: 'vendor_party',
        label: M.vendor_party,
        optional: true,
        choices: partyChoices(ground, '–'),
      },
      { kind: 'line', name: 'product', label: M.product },
      { kind: 'line', name: 'versions', label: M.versions, optional: true },
      { kind: 'radios', name: 'exploited', label: M.exploited, choices: named(M.exploitedNames) },
      { kind: 'area', name: 'summary', label: M.summary },
      { kind: 'day', name: 'quiet_until', label: M.quiet_until, help: M.quiet_untilHelp, optional: true },
    ],
    claims: () => ({}),
  },
  hold: {
    type: 'hold',
    fields: (ground) => [
      {
        kind: 'radios',
        name: 'holds',
        label: T.hold.holds,
        choices: HOLDABLE.map((value) => ({ value, label: T.hold.holdsNames[value] })),
      },
      ...termsOfHold(ground),
    ],
    claims: () => ({}),
  },
  'hold-release': {
    type: 'hold',
    fields: termsOfHold,
    claims: (_typed, { about }) => ({ holds: 'release', target: about?.digest }),
  },
  consent: {
    type: 'consent',
    fields: (ground) => {
      const shown = ground.about?.claims ?? new Map();
      const claims = VICTIM_CLAIMS.filter((name) => shown.has(name));
      return [
        { kind: 'radios', name: 'scope', label: T.consent.scope, choices: named(T.consent.scopeNames) },
        { kind: 'checkboxes', name: 'to', label: T.consent.to, optional: true, choices: partyChoices(ground) },
        {
          kind: 'checkboxes',
          name: 'claims',
          label: T.consent.claims,
          optional: true,
          choices: claims.map((value) => ({ value, label: claimLabel(ground.about?.type ?? '', value) })),
        },
      ];
    },
    claims: (typed, { about }) => ({
      target: about?.digest,
      claims: [typed.claims ?? []].flat(),
      to: text(typed, 'scope') === 'named-parties' ? [typed.to ?? []].flat() : undefined,
    }),
  },
  'call-back': {
    type: 'victim-notice',
    fields: () => [
      {
        kind: 'radios',
        name: 'words_matched',
        label: T['call-back'].words_matched,
        choices: named(T['call-back'].wordsNames),
      },
    ],
    claims: (typed, { about, now, person }) => ({
      ...copied(about, ['victim_party', 'victim_name', 'summary', 'advice', 'challenge', 'number_found_in']),
      follows: about?.digest,
      called_back_at: now.toString({ smallestUnit: 'second' }),
      called_back_by: person,
      words_matched: text(typed, 'words_matched') === 'yes',
    }),
  },
  'end-hold': {
    type: 'hold',
    fields: () => [{ kind: 'area', name: 'scope', label: T['end-hold'].scope }],
    claims: (_typed, { about, now }) => ({
      ...copied(about, ['holds', 'basis', HIDDEN_FROM]),
      ends: about?.digest,
      until: now.toString({ smallestUnit: 'second' }),
    }),
  },
} satisfies Readonly<Record<string, NoticeForm>>;

function copied(about: Shown | undefined, names: readonly string[]): Record<string, JsonValue | undefined> {
  return Object.fromEntries(names.map((name) => [name, about?.claims.get(name)?.value]));
}

/** Answers as claims: what was left empty is left out. */
export function claimsOf(form: NoticeForm, typed: Fields, ground: Ground): Draft['claims'] {
  const claims: Record<string, JsonValue> = {};
  for (const { kind, name } of form.fields(ground)) {
    const answers = [typed[name] ?? []].flat().filter((answer) => answer !== '');
    if (kind === 'checkboxes' && answers.length > 0) claims[name] = answers;
    else if (kind !== 'checkboxes' && text(typed, name) !== '') claims[name] = text(typed, name);
  }
  for (const [name, value] of Object.entries(form.claims(typed, ground))) {
    if (value === undefined) delete claims[name];
    else claims[name] = value;
  }
  return claims;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What is wrong before any rule is asked: nothing answered, or no day. */
export function faultsIn(form: NoticeForm, typed: Fields, ground: Ground): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const { kind, name, optional, missing, choices } of form.fields(ground)) {
    const answer = text(typed, name);
    const unknown =
      choices !== undefined && kind !== 'checkboxes' && !choices.some(({ value }) => value === answer);
    if ((answer === '' || unknown) && optional !== true) faults.set(name, missing ?? T.missing);
    else if (kind === 'day' && answer !== '' && (!DAY.test(answer) || readTime(answer) === undefined))
      faults.set(name, T.dateWrong);
  }
  if (form.type === 'consent' && text(typed, 'scope') === 'named-parties' && text(typed, 'to') === '')
    faults.set('to', T.consent.toMissing);
  // Asked here already, or the second person would approve what the rule then refuses.
  const until = readTime(text(typed, 'until'))?.until;
  if (until !== undefined && Temporal.Instant.compare(until, longestHold(ground.now)) > 0) {
    faults.set('until', T.hold.tooLong);
  }
  if (until !== undefined && Temporal.Instant.compare(until, ground.now) <= 0) faults.set('until', T.hold.over);
  return faults;
}
