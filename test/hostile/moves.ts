import type { Claim, ClaimName, Grant, PartyName, Signed, Single } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import { hostileMoves, runningMoves } from './enemies.ts';
import { approvers, drawClaims, drawNames, had, type Move, move, signer, type Table } from './table.ts';

const LONGEST_HOLD_HOURS = 72;
/** Above what any honest node counts: a report of so many must stop nothing. */
const ABSURD_COUNT = 2_000_000;
/** Until about the year 9999. */
const ABSURD_HOURS = 69_000_000;

const speakingMoves: readonly Move[] = [
  move(16, (table, signed) => ({ type: 'say', ...signed, claims: drawClaims(table, signed.party) })),
  move(3, (table, signed) => {
    const target = table.pick(had(table.world, signed.party));
    const named = target?.claims.find((claim) => claim.name === CASE);
    if (target === undefined || named === undefined) return undefined;
    const linked = table.percent(80) ? named : { ...named, marking: 'clear' as const, audience: [] };
    const claims = [...drawClaims(table, signed.party), { ...linked, name: LINKED }];
    return { type: 'link', ...signed, target: target.statement, claims };
  }),
  move(4, (table, signed) => {
    const of = table.pick([...table.world.statements.keys()]);
    if (of === undefined) return undefined;
    const parties = table.some([...table.world.parties.keys()]);
    const hiddenFrom = table.percent(60) ? parties : [...parties, 'public'];
    const hours = 1 + table.below(LONGEST_HOLD_HOURS);
    return { type: 'hold', ...signed, claims: drawClaims(table, signed.party), of, hiddenFrom, hours };
  }),
  {
    weight: 2,
    make: (table) => {
      const held = table.pick(table.world.holds);
      const signed = signer(table, held === undefined || table.percent(20) ? undefined : [held.party]);
      return held === undefined || signed === undefined ? undefined : { type: 'lift', ...signed, hold: held.hold };
    },
  },
  move(3, (table, signed) => {
    const sends = [drawGrant(table, signed.party, 'r'), drawGrant(table, signed.party, 'q')];
    return {
      type: 'draft',
      ...signed,
      claims: drawClaims(table, signed.party),
      sends: sends.filter((grant) => grant !== undefined),
    };
  }),
  { weight: 4, make: drawSign },
  move(2, (table, signed) =>
    aboutOwn(table, signed, (of, claims) => ({ type: 'declassify', ...signed, of, claims })),
  ),
  move(2, (table, signed) => {
    const of = table.pick([...table.world.statements.values()].filter(({ claims }) => claims.some(isVictim)));
    return of === undefined ? undefined : { type: 'consent', ...signed, of: of.statement };
  }),
  move(1, (table, signed) => {
    const of = table.pick(had(table.world, signed.party))?.statement;
    const to = table.pick([...table.world.parties.keys()]);
    return of === undefined || to === undefined
      ? undefined
      : { type: 'role', ...signed, of, to, role: 'affected' };
  }),
];

const givingMoves: readonly Move[] = [
  move(20, drawRelease),
  { weight: 18, make: drawReceipt },
  {
    weight: 5,
    make: (table) => {
      const release = table.pick([...table.world.receipts.keys()]);
      const to = table.world.releases.get(release ?? '')?.to;
      const signed = signer(table, to === undefined || table.percent(25) ? undefined : [to]);
      return release === undefined || signed === undefined
        ? undefined
        : { type: 'acknowledge', ...signed, release };
    },
  },
  move(3, (table, signed) => {
    const release = table.pick([...table.world.releases.keys()]);
    const served = table.pick([...table.world.parties.keys()]);
    return release === undefined || served === undefined
      ? undefined
      : { type: 'on-behalf-of', ...signed, release, served };
  }),
  move(5, (table, signed) =>
    aboutOwn(table, signed, (of) => {
      const how = table.pick(['withdraw', 'correct', 'delete'] as const) ?? 'withdraw';
      const instead = how === 'correct' ? table.pick([...table.world.statements.keys()]) : undefined;
      const deleteInHours = table.percent(80) ? LONGEST_HOLD_HOURS : ABSURD_HOURS;
      const more = how === 'delete' ? { deleteInHours } : instead === undefined ? {} : { instead };
      return { type: 'recall', ...signed, of, how, ...more };
    }),
  ),
  move(1, (table, signed) => {
    const of = table.pick([...table.world.recalls.keys()]);
    const count = table.percent(50) ? table.below(5) : ABSURD_COUNT;
    return of === undefined ? undefined : { type: 'recall-report', ...signed, of, count };
  }),
  move(7, (table, signed) => {
    const known = table.percent(75) ? had(table.world, signed.party) : [...table.world.statements.values()];
    const of = table.pick(known);
    if (table.percent(10)) return eraseControl(table, signed);
    return of === undefined
      ? undefined
      : { type: 'erase', ...signed, of: of.statement, claims: drawNames(table, of) };
  }),
];

