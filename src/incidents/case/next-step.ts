import { Type } from 'typebox';
import { AffectedStates } from '#incidents/statements/incident-claims.ts';
import type { PartyKind } from '#parties/statements.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';
import { NEXT_ACT_TEXTS } from './next-act-texts.ts';
import { claimReader, type ShownStatement } from './shown-statement.ts';
import { basedOn } from './standing.ts';

/** Who looks at a case, as far as the next step goes. The public has no party. */
export type Seat = {
  readonly party: string | null;
  readonly kind?: PartyKind;
  readonly territory?: string;
};

export type NextAct = keyof typeof NEXT_ACT_TEXTS;

export type NextStep = {
  readonly act: NextAct;
  /** In the language of whoever is being answered when it is read. */
  readonly sentence: string;
  /** The statement the act is about. */
  readonly target?: string;
};

const states = claimReader('affected_states', AffectedStates);
const target = claimReader('target', Digest);
const receiptOf = claimReader('receipt', Digest);
const releasedTo = claimReader('to', PartyId);
const hidesVictim = claimReader('hides_victim', Type.Boolean());
const reportedTo = claimReader('reported_to', PartyId);
const victimParty = claimReader('victim_party', PartyId);

const AUTHORITIES: readonly (PartyKind | undefined)[] = ['state-authority', 'csirt'];

/** The one thing this seat must do next; the most urgent first. */
export function nextStep(
  shown: readonly ShownStatement[],
  standing: readonly ShownStatement[],
  withdrawn: ReadonlyMap<string, string>,
  seat: Seat,
): NextStep {
  if (seat.party === null) return step('check');
  const mine = standing.filter((statement) => statement.issuer === seat.party);
  const unread = firstUnacknowledged(shown, seat.party);
  if (unread !== undefined) return step('acknowledge', unread);
  const stale = mine.find((statement) => basedOn.read(statement)?.every((digest) => withdrawn.has(digest)));
  if (stale !== undefined) return step('withdraw-relay', stale.digest);
  const relay = AUTHORITIES.includes(seat.kind) ? relayStep(shown, standing, mine, seat) : undefined;
  if (relay !== undefined) return relay;
  if (mine.some((statement) => statement.type === 'incident-final')) return step('follow');
  return ownThread(shown, mine, seat.party);
}

function step(act: NextAct, about?: string): NextStep {
  return {
    act,
    // A summary is kept for whoever sees the same, and they may read in another language than it was made in.
    get sentence() {
      return NEXT_ACT_TEXTS[act];
    },
    ...(about === undefined ? {} : { target: about }),
  };
}

/** A receipt of this party that none of its persons has followed by an acknowledgement. */
function firstUnacknowledged(shown: readonly ShownStatement[], party: string): string | undefined {
  const own = shown.filter((statement) => statement.issuer === party);
  const answered = new Set(
    own.flatMap((statement) => {
      if (statement.type !== 'acknowledgement') return [];
      return [receiptOf.read(statement), target.read(statement)];
    }),
  );
  const open = own.find((statement) => {
    if (statement.type !== 'receipt' || answered.has(statement.digest)) return false;
    return !answered.has(target.read(statement));
  });
  return open?.digest;
}

function relayStep(
  shown: readonly ShownStatement[],
  standing: readonly ShownStatement[],
  mine: readonly ShownStatement[],
  seat: Seat,
): NextStep | undefined {
  const relayed = new Set(mine.flatMap((statement) => basedOn.read(statement) ?? []));
  const given = givenTo(shown, seat.party);
  const reports = standing.filter(
    (statement) =>
      (statement.type === 'incident-alert' || statement.type === 'incident-report') &&
      statement.issuer !== seat.party &&
      basedOn.read(statement) === undefined &&
      (reportedTo.read(statement) === seat.party || given.has(statement.digest)),
  );
  if (reports.some((statement) => relayed.has(statement.digest))) return undefined;
  const abroad = reports.find((statement) => {
    const named = states.read(statement);
    return Array.isArray(named) && named.some((state) => state !== seat.territory);
  });
  if (abroad !== undefined) return step('relay', abroad.digest);
  const unclear = reports.find((statement) => !Array.isArray(states.read(statement)));
  return unclear === undefined ? undefined : step('name-states', unclear.digest);
}

/**
 * Statements that their own speakers released to this party as their victims: an authority's relay hides the victim, and
 * telling further states is then that authority's part.
 */
function givenTo(shown: readonly ShownStatement[], party: string | null): ReadonlySet<string> {
  const speakers = new Map(shown.map((statement) => [statement.digest, statement.issuer]));
  return new Set(
    shown.flatMap((statement) => {
      if (statement.type !== 'release' || releasedTo.read(statement) !== party) return [];
      if (hidesVictim.read(statement) !== false) return [];
      const given = target.read(statement);
      return given !== undefined && speakers.get(given) === statement.issuer ? [given] : [];
    }),
  );
}

function ownThread(shown: readonly ShownStatement[], mine: readonly ShownStatement[], party: string): NextStep {
  const reported = mine.find((statement) => statement.type === 'incident-report');
  if (reported !== undefined) return step('update', reported.digest);
  const alert = mine.find((statement) => statement.type === 'incident-alert');
  if (alert !== undefined) return step('report', alert.digest);
  const told = shown.find(
    (statement) => statement.type === 'victim-notice' && victimParty.read(statement) === party,
  );
  return told === undefined ? step('follow') : step('report', told.digest);
}
