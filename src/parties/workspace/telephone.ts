import { accept, type Outcome, phrase, refuse } from '#outcome.ts';
import type { TelephoneCode } from '#parties/codes.ts';
import type { JsonValue } from '#statement/draft.ts';
import type { Marking } from '#statement/marking.ts';
import type { DraftContent } from './workspace.ts';

export const CALLER_NAME_CHARACTERS = 200;
export const CALLER_PHONE_CHARACTERS = 40;
const PERSONS_IN_THE_KNOW_MOST = 8;

/** Was the caller called back, at a number from our directory and never one that the caller gave? */
export type CallBack = 'done' | 'not-done' | 'no-answer';

/** A call as the duty officer wrote it down. */
export type Call = {
  readonly caller: { readonly name: string; readonly organisation?: string; readonly phone?: string };
  readonly callBack: CallBack;
  readonly readBack: boolean;
  readonly takenAt: Temporal.Instant;
  /** Persons who may know who called, besides the duty officer: `<party did>#<uuid>`. */
  readonly alsoFor?: readonly string[];
};

/**
 * Adds to a report's claims how it came in. Who called is marked red for the duty officer and the persons named, so
 * that it leaves with no release to anybody else. What was not read back is kept, and says so: a warning at 03:00 must
 * not wait for form; what the law or the recipient makes of it is theirs to judge.
 */
export function writeDownCall(
  officer: string,
  call: Call,
  report: DraftContent,
): Outcome<DraftContent, TelephoneCode> {
  const { name, organisation, phone } = call.caller;
  if (name.trim() === '' || name.length > CALLER_NAME_CHARACTERS) {
    return refuse(
      'call-malformed',
      'Write down who called, or "unknown" when the caller would not say.',
      'caller/name',
    );
  }
  if (
    phone !== undefined &&
    (phone.length > CALLER_PHONE_CHARACTERS || !/^\+?[0-9][0-9 ()./-]{2,}$/.test(phone))
  ) {
    return refuse('call-malformed', 'A telephone number has digits, spaces and + ( ) . / - only.', 'caller/phone');
  }
  const audience = [...new Set([officer, ...(call.alsoFor ?? [])])];
  if (audience.length > PERSONS_IN_THE_KNOW_MOST) {
    return refuse(
      'call-malformed',
      phrase`At most ${PERSONS_IN_THE_KNOW_MOST} persons know who called.`,
      'alsoFor',
    );
  }
  const caller: Record<string, JsonValue> = {
    name,
    ...(organisation === undefined ? {} : { organisation }),
    ...(phone === undefined ? {} : { phone }),
  };
  const red: Partial<Marking> = { tlp: 'red', audience };
  return accept({
    ...report,
    claims: {
      ...report.claims,
      via: 'telephone',
      caller,
      call_back: call.callBack,
      read_back: call.readBack,
      taken_at: call.takenAt.toString({ smallestUnit: 'second' }),
    },
    markings: { ...report.markings, caller: red },
  });
}

/** What is still to be done before a report by telephone is as good as it can be; nothing here stops a warning. */
export function openSteps(call: Pick<Call, 'callBack' | 'readBack'>): readonly ('call-back' | 'read-back')[] {
  return [
    ...(call.callBack === 'done' ? [] : (['call-back'] as const)),
    ...(call.readBack ? [] : (['read-back'] as const)),
  ];
}
