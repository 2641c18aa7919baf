import fc from 'fast-check';
import type { Act, History, Single } from './acts.ts';
import { founding } from './founding.ts';
import { after, worldAfter } from './model.ts';
import { drawRelease, moves } from './moves.ts';
import { drawClaims, signer, type Table, tableFrom } from './table.ts';
import type { World } from './world.ts';

/** Numbers from which one act is made: the first chooses its kind, the others whatever it asks for. */
export type Lot = readonly number[];

const LOT_NUMBERS = 12;
const BATCH_ONE_IN = 12;

export type Played = { readonly act: Act; readonly world: World };

/** Histories that grow from the founding of the federation; fast-check shrinks them by leaving out acts. */
export function histories(longest: number): fc.Arbitrary<History> {
  const lot = fc.array(fc.nat({ max: 0xffff }), { minLength: LOT_NUMBERS, maxLength: LOT_NUMBERS });
  return fc
    .array(lot, { maxLength: longest, size: 'max' })
    .map((lots) => [...founding, ...[...played(lots)].map(({ act }) => act)]);
}

/** A history by seed, drawn act by act, for as long as its reader asks: for soaking. */
export function* playedFrom(seed: number, length: number): Generator<Played> {
  yield* played(lotsFrom(seed, length));
}

export const founded: World = worldAfter(founding);

/** Each act is made for the world that those before it left, so that most can really be done. */
function* played(lots: Iterable<Lot>): Generator<Played> {
  let world = founded;
  let number = 0;
  for (const lot of lots) {
    number += 1;
    const act = actFrom(world, lot, number);
    world = after(world, act);
    yield { act, world };
  }
}

/** The next act for this world; the same lot always makes the same one of the same world. */
export function actFrom(world: World, lot: Lot, number: number): Act {
  const table = tableFrom(world, lot, number, 'a');
  const first = chosen(table, lot[0] ?? 0);
  if (table.below(BATCH_ONE_IN) > 0) return first;
  const then = tableFrom(after(world, first), lot.slice(1), number, 'b');
  return { type: 'batch', acts: [first, chosen(then, lot[1] ?? 0)] };
}

/** The kinds of act stand in `moves` with their weights; one that cannot be made now gives way to a release. */
function chosen(table: Table, lot: number): Single {
  const total = moves.reduce((sum, move) => sum + move.weight, 0);
  let left = lot % total;
  for (const move of moves) {
    left -= move.weight;
    if (left < 0) return move.make(table) ?? otherwise(table);
  }
  return otherwise(table);
}

function otherwise(table: Table): Single {
  const release = drawRelease(table, signer(table));
  if (release !== undefined) return release;
  const statement = table.label('s');
  return { type: 'say', statement, party: 'Authority', by: 'ada', claims: drawClaims(table, 'Authority') };
}

/** Marsaglia's xorshift: enough to spread lots, and the same on every machine. */
export function* lotsFrom(seed: number, length: number): Generator<Lot> {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 0xffff;
  };
  for (let made = 0; made < length; made += 1) yield Array.from({ length: LOT_NUMBERS }, next);
}