const controlMoves: readonly Move[] = [
  move(1, (_, signed) => ({ type: 'rotate-key', ...signed })),
  move(4, (table, signed) => {
    const one = table.pick([...table.world.people.values()].filter(({ party }) => party === signed.party));
    if (one === undefined) return undefined;
    const role = table.pick(['reader', 'author', 'approver', 'approver'] as const) ?? 'author';
    return { type: 'mandate', ...signed, person: one.person, role };
  }),
  move(3, (table, signed) => {
    const others = [...table.world.people.values()].filter((one) => one.party === signed.party);
    const one = table.pick(others);
    return one === undefined ? undefined : { type: 'end-mandate', ...signed, person: one.person };
  }),
  {
    weight: 4,
    make: (table) => {
      const [party, community] = [table.pick([...table.world.parties.keys()]), drawCommunity(table)];
      return party === undefined ? undefined : { type: 'join', party, community, agreed: table.percent(50) };
    },
  },
  {
    weight: 1,
    make: (table) => {
      const [party, community] = table.pick([...table.world.members])?.split(' ') ?? [];
      return party === undefined || community === undefined ? undefined : { type: 'leave', party, community };
    },
  },
  move(2, (table, signed) => {
    const member = table.pick([...table.world.parties.keys()]);
    return member === undefined
      ? undefined
      : { type: 'remove', ...signed, member, community: drawCommunity(table) };
  }),
  {
    weight: 1,
    make: (table) => {
      const [party, served] = [table.pick([...table.world.parties.keys()]), table.pick(['Hospital', 'Grid'])];
      if (party === undefined || served === undefined) return undefined;
      return { type: 'serve', party, served, agreed: table.percent(30) };
    },
  },
];

/** Every kind of act with its weight. */
export const moves: readonly Move[] = [
  ...speakingMoves,
  ...givingMoves,
  ...controlMoves,
  ...runningMoves,
  ...hostileMoves,
];

/** Mostly of a statement that the party has, at times of one it was never given. */
function drawGrant(table: Table, party: PartyName, kind: string): Grant | undefined {
  const of = table.pick(table.percent(88) ? had(table.world, party) : [...table.world.statements.values()]);
  const itself = table.percent(4);
  const to = table.pick([...table.world.parties.keys()].filter((other) => itself || other !== party));
  if (of === undefined || to === undefined) return undefined;
  const claims: Grant['claims'] = table.percent(50) ? 'all' : drawNames(table, of);
  const grant: Grant = { release: table.label(kind), of: of.statement, to, claims };
  return table.percent(4) ? { ...grant, citation: 'Act 1, section 2' } : grant;
}

export function drawRelease(table: Table, signed: Signed | undefined): Single | undefined {
  const grant = signed && drawGrant(table, signed.party, 'r');
  if (signed === undefined || grant === undefined) return undefined;
  return { type: 'release', ...signed, ...grant, approvedBy: approvers(table, signed.party) };
}

function drawSign(table: Table): Single | undefined {
  const drawn = table.pick([...table.world.drafts]);
  if (drawn === undefined) return undefined;
  const [draft, { party, sends }] = drawn;
  const releases = sends.map((grant) => grant.release);
  const covers = table.percent(60) ? releases : table.some(releases);
  return { type: 'sign', draft, approvedBy: approvers(table, party), covers };
}

/** Mostly by the receiver, of a release that waits for one, naming what it gave; else by anybody, of anything. */
function drawReceipt(table: Table): Single | undefined {
  const waiting = [...table.world.releases].filter(([label]) => !table.world.receipts.has(label));
  const drawn = table.pick(table.percent(85) ? waiting : [...table.world.releases]);
  if (drawn === undefined) return undefined;
  const [release, given] = drawn;
  const said = table.world.statements.get(given.of);
  const signed = signer(table, table.percent(88) ? [given.to] : undefined);
  if (signed === undefined || said === undefined) return undefined;
  return { type: 'receipt', ...signed, release, claims: table.percent(75) ? 'all' : drawNames(table, said) };
}

/** Mostly of a statement of the signer's own. */
function aboutOwn(
  table: Table,
  signed: Signed,
  make: (of: string, claims: readonly ClaimName[]) => Single,
): Single | undefined {
  const all = [...table.world.statements.values()];
  const own = all.filter((said) => said.issuer === signed.party);
  const of = table.pick(table.percent(80) ? own : all);
  return of === undefined ? undefined : make(of.statement, drawNames(table, of));
}

/** Tries to have an end, a revocation or a removal forgotten. */
function eraseControl(table: Table, signed: Signed): Single {
  const labels = table.world.controls;
  return {
    type: 'erase',
    ...signed,
    of: table.pick(labels) ?? 'mandate0',
    claims: ['mandate', 'hidden_from', 'key', 'target'],
  };
}

function drawCommunity(table: Table): string {
  return table.pick([...table.world.stewards.keys()]) ?? 'sector';
}

function isVictim(claim: Claim): boolean {
  return claim.victim !== undefined;
}
