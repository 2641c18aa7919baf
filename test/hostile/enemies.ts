import type { PartyName, Viewer } from './acts.ts';
import { outletsOf } from './outlets.ts';
import { drawClaims, drawNames, honestNode, type Move, move, type Table } from './table.ts';
import { viewers } from './world.ts';

const liars: readonly PartyName[] = ['Partner', 'Liar', 'Accomplice', 'Stranger'];
const LONGEST_WAIT_HOURS = 72;

/** What a node is put through by who runs it, honest or not. */
export const runningMoves: readonly Move[] = [
  move(3, (table, signed) => {
    const scopes = table.some(['statements', 'recalls', 'submit'] as const);
    return { type: 'token', ...signed, token: table.label('t'), scopes };
  }),
  move(2, (table, signed) => {
    const token = table.pick([...table.world.tokens].filter(([, { party }]) => party === signed.party));
    return token === undefined ? undefined : { type: 'revoke-token', ...signed, token: token[0] };
  }),
  move(2, (table, signed) => ({ type: 'webhook', ...signed, webhook: table.label('w') })),
  {
    weight: 4,
    make: ({ world, pick, percent }) => {
      const nodes = [...world.nodes.keys()];
      const [log, by, other] = [pick(nodes), pick(nodes), pick(nodes)];
      if (log === undefined || by === undefined || other === undefined) return undefined;
      return { type: 'cosign', log, by, key: percent(80) ? by : other };
    },
  },
  {
    weight: 2,
    make: (table) => ({ type: 'backup', node: honestNode(table), backup: table.label('b') }),
  },
  {
    weight: 1,
    make: (table) => {
      const made = table.pick([...table.world.backups.entries()]);
      return made === undefined ? undefined : { type: 'restore', node: made[1].node, backup: made[0] };
    },
  },
  { weight: 3, make: (table) => ({ type: 'wait', hours: 1 + table.below(LONGEST_WAIT_HOURS) }) },
];

const about = (table: Table) => table.pick([...table.world.parties.keys()]) ?? 'Authority';
const liar = (table: Table) => table.pick(liars) ?? 'Liar';

/** What only an enemy does: the second half of a reading of the design by somebody who wishes it ill. */
export const hostileMoves: readonly Move[] = [
  {
    weight: 6,
    make: (table) => {
      const [of, viewer] = [table.pick([...table.world.statements.values()]), drawViewer(table)];
      if (of === undefined) return undefined;
      const claims = drawNames(table, of);
      return {
        type: 'replay',
        viewer,
        node: honestNode(table),
        of: of.statement,
        claims,
        forged: table.percent(30),
      };
    },
  },
  {
    weight: 3,
    make: (table) => {
      const of = table.pick([...table.world.statements.values()]);
      if (of === undefined) return undefined;
      const viewer = drawViewer(table);
      return { type: 'squat', viewer, node: honestNode(table), victim: of.issuer, of: of.statement };
    },
  },
  {
    weight: 3,
    make: (table) => ({
      type: 'restate',
      party: liar(table),
      about: about(table),
      state: table.pick(['X', 'Y', 'Z']) ?? 'X',
      kind: table.pick(['authority', 'operator'] as const) ?? 'authority',
    }),
  },
  {
    weight: 2,
    make: (table) => ({
      type: 'vouch',
      party: liar(table),
      about: about(table),
      what: table.pick(['root', 'log', 'witness'] as const) ?? 'root',
    }),
  },
  {
    weight: 2,
    make: (table) => {
      const [party, as] = [liar(table), about(table)];
      if (party === as) return undefined;
      const key = table.pick(['own', 'vouched', 'stolen-root'] as const) ?? 'own';
      return {
        type: 'impersonate',
        statement: table.label('i'),
        party,
        as,
        key,
        claims: drawClaims(table, party),
      };
    },
  },
  { weight: 1, make: (table) => ({ type: 'flood', party: liar(table), about: about(table), count: 2_001 }) },
];

function drawViewer(table: Table): Viewer {
  const able = viewers(table.world).filter((viewer) => outletsOf(viewer).includes('reply'));
  return table.pick(able) ?? { type: 'anonymous', node: 'north' };
}
